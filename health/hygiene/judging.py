"""What of a disinfection is otherwise than the table says: asked back with a reason, never refused."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from health.models import DisinfectionMethod, Item, Method
from health.models.disinfection import plain

LONGEST = 24 * 60  # minutes: what lasts longer is a slip of the pen


@dataclass(frozen=True)
class Said:
    """A disinfection, as far as the table asks. `is_expired`: what was prepared had lost its strength."""

    item: Item
    method: Method
    minutes: int
    strength: Decimal | None = None
    nobody_inside: bool = False
    is_expired: bool = False


def departures(said: Said, row: DisinfectionMethod | None) -> list[str]:
    """Sentences about what does not fit, in the order of the sheet; empty if all is as it should be."""
    return [*about_method(said, row), *about_strength(said, row), *about_time(said, row)]


def about_method(said: Said, row: DisinfectionMethod | None) -> Iterator[str]:
    if row is None and said.method != Method.OTHER:
        yield _("The table does not name this method for %(item)s.") % {"item": said.item.label}
    if said.method == Method.UV_LAMP and not said.nobody_inside:
        yield _("Nobody may be in the room while the lamp burns.")


def about_strength(said: Said, row: DisinfectionMethod | None) -> Iterator[str]:
    if row is None or said.strength is None:
        return
    now = {"strength": plain(said.strength), "unit": row.unit}
    if row.strength_min and said.strength < row.strength_min:
        yield _("At least %(least)s %(unit)s is needed, this is %(strength)s.") % {
            **now,
            "least": row.strength_min,
        }
    if row.strength_max and said.strength > row.strength_max:
        yield _("At most %(most)s %(unit)s is meant, this is %(strength)s.") % {
            **now,
            "most": row.strength_max,
        }
    if said.is_expired:
        yield _("What was prepared was no longer to be used at that time.")


def about_time(said: Said, row: DisinfectionMethod | None) -> Iterator[str]:
    if row is None:
        return
    if row.minutes_min and said.minutes < row.minutes_min:
        yield _("At least %(least)s minutes are needed, these are %(minutes)s.") % {
            "least": row.minutes_min,
            "minutes": said.minutes,
        }
    if row.minutes_max and said.minutes > row.minutes_max:
        yield _("At most %(most)s minutes are meant, these are %(minutes)s.") % {
            "most": row.minutes_max,
            "minutes": said.minutes,
        }


def lacks_strength(row: DisinfectionMethod | None, strength: Decimal | None) -> bool:
    """The table asks for a strength, and none was said: it is measured or mixed, never assumed."""
    return row is not None and bool(row.strength_min) and strength is None
