"""盘点纪要: the minutes of a stocktake, read off its sheet."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.documents import Number, Part, Table, Text, write_document
from logistics.duties import signing
from logistics.fields import plain_quantity
from logistics.records.models import Entry
from logistics.records.models.signatures import Capacity
from logistics.stores.models import Stocktake, StocktakeLine
from logistics.templatetags.house import moment, money


def different() -> Q:
    return ~Q(counted=F("expected"))


def figures_of(sheet: Stocktake) -> dict[str, Any]:
    """How many lines, how many differ, and what the surplus and shortage are worth, in yuan."""
    lines = StocktakeLine.objects.filter(sheet=sheet)
    return lines.aggregate(
        lines=Count("pk"),
        different=Count("pk", filter=different()),
        surplus=Sum("amount", filter=Q(amount__gt=0), default=Decimal(0)),
        shortage=Sum("amount", filter=Q(amount__lt=0), default=Decimal(0)),
    )


def write(sheet: Any, *, site: str) -> bytes:
    """The .docx of a posted stocktake."""
    entry = sheet.entry
    day = timezone.localdate(sheet.frozen_at)
    return write_document(
        _("Minutes of the stocktake"),
        _("%(where)s, %(store)s, as of %(day)s")
        % {"where": entry.campus, "store": sheet.store, "day": day},
        [
            Part(_("Course"), tuple(course(sheet))),
            Part(_("Result"), tuple(result(sheet))),
            Part(_("Signatures"), tuple(signed(entry))),
        ],
        site=site,
        signatures=[_("Counted by: "), _("Supervised by: "), _("Person in charge: ")],
    )


def course(sheet: Stocktake) -> Iterator[Text]:
    entry = sheet.entry
    said = {
        "occasion": sheet.get_occasion_display(),
        "frozen": moment(sheet.frozen_at),
        "counted": moment(entry.happened_at),
        "posted": moment(entry.entered_at),
        "leader": sheet.supervised_by,
        "people": people_of(entry),
    }
    yield Text(
        (
            _(
                "Occasion: %(occasion)s. The account was frozen at %(frozen)s, counted until "
                "%(counted)s and posted at %(posted)s. Counted by %(people)s, supervised by "
                "%(leader)s."
            )
            % said,
        )
    )
    yield Text((_("Sheet: "), Number(entry.number, entry.get_absolute_url())))


def people_of(entry: Entry) -> str:
    counted = entry.signers.filter(capacity=Capacity.COUNTED).select_related("person")
    return _(", ").join(str(signer.person) for signer in counted) or "—"


def result(sheet: Stocktake) -> Iterator[Text | Table]:
    figures = figures_of(sheet)
    said = {
        "lines": figures["lines"],
        "different": figures["different"],
        "surplus": money(figures["surplus"]),
        "shortage": money(-figures["shortage"]),
    }
    yield Text(
        (
            _(
                "%(lines)s lines were counted, %(different)s of them differ from the account: "
                "surplus %(surplus)s, shortage %(shortage)s."
            )
            % said,
        )
    )
    if not figures["different"]:
        yield Text((_("Account and goods agree."),))
        return
    lines = StocktakeLine.objects.filter(different(), sheet=sheet).select_related("item", "lot")
    yield Table(
        (
            _("Name"),
            _("By the account"),
            _("Counted"),
            _("Difference"),
            _("Worth (yuan)"),
            _("Reason"),
            _("Handling"),
        ),
        tuple(
            (
                f"{line.item} {line.lot.batch}".strip(),
                plain_quantity(line.expected),
                plain_quantity(line.counted),
                f"{plain_quantity(line.counted - line.expected)} {line.item.unit}",
                f"{line.amount}",
                line.reason,
                line.handling,
            )
            for line in lines
        ),
        _("Differences"),
    )


def signed(entry: Entry) -> Iterator[Table]:
    yield Table(
        (_("Signs as"), _("Person"), _("Signed at")),
        tuple(
            (
                str(row["signer"].get_capacity_display()),
                str(row["signer"].person),
                moment(row["signature"].at) if row["signature"] else "—",
            )
            for row in signing.lines_of(entry)
        ),
    )
