"""Samples that cannot be right: a meal without any, one gone too early, one of nothing on the menu."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from canteen.models import DisposalLine, FoodSample
from canteen.samples.owing import MealOf, owed, served_at
from canteen.samples.sampling import listed
from logistics.contributions import Clash, Comparison
from logistics.records.models import Entry
from logistics.school.calendar import DAY, end_of, start_of
from logistics.school.models import Campus
from logistics.school.models.campuses import Meal

VOIDED = Entry.Status.VOIDED


def sheets_between(first: date, last: date) -> Any:
    rows = FoodSample.objects.standing().filter(on__range=(first, last))
    return rows.select_related("entry").prefetch_related("lines__dish")


def title_of(meal: MealOf) -> str:
    return f"{meal.on:%Y-%m-%d} {Meal(meal.meal).label}"


def unsampled(first: date, last: date) -> Iterator[Clash]:
    """A meal came to the table, and of it or of one of its dishes there is no sample.

    The last day is still being cooked, and before the first sheet of a campus nobody kept any here.
    """
    last = min(last, timezone.localdate()) - DAY
    if last < first:
        return
    sheets = {MealOf(s.campus_id, s.on, s.meal): s for s in sheets_between(first, last)}
    begun = begun_on()
    campuses = {campus.pk: campus for campus in Campus.objects.all()}
    for meal, dishes in owed(first, last, campuses).items():
        sheet = sheets.get(meal)
        there = {line.dish_id for line in sheet.lines.all()} if sheet else set()
        lacking = [dish for dish in dishes if dish.pk not in there]
        is_kept = meal.on >= begun.get(meal.campus, date.max)
        if (
            not lacking
            or not is_kept
            or served_at(campuses[meal.campus], meal.on, meal.meal) is None
        ):
            continue
        yield Clash(
            key=f"{meal.campus}.{meal.on}.{meal.meal}",
            on=meal.on,
            campus=meal.campus,
            entries=(sheet.pk,) if sheet else (),
            said={"meal": title_of(meal), "dishes": listed(lacking)},
        )


def begun_on() -> dict[int, date]:
    """Since when each campus writes down its samples here."""
    rows = FoodSample.objects.standing().order_by("-on").values_list("campus", "on")
    return dict(rows)


def unasked(first: date, last: date) -> Iterator[Clash]:
    """A sample of a dish that the menu of the meal does not have. Without a menu nothing is said."""
    menus = owed(first, last, Campus.objects.values_list("pk", flat=True))
    for sheet in sheets_between(first, last):
        meal = MealOf(sheet.campus_id, sheet.on, sheet.meal)
        if meal not in menus:
            continue
        known = {dish.pk for dish in menus[meal]}
        more = [line.dish for line in sheet.lines.all() if line.dish_id not in known]
        more = [dish for dish in more if dish.is_sampled]
        if more:
            yield clash_of(sheet, dishes=listed(more))


def doubled(first: date, last: date) -> Iterator[Clash]:
    """Two samples of one dish of one meal."""
    for sheet in sheets_between(first, last):
        counts = Counter(line.dish_id for line in sheet.lines.all())
        twice = {line.dish_id: line.dish for line in sheet.lines.all() if counts[line.dish_id] > 1}
        if twice:
            yield clash_of(sheet, dishes=listed(twice.values()))


def clash_of(sheet: FoodSample, **said: str) -> Clash:
    meal = MealOf(sheet.campus_id, sheet.on, sheet.meal)
    return Clash(
        key=f"{sheet.pk}",
        on=sheet.on,
        campus=sheet.campus_id,
        entries=(sheet.pk,),
        said={"record": sheet.entry.number, "meal": title_of(meal), **said},
    )


def too_early(first: date, last: date) -> Iterator[Clash]:
    """Thrown away before its time or under hold."""
    lines = DisposalLine.objects.filter(
        sheet__entry__happened_at__range=(start_of(first), end_of(last))
    ).exclude(sheet__entry__status=VOIDED)
    lines = lines.exclude(faults=[]).select_related("sheet__entry", "sheet__sample", "dish")
    for line in lines.order_by("pk"):
        entry = line.sheet.entry
        yield Clash(
            key=line.code,
            on=timezone.localdate(entry.happened_at),
            campus=entry.campus_id,
            entries=(entry.pk, line.sheet.sample_id),
            said={"record": entry.number, "dish": str(line.dish), "why": line.sheet.reason},
        )


COMPARISONS = [
    Comparison(
        "meal_without_sample",
        _("Meal without a sample"),
        _("%(meal)s: no sample of %(dishes)s."),
        _("Write down the sample if there is one; if the dish was not served, drop it from the menu "
          "with the reason."),
        unsampled,
    ),
    Comparison(
        "sample_too_early",
        _("Sample discarded too early"),
        _("%(record)s: %(dish)s was discarded before it might be. %(why)s"),
        _("Correct the time if it is wrong; else see to the finding."),
        too_early,
    ),
    Comparison(
        "sample_off_menu",
        _("Sample of a dish that is not on the menu"),
        _("%(meal)s: a sample of %(dishes)s, which is not on the menu (%(record)s)."),
        _("Change the menu of the day with the reason, or correct the sheet of the samples."),
        unasked,
    ),
    Comparison(
        "sample_twice",
        _("Two samples of one dish"),
        _("%(meal)s: two samples of %(dishes)s (%(record)s)."),
        _("Right if there were two pots; else correct the sheet."),
        doubled,
    ),
]  # fmt: skip
