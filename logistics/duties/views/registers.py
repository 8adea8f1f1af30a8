"""Registers: their list, and for each one the page, the A4 sheet, the .xlsx, the completeness."""

from datetime import date, datetime
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from logistics.access import Request, allow
from logistics.contributions import registers, trades
from logistics.duties.books import (
    MOST_EXPORTED,
    Opened,
    open_book,
    refuse_more_than,
    write_book,
)
from logistics.duties.completeness import HEADINGS, MARKS, Grid
from logistics.pages import PAGE_SIZE, Rows, form_page, wants_fragment
from logistics.records.forms import RegisterSettingForm
from logistics.records.models import RegisterSetting
from logistics.records.searching import DAYS, month_before, month_end, month_words
from logistics.registers import Line, Register, fit
from logistics.school import reading
from logistics.school.calendar import DAY
from logistics.school.models import Reading
from logistics.school.views.frame import only_for_the_whole_school
from logistics.sheets import XLSX

MOST_PRINTED = 5_000
BLANK_ROWS = 20


def find(request: Request, code: str) -> Register:
    """The register with the school's setting; one the person may not read is not there."""
    declared = registers().get(code)
    if declared is None or not request.user.has_perm(declared.permission):
        raise Http404(code)
    return declared(RegisterSetting.objects.filter(register=code).first())


def opened(request: Request, code: str) -> Opened:
    return open_book(find(request, code), request.GET, person=request.user, now=timezone.now())


@allow("records.view_register")
def register_list(request: Request) -> HttpResponse:
    """Every register the person may read, by trade."""
    settings = {setting.register: setting for setting in RegisterSetting.objects.all()}
    seen = [
        register(settings.get(code))
        for code, register in registers().items()
        if request.user.has_perm(register.permission)
    ]
    order = list(trades())
    seen.sort(key=lambda register: order.index(register.trade))
    groups = [(trades()[trade], list(group)) for trade, group in groupby(seen, lambda r: r.trade)]
    return TemplateResponse(request, "duties/register_list.html", {"groups": groups})


