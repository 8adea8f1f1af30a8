"""Emergency plans: adopted edition by edition, looked through every year, read by everybody."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.contributions import NoticeKind
from logistics.duties import filing
from logistics.errors import Refused
from logistics.notices.telling import tell
from logistics.records.models import Entry
from logistics.school.calendar import after_school_days
from logistics.school.models import Campus, Post
from logistics.school.rules import rule
from safety.models import EmergencyPlan, PlanEdition, PlanReading, PlanSort
from safety.organisation.attending import staff_of
from safety.organisation.rules import READ_DAYS

REMINDED = "plan_to_read"
NOTICES = [
    NoticeKind(
        REMINDED,
        gettext_lazy("An emergency plan to read"),
        gettext_lazy("%(person)s asks you to read: %(plan)s"),
        leaves=True,
    )
]
# Which plans prove which duty: the kitchen's does not stand for the fire plan.
GROUPS = {PlanSort.FOOD: "food", PlanSort.EPIDEMIC: "epidemic"}


def plan_subject(sort: str) -> str:
    return f"plan:{GROUPS.get(PlanSort(sort), 'safety')}"


@transaction.atomic
def adopt(
    plan: EmergencyPlan,
    edition: PlanEdition,
    *,
    by: Any,
    now: datetime,
    photos: Sequence[Any] = (),
) -> Entry:
    """File the next edition of a plan. Everybody is asked to read it; whoever wrote it has."""
    if plan.pk is None:
        plan.save(force_insert=True)
    plan = EmergencyPlan.objects.select_for_update().get(pk=plan.pk)
    if plan.is_laid_aside:
        raise Refused(_("This plan is laid aside."))
    last = plan.editions.aggregate(last=Max("number"))["last"] or 0
    if edition.is_unchanged and not last:
        raise Refused(_("There is no edition yet that could be looked through."))
    edition.plan, edition.number = plan, last + 1
    edition.entry.subject = plan_subject(plan.sort)
    entry = filing.submit(edition, by=by, now=now, photos=photos)
    if not edition.is_unchanged:
        confirm(edition, by=by, now=now)
    return entry


@transaction.atomic
def confirm(edition: PlanEdition, *, by: Any, now: datetime) -> bool:
    """Somebody has read it. A second press says nothing new."""
    _reading, is_new = PlanReading.objects.get_or_create(
        edition=edition, person=by, defaults={"at": now}
    )
    return is_new


@transaction.atomic
def lay_aside(plan: EmergencyPlan) -> None:
    """The plan holds no longer; its editions stay."""
    if not EmergencyPlan.objects.filter(pk=plan.pk, is_laid_aside=False).update(is_laid_aside=True):
        raise Refused(_("This plan is laid aside."))


def readers_of(plan: EmergencyPlan, on: date) -> Any:
    """Whom the plan concerns: everybody of the campus who has a login."""
    return staff_of(plan.campus_id, on).exclude(username=None)


def unread(edition: PlanEdition, on: date) -> Any:
    """Who has not confirmed yet."""
    read = PlanReading.objects.filter(edition=edition).values("person")
    return readers_of(edition.plan, on).exclude(pk__in=read)


@transaction.atomic
def remind(edition: PlanEdition, *, by: Any, now: datetime) -> int:
    """Tell those who have not read it, at most once a day; says how many."""
    day = timezone.localdate(now)
    told = tell(
        unread(edition, day), REMINDED, url=edition.plan.get_absolute_url(), now=now, by=by,
        key=f"{edition.pk}.{day}", campus=edition.plan.campus, person=str(by),
        plan=str(edition.plan),
    )  # fmt: skip
    return len(told)


def for_reader(person: Any, on: date) -> Any:
    """The editions in force that concern a person: of the campuses of their posts."""
    held = Post.objects.current(on).filter(person_id=person.pk)
    there = held.filter(Q(campus=None) | Q(campus=OuterRef("plan__campus")))
    return PlanEdition.objects.in_force().filter(Q(plan__campus=None) | Exists(there))


def read_until(edition: PlanEdition, campus: Campus) -> date:
    """The day until which it should be read, in school days."""
    day = timezone.localdate(edition.entry.happened_at)
    return after_school_days(campus, day, int(rule(READ_DAYS, on=day)))
