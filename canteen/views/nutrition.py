"""Nutrition: the analysis of any days, the statutory table, and the record of what follows."""

import io
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from canteen.forms.analyses import AnalysisSearch, NutritionForm
from canteen.models import Basis, NutritionAnalysis
from canteen.models.analyses import subject_of
from canteen.nutrition import eaters, recording, rules, showing, statutory
from canteen.nutrition.analysing import MOST_DISHES, Analysis, Asked, analyse
from canteen.nutrition.judging import NUTRIENT_WORDS
from logistics.access import Request, allow
from logistics.duties.models import Task
from logistics.duties.views.tasks import one_task
from logistics.fields import whole_number
from logistics.pages import form_page
from logistics.records.searching import month_end, month_words
from logistics.school.calendar import DAY
from logistics.school.models import Campus
from logistics.school.views.frame import looked_at
from logistics.sheets import XLSX, Workbook

VIEW, WRITE = "canteen.view", "canteen.write_menu"
About = NutritionAnalysis.About
QUARTER = 3  # months
NAMES = {name: words for name, words, _unit in NUTRIENT_WORDS}
UNITS = {name: unit for name, _words, unit in NUTRIENT_WORDS}


def kitchen_of(request: Request, permission: str, pk: int | None = None) -> Campus:
    """The campus asked for or looked at, else the first in reach."""
    rows = Campus.objects.visible_to(request.user, permission).filter(is_active=True)
    seen = looked_at(request)
    wanted = pk or whole_number(request.GET.get("campus", "")) or (seen.pk if seen else None)
    found = list(rows)
    chosen = next((campus for campus in found if campus.pk == wanted), None)
    if chosen is None and not found:
        raise Http404
    return chosen or found[0]


def search_of(request: Request, campus: Campus, now: datetime) -> AnalysisSearch:
    on = timezone.localdate(now)
    groups = eaters.table(campus, on).groups
    return AnalysisSearch(request.GET, groups=groups, person=request.user, now=now)


def asked_by(search: AnalysisSearch, campus: Campus) -> Asked:
    first, last = search.days()
    return Asked(campus, first, last, search.chosen_basis, search.chosen_group)


@allow(VIEW)
def nutrition(request: Request) -> HttpResponse:
    """What the food of some days held: a sentence, the table, the drawings, where it comes from."""
    now = timezone.now()
    campus = kitchen_of(request, VIEW)
    search = search_of(request, campus, now)
    asked = asked_by(search, campus)
    found = analyse(asked)
    nutrient = request.GET.get("of", "")
    nutrient = nutrient if nutrient in NAMES else "energy_kcal"
    rows = [] if found.is_empty else found.dishes(nutrient)
    context = page_context(found) | {
        "search": search,
        "of": nutrient,
        "of_words": NAMES[nutrient],
        "of_unit": UNITS[nutrient],
        "nutrient_choices": NUTRIENT_WORDS,
        "dishes": rows[:MOST_DISHES],
        "dishes_more": max(0, len(rows) - MOST_DISHES),
        "reference": showing.of_reference(found),
        "meals": showing.of_meals(found),
        "course": showing.of_days(found),
        "query": urlencode(query_of(asked)),
        "before": urlencode(query_of(asked, -1)),
        "after": urlencode(query_of(asked, 1)),
        "may_write": request.user.has_perm(WRITE),
    }
    return TemplateResponse(request, "canteen/nutrition.html", context)


def page_context(found: Analysis) -> dict[str, Any]:
    return {
        "found": found,
        "asked": found.asked,
        "campus": found.asked.campus,
        "sentence": showing.sentence(found),
        "days": days_words(found.asked.first, found.asked.last),
        "basis": Basis(found.asked.basis).label,
    }


def days_words(first: date, last: date) -> str:
    if first == last:
        return f"{first}"
    if first.day == 1 and last == month_end(first):
        return month_words(first)
    return f"{first} ～ {last}"


def query_of(asked: Asked, moved: int = 0) -> dict[str, str]:
    """The address of these days; of as many before or after them, a whole month by a month."""
    first, last = asked.first, asked.last
    if moved:
        first, last = moved_days(first, last, moved)
    said = {
        "campus": f"{asked.campus.pk}",
        "basis": asked.basis,
        "first": f"{first}",
        "last": f"{last}",
    }
    return said | ({"group": asked.group} if asked.group else {})


def moved_days(first: date, last: date, by: int) -> tuple[date, date]:
    if first.day == 1 and last == month_end(first):
        start = (first - DAY).replace(day=1) if by < 0 else last + DAY
        return start, month_end(start)
    days = (last - first + DAY) * by
    return first + days, last + days


# The statutory table -----------------------------------------------------------------------------


