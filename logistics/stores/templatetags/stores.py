"""How the stores show things: a document as its paper has it, what a lot is worth today, state."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from logistics.records.models import Entry
from logistics.stores import documents, ledger
from logistics.stores.models import Balance, CounterDocument, Lot, StockOut, StockReturn, Store
from logistics.templatetags.house import quantity, state_tag

register = template.Library()


@register.simple_tag
def paper_of(entry: Entry, content: Any) -> documents.Paper:
    """The document with the columns it has on paper."""
    return documents.paper(entry, content)


@register.simple_tag
def may_take_back(person: Any, entry: Entry) -> bool:
    """Whether this person keeps the store a standing document moved goods of."""
    return documents.posted_in(Store.objects.kept_by(person)).filter(pk=entry.pk).exists()


@register.simple_tag
def related_documents(entry: Entry, content: Any) -> list[tuple[str, Entry]]:
    """What it came from, what came back of it, what took it back."""
    found = []
    if basis := getattr(content, "basis", None):
        found.append((_("On the basis of"), basis))
    if isinstance(content, StockOut):
        rows = StockReturn.objects.filter(basis=entry).select_related("entry")
        found += [(_("Came back by"), sheet.entry) for sheet in rows]
    rows_back = CounterDocument.objects.filter(document=entry).select_related("entry")
    found += [(_("Taken back by"), sheet.entry) for sheet in rows_back]
    return found


@register.filter
def by_store(balances: Iterable[Balance]) -> list[tuple[Store, Decimal]]:
    """What each store has of an item, over all its lots."""
    found: dict[Store, Decimal] = {}
    for balance in balances:
        found[balance.store] = found.get(balance.store, Decimal(0)) + balance.quantity
    return [(store, ledger.exact(total)) for store, total in found.items()]


@register.filter
def taken(moved: Decimal, unit: str) -> str:
    """What left the store, without the sign of the ledger."""
    return quantity(-moved, unit)


@register.simple_tag
def stock_state(item: Any) -> SafeString:
    """The state of an item in the list: the worst of what is so."""
    if item.is_expired:
        return state_tag("danger", pgettext("stock", "expired"))
    if not item.total:
        return state_tag("danger", pgettext("stock", "none left"))
    if item.is_low:
        return state_tag("warn", pgettext("stock", "low"))
    if item.is_expiring:
        return state_tag("warn", pgettext("stock", "expires soon"))
    return state_tag("ok", pgettext("stock", "enough"))


@register.simple_tag
def lot_state(lot: Lot, on: date, soon: date | None = None) -> SafeString | str:
    if lot.expires_on is None:
        return ""
    if lot.is_expired(on):
        return state_tag("danger", pgettext("stock", "expired"))
    if soon and lot.expires_on <= soon:
        return state_tag("warn", pgettext("stock", "expires soon"))
    return ""
