"""Property lists of rooms and classes, their checks, the published results; and handovers."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assets.custody import checking, papers
from assets.custody.checking import Scope
from assets.forms.custody import CheckForm, HandoverForm, HandoverStart
from assets.forms.sheets import KEEP
from assets.models import Asset, ClassProperty, CustodyHandover, DamageCase
from assets.views.sheets import on_paper
from logistics.access import Request, allow
from logistics.duties.models import Task
from logistics.fields import month_number, whole_number
from logistics.pages import asked_words, form_page, list_page
from logistics.records.models import Entry, Signer
from logistics.records.searching import month_before, month_end, month_words
from logistics.school.calendar import DAY, end_of, start_of
from logistics.school.models import Campus, Place, SchoolClass, Term
from logistics.school.views.frame import looked_at
from logistics.school.weeks import school_year

VIEW, PUBLIC = "assets.view_asset", "school.view_place"
Occasion = ClassProperty.Occasion


# The lists.


def places_with_things(request: Request) -> QuerySet[Place]:
    """The rooms of one's campuses that have something in them; with how much."""
    counted = Q(assets__state__in=[s for s in Asset.State if s != Asset.State.DISPOSED])
    rooms = Place.objects.in_use().visible_to(request.user, VIEW)
    if campus := looked_at(request):
        rooms = rooms.filter(campus=campus)
    rows = rooms.annotate(
        cards=Count("assets", filter=counted), things=Sum("assets__quantity", filter=counted)
    )
    return rows.filter(cards__gt=0).select_related("campus", "custodian", "school_class")


@allow(VIEW)
def property_list(request: Request) -> HttpResponse:
    """Every room with property, who answers for it, and when it was last checked."""
    rooms = places_with_things(request).order_by("campus", "kind", "name")
    if words := asked_words(request):
        found = Q(name__icontains=words) | Q(custodian__name__icontains=words)
        rooms = rooms.filter(found | Q(school_class__name__icontains=words))
    last = Entry.objects.standing().filter(kind="class_property")
    last = last.filter(
        Q(place=OuterRef("pk"))
        | Q(place=None, school_class__isnull=False, school_class=OuterRef("school_class"))
    )
    rooms = rooms.annotate(
        checked_at=last.order_by("-happened_at").values("happened_at")[:1],
        checked_by=last.order_by("-happened_at").values("pk")[:1],
    )
    return list_page(
        request,
        rooms,
        "assets/class_property_list.html",
        fragment="assets/_class_property_rows.html",
        words=words,
    )


def scope_seen(request: Request, kind: str, pk: int, permission: str) -> Scope:
    """A class or room whose goods one looks after or may see; one's own in any case."""
    if kind == "class":
        return Scope.of_class(class_seen(request, pk, permission))
    rooms = Place.objects.in_use().select_related("campus", "custodian", "school_class__campus")
    reach = rooms.visible_to(request.user, permission)
    if permission == KEEP:
        return Scope.of_place(get_object_or_404(reach, pk=pk))
    mine = Q(custodian=request.user) | Q(school_class__in=own_classes(request.user))
    seen = reach if request.user.has_perm(permission) else rooms.none()
    return Scope.of_place(get_object_or_404(seen | rooms.filter(mine), pk=pk))


def class_seen(request: Request, pk: int, permission: str) -> SchoolClass:
    classes = SchoolClass.objects.select_related("campus")
    seen = classes.filter(campus__in=campuses_reached(request.user, permission))
    if permission != KEEP:
        seen = seen | classes.filter(pk__in=own_classes(request.user))
    return get_object_or_404(seen, pk=pk)


def campuses_reached(person: Any, permission: str) -> QuerySet[Campus]:
    rows = Campus.objects.visible_to(person, permission)
    return rows if person.has_perm(permission) else rows.none()


def own_classes(person: Any) -> set[int]:
    posts = person.posts_on(timezone.localdate())
    return {post.school_class_id for post in posts if post.school_class_id}


