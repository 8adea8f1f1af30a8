"""The default catalogue: the duties we know a school may have, as a list to tick."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db import transaction
from django.utils.translation import get_language

from logistics.contributions import all_contributions
from logistics.duties import making
from logistics.duties.models import Duty, Rhythm

# Taken over as they stand.
TEXT = ("basis", "role", "scope", "place_kind", "rhythm", "anchor", "on_closed", "proof", "bundle")


@dataclass(frozen=True)
class CatalogueDuty:
    """One line of the catalogue. `choice`: default, optional, or trigger for event duties."""

    code: str
    trade: str
    choice: str
    title_zh: str
    title_en: str
    partner_zh: str
    partner_en: str
    fields: dict

    def __str__(self) -> str:
        return self.title_en if (get_language() or "").startswith("en") else self.title_zh

    @property
    def rhythm(self) -> Rhythm:
        return Rhythm(self.fields["rhythm"])

    @property
    def asks_for_a_rhythm(self) -> bool:
        return self.rhythm == Rhythm.UNSET

    def as_duty(self) -> Duty:
        """The duty as the catalogue proposes it; not yet saved."""
        return Duty(
            code=self.code,
            trade=self.trade,
            title=self.title_zh,
            title_en=self.title_en,
            partner=self.partner_zh,
            **self.fields,
        )


def numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(";") if part]


def number(text: str) -> int | None:
    return int(text) if text else None


def line_of(row: dict[str, str], trade: str, about: str = "") -> CatalogueDuty:
    fields = {name: row[name] for name in TEXT} | {
        "about": about,
        "times": [part for part in row["times"].split(";") if part],
        "weekdays": numbers(row["weekdays"]),
        "months": numbers(row["months"]),
        "season": numbers(row["season"]),
        "interval": number(row["interval"]),
        "days": number(row["days"]),
        "hours": number(row["hours"]),
        "count": number(row["count"]) or 1,
    }
    fields["on_closed"] = fields["on_closed"] or "skip"
    names = ("code", "choice", "title_zh", "title_en", "partner_zh", "partner_en")
    return CatalogueDuty(trade=trade, fields=fields, **{name: row[name] for name in names})


@cache
def catalogue() -> dict[str, CatalogueDuty]:
    """Every line of every trade, by its number."""
    lines = {}
    apps = all_contributions()
    about = {code: subject for app in apps for code, subject in app.about.items()}
    for app in apps:
        if app.catalogue:
            with app.catalogue.open(encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    lines[row["code"]] = line_of(row, app.trade, about.get(row["code"], ""))
    return lines


@transaction.atomic
def tick(codes: Iterable[str], *, rhythms: dict[str, str], now: datetime) -> list[Duty]:
    """Take lines of the catalogue into force, and make their tasks from now on.

    `rhythms` names the rhythm of those that have none of their own. What is in force already
    stays as the school has edited it; what was out of force comes back so.
    """
    known = {duty.code: duty for duty in Duty.objects.exclude(code="")}
    ticked = [bring_in(catalogue()[code], known.get(code), rhythms.get(code)) for code in codes]
    making.remake_all([duty for duty in ticked if duty is not None], now=now)
    return [duty for duty in ticked if duty is not None]


def bring_in(line: CatalogueDuty, known: Duty | None, rhythm: str | None) -> Duty | None:
    """The duty that is now in force, or nothing if it was so already."""
    duty = known or line.as_duty()
    if known and known.is_active:
        return None
    if duty.rhythm == Rhythm.UNSET and rhythm:
        duty.rhythm = rhythm
    duty.is_active = True
    duty.save()
    return duty


@transaction.atomic
def untick(codes: Iterable[str], *, now: datetime) -> list[Duty]:
    """Take duties out of force; what was owed and proved until now stays."""
    dropped = list(Duty.objects.active().filter(code__in=list(codes)))
    for duty in dropped:
        duty.is_active = False
        duty.save()
    making.remake_all(dropped, now=now)
    return dropped
