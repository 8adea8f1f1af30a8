"""Cases of infectious disease: the day's overview, the list, one case, its return, isolation."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from health.forms.cases import CaseForm, IsolationForm, ReturnForm
from health.forms.thresholds import CaseSearch
from health.illness import contacts, observing
from health.models import Alert, InfectiousCase, IsolationRoomUse, ReturnCheck
from logistics.access import Request, allow
from logistics.duties.models import Task
from logistics.fields import whole_number
from logistics.pages import asked_words, list_page
from logistics.records.models import Entry
from logistics.school import reading
from logistics.school.models import Child, Place, Reading, Term
from logistics.school.views.frame import form_under, looked_at

VIEW, KEEP, NUMBERS = "health.view_child", "health.keep", "health.view_statistics"
ILLNESS = (gettext_lazy("Illness"), "health:illness")
CASES = (gettext_lazy("Infectious cases"), "health:case_list")
OPTIONS = 20


def cases_seen(request: Request, permission: str = VIEW) -> Any:
    cases = InfectiousCase.objects.visible_to(request.user, permission)
    if campus := looked_at(request):
        cases = cases.filter(entry__campus=campus)
    return cases


@allow(VIEW)
def illness(request: Request) -> HttpResponse:
    """What goes round now: open alerts, who is away, who is to come back, classes observed."""
    now = timezone.now()
    on = timezone.localdate(now)
    alerts = Alert.objects.visible_to(request.user, NUMBERS).open()
    if campus := looked_at(request):
        alerts = alerts.filter(campus=campus)
    cases = cases_seen(request)
    away = cases.away().filter(isolation_until__gte=on)
    context = {
        "now": now,
        "today": on,
        "alerts": alerts.for_rows(),
        "due_back": cases.due_back(on).for_rows().order_by("isolation_until", "pk"),
        "away": away.for_rows().order_by("isolation_until", "pk"),
        "observed": observing.observed_on(on, cases.values("entry__school_class")),
        "unproved": unproved(request),
    }
    ill = {case.child_id for case in [*context["due_back"], *context["away"]]}
    ill |= {check.case.child_id for check in context["unproved"]}
    reading.note_opened(request, ill, title=_("Illness"))
    return TemplateResponse(request, "health/illness.html", context)


def unproved(request: Request) -> Any:
    """Children who are back without a proof: asked back until it is there."""
    rows = ReturnCheck.objects.standing().filter(
        proof=ReturnCheck.Proof.NONE, case__in=cases_seen(request).values("pk")
    )
    rows = rows.select_related("case__child", "case__disease", "case__entry__school_class")
    return rows.defer("case__child__identity_number", "case__child__note").order_by("returned_on")


@allow(VIEW)
def case_list(request: Request) -> HttpResponse:
    """The register of cases as a list; at first who is away."""
    view = request.GET.get("view", "away")
    cases = cases_seen(request)
    views = {"away": cases.away(), "returned": cases.returned(), "all": cases}
    search = CaseSearch(request.GET)
    found = search.apply(views.get(view, views["away"])).with_return().for_rows()
    titles = [
        ("away", pgettext("cases", "Away")),
        ("returned", pgettext("cases", "Returned")),
        ("all", pgettext("cases", "All")),
    ]
    tabs = [
        {"title": title, "url": f"?view={name}", "is_current": name == view, "count": None}
        for name, title in titles
    ]
    page = list_page(
        request,
        found.order_by("-onset_on", "-pk"),
        "health/case_list.html",
        fragment="health/_case_rows.html",
        search=search,
        tabs=tabs,
        view=view,
        today=timezone.localdate(),
    )
    note_rows(request, page, _("Infectious cases"))
    return page


def note_rows(request: Request, page: Any, title: str) -> None:
    """Whose illness the page of a list tells is written down."""
    rows = page.context_data["page"]
    reading.note_opened(request, [row.child_id for row in rows], title=title)


def one_case(request: Request, pk: int, permission: str = VIEW) -> InfectiousCase:
    seen = InfectiousCase.objects.visible_to(request.user, permission)
    return get_object_or_404(seen.for_rows().select_related("reported_by"), pk=pk)


@allow(VIEW)
def case(request: Request, pk: int) -> HttpResponse:
    """One case: what is known, what is owed because of it, its return, and who was near."""
    now = timezone.now()
    shown = one_case(request, pk)
    reading.note_child(request, shown.child, Reading.Act.OPENED, title=shown.entry.number)
    returns = shown.returns.standing().select_related("entry")
    owed = shown.consequences.values("task")
    context = {
        "case": shown,
        "now": now,
        "tasks": Task.objects.filter(pk__in=owed).with_state(now).for_rows().order_by("due_at"),
        "returns": returns,
        "traced": contacts.trace(shown, on=timezone.localdate(now)),
        "alerts": Alert.objects.visible_to(request.user, NUMBERS).filter(
            consequences__task__in=owed
        ).for_rows().distinct(),
        "may_keep": request.user.has_perm(KEEP) and shown.entry.status != Entry.Status.VOIDED,
    }  # fmt: skip
    return TemplateResponse(request, "health/case.html", context)


@allow(KEEP)
def case_new(request: Request) -> HttpResponse:
    """Register a case: its duties follow by themselves."""
    now = timezone.now()
    asked = whole_number(request.GET.get("child", ""))
    child = Child.objects.visible_to(request.user, KEEP).filter(pk=asked or 0).first()
    form = CaseForm(
        request.POST or None,
        now=now,
        by=request.user,
        initial={"child": child.pk} if child else {},
    )
    return form_under(
        request,
        form,
        _("Register a case"),
        ILLNESS,
        purpose=_(
            "Isolation, disinfection, the report and the check of the return are owed from then on."
        ),
        submit_label=_("Register the case"),
        saved=_("Saved: {result}"),
    )


@allow(KEEP)
def case_correct(request: Request, pk: int) -> HttpResponse:
    shown = one_case(request, pk, KEEP)
    form = CaseForm(request.POST or None, record=shown, now=timezone.now(), by=request.user)
    return form_under(
        request,
        form,
        _("Correct %(number)s") % {"number": shown.entry.number},
        ILLNESS,
        shown,
        purpose=_("What it said before stays readable, struck through, with your reason."),
        submit_label=pgettext("a record", "Correct"),
        saved=_("Corrected: {result}"),
        then=shown,
    )


@allow(KEEP)
def return_choose(request: Request) -> HttpResponse:
    """Whose return is checked: the task says it, else one of those who are away."""
    asked = whole_number(request.GET.get("task", ""))
    task = Task.objects.visible_to(request.user).filter(pk=asked or 0).first()
    kind, _colon, pk = (task.subject if task else "").partition(":")
    if kind == "case" and pk.isdecimal():
        return redirect("health:case_return", int(pk))
    return redirect("health:illness")


@allow(KEEP)
def case_return(request: Request, pk: int) -> HttpResponse:
    """The child is back: with which proof."""
    shown = one_case(request, pk, KEEP)
    reading.note_child(request, shown.child, Reading.Act.OPENED, title=shown.entry.number)
    form = ReturnForm(
        request.POST or None, request.FILES or None, case=shown, now=timezone.now(), by=request.user
    )
    return form_under(
        request,
        form,
        _("Check the return of %(child)s") % {"child": shown.child},
        ILLNESS,
        shown,
        purpose=shown.disease.isolation_rule,
        submit_label=_("Save the return"),
        saved=_("Saved: {result}"),
        then=shown,
    )


@allow(KEEP)
def return_correct(request: Request, pk: int) -> HttpResponse:
    """The proof that was missing has come, or something was written wrongly."""
    seen = InfectiousCase.objects.visible_to(request.user, KEEP).values("pk")
    rows = ReturnCheck.objects.standing().filter(case__in=seen)
    check = get_object_or_404(rows.select_related("entry__campus", "case__entry__campus",
                                                  "case__child", "case__disease"), pk=pk)  # fmt: skip
    form = ReturnForm(
        request.POST or None,
        request.FILES or None,
        case=check.case,
        record=check,
        now=timezone.now(),
        by=request.user,
    )
    return form_under(
        request,
        form,
        _("Correct %(number)s") % {"number": check.entry.number},
        ILLNESS,
        check.case,
        submit_label=pgettext("a record", "Correct"),
        saved=_("Corrected: {result}"),
        then=check.case,
    )


@allow(KEEP)
def isolation_new(request: Request) -> HttpResponse:
    now = timezone.now()
    rooms = Place.objects.in_use().visible_to(request.user, KEEP)
    room = rooms.filter(kind=Place.Kind.HEALTH_ROOM).order_by("pk").first()
    form = IsolationForm(
        request.POST or None, now=now, by=request.user, initial={"place": room} if room else {}
    )
    return form_under(
        request,
        form,
        _("Isolation room"),
        ILLNESS,
        purpose=_("When the child left and the room was disinfected is added afterwards."),
        submit_label=_("Save the record"),
        saved=_("Saved: {result}"),
    )


@allow(KEEP)
def isolation_correct(request: Request, pk: int) -> HttpResponse:
    entries = Entry.objects.standing().visible_to(request.user, KEEP)
    rows = IsolationRoomUse.objects.filter(entry__in=entries.values("pk"))
    use = get_object_or_404(rows.select_related("entry__campus", "entry__school_class", "child"),
                            pk=pk)  # fmt: skip
    form = IsolationForm(request.POST or None, record=use, now=timezone.now(), by=request.user)
    return form_under(
        request,
        form,
        _("Correct %(number)s") % {"number": use.entry.number},
        ILLNESS,
        submit_label=pgettext("a record", "Correct"),
        saved=_("Corrected: {result}"),
        then=use.entry,
    )


@allow(KEEP)
def child_options(request: Request) -> HttpResponse:
    """The children a search box offers, each with its class: names are borne twice."""
    on = timezone.localdate()
    seen = Child.objects.visible_to(request.user, KEEP).attending(on)
    found = seen.with_class(Term.objects.on(on)).matching(asked_words(request))
    options = found.only("name", "number").order_by("pinyin", "pk")[:OPTIONS]
    return TemplateResponse(request, "health/_child_options.html", {"options": options})


case_urls = [
    path("illness/", illness, name="illness"),
    path("cases/", case_list, name="case_list"),
    path("cases/new/", case_new, name="case_new"),
    path("cases/children/", child_options, name="child_options"),
    path("cases/<int:pk>/", case, name="case"),
    path("cases/<int:pk>/correct/", case_correct, name="case_correct"),
    path("cases/<int:pk>/return/", case_return, name="case_return"),
    path("returns/new/", return_choose, name="return_choose"),
    path("returns/<int:pk>/correct/", return_correct, name="return_correct"),
    path("isolation/new/", isolation_new, name="isolation_new"),
    path("isolation/<int:pk>/correct/", isolation_correct, name="isolation_correct"),
]