@allow("records.view_register")
def register(request: Request, code: str) -> HttpResponse:
    """The rows of a register, found by its filters."""
    book = opened(request, code)
    page = page_of(book, request.GET.get("page"))
    if book.register.by_key:
        shown = book.register.children(book.rows.filter(pk__in=list(page.object_list)))
        reading.note_opened(request, shown, title=str(book.register))
    fragment = wants_fragment(request)
    context = book.context() | {
        "page": page,
        "lines": book.register.lines(page.object_list, book.columns),
        "chips": chips(request, book.search),
        "oldest_first": book.search.data.get("order") == "oldest",
        "entry_base": reverse("duties:entry", args=[0])[: -len("0/")] if book.register.kind else "",
        "every_column": book.register.every_column(),
        "may_arrange": request.user.has_perm("school.arrange"),
    }
    template = "duties/_register_rows.html" if fragment else "duties/register.html"
    response = TemplateResponse(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def chips(request: Request, search: Any) -> list[dict[str, str]]:
    """Every filter in force, with the address of the page without it."""
    if not search.is_valid():
        return []
    said: dict[tuple[str, ...], str] = {(name,): words for name, words in search.filters().items()}
    if set(DAYS) & set(request.GET):
        said = {DAYS: search.period_words(), **said}
    found = []
    for names, words in said.items():
        rest = request.GET.copy()
        for name in (*names, "page"):
            rest.pop(name, None)
        found.append({"words": words, "url": f"?{rest.urlencode()}"})
    return found


class Keys(Rows):
    """Pages of keys alone: a register reads what they stand for itself."""

    def page(self, number: Any) -> Page:
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        keys = self.keys(start, min(start + self.per_page, self.count))
        return self._get_page(keys, number, self)


def page_of(book: Opened, number: str | None) -> Page:
    """Records and cards have keys; sums have none, and are few."""
    by_key = book.register.by_key
    pages = Keys(book.rows, PAGE_SIZE) if by_key else Paginator([*book.rows], PAGE_SIZE)
    return pages.get_page(number)


def taken(request: Request, book: Opened, act: str) -> str:
    """Of rows that tell of children the reading log knows who took them; the sentence says whose
    they are."""
    children = set(book.register.children(book.rows))
    return reading.note_taken(request, act, str(book.register), children) if children else ""


@allow("records.view_register")
def register_print(request: Request, code: str) -> HttpResponse:
    """The A4 sheet: the same rows, or with ?blank=1 none and room to write."""
    book = opened(request, code)
    if not book.search.is_valid():
        return redirect(f"{reverse('duties:register', args=[code])}?{book.query}")
    blank = "blank" in request.GET
    lines: list[Line] = []
    if not blank:
        refuse_more_than(MOST_PRINTED, book.rows)
        lines = list(book.register.all_lines(book.rows, book.columns))
    orientation = book.register.page_orientation(book.columns)
    context = book.context() | {
        "lines": lines,
        "blank_rows": range(BLANK_ROWS) if blank else (),
        "orientation": orientation,
        "fit": fit(book.columns, orientation),
        "reading_notice": "" if blank else taken(request, book, Reading.Act.PRINTED),
    }
    return TemplateResponse(request, "duties/register_print.html", context)


@allow("records.view_register")
def register_sheet(request: Request, code: str) -> HttpResponse:
    """The same rows and columns as a spreadsheet."""
    book = opened(request, code)
    if not book.search.is_valid():
        return redirect(f"{reverse('duties:register', args=[code])}?{book.query}")
    refuse_more_than(MOST_EXPORTED, book.rows)
    written = write_book(
        book, person=request.user, notes=[taken(request, book, Reading.Act.EXPORTED)]
    )
    response = HttpResponse(written, content_type=XLSX)
    name = f"{book.register} {book.search.period_words()}.xlsx"
    response.headers["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=name
    )
    return response


@allow("records.view_register")
def register_completeness(request: Request, code: str) -> HttpResponse:
    """A month of a register of records: what was owed each day and what there is."""
    register = find(request, code)
    if register.kind is None:
        raise Http404(code)
    now = timezone.now()
    month = asked_month(request, now)
    grid = Grid(register.kind, month, request.GET.get("by", ""))
    grid.read(request.user, register.permission, now)
    on_paper = "print" in request.GET
    context = {
        "register": register,
        "grid": grid,
        "month": month,
        "period": month_words(month),
        "earlier": f"{month_before(month):%Y%m}",
        "later": f"{month_end(month) + DAY:%Y%m}",
        "headings": HEADINGS,
        "words": {mark: words for mark, (words, _states) in MARKS.items()},
        "tabs": [
            {"title": title, "url": f"?month={month:%Y%m}&by={scope}", "is_current": current}
            for scope, title, current in grid.choices()
        ],
        "now": now,
        "query": urlencode({"month": f"{month:%Y%m}", "by": grid.by}),
    }
    name = "register_completeness_print" if on_paper else "register_completeness"
    return TemplateResponse(request, f"duties/{name}.html", context)


def asked_month(request: Request, now: datetime) -> date:
    """The first day of ?month=202611; of this month if it says none."""
    asked = request.GET.get("month", "")
    if asked.isdecimal() and len(asked) == 6 and asked >= "2000" and 1 <= int(asked[4:]) <= 12:
        return date(int(asked[:4]), int(asked[4:]), 1)
    return timezone.localdate(now).replace(day=1)


@allow("school.arrange")
def register_setting(request: Request, code: str) -> HttpResponse:
    """How the school's own booklet differs: headings, order, hidden and own columns."""
    only_for_the_whole_school(request, "school.arrange")
    register = find(request, code)
    instance = register.setting or RegisterSetting(register=code)
    form = RegisterSettingForm(request.POST or None, instance=instance, register=register)
    saved = _("“%(register)s” is arranged.") % {"register": register}
    return form_page(
        request,
        form,
        "duties/register_setting.html",
        saved=saved,
        then=reverse("duties:register", args=[code]),
        register=register,
    )
