"""Records of the kitchen that cannot all be true."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from canteen.kitchen.summing import kitchen_kinds
from canteen.models import (
    ColdLine,
    Conclusion,
    DailyCheckLine,
    FoodHandlerLine,
    KitchenVisit,
    MealAccompaniment,
)
from canteen.models.food_safety import Result
from logistics.access import Role
from logistics.contributions import Clash, Comparison
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from logistics.school.models import Post

VOIDED = Entry.Status.VOIDED
# With food in their hands; what they wrote down beside it proves nothing of that.
WITH_FOOD = ("core_temperature", "taste_test", "food_sample", "meal_service", "additive_use")
SAME_ROUNDS = 6


def span(first: date, last: date, path: str = "") -> Q:
    return Q(**{f"{path}entry__happened_at__range": (start_of(first), end_of(last))})


def clash_of(entry: Entry, *more: Entry, key: str, **said: str) -> Clash:
    return Clash(
        key=key,
        on=timezone.localdate(entry.happened_at),
        campus=entry.campus_id,
        entries=(entry.pk, *(each.pk for each in more)),
        said={"record": entry.number, **said},
    )


def worked_while_unfit(first: date, last: date) -> Iterator[Clash]:
    """By the morning check away from the food, and the same day records with food by that person."""
    lines = FoodHandlerLine.objects.filter(
        span(first, last, "sheet__"),
        conclusion__in=(Conclusion.MOVED, Conclusion.DOCTOR, Conclusion.OFF),
    ).exclude(sheet__entry__status=VOIDED)
    for line in lines.select_related("sheet__entry", "person").order_by("pk"):
        entry = line.sheet.entry
        day = timezone.localdate(entry.happened_at)
        wrote = Entry.objects.standing().filter(
            entered_by=line.person_id,
            kind__in=WITH_FOOD,
            happened_at__range=(entry.happened_at, end_of(day)),
        )
        other = wrote.order_by("happened_at", "pk").first()
        if other:
            yield clash_of(entry, other, key=f"{line.pk}", person=line.person.name)


def by_the_kitchen(first: date, last: date) -> Iterator[Clash]:
    """Who ate with the children as a leader or teacher is a cook and nothing else."""
    on = OuterRef("entry__happened_at__date")
    posts = Post.objects.filter(person=OuterRef("person"), starts_on__lte=on)
    posts = posts.filter(Q(ends_on=None) | Q(ends_on__gte=on))
    rows = MealAccompaniment.objects.filter(
        span(first, last),
        Exists(posts.filter(role=Role.COOK)),
        ~Exists(posts.exclude(role=Role.COOK)),
    ).exclude(entry__status=VOIDED)
    for row in rows.select_related("entry", "person").order_by("pk"):
        yield clash_of(row.entry, key=f"{row.pk}", person=row.who)


def at_two_tables(first: date, last: date) -> Iterator[Clash]:
    """The same person ate the same meal at two campuses."""
    rows = MealAccompaniment.objects.filter(span(first, last)).exclude(entry__status=VOIDED)
    rows = rows.exclude(person=None).select_related("entry", "person")
    before: dict[tuple[int | None, date, str], Entry] = {}
    for row in rows.order_by("entry__happened_at", "pk"):
        entry = row.entry
        key = row.person_id, timezone.localdate(entry.happened_at), entry.meal
        other = before.setdefault(key, entry)
        if other.campus_id != entry.campus_id:
            yield clash_of(entry, other, key=f"{row.pk}", person=row.who)


def ticked_without_a_record(first: date, last: date) -> Iterator[Clash]:
    """An item was ticked as in order though the day's records were missing or out of range."""
    lines = DailyCheckLine.objects.filter(
        span(first, last, "sheet__"), result=Result.GOOD, is_backed=False
    ).exclude(sheet__entry__status=VOIDED)
    for line in lines.select_related("sheet__entry").order_by("pk"):
        said = {"item": line.title, "evidence": line.evidence}
        yield clash_of(line.sheet.entry, key=f"{line.pk}", **said)