@allow(PUBLIC)
def property_class(request: Request, pk: int) -> HttpResponse:
    return property_page(request, scope_seen(request, "class", pk, VIEW))


@allow(PUBLIC)
def property_place(request: Request, pk: int) -> HttpResponse:
    return property_page(request, scope_seen(request, "place", pk, VIEW))


def property_page(request: Request, scope: Scope) -> HttpResponse:
    """What the register has here now, and the checks so far; ?print is the sheet to sign."""
    assets = list(scope.assets())
    lent = checking.lent_of(assets)
    answers = scope.answered_for_by(timezone.localdate())
    if "print" in request.GET:
        return responsibility(request, scope, assets, lent, answers)
    about = Q(school_class=scope.school_class) if scope.school_class else Q(place=scope.place)
    checks = Entry.objects.filter(about, kind="class_property").order_by("-happened_at")
    sheets = ClassProperty.objects.filter(entry__in=checks.values("pk"))
    context = {
        "scope": scope,
        "rows": [(asset, asset.quantity - lent.get(asset.pk, 0)) for asset in assets],
        "answers": answers[1] if answers else None,
        "sheets": sheets.select_related("entry").order_by("-entry__happened_at")[:12],
        "check_url": check_url(scope),
        "may_check": campuses_reached(request.user, KEEP).filter(pk=scope.campus.pk).exists(),
        "things": sum(asset.quantity for asset in assets),
    }
    return TemplateResponse(request, "assets/class_property.html", context)


def check_url(scope: Scope) -> str:
    if scope.school_class:
        return reverse("assets:property_check_class", args=[scope.school_class.pk])
    place = scope.place
    return reverse("assets:property_check_place", args=[place.pk]) if place else ""


def responsibility(
    request: Request, scope: Scope, assets: list[Asset], lent: dict[int, int], answers: Any
) -> HttpResponse:
    """责任书: the list as the register has it, to be signed by who answers for it."""
    rows = [
        [
            asset.place,
            asset.number,
            f"{asset.name} {asset.model}".strip(),
            asset.unit,
            asset.quantity - lent.get(asset.pk, 0),
            "",
            "",
            "",
        ]
        for asset in assets
    ]
    title = _("Property list and letter of responsibility: %(where)s") % {"where": scope}
    facts = [(_("Answered for by"), answers[1] if answers else "")]
    paper = papers.Paper(title, facts, papers.property_headings(), rows, pledge=papers.pledge())
    lines = [_("Answered for by"), _("Storekeeper"), _("Person in charge")]
    return on_paper(
        request,
        paper,
        [{"title": line, "name": "", "at": None} for line in lines],
        where=scope.campus,
        day=timezone.localdate(),
        back_url=request.path,
    )


# Checking.


@allow(KEEP)
def property_check(request: Request) -> HttpResponse:
    """From a task to the form of its class or room; without one, the classes still to check."""
    asked = whole_number(request.GET.get("task", ""))
    task = Task.objects.visible_to(request.user).filter(pk=asked).first() if asked else None
    if task and task.school_class_id:
        return redirect(with_task("assets:property_check_class", task.school_class_id, task))
    if task and task.place_id:
        return redirect(with_task("assets:property_check_place", task.place_id, task))
    now = timezone.now()
    month = timezone.localdate(now).replace(day=1)
    done = {key[0] for key in sheets_of(month, Occasion.MONTHLY)}
    classes = SchoolClass.objects.filter(
        campus__in=campuses_reached(request.user, KEEP),
        school_year=school_year(timezone.localdate(now)),
    )
    if campus := looked_at(request):
        classes = classes.filter(campus=campus)
    ordered = classes.select_related("campus").order_by("campus__position", "position", "pk")
    rows = [(each, each.pk in done) for each in ordered]
    context = {"rows": rows, "period": month_words(month), "left": sum(not d for _c, d in rows)}
    return TemplateResponse(request, "assets/class_property_check.html", context)


