"""Measurements and how children grow: the classes, their sheets, each child against the curves."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from health.forms.measurements import FORMS, SheetForm
from health.growth import charting, evaluating, feedback, measuring, overview, terms, thresholds
from health.models import (
    Anaemia,
    GrowthLine,
    GrowthMeasurement,
    GrowthStatus,
    HearingTest,
    HemoglobinTest,
    Occasion,
    OralCheck,
    VisionTest,
)
from logistics.access import Request, allow
from logistics.contributions import kinds
from logistics.duties.models import Task
from logistics.duties.views.tasks import one_task
from logistics.fields import whole_number
from logistics.pages import form_page
from logistics.records.models import Entry
from logistics.school import reading
from logistics.school.models import Child, Reading, SchoolClass, Term
from logistics.school.views.frame import looked_at

SEE, KEEP = "health.view_child", "health.keep"
GRID = "health/measurement_grid.html"
GRIDS = {
    GrowthMeasurement.kind_code: "health:growth_sheet",
    VisionTest.kind_code: "health:vision_sheet",
    OralCheck.kind_code: "health:oral_sheet",
    HemoglobinTest.kind_code: "health:hemoglobin_sheet",
    HearingTest.kind_code: "health:hearing_sheet",
}


def class_of(request: Request, pk: int, permission: str) -> SchoolClass:
    seen = SchoolClass.objects.visible_to(request.user, permission)
    return get_object_or_404(seen.select_related("campus"), pk=pk)


@allow(SEE)
def growth_list(request: Request) -> HttpResponse:
    """Every class with what was measured of it this term."""
    today = timezone.localdate()
    found = overview.of(request.user, SEE, today, campus=looked_at(request))
    context = {
        "overview": found,
        "headings": overview.headings(),
        "grids": GRIDS,
        "may_keep": request.user.has_perm(KEEP),
        "task": request.GET.get("task", "") if request.GET.get("task", "").isdecimal() else "",
    }
    return TemplateResponse(request, "health/growth_list.html", context)


@allow(SEE)
def growth_class(request: Request, pk: int) -> HttpResponse:
    """The children of a class with the last of everything; what is out of the ordinary first."""
    today = timezone.localdate()
    school_class = class_of(request, pk, SEE)
    children = measuring.children_of(school_class, today)
    found = evaluating.latest(children, today)
    rows = [{"child": child, "latest": found[child.pk]} for child in children]
    only_odd = request.GET.get("show") == "odd"
    context = {
        "school_class": school_class,
        "rows": [row for row in rows if not only_odd or is_odd(row["latest"])],
        "odd": sum(is_odd(row["latest"]) for row in rows),
        "count": len(rows),
        "only_odd": only_odd,
        "statuses": dict(GrowthStatus.choices),
        "grades": dict(Anaemia.choices),
        "may_keep": request.user.has_perm(KEEP),
    }
    return TemplateResponse(request, "health/growth_class.html", context)


def is_odd(latest: Any) -> bool:
    found = (latest.statuses, latest.is_low_vision, latest.is_anaemic, latest.has_caries)
    return any(found) or bool(latest.hearing_failed)


@allow(SEE)
def growth_comparison(request: Request, pk: int) -> HttpResponse:
    """The first and the last measurement of a term, side by side."""
    today = timezone.localdate()
    school_class = class_of(request, pk, SEE)
    of_year = Term.objects.filter(school_year=school_class.school_year).order_by("starts_on")
    asked = whole_number(request.GET.get("term", ""))
    term = of_year.filter(pk=asked).first() if asked else None
    term = term or of_year.filter(starts_on__lte=today).last() or of_year.first()
    if term is None:
        raise Http404
    children = measuring.children_of(school_class, min(today, term.ends_on))
    rows = terms.courses(school_class, children, term, today)
    context = {
        "school_class": school_class,
        "term": term,
        "terms": of_year,
        "rows": rows,
        "total": terms.total_of(rows),
        "now": timezone.now(),
    }
    name = "growth_comparison_print" if "print" in request.GET else "growth_comparison"
    if "print" in request.GET:
        keys = [child.pk for child in children]
        title = _("Growth in a term: %(school_class)s") % {"school_class": school_class}
        context["announcement"] = reading.note_taken(request, Reading.Act.PRINTED, title, keys)
    return TemplateResponse(request, f"health/{name}.html", context)


@allow(SEE)
def growth_feedback(request: Request, pk: int) -> HttpResponse:
    """A sheet for the parents of each child of a class, or of one of them, to print."""
    today = timezone.localdate()
    school_class = class_of(request, pk, SEE)
    children = measuring.children_of(school_class, today)
    if asked := whole_number(request.GET.get("child", "")):
        children = [child for child in children if child.pk == asked]
    found = feedback.letters(children, today)
    title = _("Feedback to parents: %(school_class)s") % {"school_class": school_class}
    keys = [each.child.pk for each in found]
    context = {
        "school_class": school_class,
        "letters": found,
        "announcement": reading.note_taken(request, Reading.Act.PRINTED, title, keys),
        "now": timezone.now(),
    }
    return TemplateResponse(request, "health/growth_feedback.html", context)


@allow(SEE)
def growth_child(request: Request, pk: int) -> HttpResponse:
    """One child against the curves, with everything that was measured."""
    child = get_object_or_404(Child.objects.visible_to(request.user, SEE), pk=pk)
    reading.note_child(request, child, Reading.Act.OPENED, title=_("Measurements"))
    today = timezone.localdate()
    lines = evaluating.standing(GrowthLine).filter(child=child)
    lines = lines.select_related("sheet__entry").order_by("sheet__entry__happened_at", "pk")
    growth = list(lines)
    context = {
        "child": child,
        "age": charting.age_label(measuring.completed_months(child.birth_on, today)),
        "school_class": measuring.class_of(child, today),
        "charts": charting.charts_of(child.sex, growth),
        "lines": growth[::-1],
        "others": evaluating.tests_of(child),
        "old_practice": bool(thresholds.figures(today)["growth_old_practice"]),
        "now": timezone.now(),
    }
    return TemplateResponse(request, "health/growth_child.html", context)


# Sheets ------------------------------------------------------------------------------------------


def sheet_asked(request: Request, code: str) -> HttpResponse:
    """To the grid of the class that is named or that the task is about; else to choose one."""
    asked = whole_number(request.GET.get("task", ""))
    task = one_task(request, asked) if asked is not None else None
    query = f"?{urlencode({'task': task.pk})}" if task else ""
    chosen = whole_number(request.GET.get("school_class", ""))
    pk = chosen or (task.school_class_id if task else None)
    if pk is None:
        return redirect(f"{reverse('health:growth_list')}{query}")
    return redirect(f"{reverse(GRIDS[code], args=[pk])}{query}")


def sheet_of(request: Request, pk: int, code: str) -> HttpResponse:
    """The grid of a class. Each class has an address, and so a draft, of its own."""
    now = timezone.now()
    school_class = class_of(request, pk, KEEP)
    asked = whole_number(request.GET.get("task", ""))
    task = one_task(request, asked) if asked is not None else None
    form = FORMS[code](
        request.POST or None,
        school_class=school_class,
        children=measuring.children_of(school_class, timezone.localdate(now)),
        now=now,
        by=request.user,
        initial=occasion_of(task, now) if code == GrowthMeasurement.kind_code else {},
    )
    return grid_page(request, form, school_class, task, saved=_("Saved: {result}"))


def occasion_of(task: Task | None, now: Any) -> dict[str, Any]:
    """What the duty says, else what the time of the term suggests."""
    duty = task.duty if task else None
    known = {
        "term_start": Occasion.TERM_START,
        "term_end": Occasion.TERM_END,
        "quarterly": Occasion.QUARTER,
    }
    occasion = known.get(str(duty.rhythm) if duty else "")
    return {"occasion": occasion or measuring.occasion_on(timezone.localdate(now))}


def grid_page(
    request: Request, form: SheetForm, school_class: SchoolClass, task: Any, **given: Any
) -> HttpResponse:
    title = kinds()[form.kind_code].title
    back = reverse("health:growth_class", args=[school_class.pk])
    return form_page(
        request,
        form,
        GRID,
        then=task or back,
        school_class=school_class,
        heading=f"{school_class} {title}",
        cancel_url=task.get_absolute_url() if task else back,
        **given,
    )


@allow(KEEP)
def growth_new(request: Request) -> HttpResponse:
    return sheet_asked(request, GrowthMeasurement.kind_code)


@allow(KEEP)
def growth_sheet(request: Request, pk: int) -> HttpResponse:
    return sheet_of(request, pk, GrowthMeasurement.kind_code)


@allow(KEEP)
def vision_new(request: Request) -> HttpResponse:
    return sheet_asked(request, VisionTest.kind_code)


@allow(KEEP)
def vision_sheet(request: Request, pk: int) -> HttpResponse:
    return sheet_of(request, pk, VisionTest.kind_code)


@allow(KEEP)
def oral_new(request: Request) -> HttpResponse:
    return sheet_asked(request, OralCheck.kind_code)


@allow(KEEP)
def oral_sheet(request: Request, pk: int) -> HttpResponse:
    return sheet_of(request, pk, OralCheck.kind_code)


@allow(KEEP)
def hemoglobin_new(request: Request) -> HttpResponse:
    return sheet_asked(request, HemoglobinTest.kind_code)


@allow(KEEP)
def hemoglobin_sheet(request: Request, pk: int) -> HttpResponse:
    return sheet_of(request, pk, HemoglobinTest.kind_code)


@allow(KEEP)
def hearing_new(request: Request) -> HttpResponse:
    return sheet_asked(request, HearingTest.kind_code)


@allow(KEEP)
def hearing_sheet(request: Request, pk: int) -> HttpResponse:
    return sheet_of(request, pk, HearingTest.kind_code)


@allow(KEEP)
def measurement_correct(request: Request, pk: int) -> HttpResponse:
    """The grid as it was saved, to say something else of it, with the reason."""
    seen = Entry.objects.standing().visible_to(request.user, KEEP).filter(kind__in=FORMS)
    entry = get_object_or_404(seen.select_related("campus", "school_class__campus"), pk=pk)
    sheet: Any = entry.content
    sheet.entry = entry
    now = timezone.now()
    school_class: Any = entry.school_class  # these sheets have one
    form = FORMS[entry.kind](
        request.POST or None,
        school_class=school_class,
        children=children_on(sheet, timezone.localdate(entry.happened_at)),
        sheet=sheet,
        now=now,
        by=request.user,
    )
    return grid_page(request, form, school_class, entry, saved=_("Corrected: {result}"))


def children_on(sheet: Any, on: Any) -> list[Child]:
    """Those of the class that day, and whoever else stands on the sheet."""
    children = measuring.children_of(sheet.entry.school_class, on)
    known = {child.pk for child in children}
    lines = sheet.lines.exclude(child__in=known).select_related("child")
    return [*children, *(line.child for line in lines)]


urls: list[URLPattern] = [
    path("measurements/", growth_list, name="growth_list"),
    path("measurements/growth/new/", growth_new, name="growth_new"),
    path("measurements/classes/<int:pk>/growth/", growth_sheet, name="growth_sheet"),
    path("measurements/vision/new/", vision_new, name="vision_new"),
    path("measurements/classes/<int:pk>/vision/", vision_sheet, name="vision_sheet"),
    path("measurements/teeth/new/", oral_new, name="oral_new"),
    path("measurements/classes/<int:pk>/teeth/", oral_sheet, name="oral_sheet"),
    path("measurements/haemoglobin/new/", hemoglobin_new, name="hemoglobin_new"),
    path("measurements/classes/<int:pk>/haemoglobin/", hemoglobin_sheet, name="hemoglobin_sheet"),
    path("measurements/hearing/new/", hearing_new, name="hearing_new"),
    path("measurements/classes/<int:pk>/hearing/", hearing_sheet, name="hearing_sheet"),
    path("measurements/<int:pk>/correct/", measurement_correct, name="measurement_correct"),
    path("measurements/classes/<int:pk>/", growth_class, name="growth_class"),
    path("measurements/classes/<int:pk>/term/", growth_comparison, name="growth_comparison"),
    path("measurements/classes/<int:pk>/feedback/", growth_feedback, name="growth_feedback"),
    path("measurements/children/<int:pk>/", growth_child, name="growth_child"),
]
