"""What the stores add to the whole: their documents, what is sealed, what must hold of them."""

from django.utils.translation import gettext_lazy as _

from logistics.access import Role
from logistics.contributions import (
    Check,
    Contributions,
    HelpTopic,
    HomeCard,
    Kind,
    MenuEntry,
    Sealed,
    Words,
)
from logistics.stores import (
    cards,
    chapters,
    comparing,
    count_watching,
    counting,
    finding,
    imports,
    invariants,
    ledger,
    monthly,
    registers,
    watching,
)
from logistics.stores.count_registers import StocktakeRegister

MOVED = (
    "store_id", "lot_id", "kind", "quantity", "amount", "happened_at", "entered_at", "by_id",
    "entry_id", "line", "reverses_id",
)  # fmt: skip


def posted(
    code: str, title: Words, model: str, form: str, prefix: str, late_hours: int | None = None
) -> Kind:
    """A document that moved goods: taken back only by a counter-document."""
    return Kind(
        code=code,
        title=title,
        model=model,
        form=form,
        prefix=prefix,
        trade="assets",
        late_hours=late_hours,
        shown=f"stores/_{code}.html",
        is_posted=True,
        counter="stores:take_back",
    )


contributions = Contributions(
    trade="",
    title="",
    kinds=[
        posted("stock_in", _("Stock-in sheet"), "stores.StockIn", "stores:receive", "RK"),
        posted("issue", _("Issue sheet"), "stores.StockOut", "stores:issue", "CK"),
        posted("stock_return", _("Return sheet"), "stores.StockReturn", "stores:return", "TK"),
        posted(
            "stock_transfer", _("Stock transfer"), "stores.StockTransfer", "stores:transfer", "YK"
        ),
        posted("stock_loss", _("Write-off sheet"), "stores.StockLoss", "stores:write_off", "BS"),
        # Explained and posted within three days of the counting.
        posted("stocktake", _("Stocktake"), "stores.Stocktake", "stores:count_new", "PD", 72),
        Kind(
            code="stock_movement",
            title=_("Monthly in-and-out sheet"),
            model="stores.StockMonth",
            form="stores:month_new",
            prefix="YJ",
            trade="assets",
            shown="stores/_stock_movement.html",
            late_hours=120,  # a month is closed in the five days after it
        ),
        Kind(
            code="counter_document",
            title=_("Counter-document"),
            model="stores.CounterDocument",
            form="stores:stock",
            prefix="HC",
            trade="assets",
            shown="stores/_counter_document.html",
            is_posted=True,
        ),
    ],
    sealed=[
        Sealed(
            "stores.Movement", MOVED, at="entered_at", stamp="stamp", apart=ledger.of_other_goods
        )
    ],
    notices=[*watching.KINDS, monthly.KIND],
    menu=[
        MenuEntry("goods", _("Stock"), "stores:stock", "boxes", "stores.view", 10),
        MenuEntry(
            "goods",
            _("Stocktakes of the stores"),
            "stores:count_list",
            "clipboard-data",
            "stores.view",
            40,
        ),
    ],
    registers=[*registers.REGISTERS, StocktakeRegister],
    rules=[*watching.RULES, *counting.RULES],
    inbox=[count_watching.COUNTS],
    home=[
        HomeCard(
            frozenset({Role.STOREKEEPER, Role.COOK, Role.DOCTOR}),
            "stores/_home_card.html",
            cards.home_card,
            20,
        ),
    ],
    help=[
        HelpTopic("stores", _("Receiving, issuing and stock"), ("stores:",)),
        HelpTopic("counts", _("Stocktakes of the stores"), ("stores:count",)),
    ],
    search=finding.sources(_("Goods in the stores")),
    stickers=finding.stickers(_("The store in this room")),
    imports=imports.IMPORTS,
    comparisons=[*comparing.COMPARISONS, *count_watching.COMPARISONS],
    chapters=[*chapters.CHAPTERS, *count_watching.CHAPTERS],
    checks=[
        Check("balances", _("Balances of the stores"), invariants.balances_apart),
        Check("amounts", _("Worth of the stock"), invariants.amounts_apart),
        Check("stocktakes", _("Stocktakes and their movements"), count_watching.counts_apart),
        Check("stock_months", _("Monthly sheets"), invariants.months_apart),
    ],
)