def nothing_though_found(first: date, last: date) -> Iterator[Clash]:
    """A daily check says nothing was found, and before it something of that day was out of range."""
    found = Entry.objects.standing().filter(
        kind__in=[k for k in kitchen_kinds() if k != "daily_food_safety_check"],
        campus=OuterRef("campus"),
        happened_at__date=OuterRef("happened_at__date"),
        entered_at__lte=OuterRef("entered_at"),
        findings__withdrawn_at=None,
        findings__isnull=False,
    )
    rows = Entry.objects.standing().filter(
        Exists(found),
        kind="daily_food_safety_check",
        is_zero=True,
        happened_at__range=(start_of(first), end_of(last)),
    )
    for entry in rows.order_by("pk"):
        yield clash_of(entry, key=f"{entry.pk}")


def always_the_same(first: date, last: date) -> Iterator[Clash]:
    """A fridge shows the very same figure round after round: written off, not read."""
    lines = ColdLine.objects.filter(span(first, last, "sheet__")).exclude(
        sheet__entry__status=VOIDED
    )
    runs: dict[int, list[Any]] = {}
    for line in lines.select_related("sheet__entry", "fridge").order_by(
        "fridge", "sheet__entry__happened_at", "pk"
    ):
        run = runs.setdefault(line.fridge_id, [])
        if run and run[-1].degrees != line.degrees:
            run.clear()
        run.append(line)
        if len(run) == SAME_ROUNDS:
            said = {"fridge": line.fridge.name, "count": str(SAME_ROUNDS)}
            yield clash_of(line.sheet.entry, key=f"{run[0].pk}", **said)


def left_before_coming(first: date, last: date) -> Iterator[Clash]:
    """A visitor left the kitchen before coming in."""
    rows = KitchenVisit.objects.filter(span(first, last), left_at__lt=F("entry__happened_at"))
    for row in rows.exclude(entry__status=VOIDED).select_related("entry").order_by("pk"):
        yield clash_of(row.entry, key=f"{row.pk}", visitor=row.name)


ASK = _("Ask the people concerned; correct or void the record that is wrong.")
COMPARISONS = [
    Comparison(
        "kitchen_worked_unfit",
        _("At work with food though not fit that morning"),
        _("%(record)s: %(person)s was not to work with food, and wrote a record with food that day."),
        ASK,
        worked_while_unfit,
    ),
    Comparison(
        "kitchen_ate_itself",
        _("Accompanied by a kitchen employee"),
        _("%(record)s: %(person)s works in the kitchen and does not count as company at the meal."),
        _("Let a responsible person of the school eat with the children; void the record."),
        by_the_kitchen,
    ),
    Comparison(
        "kitchen_two_tables",
        _("At two tables at the same meal"),
        _("%(record)s: %(person)s ate the same meal at two campuses."),
        ASK,
        at_two_tables,
    ),
    Comparison(
        "kitchen_ticked_bare",
        _("Ticked without a record"),
        _("%(record)s: “%(item)s” is ticked, the records say: %(evidence)s"),
        _("Look again; void the check and file it as it was."),
        ticked_without_a_record,
    ),
    Comparison(
        "kitchen_nothing_found",
        _("Nothing found though something was out of range"),
        _("%(record)s says nothing was found, though a record of that day is out of range."),
        _("Look again; void the check and file it as it was."),
        nothing_though_found,
    ),
    Comparison(
        "kitchen_same_figure",
        _("A fridge that always shows the same"),
        _("%(record)s: %(fridge)s shows the same figure %(count)s rounds in a row."),
        _("Read the thermometer; have it tested if it is stuck."),
        always_the_same,
    ),
    Comparison(
        "kitchen_left_early",
        _("Left the kitchen before coming in"),
        _("%(record)s: %(visitor)s left before coming in."),
        ASK,
        left_before_coming,
    ),
]  # fmt: skip
