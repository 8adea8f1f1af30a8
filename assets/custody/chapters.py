"""What the term summary says of custody, loans, damage and disposal."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assets.models import ClassProperty, DamageCase, DamageSettlement, Loan, WriteOff
from logistics.contributions import Asked, Chapter
from logistics.documents import Block, Number, Table, Text
from logistics.records.counting import read, standing


def write(asked: Asked) -> Iterator[Block]:
    """How often things were checked, lent, moved, damaged, disposed of; and what is still open."""
    here = Q(entry__in=read(asked).order_by().values("pk"))
    checks = ClassProperty.objects.filter(here)
    missing = checks.filter(occasion=ClassProperty.Occasion.TERM_END).aggregate(
        missing=Sum("missing"), damaged=Sum("damaged")
    )
    yield Table(
        (_("Kind"), _("Number")),
        (
            (_("Checks of property"), standing(asked, "class-property")),
            (_("Handovers"), standing(asked, "custody-handovers")),
            (_("Cards lent"), standing(asked, "loans")),
            (_("Cards transferred"), standing(asked, "asset-transfers")),
            (_("Damage cases"), standing(asked, "damage-cases")),
            (_("Cards in applications for disposal"), standing(asked, "asset-disposals")),
        ),
        _("Custody of the school's property"),
    )
    yield Text(
        (
            _("Missing at the end of term: %(missing)s things; damaged: %(damaged)s.")
            % {"missing": missing["missing"] or 0, "damaged": missing["damaged"] or 0},
        )
    )
    yield Text((_("Still lent: "), Number(open_loans(asked), reverse("assets:loan_list"))))
    yield Text((money_of(asked, here),))


def open_loans(asked: Asked) -> int:
    loans = Loan.objects.open().visible_to(asked.person, "assets.view_asset")
    return (loans.filter(campus=asked.campus) if asked.campus else loans).count()


def money_of(asked: Asked, here: Q) -> str:
    owed = total(DamageCase.objects.filter(here), "amount")
    paid = total(DamageSettlement.objects.filter(here, outcome="paid"), "amount")
    gone = total(WriteOff.objects.filter(here), "disposal__value")
    return _(
        "Compensation asked: %(owed)s yuan, paid: %(paid)s yuan. Written off: %(gone)s yuan of "
        "original value."
    ) % {"owed": owed, "paid": paid, "gone": gone}


def total(rows: Any, column: str) -> Decimal:
    """Added up exactly: SQLite adds decimals in binary."""
    amounts = rows.values_list(column, flat=True)
    return sum(amounts, Decimal("0.00"))


CHAPTERS = [Chapter(gettext_lazy("Custody, loans and disposal"), write, order=62)]
