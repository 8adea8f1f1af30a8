"""What custody, loans, damage, disposal and transfers add to the whole."""

from django.utils.translation import gettext_lazy as _

from assets.custody import chapters as custody_chapter
from assets.custody import (
    class_lending,
    compensating,
    disposing,
    handing_over,
    lending,
    transferring,
)
from assets.custody import comparing as custody_comparing
from assets.custody import news as custody_news
from assets.custody import registers as custody_registers
from logistics.contributions import HelpTopic, Kind, MenuEntry

KINDS = [
    Kind(
        code="class_property",
        title=_("Property list"),
        model="assets.ClassProperty",
        form="assets:property_check",
        prefix="CL",
        trade="assets",
        late_hours=24,
        keep_years=5,
        shown="assets/_custody_paper.html",
    ),
    Kind(
        code="custody_handover",
        title=_("Handover of custody"),
        model="assets.CustodyHandover",
        form="assets:handover_new",
        prefix="JJ",
        trade="assets",
        late_hours=72,
        keep_years=15,
        shown="assets/_custody_paper.html",
        is_posted=True,
        signed=handing_over.complete,
    ),
    Kind(
        code="asset_transfer",
        title=_("Transfer of assets"),
        model="assets.AssetTransfer",
        form="assets:transfer_new",
        prefix="DB",
        trade="assets",
        late_hours=72,
        keep_years=15,
        shown="assets/_custody_paper.html",
        is_posted=True,
        signed=transferring.complete,
    ),
    Kind(
        code="loan",
        title=_("Loan sheet"),
        model="assets.LoanSheet",
        form="assets:loan_lend",
        prefix="JY",
        trade="assets",
        keep_years=5,
        shown="assets/_custody_paper.html",
        is_posted=True,
    ),
    Kind(
        code="damage_case",
        title=_("Damage case"),
        model="assets.DamageCase",
        form="assets:damage_new",
        prefix="SH",
        trade="assets",
        late_hours=72,
        keep_years=10,
        shown="assets/_custody_paper.html",
    ),
    Kind(
        code="damage_settlement",
        title=_("Settlement of a damage"),
        model="assets.DamageSettlement",
        form="assets:damage_list",
        prefix="PS",
        trade="assets",
        late_hours=72,
        keep_years=10,
        shown="assets/_custody_paper.html",
    ),
    Kind(
        code="asset_disposal",
        title=_("Application for disposal"),
        model="assets.AssetDisposal",
        form="assets:disposal_new",
        prefix="CZ",
        trade="assets",
        late_hours=168,
        keep_years=15,
        shown="assets/_custody_paper.html",
        is_posted=True,
    ),
    Kind(
        code="asset_write_off",
        title=_("Writing off of assets"),
        model="assets.WriteOff",
        form="assets:disposal_list",
        prefix="XZ",
        trade="assets",
        late_hours=72,
        keep_years=15,
        shown="assets/_custody_paper.html",
        is_posted=True,
    ),
]
APPROVALS = [lending.LOAN, transferring.TRANSFER, compensating.WAIVER, disposing.DISPOSAL]
RULES = [*lending.RULES, *class_lending.RULES, *compensating.RULES]
CHILD_DATA = class_lending.CHILD_DATA
NOTICES = lending.NOTICES
INBOX = custody_news.INBOX
HOME = custody_news.HOME
REGISTERS = custody_registers.REGISTERS
COMPARISONS = custody_comparing.COMPARISONS
CHAPTERS = custody_chapter.CHAPTERS
MENU = [
    MenuEntry(
        "goods", _("Class and room property"), "assets:property_list", "house-door",
        "assets.view_asset", 30,
    ),
    MenuEntry(
        "goods", _("Property check results"), "assets:property_results", "clipboard-data",
        "school.view_place", 31, unless="assets.view_asset",
    ),
    MenuEntry(
        "goods", _("Lent to children"), "assets:loan_class_list", "book", "school.view_child", 32
    ),
    MenuEntry("goods", _("Loans"), "assets:loan_list", "box-arrow-right", "assets.request", 32),
    MenuEntry(
        "goods", _("Damage and loss"), "assets:damage_list", "hammer", "assets.view_asset", 33
    ),
    MenuEntry("goods", _("Disposal"), "assets:disposal_list", "trash3", "assets.view_asset", 35),
    MenuEntry(
        "goods", _("What has left the books"), "assets:disposal_public", "megaphone",
        "school.view_place", 36, unless="assets.view_asset",
    ),
]  # fmt: skip
HELP = [
    HelpTopic(
        "custody", _("Property lists and handovers"),
        ("assets:property", "assets:handover", "assets:sheet", "assets:paper", "assets:people"),
    ),
    HelpTopic("loans", _("Borrowing and lending"), ("assets:loan",)),
    HelpTopic(
        "damage", _("Damage, transfers and disposal"),
        ("assets:damage", "assets:transfer", "assets:disposal"),
    ),
]  # fmt: skip
