"""What the trade adds to the whole."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from assets import booking
from logistics.contributions import Contributions, Kind, RuleDefault, Sealed

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
            prefix="RZ",  # the cards themselves are numbered ZC
            trade="assets",
            late_hours=72,
            keep_years=15,
            shown="assets/_asset_booking.html",
        ),
    ],
    sealed=[Sealed("assets.AssetEvent", HAPPENED, stamp="stamp")],
    rules=[
        RuleDefault(
            booking.MINIMUM,
            _("A fixed asset costs at least, each"),
            "1000",
            _("yuan"),
            _("Financial rules for schools of 2012 (FIN489)"),
        ),
        RuleDefault(
            booking.MINIMUM_SPECIAL,
            _("Special equipment is a fixed asset from, each"),
            "1500",
            _("yuan"),
            _("Financial rules for schools of 2012 (FIN489); the rules of 2022 (FIN108) keep 1000 yuan"),
        ),
    ],
)
