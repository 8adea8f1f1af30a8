"""What the trade adds to the whole."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from assets import stocktake_watching, stocktaking
from assets.stocktake_paper import AssetStocktakeRegister, RoomStocktakeRegister
from logistics.contributions import Check, Contributions, Kind, MenuEntry, Sealed

TWO_WEEKS = 14 * 24

HAPPENED = (
    "asset_id", "kind", "happened_on", "at", "by_id", "entry_id", "quantity", "value", "was", "now",
    "note",
)  # fmt: skip

contributions = Contributions(
    trade="assets",
    title=_("Assets"),
    catalogue=Path(__file__).with_name("catalogue.csv"),
    kinds=[
        Kind(
            code="asset",
            title=_("Booking of assets"),
            model="assets.Booking",
            form="assets:booking_new",
            prefix="ZC",
            trade="assets",
            late_hours=72,
            keep_years=15,
        ),
        Kind(
            code="asset_stocktake",
            title=_("Stocktake of assets"),
            model="assets.AssetStocktake",
            form="assets:stocktake_new",
            prefix="PC",
            trade="assets",
            late_hours=TWO_WEEKS,
            keep_years=15,
            shown="assets/_stocktake.html",
        ),
        Kind(
            code="room_stocktake",
            title=_("Stocktake of rooms"),
            model="assets.RoomStocktake",
            form="assets:stocktake_new",
            prefix="PF",
            trade="assets",
            late_hours=TWO_WEEKS,
            keep_years=15,
            shown="assets/_stocktake.html",
        ),
    ],
    sealed=[Sealed("assets.AssetEvent", HAPPENED, stamp="stamp")],
    # Stocktakes.
    menu=[
        MenuEntry(
            "goods", _("Stocktakes of assets"), "assets:stocktake_list", "upc-scan",
            "assets.request", 41,
        ),
    ],
    registers=[AssetStocktakeRegister, RoomStocktakeRegister],
    approvals=stocktaking.APPROVALS,
    inbox=[stocktake_watching.ROUNDS],
    comparisons=stocktake_watching.COMPARISONS,
    chapters=stocktake_watching.CHAPTERS,
    checks=[
        Check(
            "asset_stocktakes",
            _("Stocktakes of assets and their events"),
            stocktake_watching.rounds_apart,
        ),
    ],
)  # fmt: skip
