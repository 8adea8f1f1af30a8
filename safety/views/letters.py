"""Letters of responsibility and who has signed; pledges of the parents; who answers for what went wrong."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from logistics.access import Request, allow
from logistics.duties import signing
from logistics.duties.models import Finding
from logistics.fields import whole_number
from logistics.pages import list_page
from logistics.records.models import Entry, Signer
from logistics.records.models.signatures import Capacity
from logistics.school.views.frame import form_under, looked_at
from safety.forms.letters import (
    AccountabilityForm,
    HandInForm,
    LetterRoundForm,
    PaperForm,
    PledgeForm,
    usual_letter,
)
from safety.models import (
    Accountability,
    ChildInjury,
    LetterRound,
    LetterSort,
    PledgeRound,
    PledgeSort,
    ResponsibilityLetter,
)
from safety.organisation import answering, pledging, wording
from safety.organisation.attending import ORGANISE, TEACH, classes_of_year
from safety.views.organisation_frame import (
    LETTERS,
    PLEDGES,
    asked_about,
    asked_number,
    asked_task,
    campuses_of,
    then_task,
    who,
)


def rounds_seen(request: Request) -> Any:
    rows = LetterRound.objects.visible_to(request.user, ORGANISE)
    return rows.select_related("campus", "leader").defer("leader__identity_number")


@allow(ORGANISE)
def letter_list(request: Request) -> HttpResponse:
    """The rounds of letters with how many both sides have signed."""
    rows = rounds_seen(request)
    if campus := looked_at(request):
        rows = rows.filter(campus=campus)
    response: Any = list_page(
        request,
        rows.order_by("-made_at", "-pk"),
        "safety/letter_list.html",
        fragment="safety/_letter_rows.html",
        on=timezone.localdate(),
        waiting=waiting_for(request.user),
    )
    page = list(response.context_data["page"])
    known = answering.progress_of(page)
    response.context_data["rows"] = [(each, known.get(each.pk)) for each in page]
    return response


def waiting_for(person: Any) -> int:
    kind = ResponsibilityLetter.kind_code
    return Signer.objects.open().filter(person=person, entry__kind=kind).count()


@allow(ORGANISE)
def letter_round(request: Request, pk: int) -> HttpResponse:
    """One round: who has signed and who has not; every letter on paper with ?print."""
    found = get_object_or_404(rounds_seen(request), pk=pk)
    sheets = answering.standing_letters(found)
    sheets = sheets.select_related("person", "entry__school_class").order_by("pk")
    sheets = list(sheets.defer("person__identity_number"))
    keys = [sheet.pk for sheet in sheets]
    waiting = set(Signer.objects.open().filter(entry__in=keys).values_list("entry_id", "capacity"))
    context = {
        "letters": found,
        "rows": [
            {
                "sheet": sheet,
                "signed": (sheet.pk, Capacity.RESPONSIBLE) not in waiting,
                "countersigned": (sheet.pk, Capacity.LEADER) not in waiting,
            }
            for sheet in sheets
        ],
        "progress": answering.progress_of([found]).get(found.pk, answering.Progress()),
        "is_leader": found.leader_id == request.user.pk
        and any(capacity == Capacity.LEADER for _key, capacity in waiting),
        "done": found.completions.exclude(entry__status=Entry.Status.VOIDED)
        .select_related("entry")
        .first(),
        "now": timezone.now(),
    }
    if "print" in request.GET:
        signed = {s.pk: signing.lines_of(s.entry) for s in sheets}
        context["sheets"] = [(sheet, signed[sheet.pk]) for sheet in sheets]
        return TemplateResponse(request, "safety/letter_print.html", context)
    return TemplateResponse(request, "safety/letter_round.html", context)


@allow(ORGANISE)
def letter_new(request: Request) -> HttpResponse:
    """First which sort; then its text, who signs for the school, and who signs."""
    now, task = timezone.now(), asked_task(request)
    sort = asked_about(task) or request.GET.get("kind", "")
    if sort not in LetterSort.values:
        query = f"&task={task.pk}" if task else ""
        choices = [(f"?kind={code}{query}", label) for code, label in LetterSort.choices]
        return TemplateResponse(request, "safety/letter_choice.html", {"choices": choices})
    initial = usual_letter(sort, timezone.localdate(now))
    initial |= {"text": wording.usual_text("letters", sort), "leader": request.user.pk}
    form = LetterRoundForm(
        request.POST or None,
        sort=sort,
        campuses=campuses_of(request, ORGANISE),
        initial=initial,
        **who(request, now),
    )
    heading = _("Letters: %(sort)s") % {"sort": LetterSort(sort).label}
    purpose = _("Each signs a letter of their own; the duty is proved when both sides have signed.")
    given = {
        "submit_label": _("Give the letters out"),
        "saved": pgettext("letters", "Given out: {result}"),
    }
    return form_under(request, form, heading, LETTERS, purpose=purpose, **given)


@require_POST
@allow(ORGANISE)
def letter_sign_all(request: Request, pk: int) -> HttpResponse:
    """The leader's signature under every letter of the round."""
    found = get_object_or_404(rounds_seen(request), pk=pk)
    count = answering.sign_all(found, by=request.user, now=timezone.now())
    messages.success(request, _("%(count)s letters signed.") % {"count": count})
    return redirect(found)


