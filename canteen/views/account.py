"""The meal account: the month, its lines and fees, refunds, what is published, clearing and report."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from canteen.account import layout, publishing, refunding, reporting
from canteen.account.rules import BALANCE
from canteen.account.stock import stock_of
from canteen.forms.account import (
    MealCostEditForm,
    MealCostForm,
    MealFeeForm,
    PutForwardForm,
    ReportForm,
    SettlementForm,
)
from canteen.models import MealCost, MealFee, MealStatement
from canteen.views.account_frame import (
    ACCOUNT,
    ACCOUNTS,
    ARRANGE,
    CHECK,
    COSTS,
    FEES,
    VIEW,
    campus_tabs,
    campuses_of,
    form_of_task,
    month_asked,
    shown_campuses,
    who,
)
from canteen.views.reached import one_campus, task_asked, within_reach
from logistics import sheets
from logistics.access import Request, allow
from logistics.approvals import asking
from logistics.fields import whole_number
from logistics.pages import list_page
from logistics.school import reading
from logistics.school.calendar import DAY, whole_month
from logistics.school.models import Campus, Reading, Term
from logistics.school.rules import rule
from logistics.school.views.frame import form_under


def this_month(on: date) -> date:
    return on.replace(day=1)


@allow(VIEW)
def meal_account(request: Request) -> HttpResponse:
    """One month: does it balance, what came and went, day by day, and is it public."""
    now = timezone.now()
    on = timezone.localdate(now)
    campus = one_campus(request, VIEW)
    first = month_asked(request, this_month(on))
    period = publishing.month_of(first)
    book = layout.book_of([campus.pk], period)
    found = layout.figures_of(book, period)
    month = book.sums(period.first, period.last)
    statement = MealStatement.objects.filter(campus=campus, span="month", first=first).first()
    context = {
        "campus": campus,
        "campuses": campus_tabs(request, VIEW, campus, month=f"{first:%Y%m}"),
        "period": period,
        "before": f"{first - DAY:%Y%m}",
        "after": f"{period.last + DAY:%Y%m}" if period.last < on else "",
        "month": month,
        "days": book.between(period.first, period.last),
        "rows": layout.rows(found),
        "found": found,
        "gauge": gauge(book.sums(period.term_first, period.last).rate, on),
        "stock": stock_of(book, period.first, period.last),
        "staff": staff_account(book, period),
        "statement": statement,
        "approval": statement and asking.latest(publishing.PUBLISH, statement),
        "due_on": publishing.due_on(first, on),
        "may_account": may(request, ACCOUNT, campus),
        "may_arrange": may(request, ARRANGE, campus),
        "now": now,
    }
    return TemplateResponse(request, "canteen/meal_account.html", context)


def may(request: Request, permission: str, campus: Campus) -> bool:
    return campus in within_reach(request, permission)


def gauge(rate: Any, on: date) -> dict[str, Any]:
    """The balance rate of the term so far against what the school allows above and below zero."""
    most = rule(BALANCE, on=on)
    if rate is None:
        return {"most": most, "rate": None, "tone": ""}
    percent = rate * 100
    place = max(-1, min(1, float(percent / (most * 2)))) if most else 0
    return {
        "most": most,
        "rate": rate,
        "is_within": abs(percent) <= most,
        "tone": "ok" if abs(percent) <= most else "danger",
        "place": round(50 + place * 50),
    }


def staff_account(book: Any, period: layout.Period) -> dict[str, Any]:
    sums = book.staff_sums(period.first, period.last)
    income = sums[MealCost.Sort.INCOME]
    spent = sum((amount for sort, amount in sums.items() if sort != "income"), income * 0)
    lines = [(MealCost.Sort(sort).label, amount) for sort, amount in sums.items() if amount]
    return {"lines": lines, "balance": income - spent}


# Lines and fees -----------------------------------------------------------------------------------


@allow(ACCOUNT)
def meal_cost_list(request: Request) -> HttpResponse:
    """What was entered beside fees and food, the newest first."""
    rows = MealCost.objects.filter(campus__in=shown_campuses(request, ACCOUNT))
    account = request.GET.get("account", "")
    if account in MealCost.Account.values:
        rows = rows.filter(account=account)
    rows = rows.select_related("campus", "by").defer("by__identity_number")
    return list_page(
        request, rows, "canteen/meal_cost_list.html", fragment="canteen/_meal_cost_rows.html",
        accounts=[
            {"title": title, "url": f"?account={code}" if code else "?", "is_current": code == account}
            for code, title in [("", _("All")), *MealCost.Account.choices]
        ],
    )  # fmt: skip


@allow(ACCOUNT)
def meal_cost_new(request: Request) -> HttpResponse:
    now = timezone.now()
    form = MealCostForm(
        request.POST or None, campuses=campuses_of(request, ACCOUNT), by=request.user,
        on=timezone.localdate(now),
    )  # fmt: skip
    return form_under(
        request, form, _("New line of the meal account"), ACCOUNTS, COSTS,
        saved=_("Saved: {result}"), submit_label=_("Save the line"),
        purpose=_("Food out of the store and fees are worked out; everything else stands here."),
    )  # fmt: skip


@allow(ACCOUNT)
def meal_cost_edit(request: Request, pk: int) -> HttpResponse:
    rows = MealCost.objects.visible_to(request.user, ACCOUNT)
    cost = get_object_or_404(rows, pk=pk)
    form = MealCostEditForm(
        request.POST or None, instance=cost, campuses=campuses_of(request, ACCOUNT),
        by=request.user, on=timezone.localdate(),
    )  # fmt: skip
    return form_under(
        request, form, _("Change the line"), ACCOUNTS, COSTS, saved=_("Saved: {result}"),
        submit_label=_("Save the line"),
    )  # fmt: skip


@allow(VIEW)
def meal_fee_list(request: Request) -> HttpResponse:
    """What a day of meals costs whom, from when on."""
    rows = MealFee.objects.until(date.max, campuses_of(request, VIEW)).select_related("campus")
    return list_page(
        request, rows, "canteen/meal_fee_list.html", fragment="canteen/_meal_fee_rows.html",
        refund_from=refunding.from_day(timezone.localdate()),
        may_arrange=request.user.has_perm(ARRANGE), reaches_all=request.user.reaches_all(ARRANGE),
    )  # fmt: skip


def fee_form(request: Request, heading: str, **given: Any) -> HttpResponse:
    form = MealFeeForm(
        request.POST or None, campuses=campuses_of(request, ARRANGE),
        reaches_all=request.user.reaches_all(ARRANGE), **given,
    )  # fmt: skip
    return form_under(
        request, form, heading, ACCOUNTS, FEES, saved=_("Saved: {result}"),
        then="canteen:meal_fee_list", submit_label=_("Save the fee"),
        purpose=_("A new fee is a new row: what was charged before stays as it was."),
    )  # fmt: skip


@allow(ARRANGE)
def meal_fee_new(request: Request) -> HttpResponse:
    return fee_form(request, _("New meal fee"), initial={"valid_from": timezone.localdate()})


@allow(ARRANGE)
def meal_fee_edit(request: Request, pk: int) -> HttpResponse:
    """A fee of all campuses is changed by who answers for all of them."""
    rows = MealFee.objects.visible_to(request.user, ARRANGE)
    if request.user.reaches_all(ARRANGE):
        rows = MealFee.objects.all()
    return fee_form(request, _("Change the meal fee"), instance=get_object_or_404(rows, pk=pk))


# Refunds ------------------------------------------------------------------------------------------


@allow(ACCOUNT)
def meal_refunds(request: Request) -> HttpResponse:
    """What each child gets back of a month; as a sheet it is written down who took it."""
    on = timezone.localdate()
    campus = one_campus(request, ACCOUNT)
    first = month_asked(request, this_month(on))
    first, last = whole_month(first.year, first.month)
    rows = refunding.refunds([campus.pk], first, last)
    if "sheet" in request.GET:
        return refund_sheet(request, campus, first, rows)
    context = {
        "campus": campus,
        "campuses": campus_tabs(request, ACCOUNT, campus, month=f"{first:%Y%m}"),
        "first": first,
        "rows": [row for row in rows if row.days],
        "total": sum((row.amount for row in rows), start=refunding.NOTHING),
        "nth": refunding.from_day(last),
        "before": f"{first - DAY:%Y%m}",
        "after": f"{last + DAY:%Y%m}" if last < on else "",
    }
    return TemplateResponse(request, "canteen/meal_refunds.html", context)


def refund_sheet(
    request: Request, campus: Campus, first: date, rows: list[refunding.Refund]
) -> HttpResponse:
    given = [row for row in rows if row.days]
    title = _("Meal money given back %(month)s") % {"month": f"{first:%Y-%m}"}
    note = reading.note_taken(request, Reading.Act.EXPORTED, title, [row.child for row in given])
    headings = [
        _("Class"),
        _("Name"),
        _("Days absent"),
        _("Days given back"),
        _("Days"),
        _("Amount (yuan)"),
    ]
    cells = [
        (row.class_name, row.name, row.absent, len(row.days),
         " ".join(f"{day:%m-%d}" for day in row.days), row.amount)
        for row in given
    ]  # fmt: skip
    body = sheets.write_sheet(f"{title} {campus}", headings, cells, notes=[note])
    response = HttpResponse(body, content_type=sheets.XLSX)
    name = content_disposition_header(as_attachment=True, filename=f"{title} {campus}.xlsx")
    response["Content-Disposition"] = name or "attachment"
    return response


# Publication --------------------------------------------------------------------------------------


@allow(ACCOUNT)
def meal_statement_new(request: Request) -> HttpResponse:
    """Work out a month, or the term, and put it before the principal."""
    now, task = timezone.now(), task_asked(request)
    on = timezone.localdate(now)
    campus = one_campus(request, ACCOUNT, task)
    period = period_asked(request, task, on)
    book = layout.book_of([campus.pk], period)
    found = layout.figures_of(book, period)

    def act(words: str) -> MealStatement:
        return publishing.put_forward(campus, period, words=words, by=request.user, now=now)

    form = PutForwardForm(request.POST or None, act=act)
    return form_under(
        request, form, _("Publish the meal account"), ACCOUNTS,
        template="canteen/meal_statement_new.html",
        purpose=f"{campus} · {period.first} – {period.last}",
        submit_label=_("Put it before the principal"),
        saved=_("“{result}” is before the principal now."),
        rows=layout.rows(found), found=found, unpriced=book.sums(period.first, period.last).unpriced,
    )  # fmt: skip


def period_asked(request: Request, task: Any, on: date) -> layout.Period:
    wants_term = request.GET.get("span") == "term"
    if task is not None:
        wants_term = task.subject == publishing.subject_of("term")
    key = whole_number(request.GET.get("term", ""))
    term = Term.objects.filter(pk=key or 0).first() or (Term.objects.on(on) if wants_term else None)
    if wants_term and term is not None:
        return layout.Period.term(
            term, min(term.ends_on, on) if term.starts_on <= on else term.ends_on
        )
    return publishing.month_of(month_asked(request, publishing.month_before(on)))


@allow(VIEW)
def meal_statement_list(request: Request) -> HttpResponse:
    """Every account that was put forward, the newest first."""
    rows = MealStatement.objects.filter(campus__in=shown_campuses(request, VIEW))
    rows = rows.select_related("campus", "prepared_by", "publication__entry")
    return list_page(
        request, rows.order_by("-first", "-pk"), "canteen/meal_statement_list.html",
        fragment="canteen/_meal_statement_rows.html",
        may_account=request.user.has_perm(ACCOUNT),
    )  # fmt: skip


@allow(VIEW)
def meal_statement(request: Request, pk: int) -> HttpResponse:
    """As it was put forward; on paper in the official layout."""
    rows = MealStatement.objects.visible_to(request.user, VIEW).select_related(
        "campus", "prepared_by", "reviewed_by", "publication__entry"
    )
    statement = get_object_or_404(rows, pk=pk)
    context = shown_statement(statement) | {
        "approval": asking.latest(publishing.PUBLISH, statement),
        "differs": bool(statement.published_at) and publishing.differs(statement),
        "public_url": request.build_absolute_uri(statement.share_url),
        "now": timezone.now(),
    }
    name = "meal_statement_print" if "print" in request.GET else "meal_statement"
    return TemplateResponse(request, f"canteen/{name}.html", context)


@login_not_required
def meal_statement_public(request: HttpRequest, token: str) -> HttpResponse:
    """For whoever was given the address: only what the principal has agreed to."""
    rows = MealStatement.objects.published().select_related("campus", "prepared_by", "reviewed_by")
    statement = get_object_or_404(rows, token=token)
    newer = MealStatement.objects.valid().filter(
        campus=statement.campus_id, span=statement.span, first=statement.first
    )
    context = shown_statement(statement) | {"newer": newer.exclude(pk=statement.pk).first()}
    return TemplateResponse(request, "canteen/meal_statement_public.html", context)


def shown_statement(statement: MealStatement) -> dict[str, Any]:
    return {
        "statement": statement,
        "found": statement.figures,
        "rows": layout.rows(statement.figures),
    }


# Clearing and report ------------------------------------------------------------------------------


@allow(ACCOUNT)
def settlement_new(request: Request) -> HttpResponse:
    """The fees of the term so far, class by class: what was due stands there, what came is typed."""
    now, task = timezone.now(), task_asked(request)
    on = timezone.localdate(now)
    campus = one_campus(request, ACCOUNT, task)
    term = publishing.terms_of(on)
    first = term.starts_on if term else this_month(on)
    form = SettlementForm(
        request.POST or None, campus=campus, first=first, last=on, **who(request, now)
    )
    return form_of_task(
        request, form, _("Clear the meal fees"), ACCOUNTS, task=task, more=form.table(),
        submit_label=_("File the clearing"),
        purpose=f"{campus} · {first} – {on}", form_class="is-wide",
    )  # fmt: skip


@allow(CHECK)
def meal_report_new(request: Request) -> HttpResponse:
    """The month told back: nutrition, account and opinions."""
    now, task = timezone.now(), task_asked(request)
    on = timezone.localdate(now)
    campus = one_campus(request, CHECK, task)
    month = month_asked(
        request, reporting.month_asked(timezone.localdate(task.due_at) if task else on)
    )
    form = ReportForm(request.POST or None, campus=campus, month=month, **who(request, now))
    return form_of_task(
        request, form, _("Monthly meal report"), ACCOUNTS, task=task,
        submit_label=_("File the report"), purpose=f"{campus} · {month:%Y-%m}",
    )  # fmt: skip


urls: list[Any] = [
    path("account/", meal_account, name="meal_account"),
    path("account/lines/", meal_cost_list, name="meal_cost_list"),
    path("account/lines/new/", meal_cost_new, name="meal_cost_new"),
    path("account/lines/<int:pk>/edit/", meal_cost_edit, name="meal_cost_edit"),
    path("account/fees/", meal_fee_list, name="meal_fee_list"),
    path("account/fees/new/", meal_fee_new, name="meal_fee_new"),
    path("account/fees/<int:pk>/edit/", meal_fee_edit, name="meal_fee_edit"),
    path("account/refunds/", meal_refunds, name="meal_refunds"),
    path("account/published/", meal_statement_list, name="meal_statement_list"),
    path("account/published/new/", meal_statement_new, name="meal_statement_new"),
    path("account/published/<int:pk>/", meal_statement, name="meal_statement"),
    path("a/<slug:token>/", meal_statement_public, name="meal_statement_public"),
    path("account/clearing/new/", settlement_new, name="settlement_new"),
    path("account/report/new/", meal_report_new, name="meal_report_new"),
]
