"""An analysis put down as a record: its figures as they stand, what they mean, what is changed."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from canteen.models import NutritionAnalysis
from canteen.models.analyses import subject_of
from canteen.nutrition.analysing import Analysis
from canteen.nutrition.judging import Judged, Verdict
from canteen.nutrition.showing import figure
from logistics.duties import filing
from logistics.records.models import Entry
from logistics.records.searching import month_end

About = NutritionAnalysis.About


def about_of(first: date, last: date) -> str:
    """What these days are: a day, a month, a quarter; else days of no name."""
    if first == last:
        return About.DAY
    if first.day == 1 and last == month_end(first):
        return About.MONTH
    if first.day == 1 and last == month_end(last) and months_between(first, last) == 3:
        return About.QUARTER
    return About.OTHER


def months_between(first: date, last: date) -> int:
    return 12 * (last.year - first.year) + last.month - first.month + 1


def figures(found: Analysis) -> list[tuple[str, str]]:
    """Words and value, in the order in which they are read."""
    return list(told(found))


def told(found: Analysis) -> Iterator[tuple[str, str]]:
    yield _("Days with food"), f"{len(found.daily)}"
    if found.person_days is not None:
        yield _("Children, day by day"), f"{found.person_days}"
    for row in found.everything:
        if row.value is not None:
            yield str(row.title), in_words(row)


def in_words(row: Judged) -> str:
    said = f"{figure(row.value, row.code)} {row.unit}"
    if row.percent is not None:
        said = _("%(said)s, %(percent)s %% of the reference") % {
            "said": said,
            "percent": row.measured,
        }
    if row.verdict == Verdict.NONE:
        return said
    return pgettext("a figure and what it means", "%(said)s: %(verdict)s") % {
        "said": said,
        "verdict": row.verdict.label,
    }


@transaction.atomic
def record(
    sheet: NutritionAnalysis,
    found: Analysis,
    *,
    by: Any,
    now: datetime,
    happened_at: datetime,
    typed_at: datetime | None = None,
    late_reason: str = "",
) -> Entry:
    """File an analysis with the figures as they stand now."""
    sheet.figures = figures(found)
    sheet.entry = Entry(
        campus=sheet.campus,
        subject=subject_of(sheet.about),
        happened_at=happened_at,
        typed_at=typed_at,
        late_reason=late_reason,
    )
    return filing.submit(sheet, by=by, now=now)
