"""What the trade adds to the whole."""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assets import readiness
from assets.buying import contributions as buying
from assets.buying import undoing
from assets.cards import booking, chapters, comparing, finding, home, invariants
from assets.cards.imports import AssetImport
from assets.cards.registers import REGISTERS
from assets.custody import contributions as custodial
from assets.stocktakes import closing
from assets.stocktakes import watching as stocktake_watching
from assets.stocktakes.paper import AssetStocktakeRegister, RoomStocktakeRegister
from logistics.access import Role
from logistics.contributions import (
    Check,
    Contributions,
    HelpTopic,
    HomeCard,
    Kind,
    MenuEntry,
    RuleDefault,
    Sealed,
    SearchSource,
    Sticker,
)

TWO_WEEKS = 14 * 24

HAPPENED = (
    "asset_id", "kind", "happened_on", "at", "by_id", "entry_id", "quantity", "value", "was", "now",
    "note",
)  # fmt: skip


def kept_here(place: Any, person: Any) -> str:
    """The cards of what belongs to a place."""
    return f"{reverse('assets:asset_list')}?{urlencode({'place': place.pk, 'campus': ''})}"


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
        *custodial.KINDS,
        *buying.KINDS,
    ],
    menu=[
        MenuEntry("goods", _("Assets"), "assets:asset_list", "box-seam", "assets.view_asset", 10),
        MenuEntry(
            "goods",
            _("Stocktakes of assets"),
            "assets:stocktake_list",
            "upc-scan",
            "assets.request",
            41,
        ),
        *custodial.MENU,
        *buying.MENU,
    ],
    registers=[
        *REGISTERS,
        AssetStocktakeRegister,
        RoomStocktakeRegister,
        *custodial.REGISTERS,
        *buying.REGISTERS,
    ],
    help=[
        HelpTopic("assets", _("Assets and their cards"), ("assets:", "asset_label")),
        HelpTopic("stocktakes", _("Stocktakes of assets"), ("assets:stocktake",)),
        *custodial.HELP,
        *buying.HELP,
    ],
    imports=[AssetImport()],
    home=[
        HomeCard(frozenset({Role.STOREKEEPER}), "assets/_asset_home.html", home.card, 30),
        *custodial.HOME,
        *buying.HOME,
    ],
    search=[
        SearchSource("assets", _("Assets"), finding.assets, "assets.view_asset", 35),
        *buying.SEARCH,
    ],
    stickers=[Sticker(_("What is kept here"), "box-seam", kept_here, "assets.view_asset", 40)],
    checks=[
        Check("assets", _("Cards of assets"), invariants.cards_apart),
        Check(
            "asset_stocktakes",
            _("Stocktakes of assets and their events"),
            stocktake_watching.rounds_apart,
        ),
    ],
    comparisons=[
        *comparing.COMPARISONS,
        *stocktake_watching.COMPARISONS,
        *custodial.COMPARISONS,
        *buying.COMPARISONS,
    ],
    chapters=[
        *chapters.CHAPTERS,
        *stocktake_watching.CHAPTERS,
        *custodial.CHAPTERS,
        *buying.CHAPTERS,
    ],
    approvals=[*closing.APPROVALS, *custodial.APPROVALS, *buying.APPROVALS],
    notices=[*custodial.NOTICES, *buying.NOTICES],
    inbox=[stocktake_watching.ROUNDS, *custodial.INBOX, *buying.INBOX],
    taken_back=undoing.taken_back,
    child_data=[*custodial.CHILD_DATA, *buying.CHILD_DATA],
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
            _(
                "Financial rules for schools of 2012 (FIN489); the rules of 2022 (FIN108) keep 1000 yuan"
            ),
        ),
        *custodial.RULES,
        *(rule for rule in buying.RULES if rule.code != booking.MINIMUM),
    ],
    steps=[readiness.STEP],
)
