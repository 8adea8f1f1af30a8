"""What must hold of the cards; `manage.py doctor` asks it."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import BigIntegerField, Case, F, Q, Value, When
from django.utils.translation import gettext as _

from assets.cards import depreciation
from assets.cards.registers import with_books
from assets.models import Asset
from logistics.contributions import Finding

MOST = 5  # examples of one kind


def cards_apart(now: datetime) -> Iterator[Finding]:
    """A card says what its events add up to; what is disposed of adds up to nothing."""
    rows = with_books(Asset.objects.order_by("pk"), date.max).annotate(
        things=on_the_books(F("quantity")),
        cents=on_the_books(depreciation.cents_of("value")),
    )
    wrong = rows.filter(~Q(then=F("things")) | ~Q(cents_then=F("cents")))
    if numbers := ", ".join(wrong.values_list("number", flat=True)[:MOST]):
        yield Finding(
            _("Cards say something else than their events add up to: %(rows)s") % {"rows": numbers},
            _("Look at the history of the card, and correct it with the reason."),
        )


def on_the_books(value: Any) -> Any:
    gone = When(state=Asset.State.DISPOSED, then=Value(0))
    return Case(gone, default=value, output_field=BigIntegerField())
