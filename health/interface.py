"""What the canteen may ask of health: counts and diets of a day, in ids, numbers and dates."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from health.care import staffing

# The health certificates of the staff -------------------------------------------------------------


@dataclass(frozen=True)
class StaffHealth:
    """How it stands with one person's health certificate on a day. Nothing else is handed out.

    `standing` is one of valid, expiring (valid, to be renewed soon), lapsed, unfit and missing.
    """

    person: int
    standing: str
    number: str = ""
    valid_to: date | None = None

    @property
    def may_work(self) -> bool:
        """Whether a valid certificate says that the person is fit."""
        return self.standing in ("valid", "expiring")


def staff_health(people: Collection[int], on: date) -> dict[int, StaffHealth]:
    """Of each of these people, by their keys; in one query."""
    certs = staffing.newest(people)
    return {person: as_told(person, certs.get(person), on) for person in people}


def as_told(person: int, cert: "staffing.StaffHealthCert | None", on: date) -> StaffHealth:
    standing = staffing.judge(cert, on)
    if cert is None:
        return StaffHealth(person, standing.value)
    return StaffHealth(person, standing.value, cert.number, cert.valid_to)
