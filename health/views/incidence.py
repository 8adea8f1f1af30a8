"""传染病发病统计表: the statistics of a school year, on the page, on paper and as a file."""

from datetime import date
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from health.illness.incidence import Incidence, days_of, incidence
from health.models import DiseaseColumn
from logistics.access import Request, allow
from logistics.fields import whole_number
from logistics.school.models import Campus, Term
from logistics.school.views.frame import looked_at, term_asked
from logistics.school.weeks import school_year
from logistics.sheets import XLSX, write_sheet

NUMBERS = "health.view_statistics"
EARLIEST, LATEST = 2000, 2150


def year_asked(request: Request, on: date) -> int:
    asked = whole_number(request.GET.get("year", ""))
    return asked if asked and EARLIEST <= asked <= LATEST else school_year(on)


def table_of(request: Request) -> dict[str, Any]:
    """September to August, until today in the running year; with ?term=, the days of the term."""
    on = timezone.localdate()
    year = year_asked(request, on)
    first, last = date(year, 9, 1), min(date(year + 1, 8, 31), max(on, date(year, 9, 1)))
    if term := term_asked(request):
        year, (first, last) = term.school_year, days_of(term, on)
    campuses = Campus.objects.visible_to(request.user, NUMBERS).filter(is_active=True)
    campus = looked_at(request)
    chosen = campuses.filter(pk=campus.pk) if campus else campuses
    years = sorted({*Term.objects.values_list("school_year", flat=True), year}, reverse=True)
    return {
        "table": incidence(chosen.values("pk"), first, last),
        "columns": [str(label) for label in DiseaseColumn.labels],
        "year": year,
        "query": f"term={term.pk}" if term else f"year={year}",
        "years": years,
        "first": first,
        "last": last,
        "campus": campus,
        "now": timezone.now(),
    }


@allow(NUMBERS)
def incidence_page(request: Request) -> HttpResponse:
    name = "incidence_print" if "print" in request.GET else "incidence"
    return TemplateResponse(request, f"health/{name}.html", table_of(request))


@allow(NUMBERS)
def incidence_sheet(request: Request) -> HttpResponse:
    """The same as a workbook."""
    said = table_of(request)
    title = _("Statistics of infectious diseases")
    headings = [_("Month"), *said["columns"], _("Total"), _("Enrolled"), _("Rate, per cent")]
    notes = [_("Rate: cases ÷ average number enrolled, by the day of the onset.")]
    content = write_sheet(title, headings, lines(said["table"]), notes=notes)
    response = HttpResponse(content, content_type=XLSX)
    name = quote(f"{title} {said['year']}.xlsx")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def lines(table: Incidence) -> list[list[Any]]:
    months = [[f"{m.first:%Y-%m}", *m.cases, m.total, m.enrolled, m.rate] for m in table.months]
    return [*months, [_("Total"), *table.cases, table.total, table.enrolled, table.rate]]


incidence_urls = [
    path("incidence/", incidence_page, name="incidence"),
    path("incidence/sheet/", incidence_sheet, name="incidence_sheet"),
]
