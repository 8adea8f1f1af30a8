"""Watching for clusters: alerts are raised once, grow with each child, and close when it is over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from health.illness import attending, telling
from health.illness.clusters import Group, Home, Reached, Unit, fitting, grouped, reached
from health.illness.signs import DISEASES, SPELL, SYMPTOMS, gather
from health.models import Alert, AlertLevel, Disease, Threshold
from health.signs import Sign
from logistics.contributions import RuleDefault
from logistics.errors import Refused
from logistics.school.models import Place, SchoolClass
from logistics.school.rules import rule

LOOK_BACK = timedelta(days=14)  # what was reached longer ago and is entered now is history
QUIET = "illness_quiet_days"
RULES = [
    RuleDefault(
        QUIET,
        gettext_lazy("An alert about a symptom closes after days without a new child"),
        "3",
        gettext_lazy("days"),
        gettext_lazy("Convention of the school"),
    ),
]


@transaction.atomic
def look(*, now: datetime) -> list[Alert]:
    """Raise what has reached a threshold, count on what is open, close what is over.

    Safe to call as often as one likes: an alert is raised once. Answers those that are new.
    """
    on = timezone.localdate(now)
    rules = list(Threshold.objects.in_force())
    signs = recent_signs(rules, on)
    groups = grouped(signs, homes_of({sign.school_class for sign in signs}))
    watch = Watch(on, now, rules, groups)
    raised = [alert for group in groups if (alert := watch.raise_or_grow(group))]
    watch.close_the_others()
    attending.excuse_voided(now=now)
    return raised


def look_soon() -> None:
    """To the worker, once what was written down is really stored. Only a nudge: it looks by itself."""
    transaction.on_commit(wake_worker, robust=True)


def wake_worker() -> None:
    from health.tasks import look_at_signs

    look_at_signs()


def recent_signs(rules: Iterable[Threshold], on: date) -> list[Sign]:
    """As far back as the longest window of each sort reaches."""
    signs: list[Sign] = []
    for counts, sources in (("disease", DISEASES), ("symptom", SYMPTOMS)):
        windows = [rule.window_days for rule in rules if rule.counts == counts]
        if windows:
            longest = timedelta(days=max(windows))
            signs += gather(sources, on - LOOK_BACK - longest, on)
    return signs


def homes_of(classes: Iterable[int]) -> dict[int, Home]:
    """The campus of each class, and the floor or building around its own room."""
    rooms = Place.objects.in_use().filter(school_class__in=classes, within__isnull=False)
    floors = dict(rooms.order_by("-kind", "-pk").values_list("school_class_id", "within_id"))
    campuses = SchoolClass.objects.filter(pk__in=classes).order_by()
    return {
        pk: Home(campus, floors.get(pk)) for pk, campus in campuses.values_list("pk", "campus_id")
    }


def key_of(group: Group) -> str:
    return f"{group.unit.scope}:{group.unit.pk}:{group.what}"


@dataclass
class Watch:
    """One look at all groups: what they were, what they are, what becomes of their alerts."""

    on: date
    now: datetime
    rules: Sequence[Threshold]
    groups: dict[Group, list[Sign]]

    @cached_property
    def open(self) -> dict[str, Alert]:
        rows = Alert.objects.open().for_rows().select_for_update(of=("self",))
        return {alert.key: alert for alert in rows}

    @cached_property
    def closed(self) -> dict[str, Alert]:
        """The last alert of each group that was closed: what it counted is over."""
        since = self.on - timedelta(days=400)
        rows = Alert.objects.filter(closed_on__gte=since).order_by("closed_on", "pk")
        return {alert.key: alert for alert in rows}

    @cached_property
    def diseases(self) -> dict[str, Disease]:
        return {disease.code: disease for disease in Disease.objects.all()}

    def raise_or_grow(self, group: Group) -> Alert | None:
        """The alert of the group, if it is new."""
        alert = self.open.get(key_of(group))
        signs = self.counted(alert, group)
        if not signs:
            return None
        levels = self.levels(group, signs)
        if alert is None and levels:
            alert = self.make(group, signs, levels)
            self.tell(alert, levels)
            self.grow(alert, group, signs, levels)
            return alert
        if alert is not None:
            self.grow(alert, group, signs, levels)
        return None

    def counted(self, alert: Alert | None, group: Group) -> list[Sign]:
        """What an open alert counts, or what a new one would: nothing that was counted before.

        Children of an alert that somebody has closed do not count again while they are ill.
        """
        signs = self.groups[group]
        if alert is not None:
            return [sign for sign in signs if sign.on >= alert.first_on]
        last = self.closed.get(key_of(group))
        if last is None:
            return signs
        known = {s.child for s in signs if last.first_on <= s.on <= last.last_on}
        until = (last.closed_on or last.last_on) + LOOK_BACK
        known = known if last.closed_by_id else set()
        return [
            sign
            for sign in signs
            if sign.on > last.last_on and not (sign.child in known and sign.on <= until)
        ]

    def levels(self, group: Group, signs: list[Sign]) -> dict[Threshold, Reached]:
        since = self.on - LOOK_BACK
        rules: Any = fitting(group, signs, self.rules)
        found = {rule: reached(signs, rule, since) for rule in rules}
        return {rule: day for rule, day in found.items() if day}

    def make(self, group: Group, signs: list[Sign], levels: dict[Threshold, Reached]) -> Alert:
        first = min(levels.values(), key=lambda day: (day.on, day.first_on))
        scope, pk = group.unit
        disease = None if signs[0].is_symptom else self.diseases[group.what]
        given = {
            "campus_id": campus_of(group, signs),
            "scope": scope,
            "school_class_id": pk if scope == "class" else None,
            "floor_id": pk if scope == "floor" else None,
            "disease": disease,
            "symptom": "" if disease else group.what,
            "first_on": first.first_on,
            "reached_on": first.on,
            "last_on": first.on,
            "count": 1,
            "raised_at": self.now,
            "closes_on": self.on,
        }
        alert, _made = Alert.objects.get_or_create(
            key=key_of(group), closed_on=None, defaults=given
        )
        self.open[alert.key] = alert
        return alert

    def grow(
        self, alert: Alert, group: Group, signs: list[Sign], levels: dict[Threshold, Reached]
    ) -> None:
        """Count its children anew, note the levels it has come to, and see that all is owed."""
        signs = [sign for sign in signs if sign.on >= alert.first_on]
        known = {level.threshold_id for level in alert.levels.all()}
        new = [rule for rule in levels if rule.pk not in known]
        AlertLevel.objects.bulk_create(
            AlertLevel(
                alert=alert,
                threshold=rule,
                reached_on=levels[rule].on,
                window_days=rule.window_days,
                case_count=rule.case_count,
                raised_at=self.now,
            )
            for rule in new
        )
        before = (alert.count, alert.last_on, alert.closes_on)
        alert.count = len({sign.child for sign in signs})
        alert.last_on = max(sign.on for sign in signs)
        windows = [rule.window_days for rule in levels]
        windows += [level.window_days for level in alert.levels.all()]
        alert.closes_on = self.over_after(alert, max(windows, default=1))
        if new or before != (alert.count, alert.last_on, alert.closes_on):
            alert.save(update_fields=["count", "last_on", "closes_on"])
            attending.attend_alert(alert, signs, new, now=self.now)

    def over_after(self, alert: Alert, window: int) -> date:
        """The incubation after the last child; never while an old sign still lies in the window."""
        quiet = alert.disease.quiet_days if alert.disease else int(rule(QUIET, on=self.on))
        last = max(alert.last_on, timezone.localdate(alert.raised_at))
        return last + timedelta(days=max(quiet, window))

    def tell(self, alert: Alert, levels: dict[Threshold, Reached]) -> None:
        telling.raised(alert, levels, now=self.now)

    def close_the_others(self) -> None:
        for alert in self.open.values():
            if self.on > alert.closes_on:
                alert.closed_on = alert.closes_on
                alert.closing = _("No further child within the incubation")
                alert.save(update_fields=["closed_on", "closing"])


def campus_of(group: Group, signs: list[Sign]) -> int:
    if group.unit.scope == "campus":
        return group.unit.pk
    known = SchoolClass.objects.filter(pk=signs[0].school_class)
    return known.values_list("campus_id", flat=True).get()


@transaction.atomic
def close(alert: Alert, *, by: Any, now: datetime, reason: str) -> None:
    """Close it by hand, with the reason; the same children raise it no second time."""
    if not reason:
        raise Refused(_("Say why the alert is closed."))
    said = {"closed_on": timezone.localdate(now), "closed_by": by, "closing": reason[:200]}
    if not Alert.objects.open().filter(pk=alert.pk).update(**said):
        raise Refused(_("This alert is closed already."))
    telling.settled(alert, now=now)


def signs_of(alert: Alert, *, on: date) -> list[Sign]:
    """The signs an alert counts: from its first child until it was closed."""
    last = alert.closed_on or on
    sources = DISEASES if alert.disease else SYMPTOMS
    signs = gather(sources, alert.first_on - SPELL, last)
    homes = homes_of({sign.school_class for sign in signs})
    what = alert.disease.code if alert.disease else alert.symptom
    pk = alert.school_class_id or alert.floor_id or alert.campus_id
    group = Group(what, Unit(alert.scope, pk))
    return [sign for sign in grouped(signs, homes).get(group, ()) if sign.on >= alert.first_on]