@allow(ORGANISE)
def letter_paper(request: Request, pk: int) -> HttpResponse:
    """Somebody without a login has signed on paper."""
    rows = ResponsibilityLetter.objects.filter(round__in=rounds_seen(request).values("pk"))
    sheet = get_object_or_404(rows.select_related("person", "round", "entry"), pk=pk)
    form = PaperForm(
        request.POST or None, request.FILES or None, sheet=sheet, **who(request, timezone.now())
    )
    heading = _("Signed on paper: %(person)s") % {"person": sheet.person}
    given: dict[str, Any] = {"submit_label": _("Keep the paper")}
    given["saved"] = _("Signed: {result}")
    given |= {"then": sheet.round, "cancel_url": sheet.round.get_absolute_url()}
    return form_under(request, form, heading, LETTERS, **given)


# Who answers when something went wrong.


@allow(ORGANISE)
def accountability_list(request: Request) -> HttpResponse:
    """What was decided about who answered; a veto stands out."""
    entries = Entry.objects.filter(Entry.objects.within(request.user, ORGANISE))
    rows = Accountability.objects.filter(entry__in=entries.values("pk"))
    rows = rows.select_related("entry", "person", "letter__round", "letter__entry", "injury__entry")
    return list_page(
        request,
        rows.defer("person__identity_number").order_by("-entry__happened_at", "-pk"),
        "safety/accountability_list.html",
        fragment="safety/_accountability_rows.html",
    )


@allow(ORGANISE)
def accountability_new(request: Request) -> HttpResponse:
    """Of an injury, of a hazard, or of something else that went wrong."""
    now, task = timezone.now(), asked_task(request)
    entries = Entry.objects.filter(Entry.objects.within(request.user, ORGANISE)).values("pk")
    injuries = ChildInjury.objects.standing().filter(entry__in=entries)
    findings = Finding.objects.visible_to(request.user, ORGANISE)
    injury = (
        injuries.filter(pk=asked_number(request, "injury") or 0).select_related("entry").first()
    )
    finding = findings.filter(pk=asked_number(request, "finding") or 0).first()
    form = AccountabilityForm(
        request.POST or None,
        campuses=campuses_of(request, ORGANISE),
        injury=injury,
        finding=finding,
        **who(request, now),
    )
    purpose = _("The letter in force on that day is found by itself.")
    above = (_("Accountability"), "safety:accountability_list")
    given = then_task(task, submit_label=_("Save the decision"), saved=_("Saved: {result}"))
    heading = _("Who answers: %(number)s") % {"number": injury.entry.number if injury else ""}
    if injury is None:
        heading = _("Who answers")
    return form_under(request, form, heading, above, purpose=purpose, **given)


# Pledges of the parents.


def pledges_seen(request: Request) -> Any:
    rows = PledgeRound.objects.visible_to(request.user, TEACH)
    return rows.select_related("school_class", "campus", "term", "record")


