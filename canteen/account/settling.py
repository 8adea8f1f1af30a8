"""伙食费清缴: what each class owed for the meals of a period, proposed from the attendance."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from canteen.account import refunding
from canteen.account.fees import NOTHING, Fees
from canteen.models import FeeSettlement, FeeSettlementLine
from health import interface as health
from logistics.duties import filing, righting
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.models import SchoolClass


def proposed(campus: int, first: date, last: date) -> list[FeeSettlementLine]:
    """A line for each class that ate, with what it owes: days eaten and absent days not given back."""
    fees = Fees([campus], last)
    lines: dict[int, FeeSettlementLine] = {}
    for row in health.child_days(first, last, [campus]):
        line = lines.setdefault(
            row.school_class,
            FeeSettlementLine(
                school_class_id=row.school_class, days=0, due=NOTHING, received=NOTHING
            ),
        )
        line.days += row.present
        line.due += (fees.of(row.on, row.campus, row.grade) or NOTHING) * row.present
    put_kept(lines, campus, first, last, fees)
    names = SchoolClass.objects.in_bulk(lines)
    for pk, line in lines.items():
        line.school_class, line.received = names[pk], line.due
    return list(lines.values())


def put_kept(
    lines: dict[int, FeeSettlementLine], campus: int, first: date, last: date, fees: Fees
) -> None:
    if (nth := refunding.from_day(last)) == 1:
        return
    grades = refunding.grades_of([campus])
    for day, is_refunded in refunding.counted([campus], first, last, nth):
        if not is_refunded and day.school_class in lines:
            lines[day.school_class].due += refunding.fee_of(day, grades, fees) or NOTHING


@transaction.atomic
def settle(
    sheet: FeeSettlement, lines: Sequence[FeeSettlementLine], *, by: Any, now: datetime
) -> Entry:
    """File the clearing; what is still open is put right by somebody until it is paid."""
    if not lines:
        raise Refused(_("Nobody ate in this period."))
    sheet.new_lines = list(lines)
    entry = filing.submit(sheet, by=by, now=now)
    owed = [line for line in lines if line.open_amount != 0]
    if owed:
        total = sum((line.open_amount for line in owed), Decimal("0.00"))
        what = _("Meal fees still open: %(classes)s, ¥%(amount)s together") % {
            "classes": "、".join(str(line.school_class) for line in owed)[:200],
            "amount": total,
        }
        righting.found(entry, what=what, owner=by, by=by, now=now, key=f"meal-fees{entry.pk}")
    return entry