def with_task(name: str, pk: int, task: Task) -> str:
    return f"{reverse(name, args=[pk])}?occasion={occasion_of(task)}"


def occasion_of(task: Task) -> str:
    """At the beginning and end of term the list is signed; what is owed each month is a check."""
    rhythm = task.duty.rhythm if task.duty else ""
    known = {"term_start": Occasion.TERM_START, "term_end": Occasion.TERM_END}
    return str(known.get(rhythm, Occasion.MONTHLY))


@allow(KEEP)
def property_check_class(request: Request, pk: int) -> HttpResponse:
    return check_page(request, scope_seen(request, "class", pk, KEEP))


@allow(KEEP)
def property_check_place(request: Request, pk: int) -> HttpResponse:
    return check_page(request, scope_seen(request, "place", pk, KEEP))


def check_page(request: Request, scope: Scope) -> HttpResponse:
    now = timezone.now()
    occasion = request.GET.get("occasion", "")
    initial = {"occasion": occasion} if occasion in Occasion.values else {}
    form = CheckForm(request.POST or None, scope=scope, now=now, by=request.user, initial=initial)
    return form_page(
        request,
        form,
        "assets/class_property_form.html",
        saved=_("Checked: %(where)s") % {"where": scope},
        scope=scope,
        things=sum(form.expected(asset) for asset in form.listed),
        answers=scope.answered_for_by(timezone.localdate(now)),
    )


# The results.


def sheets_of(month: date, *occasions: str) -> dict[Any, ClassProperty]:
    """The last list of each class and room in a month."""
    span = (start_of(month), end_of(month_end(month)))
    rows = ClassProperty.objects.filter(entry__happened_at__range=span)
    return checking.latest(rows.filter(occasion__in=occasions) if occasions else rows)


@allow(PUBLIC)
def property_results(request: Request) -> HttpResponse:
    """The monthly check, published: every class, what was there and what was not."""
    today = timezone.localdate()
    asked = month_number(request.GET.get("month", ""))
    month = date(*asked, 1) if asked else today.replace(day=1)
    sheets = {key[0]: sheet for key, sheet in sheets_of(month).items() if key[0]}
    classes = SchoolClass.objects.filter(
        campus__in=campuses_reached(request.user, PUBLIC), school_year=school_year(month)
    )
    if campus := looked_at(request):
        classes = classes.filter(campus=campus)
    ordered = classes.select_related("campus").order_by("campus__position", "position", "pk")
    shown = [sheets[each.pk] for each in ordered if each.pk in sheets]
    lines = by_sheet(checking.odd_lines(shown))
    rows = [(each, sheets.get(each.pk), lines[sheets[each.pk].pk] if each.pk in sheets else [])
            for each in ordered]  # fmt: skip
    context = {
        "rows": rows,
        "period": month_words(month),
        "month": month,
        "earlier": f"{month_before(month):%Y%m}",
        "later": f"{month_end(month) + DAY:%Y%m}" if month < today.replace(day=1) else "",
        "now": timezone.now(),
    }
    name = "class_property_results_print" if "print" in request.GET else "class_property_results"
    return TemplateResponse(request, f"assets/{name}.html", context)


