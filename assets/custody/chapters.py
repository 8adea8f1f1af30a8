"""What the term summary says of custody, loans, damage and disposal."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assets.models import ClassProperty, DamageCase, DamageSettlement, Loan, WriteOff
from logistics.contributions import Asked, Chapter
from logistics.documents import Block, Number, Table, Text
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of

REGISTERS = {
    "class_property": "class-property",
    "custody_handover": "custody-handovers",
    "loan": "loans",
    "asset_transfer": "asset-transfers",
    "damage_case": "damage-cases",
    "asset_disposal": "asset-disposals",
}


def entries(asked: Asked, term: Any) -> Any:
    """Of the term, within what the person reads."""
    span = (start_of(term.starts_on), end_of(term.ends_on))
    rows = Entry.objects.standing().visible_to(asked.person, "records.view_register")
    rows = rows.filter(happened_at__range=span)
    return rows.filter(campus=asked.campus) if asked.campus else rows


def counted(asked: Asked, kind: str) -> Number:
    count = entries(asked, asked.term).filter(kind=kind).count()
    query = {"first": asked.term.starts_on, "last": asked.term.ends_on}
    if asked.campus:
        query["campus"] = asked.campus.pk
    url = reverse("duties:register", args=[REGISTERS[kind]])
    return Number(count, f"{url}?{urlencode(query)}")


def write(asked: Asked) -> Iterator[Block]:
    """How often things were checked, lent, moved, damaged, disposed of; and what is still open."""
    of_term = entries(asked, asked.term)
    here = Q(entry__in=of_term.values("pk"))
    checks = ClassProperty.objects.filter(here)
    missing = checks.filter(occasion=ClassProperty.Occasion.TERM_END).aggregate(
        missing=Sum("missing"), damaged=Sum("damaged")
    )
    yield Table(
        (_("Kind"), _("Number")),
        (
            (_("Checks of property"), counted(asked, "class_property")),
            (_("Handovers"), counted(asked, "custody_handover")),
            (_("Loan sheets"), counted(asked, "loan")),
            (_("Transfers"), counted(asked, "asset_transfer")),
            (_("Damage cases"), counted(asked, "damage_case")),
            (_("Applications for disposal"), counted(asked, "asset_disposal")),
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