@allow(TEACH)
def pledge_list(request: Request) -> HttpResponse:
    """How far each class is; the open ones first."""
    rows = pledges_seen(request).with_progress()
    if campus := looked_at(request):
        rows = rows.filter(campus=campus)
    return list_page(
        request,
        rows.order_by("-began_at", "-pk"),
        "safety/pledge_list.html",
        fragment="safety/_pledge_rows.html",
    )


@allow(TEACH)
def pledge_new(request: Request) -> HttpResponse:
    """Ask the parents of a class."""
    now, task = timezone.now(), asked_task(request)
    classes = classes_of_year(request.user, timezone.localdate(now), TEACH)
    if task and task.school_class_id:
        classes = classes.filter(pk=task.school_class_id)
    elif (asked := asked_number(request, "class")) is not None:
        classes = classes.filter(pk=asked)
    sort = asked_about(task) or request.GET.get("kind", "")
    sort = sort if sort in PledgeSort.values else PledgeSort.DROWNING
    initial = {"sort": sort, "text": wording.usual_text("pledges", sort)}
    form = PledgeForm(request.POST or None, classes=classes, initial=initial, **who(request, now))
    purpose = _("Tick them off as they come back; with the last one they are handed in.")
    given = {"submit_label": _("Begin"), "saved": _("Begun: {result}")}
    return form_under(request, form, _("Pledges of the parents"), PLEDGES, purpose=purpose, **given)


@allow(TEACH)
def pledge(request: Request, pk: int) -> HttpResponse:
    """The children as tiles; ticked: the parents have signed. For the paper ?print."""
    found = get_object_or_404(pledges_seen(request), pk=pk)
    marks = found.marks.select_related("child", "noted_by")
    marks = list(marks.defer("child__identity_number", "child__note").order_by("child__pinyin"))
    context = {
        "pledges": found,
        "marks": marks,
        "signed": sum(mark.signed_on is not None for mark in marks),
        "missing": [mark.child for mark in marks if mark.signed_on is None],
        "now": timezone.now(),
    }
    name = "pledge_print" if "print" in request.GET else "pledge"
    return TemplateResponse(request, f"safety/{name}.html", context)


@require_POST
@allow(TEACH)
def pledge_mark(request: Request, pk: int) -> HttpResponse:
    """What is ticked now has been seen signed."""
    found = get_object_or_404(pledges_seen(request), pk=pk)
    ticked = {whole_number(key) or 0 for key in request.POST.getlist("child")}
    now = timezone.now()
    given = {"on": timezone.localdate(now), "by": request.user, "now": now}
    entry = pledging.mark(found, ticked, **given)
    if entry:
        messages.success(request, _("All have signed: %(record)s") % {"record": entry})
    else:
        messages.success(request, _("Saved: %(record)s") % {"record": found})
    return redirect(found)


@allow(TEACH)
def pledge_hand_in(request: Request, pk: int) -> HttpResponse:
    """Some are missing, and why."""
    found = get_object_or_404(pledges_seen(request), pk=pk)
    form = HandInForm(request.POST or None, pledges=found, **who(request, timezone.now()))
    given: dict[str, Any] = {"submit_label": _("Hand in"), "saved": _("Saved: {result}")}
    given["then"] = found
    given["cancel_url"] = found.get_absolute_url()
    return form_under(request, form, _("Hand in with some missing"), PLEDGES, **given)


urls = [
    path("letters/", letter_list, name="letter_list"),
    path("letters/new/", letter_new, name="letter_new"),
    path("letters/<int:pk>/", letter_round, name="letter_round"),
    path("letters/<int:pk>/sign/", letter_sign_all, name="letter_sign_all"),
    path("letters/<int:pk>/paper/", letter_paper, name="letter_paper"),
    path("accountabilities/", accountability_list, name="accountability_list"),
    path("accountabilities/new/", accountability_new, name="accountability_new"),
    path("pledges/", pledge_list, name="pledge_list"),
    path("pledges/new/", pledge_new, name="pledge_new"),
    path("pledges/<int:pk>/", pledge, name="pledge"),
    path("pledges/<int:pk>/mark/", pledge_mark, name="pledge_mark"),
    path("pledges/<int:pk>/hand-in/", pledge_hand_in, name="pledge_hand_in"),
]