def sheet_of(request: Request) -> tuple[Analysis, statutory.Sheet]:
    campus = kitchen_of(request, VIEW)
    found = analyse(asked_by(search_of(request, campus, timezone.now()), campus))
    figures = rules.figures(found.asked.last)
    return found, statutory.sheet(found, figures, statutory.money_of(found))


@allow(VIEW)
def nutrition_table(request: Request) -> HttpResponse:
    """膳食营养分析表 on A4; with ?sheet=1 as .xlsx."""
    found, sheet = sheet_of(request)
    if "sheet" in request.GET:
        return as_file(found, sheet)
    context = page_context(found) | {"sheet": sheet, "query": urlencode(query_of(found.asked))}
    return TemplateResponse(request, "canteen/nutrition_table.html", context)


def as_file(found: Analysis, sheet: statutory.Sheet) -> HttpResponse:
    title = _("Nutrition analysis of the diet")
    days = days_words(found.asked.first, found.asked.last)
    written = io.BytesIO()
    with Workbook(written) as book:
        page = book.sheet(title)
        columns = max(len(part.headings) for part in sheet.parts)
        page.set_widths([22, *[11] * (columns - 1)])
        page.write([f"{title} {found.asked.campus} {days}"], "title")
        page.write([statement(found, sheet)], "note")
        for part in sheet.parts:
            page.write([part.title], "note")
            page.write(part.headings, "heading")
            for row in part.rows:
                page.write(row)
        page.set_up_for_paper(columns, headings_end=2)
    name = urlencode({"": f"{title} {days}.xlsx"})[1:]
    response = HttpResponse(written.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name.replace('+', '%20')}"
    return response


def statement(found: Analysis, sheet: statutory.Sheet) -> str:
    return _(
        "%(basis)s; days: %(days)s; children day by day: %(children)s; person-days: %(folded)s"
    ) % {
        "basis": Basis(found.asked.basis).label,
        "days": len(found.daily),
        "children": sheet.child_days or "—",
        "folded": sheet.person_days or "—",
    }


# The record --------------------------------------------------------------------------------------


@allow(WRITE)
def nutrition_new(request: Request) -> HttpResponse:
    """The figures of a day, month or quarter; then what they mean and what is changed."""
    now = timezone.now()
    key = whole_number(request.GET.get("task", ""))
    task = one_task(request, key) if key is not None else None
    campus = kitchen_of(request, WRITE, task.campus_id if task else None)
    search = search_of(request, campus, now)
    asked = asked_by(search, campus)
    if task and "first" not in request.GET:
        first, last = days_of(task, timezone.localdate(now))
        asked = Asked(campus, first, last, search.chosen_basis, search.chosen_group)
    found = analyse(asked)
    about = about_asked(task, asked)
    sheet = NutritionAnalysis(
        about=about,
        campus=campus,
        basis=asked.basis,
        age_group=asked.group,
        first_on=asked.first,
        last_on=asked.last,
    )
    form = NutritionForm(
        request.POST or None,
        sheet=sheet,
        found=found,
        said=showing.sentence(found),
        now=now,
        by=request.user,
    )
    query = query_of(asked) | ({"task": f"{task.pk}"} if task else {})
    return form_page(
        request,
        form,
        "canteen/nutrition_new.html",
        heading=_("Nutrition analysis: %(days)s") % {"days": days_words(asked.first, asked.last)},
        figures=recording.figures(found),
        sheet=sheet,
        others=[
            {
                "title": basis.label,
                "url": f"?{urlencode(query | {'basis': basis.value})}",
                "is_current": basis.value == asked.basis,
            }
            for basis in Basis
        ],
        query=urlencode(query_of(asked)),
        saved=_("Saved: {result}"),
        submit_label=_("Save the analysis"),
        cancel_url=task.get_absolute_url() if task else reverse("canteen:nutrition"),
        **page_context(found),
        **({"then": task} if task else {}),
    )


def about_asked(task: Task | None, asked: Asked) -> str:
    if task and task.subject in {subject_of(about) for about in About.values}:
        return task.subject.partition(":")[2]
    return recording.about_of(asked.first, asked.last)


def days_of(task: Task, today: date) -> tuple[date, date]:
    """The day, month or quarter a task is about, as far as it has come."""
    on = min(task.day, today)
    about = task.subject.partition(":")[2]
    if about == About.MONTH:
        return on.replace(day=1), month_end(on)
    if about == About.QUARTER:
        first = on.replace(month=on.month - (on.month - 1) % QUARTER, day=1)
        return first, month_end(first + (QUARTER - 1) * 31 * DAY)
    return on, on


urls: list[URLPattern] = [
    path("nutrition/", nutrition, name="nutrition"),
    path("nutrition/table/", nutrition_table, name="nutrition_table"),
    path("nutrition/new/", nutrition_new, name="nutrition_new"),
]
