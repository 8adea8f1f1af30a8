"""膳食工作月报: what the records of the month say of nutrition, account and opinions, as a first draft."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from canteen.account import layout, publishing
from canteen.models import MealComplaint, MealObservation
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from logistics.school.models import Campus

ANALYSIS = "nutrition_analysis"


def draft(campus: Campus, first: date) -> dict[str, str]:
    """By field of the report; who writes it goes on from there."""
    period = publishing.month_of(first)
    return {
        "nutrition": of_nutrition(campus, period.first, period.last),
        "account": of_account(campus, period),
        "opinions": of_opinions(campus, period.first, period.last),
    }


def entries(campus: Campus, kind: str, first: date, last: date) -> Any:
    rows = Entry.objects.standing().filter(kind=kind, campus=campus)
    return rows.filter(happened_at__range=(start_of(first), end_of(last))).order_by("happened_at")


def of_nutrition(campus: Campus, first: date, last: date) -> str:
    titles = entries(campus, ANALYSIS, first, last).values_list("number", "title")
    return "\n".join(f"{number} {title}".strip() for number, title in titles)


def of_account(campus: Campus, period: layout.Period) -> str:
    found = layout.figures([campus.pk], period)
    now = found["now"]
    lines = [
        _("Income ¥%(income)s, spent ¥%(spent)s, balance ¥%(balance)s (%(rate)s %%).") % now
        if now["rate"]
        else _("Income ¥%(income)s, spent ¥%(spent)s, balance ¥%(balance)s.") % now,
        _("%(child_days)s meals by child and day.") % now,
    ]
    if now["per_day"]:
        lines.append(_("One child and day cost ¥%(per_day)s.") % now)
    if found["term_rate"]:
        lines.append(
            _("Balance rate of the term so far: %(rate)s %%.") % {"rate": found["term_rate"]}
        )
    return "\n".join(lines)


def of_opinions(campus: Campus, first: date, last: date) -> str:
    span = (start_of(first), end_of(last))
    told = MealComplaint.objects.standing().filter(
        entry__campus=campus, entry__happened_at__range=span
    )
    seen = MealObservation.objects.exclude(entry__status=Entry.Status.VOIDED)
    seen = seen.filter(entry__campus=campus, entry__happened_at__range=span)
    lines = [
        _("%(opinions)s opinions, %(open)s of them not answered yet.")
        % {"opinions": told.count(), "open": told.open().count()},
        _("%(count)s meals were observed in the classes.") % {"count": seen.count()},
    ]
    little = seen.filter(eaten=MealObservation.Eaten.LITTLE).count()
    if little:
        lines.append(_("In %(count)s of them little was eaten.") % {"count": little})
    for one in told.select_related("entry").order_by("entry__happened_at", "pk")[:10]:
        answer = one.answer
        said = pgettext("between a label and its sentence", ": ")
        lines.append(f"{one.content}{said}{answer.answer}" if answer else one.content)
    return "\n".join(lines)


def month_asked(on: date) -> date:
    """The month before, unless this one is nearly over."""
    return on.replace(day=1) if on.day > 24 else publishing.month_before(on)
