"""What the trade adds to the whole."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from assets import buying
from logistics.contributions import Contributions, Kind, Sealed

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
        *buying.KINDS,
    ],
    rules=buying.RULES,
    approvals=buying.APPROVALS,
    notices=buying.NOTICES,
    menu=buying.MENU,
    home=buying.HOME,
    inbox=buying.INBOX,
    child_data=buying.CHILD_DATA,
    registers=buying.REGISTERS,
    comparisons=buying.COMPARISONS,
    chapters=buying.CHAPTERS,
    search=buying.SEARCH,
    sealed=[Sealed("assets.AssetEvent", HAPPENED, stamp="stamp")],
)
