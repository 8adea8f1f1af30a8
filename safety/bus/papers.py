"""Papers of buses and people with the day they run out, and what the rules say of a driver."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.duties import filing
from logistics.records.models import Entry
from logistics.school.rules import rule
from safety.hazards.opening import open_hazard
from safety.models import BusCrew, BusPaperCheck, BusService, SchoolBus
from safety.models.bus_papers import PAPER_TITLES
from safety.models.files import years_after

AGE_FROM, AGE_TO, DRIVEN, SOON = (
    "bus_driver_from",
    "bus_driver_to",
    "bus_driver_years",
    "bus_remind",
)
MISSING, EXPIRED, ENDING, VALID = "missing", "expired", "ending", "valid"
TONES = {MISSING: "danger", EXPIRED: "danger", ENDING: "warn", VALID: "ok"}


@dataclass(frozen=True)
class Paper:
    """One paper and until when it is good."""

    title: str
    until: date | None
    state: str

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def is_wrong(self) -> bool:
        return self.state in (MISSING, EXPIRED)


def state_of(until: date | None, on: date, soon: date) -> str:
    if until is None:
        return MISSING
    if until < on:
        return EXPIRED
    return ENDING if until <= soon else VALID


def days_ahead(on: date) -> date:
    return date.fromordinal(on.toordinal() + int(rule(SOON, on=on)))


def of_bus(bus: SchoolBus, on: date, soon: date) -> list[Paper]:
    return [
        Paper(str(title), getattr(bus, name), state_of(getattr(bus, name), on, soon))
        for name, title in PAPER_TITLES.items()
    ]


def of_crew(crew: BusCrew, on: date, soon: date) -> list[Paper]:
    names = {"fit_until": _("health certificate")}
    if crew.job == BusCrew.Job.DRIVER:
        names = {
            "licence_until": _("driving licence"),
            "reviewed_until": _("yearly review"),
            **names,
        }
    return [
        Paper(title, getattr(crew, name), state_of(getattr(crew, name), on, soon))
        for name, title in names.items()
    ]


@dataclass(frozen=True)
class Asked:
    """What the law asks of a driver, read once."""

    from_age: int
    to_age: int
    years: int

    @classmethod
    def on(cls, day: date) -> "Asked":
        return cls(*(int(rule(code, on=day)) for code in (AGE_FROM, AGE_TO, DRIVEN)))


def shortcomings(crew: BusCrew, on: date, asked: Asked) -> list[str]:
    """What a driver does not meet; of an attendant whether the record was checked."""
    found = [] if crew.cleared_on else [_("record not checked")]
    if crew.job != BusCrew.Job.DRIVER:
        return found if crew.trained_on else [*found, _("not trained yet")]
    if not crew.is_endorsed:
        found.append(_("licence not endorsed for school buses"))
    if crew.born_on is None or not old_enough(crew.born_on, on, asked):
        said = {"from": asked.from_age, "to": asked.to_age}
        found.append(_("not between %(from)s and %(to)s years old") % said)
    if crew.licence_since is None or years_after(crew.licence_since, asked.years) > on:
        found.append(_("less than %(n)s years of driving") % {"n": asked.years})
    return found


def old_enough(born: date, on: date, asked: Asked) -> bool:
    return years_after(born, asked.from_age) <= on <= years_after(born, asked.to_age)


def warnings(bus: SchoolBus, driver: BusCrew, on: date) -> list[str]:
    """Why this bus or this driver should not set out today, as codes of a trip."""
    soon = days_ahead(on)
    found = []
    if bus.retired_on or any(paper.is_wrong for paper in of_bus(bus, on, soon)):
        found.append("papers")
    wrong = any(paper.is_wrong for paper in of_crew(driver, on, soon))
    if wrong or shortcomings(driver, on, Asked.on(on)):
        found.append("driver")
    return found


def standing(buses: Iterable[SchoolBus], on: date) -> list[dict[str, Any]]:
    soon = days_ahead(on)
    return [row(bus, of_bus(bus, on, soon), []) for bus in buses]


def standing_crew(people: Iterable[BusCrew], on: date) -> list[dict[str, Any]]:
    soon, asked = days_ahead(on), Asked.on(on)
    return [row(crew, of_crew(crew, on, soon), shortcomings(crew, on, asked)) for crew in people]


def row(thing: Any, papers: list[Paper], more: list[str]) -> dict[str, Any]:
    """How the papers of one stand; a name, days and words, fit to be kept in a record."""
    return {
        "name": str(thing),
        "papers": [
            {"title": paper.title, "until": paper.until and f"{paper.until}", "state": paper.state}
            for paper in papers
        ],
        "more": more,
        "wrong": bool(more) or any(paper.is_wrong for paper in papers),
    }


@transaction.atomic
def check(record: BusPaperCheck, rows: list[dict[str, Any]], *, by: Any, now: datetime) -> Entry:
    """File how the papers stand now; what is not valid becomes a hazard."""
    record.stood = rows
    record.entry.subject = BusPaperCheck.Subject(record.about).subject
    filed = filing.submit(record, by=by, now=now)
    for each in rows:
        if each["wrong"]:
            what = _("Papers not valid: %(name)s") % {"name": each["name"]}
            open_hazard(
                filed, what=what, category="bus", source="monthly", by=by, now=now,
                key=f"papers:{each['name']}"[:80],
            )  # fmt: skip
    return filed


@transaction.atomic
def serve(record: BusService, *, by: Any, now: datetime, photos: Any = ()) -> Entry:
    """File a service; the bus takes the new date of the paper it renews."""
    record.entry.subject = BusService.Act(record.act).subject
    filed = filing.submit(record, by=by, now=now, photos=photos)
    settle(record.bus)
    if not record.passed:
        open_hazard(
            filed, what=f"{record.bus}: {record.what}", category="bus", source="special",
            by=by, now=now, key=f"bus:{record.bus_id}:{record.act}",
        )  # fmt: skip
    return filed


def settle(bus: SchoolBus) -> None:
    """Of each paper the latest day that a standing record or the file itself says."""
    rows = bus.services.filter(passed=True, valid_until__isnull=False)
    standing_rows = rows.exclude(entry__status=Entry.Status.VOIDED)
    for act, name in BusService.PAPERS.items():
        days = [row.valid_until for row in standing_rows if row.act == act]
        if days:
            setattr(bus, name, max(d for d in days if d))
    bus.save()


def voided(entry: Entry, *, by: Any, now: datetime) -> None:
    """A renewal never counted: the paper runs out when the one before it did."""
    service = BusService.objects.select_related("bus").get(pk=entry.pk)
    name = BusService.PAPERS.get(service.act)  # type: ignore[call-overload]
    if name and getattr(service.bus, name) == service.valid_until:
        before = service.bus.history.exclude(**{name: service.valid_until}).first()
        setattr(service.bus, name, getattr(before, name) if before else None)
    settle(service.bus)