def by_sheet(lines: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for line in lines:
        found[line.sheet_id].append(line)
    return found


@allow(VIEW)
def property_term(request: Request) -> HttpResponse:
    """The result of a term, class by class and custodian by custodian: it counts when they are judged."""
    now = timezone.now()
    asked = whole_number(request.GET.get("term", ""))
    chosen = Term.objects.filter(pk=asked).first() if asked else None
    term = chosen or Term.objects.on(timezone.localdate(now))
    context: dict[str, Any] = {"term": term, "terms": Term.objects.all()[:6], "now": now}
    if term:
        context |= term_result(request, term)
    name = "class_property_term_print" if "print" in request.GET else "class_property_term"
    return TemplateResponse(request, f"assets/{name}.html", context)


def term_result(request: Request, term: Term) -> dict[str, Any]:
    campuses = campuses_reached(request.user, VIEW)
    if campus := looked_at(request):
        campuses = campuses.filter(pk=campus.pk)
    span = (start_of(term.starts_on), end_of(term.ends_on))
    cases = DamageCase.objects.standing().filter(entry__happened_at__range=span)
    cases = cases.filter(entry__campus__in=campuses).for_rows()
    rows = ClassProperty.objects.filter(
        entry__happened_at__range=span, occasion=Occasion.TERM_END, entry__campus__in=campuses
    )
    sheets = checking.latest(rows)
    classes = SchoolClass.objects.filter(campus__in=campuses, school_year=term.school_year)
    ordered = list(classes.select_related("campus").order_by("campus__position", "position", "pk"))
    return {
        "classes": class_results(ordered, sheets, list(cases)),
        "custodians": custodian_results(list(sheets.values()), list(cases)),
    }


def class_results(
    classes: list[SchoolClass], sheets: dict[Any, ClassProperty], cases: list[DamageCase]
) -> list[dict[str, Any]]:
    of_class: dict[Any, list[DamageCase]] = defaultdict(list)
    for case in cases:
        of_class[case.entry.school_class_id].append(case)
    return [
        {
            "class": each,
            "sheet": sheets.get((each.pk, None)),
            "cases": len(of_class[each.pk]),
            "amount": sum(case.amount for case in of_class[each.pk]),
            "points": sum(case.points for case in of_class[each.pk]),
        }
        for each in classes
    ]


def custodian_results(sheets: list[ClassProperty], cases: list[DamageCase]) -> list[dict[str, Any]]:
    """The losses of each person: what was missing in their custody, and what they had to pay."""
    found: dict[Any, dict[str, Any]] = {}

    def row(person: Any) -> dict[str, Any]:
        empty = {
            "person": person,
            "missing": 0,
            "damaged": 0,
            "cases": 0,
            "amount": 0,
            "things": [],
        }
        return found.setdefault(person.pk, empty)

    for line in checking.odd_lines(sheets).select_related("sheet__answers"):
        if person := line.custodian or line.sheet.answers:
            said = row(person)
            said["missing"] += line.missing
            said["damaged"] += line.condition == "damaged"
            said["things"].append(line.asset)
    for case in cases:
        if case.responsible:
            said = row(case.responsible)
            said["cases"] += 1
            said["amount"] += case.amount
    return sorted(found.values(), key=lambda said: (-said["missing"], -said["amount"]))


# Handing over.


@allow(VIEW)
def handover_list(request: Request) -> HttpResponse:
    """What changed hands, and what still waits for a signature."""
    open_now = Signer.objects.open().filter(entry=OuterRef("pk"))
    rows = CustodyHandover.objects.filter(
        entry__in=Entry.objects.visible_to(request.user, VIEW).values("pk")
    ).annotate(waits=Exists(open_now), lines_count=Count("lines"))
    rows = rows.select_related("entry__campus", "giver", "taker", "supervisor", "store")
    return list_page(
        request,
        rows.order_by("-entry__happened_at", "-pk"),
        "assets/handover_list.html",
        fragment="assets/_handover_rows.html",
    )


@allow(KEEP)
def handover_new(request: Request) -> HttpResponse:
    """First whose things, then the list of them."""
    start = HandoverStart(request.GET if "giver" in request.GET else None, by=request.user)
    if not start.is_valid():
        context = {"form": start, "heading": _("New handover")}
        return TemplateResponse(request, "assets/handover_start.html", context)
    chosen = {name: start.cleaned_data[name] for name in ("campus", "giver", "store")}
    now = timezone.now()
    form = HandoverForm(request.POST or None, now=now, by=request.user, **chosen)
    return form_page(
        request,
        form,
        "assets/handover_form.html",
        saved=_("The handover is written down. It takes effect when all have signed."),
        **chosen,
    )
