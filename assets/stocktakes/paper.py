"""What a stocktake of assets gives on paper: the register 盘点表 and the minutes 盘点纪要."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assets.models import (
    AssetStocktake,
    AssetStocktakeLine,
    RoomStocktake,
    RoomStocktakeLine,
)
from assets.models.stocktakes import AssetSheet, Result
from logistics.documents import Number, Part, Table, Text, write_document
from logistics.duties import signing
from logistics.records.models import Entry
from logistics.records.models.signatures import Capacity
from logistics.registers import Column
from logistics.stores.count_registers import (
    COUNTED,
    DIFFERENCE,
    EXPECTED,
    FROZEN,
    HANDLING,
    NUMBER,
    REASON,
    SIGNATURES,
    WAY,
    LineRegister,
)
from logistics.templatetags.house import moment

MOST_NAMED = 300


def number_of(line: Any) -> str:
    return line.asset.number if line.asset else ""


def model_of(line: Any) -> str:
    return line.asset.model if line.asset else ""


class AssetStocktakeRegister(LineRegister):
    """B08 for what the school owns, of whole campuses."""

    code = "asset-stocktakes"
    trade = "assets"
    title = gettext_lazy("Stocktake sheet of assets")
    kind = AssetStocktake.kind_code
    model: ClassVar[type[AssetSheet]] = AssetStocktake
    line_model: ClassVar[Any] = AssetStocktakeLine
    related = ("asset", "place", "found_place", "custodian")
    searched = ("name", "asset__number", "reason", "place__name")
    filters = ("period", "campus", "school_class", "place", "state", "q", "order")
    signatures = SIGNATURES
    orientation = "landscape"
    keep_years = 15
    columns = (
        FROZEN,
        Column("scope", gettext_lazy("Scope"), "sheet.scope", width=24),
        NUMBER,
        Column("number", gettext_lazy("Asset number"), number_of, width=14),
        Column("name", gettext_lazy("Name"), width=24),
        Column("model", gettext_lazy("Specification"), model_of, width=20),
        Column("place", gettext_lazy("Place by the card"), "place", width=12),
        Column("found_place", gettext_lazy("Found in"), "found_place", width=12),
        Column("custodian", gettext_lazy("Custodian"), "custodian", width=9),
        EXPECTED,
        COUNTED,
        DIFFERENCE,
        WAY,
        Column("amount", gettext_lazy("Worth (yuan)"), width=10, number=True, hidden=True),
        Column("result", gettext_lazy("Result"), "get_result_display", width=9),
        REASON,
        Column("state", gettext_lazy("State"), "get_state_display", width=8),
        HANDLING,
    )
    legend = gettext_lazy(
        "Written from the scans of the round. What stood in another room was put right on the "
        "card or explained; what is missing stays on the books until it is written off."
    )


class RoomStocktakeRegister(AssetStocktakeRegister):
    """The same for rooms, classes and custodians."""

    code = "room-stocktakes"
    title = gettext_lazy("Stocktake sheet of rooms")
    kind = RoomStocktake.kind_code
    model = RoomStocktake
    line_model = RoomStocktakeLine


# The minutes.


def minutes(sheet: Any, *, site: str) -> bytes:
    """The .docx of a posted stocktake."""
    day = timezone.localdate(sheet.frozen_at)
    return write_document(
        _("Minutes of the stocktake"),
        _("%(scope)s, as of %(day)s") % {"scope": sheet.scope, "day": day},
        [
            Part(_("Course"), tuple(course(sheet))),
            Part(_("Result"), tuple(results(sheet))),
            Part(_("Signatures"), tuple(signed(sheet.entry))),
        ],
        site=site,
        signatures=[_("Counted by: "), _("Supervised by: "), _("Person in charge: ")],
    )


def course(sheet: AssetSheet) -> Iterator[Text]:
    entry = sheet.entry
    counted = entry.signers.filter(capacity=Capacity.COUNTED).select_related("person")
    said = {
        "occasion": sheet.get_occasion_display(),
        "frozen": moment(sheet.frozen_at),
        "counted": moment(entry.happened_at),
        "posted": moment(entry.entered_at),
        "leader": sheet.supervised_by,
        "approver": sheet.approved_by,
        "people": _(", ").join(str(signer.person) for signer in counted) or "—",
    }
    yield Text(
        (
            _(
                "Occasion: %(occasion)s. The cards were frozen at %(frozen)s and looked for until "
                "%(counted)s. Counted by %(people)s, supervised by %(leader)s, agreed by "
                "%(approver)s and posted at %(posted)s."
            )
            % said,
        )
    )
    yield Text((_("Sheet: "), Number(entry.number, entry.get_absolute_url())))


def results(sheet: AssetSheet) -> Iterator[Text | Table]:
    counts = {result.value: getattr(sheet, result.value) for result in Result}
    yield Text(
        (
            _(
                "Found %(found)s, in the wrong place %(moved)s, missing %(missing)s, not on the "
                "books %(unknown)s."
            )
            % counts,
        )
    )
    lines = sheet.lines.select_related("asset", "place", "found_place", "custodian")  # type: ignore[attr-defined]
    for result in (Result.MISSING, Result.MOVED, Result.UNKNOWN):
        rows = tuple(row_of(line) for line in lines.filter(result=result)[:MOST_NAMED])
        if rows:
            yield Table(headings(), rows, str(result.label).capitalize())
    if not (sheet.moved or sheet.missing or sheet.unknown):
        yield Text((_("Account and goods agree."),))


def headings() -> tuple[str, ...]:
    return (
        _("Asset number"), _("Name"), _("Place by the card"), _("Found in"), _("Custodian"),
        _("Difference"), _("Reason"), _("Handling"),
    )  # fmt: skip


def row_of(line: Any) -> tuple[str, ...]:
    return (
        number_of(line),
        line.name,
        str(line.place or "—"),
        str(line.found_place or "—"),
        str(line.custodian or "—"),
        f"{line.difference:+d}" if line.difference else "0",
        line.reason,
        line.handling,
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
