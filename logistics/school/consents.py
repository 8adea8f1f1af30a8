"""Consent: for what it is asked, who has given it, and writing down what a guardian said.

Without a yes there is none: whoever needs one asks `consented`, and photos are off by default.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from logistics.contributions import Words
from logistics.errors import Refused
from logistics.school.models import Child, Consent

WORDING = "2026-09"  # of the purposes below: a changed sentence is a new version


@dataclass(frozen=True)
class Purpose:
    """What consent is asked for: `text` is what is done with it, `without` what happens if not.

    `short` heads a column of a list.
    """

    code: str
    short: Words
    title: Words
    text: Words
    without: Words


PURPOSES = {
    purpose.code: purpose
    for purpose in [
        Purpose(
            "photos",
            pgettext_lazy("purpose of a consent", "photos"),
            gettext_lazy("Photos of the child"),
            gettext_lazy(
                "Photos are taken in class and at school events. They stay with the school's "
                "records and are shown to the guardians of the class."
            ),
            gettext_lazy("The child takes part in everything and is not photographed."),
        ),
        Purpose(
            "publicity",
            pgettext_lazy("purpose of a consent", "in public"),
            gettext_lazy("Photos and name in public"),
            gettext_lazy(
                "Photos or works with the child's name appear on the school's boards, website or "
                "public account."
            ),
            gettext_lazy("Neither face nor name of the child appears in public."),
        ),
        Purpose(
            "chat",
            pgettext_lazy("purpose of a consent", "chat group"),
            gettext_lazy("Photos and news in the class chat group"),
            gettext_lazy(
                "News of the day with photos of the child are sent to the chat group of the "
                "class, which all its guardians read."
            ),
            gettext_lazy("The guardian is told everything alone, by telephone or in person."),
        ),
        Purpose(
            "health",
            pgettext_lazy("purpose of a consent", "health data"),
            gettext_lazy("Health data beyond what the norms ask for"),
            gettext_lazy(
                "The health doctor keeps what the guardian tells of illnesses, medicine and "
                "findings of hospitals, to look after the child during the day."
            ),
            gettext_lazy(
                "Only what the norms ask for is kept: examinations and the morning check."
            ),
        ),
        Purpose(
            "diet",
            pgettext_lazy("purpose of a consent", "canteen"),
            gettext_lazy("Allergies and diet told to the canteen"),
            gettext_lazy(
                "Kitchen and carers know by name what the child must not eat, so that it gets "
                "another dish."
            ),
            gettext_lazy("The kitchen is told only that one portion of the class is different."),
        ),
    ]
}


def consented(child: Any, purpose: str, on: date) -> bool:
    """Whether a guardian's yes holds on a day. Raises KeyError for a purpose that is none."""
    said = child.consents.filter(purpose=PURPOSES[purpose].code).known(on).first()
    return said is not None and said.is_yes


def children_consented(purpose: str, on: date) -> set[int]:
    """Ids of all children for whom a guardian's yes holds on a day."""
    holding = Consent.objects.filter(purpose=PURPOSES[purpose].code).in_force(on)
    return set(holding.filter(act=Consent.Act.GIVEN).values_list("child_id", flat=True))


def without(children: Iterable[int], purpose: str, on: date) -> set[int]:
    """Those of these ids for whom no guardian's yes holds on a day: nobody asked is a no."""
    keys = set(children)
    holding = Consent.objects.filter(purpose=PURPOSES[purpose].code, child__in=keys).in_force(on)
    return keys - set(holding.filter(act=Consent.Act.GIVEN).values_list("child_id", flat=True))


@dataclass(frozen=True)
class Answer:
    """What holds of one purpose for one child; no `consent`: nobody was asked yet."""

    purpose: Purpose
    consent: Consent | None

    @property
    def is_yes(self) -> bool:
        return self.consent is not None and self.consent.is_yes

    @property
    def tone(self) -> str:
        if self.consent is None:
            return "warn"
        return "ok" if self.is_yes else "neutral"

    @property
    def words(self) -> str:
        return self.consent.get_act_display() if self.consent else _("not asked yet")


def answers(children: Iterable[Child], on: date) -> dict[int, list[Answer]]:
    """What holds for each of these children, purpose by purpose, in one query."""
    keys = [child.pk for child in children]
    holding = Consent.objects.filter(child__in=keys).in_force(on)
    held = {(consent.child_id, consent.purpose): consent for consent in holding}
    return {
        key: [Answer(purpose, held.get((key, code))) for code, purpose in PURPOSES.items()]
        for key in keys
    }


@transaction.atomic
def record(
    child: Child,
    said: dict[str, str],
    *,
    guardian: str,
    relation: str = "",
    on: date,
    how: str,
    paper: str = "",
    by: Any,
    now: datetime,
) -> list[Consent]:
    """Write down what a guardian said: a yes, a no or a yes taken back, by purpose.

    Refuses to take back a yes that does not hold on that day.
    """
    for code, act in said.items():
        if act == Consent.Act.WITHDRAWN and not consented(child, code, on):
            raise Refused(
                _("“%(purpose)s” has not been given, so it cannot be taken back.")
                % {"purpose": PURPOSES[code].title}
            )
    rows = [
        Consent(
            child=child,
            purpose=PURPOSES[code].code,
            act=act,
            on=on,
            guardian=guardian,
            relation=relation,
            how=how,
            paper=paper,
            wording=WORDING,
            recorded_by=by,
            recorded_at=now,
        )
        for code, act in said.items()
    ]
    return Consent.objects.bulk_create(rows)
