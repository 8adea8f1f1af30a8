"""The month's look at the special menus: whom they were for, and what is done otherwise."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from canteen.models import Menu, SpecialDietLine, SpecialDietReview
from logistics.duties import filing, righting
from logistics.records.models import Entry
from logistics.school.calendar import whole_month
from logistics.school.models import Campus


def weeks_with_menu(campus: Campus, month: date) -> dict[str, int]:
    """For how many weeks of a month each group had a menu that was published."""
    first, last = whole_month(month.year, month.month)
    rows = Menu.objects.published().filter(campus=campus, week_on__range=(first, last))
    counted = rows.exclude(special="").order_by().values_list("special")
    return dict(counted.annotate(Count("pk")))


@transaction.atomic
def review(
    sheet: SpecialDietReview,
    lines: Sequence[SpecialDietLine],
    *,
    by: Any,
    now: datetime,
    photos: Sequence[Callable] = (),
) -> Entry:
    """File it. A group that got on worse is a finding, with what is done otherwise."""
    sheet.new_lines = list(lines)
    sheet.entry.is_zero = not lines
    entry = filing.submit(sheet, by=by, now=now, photos=photos)
    for line in lines:
        if line.result == SpecialDietLine.Result.WORSE:
            told = {"group": line.get_menu_display(), "note": line.note or sheet.kitchen}
            what = _("Special menu for %(group)s, worse than last month: %(note)s") % told
            righting.found(
                entry, what=what, measure=sheet.next_month, by=by, now=now,
                key=f"special-diet:{line.menu}",
            )  # fmt: skip
    return entry
