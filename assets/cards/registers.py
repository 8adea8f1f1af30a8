"""The books of the assets: ledger, additions and reductions, what came in a term, rooms, idle."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assets.cards import depreciation
from assets.forms.cards import classes_like
from assets.models import Asset, AssetEvent
from logistics.records.searching import PeriodSearch
from logistics.registers import Cell, Column, Line, Register, Words, shown

ASSET_LIST = reverse_lazy("assets:asset_list")
DAY = timedelta(days=1)
CENTS, CENT = Decimal(100), Decimal("0.01")
SIGNED = (_("Storekeeper"), _("Accountant"), _("Person in charge"))


class AssetSearch(PeriodSearch):
    """Finds cards as of the last day of a period, or what happened in it."""

    campus = forms.ChoiceField(label=_("Campus"), required=False)
    asset_class = forms.CharField(
        label=pgettext_lazy("of an asset", "Class"), required=False, max_length=30
    )
    place = forms.CharField(label=_("Place"), required=False, max_length=60)
    q = forms.CharField(label=_("Words"), required=False, max_length=60)

    def __init__(self, data: QueryDict, **given: Any) -> None:
        super().__init__(data, **given)
        self.offer(campus=self.campuses())

    @property
    def until(self) -> date:
        """The day the books are read: no later than today."""
        return min(self.span[1], self.today)

    def apply(self, assets: Any, prefix: str = "") -> Any:
        if campus := self.said("campus"):
            assets = assets.filter(**{f"{prefix}campus_id": campus})
        if words := self.said("asset_class"):
            assets = assets.filter(**{f"{prefix}asset_class__in": classes_like(words)})
        if words := self.said("place"):
            assets = assets.filter(**{f"{prefix}place__name__icontains": words})
        return assets


def yuan(cents: int | None) -> Decimal:
    return (Decimal(cents or 0) / CENTS).quantize(CENT)


def money_column(name: str, heading: Words, **given: Any) -> Column:
    return Column(name, heading, unit=_("yuan"), width=14, number=True, **given)


class AssetRegister(Register):
    """A register whose rows are cards, as the books stood on a day.

    Quantities and values are the sums of what happened by then; places and people are today's.
    """

    trade = "assets"
    permission = "assets.view_asset"
    search = AssetSearch
    filters: ClassVar[Sequence[str]] = ("period", "campus", "asset_class", "place", "q")
    signatures = SIGNED
    keep_years = 30
    by_key = True
    order: ClassVar[tuple[str, ...]] = ("number", "pk")
    columns = (
        Column("number", _("Asset number"), width=17, kept=True),
        Column("name", _("Asset name"), width=20, kept=True, link=lambda row: row["url"]),
        Column("class", _("National class code"), "asset.asset_class.code", width=12),
        Column("model", _("Model and specification"), "asset.model", width=18),
        Column("unit", _("Unit"), "asset.unit", width=6),
        Column("quantity", _("Quantity"), width=9, number=True),
        money_column("value", _("Original value")),
        money_column("written_off", _("Accumulated depreciation")),
        money_column("net", _("Net value")),
        Column("source", _("Source"), "asset.get_source_display", width=12, hidden=True),
        Column("acquired_on", _("Acquired on"), "asset.acquired_on", width=12),
        Column("state", _("State"), "asset.get_state_display", width=10),
        Column("place", _("Place"), "asset.place.name", width=14),
        Column("custodian", _("Custodian"), "asset.custodian.name", width=10),
    )
    legend = _(
        "Quantities and values are those of the last day of the period; places and custodians are "
        "those of today."
    )

    def __init__(self, setting: Any = None) -> None:
        super().__init__(setting)
        self.on = date.min

    def narrowed(self, assets: Any) -> Any:
        """Which of the cards on the books belong here."""
        return assets

    def rows(self, person: Any, search: Any) -> QuerySet:
        if not search.is_valid():
            return Asset.objects.none()
        self.on = search.until
        seen = search.apply(Asset.objects.visible_to(person, self.permission))
        on_books = self.narrowed(seen.matching(search.said("q")))
        return with_books(on_books, self.on).filter(then__gt=0).order_by(*self.order)

    def keys(self, rows: QuerySet) -> QuerySet:
        return rows.values_list("pk", flat=True)

    def lines(
        self, rows: Iterable[Any], columns: Sequence[Column], *, history: bool = False
    ) -> list[Line]:
        keys = list(rows)
        cards = with_books(Asset.objects.for_rows(), self.on).filter(pk__in=keys)
        known = {card.pk: card for card in cards}
        return [Line(key, self.cells(self.row(known[key]), columns)) for key in keys]

    def row(self, asset: Any) -> dict[str, Any]:
        asset.quantity, asset.value = asset.then, yuan(asset.cents_then)
        standing = depreciation.of(asset, on=self.on)
        return {
            "asset": asset,
            "url": f"{ASSET_LIST}{asset.pk}/",
            "number": asset.number,
            "name": asset.name,
            "quantity": asset.then,
            "value": standing.value,
            "written_off": standing.written_off,
            "net": standing.net,
        }

    def totals(self, rows: QuerySet, columns: Sequence[Column]) -> list[Cell]:
        found = rows.order_by().aggregate(quantity=Sum("then"), value=Sum("cents_then"))
        if not found["quantity"]:
            return []
        known = {"quantity": found["quantity"], "value": yuan(found["value"])}
        return [
            Cell(known.get(c.name), shown(known.get(c.name)), c.title, is_number=True)
            for c in columns
        ]


def with_books(assets: Any, on: date) -> Any:
    """Each card with `then` and `cents_then`: the sums of all that happened to it by the day."""
    happened = AssetEvent.objects.filter(asset=OuterRef("pk"), happened_on__lte=on).order_by()
    cents = happened.annotate(cents=depreciation.cents_of("value")).values("asset")
    return assets.annotate(
        then=Coalesce(
            Subquery(happened.values("asset").annotate(s=Sum("quantity")).values("s")), 0
        ),
        cents_then=Coalesce(Subquery(cents.annotate(s=Sum("cents")).values("s")), 0),
    )


class FixedAssetLedger(AssetRegister):
    code = "fixed-assets"
    title = _("Fixed asset ledger")
    orientation = "landscape"


class RoomRegister(AssetRegister):
    """Room by room, so that each room can hang up its own sheet."""

    code = "room-assets"
    title = _("Assets by room")
    order = ("place__name", "number", "pk")

    def narrowed(self, assets: Any) -> Any:
        return assets.exclude(place=None)


class IdleRegister(AssetRegister):
    code = "idle-assets"
    title = _("Idle assets")
    legend = _("What nobody uses: whoever needs one asks for it before anything is bought.")

    def narrowed(self, assets: Any) -> Any:
        return assets.filter(state=Asset.State.IDLE)


class SumRegister(Register):
    """A register whose rows are sums of events in a period."""

    trade = "assets"
    permission = "assets.view_asset"
    search = AssetSearch
    filters: ClassVar[Sequence[str]] = ("period", "campus", "asset_class")
    signatures = SIGNED
    keep_years = 30

    def events(self, person: Any, search: Any) -> Any:
        """What changed the books, without what only went from one card to another."""
        if not search.is_valid():
            return AssetEvent.objects.none()
        reach = person.reach(self.permission)
        seen = AssetEvent.objects.filter(reach.within(campus="asset__campus_id"))
        moved = search.apply(seen, "asset__").exclude(kind=AssetEvent.Kind.SPLIT)
        return moved.annotate(cents=depreciation.cents_of("value"))

    def totals(self, rows: QuerySet, columns: Sequence[Column]) -> list[Cell]:
        found = list(rows)
        if not found:
            return []
        sums: dict[str, Any] = {c.name: added(c, found) for c in columns if c.total}
        return [
            Cell(sums.get(c.name), shown(sums.get(c.name)), c.title, is_number=True)
            for c in columns
        ]


def added(column: Column, rows: Iterable[Any]) -> Any:
    amounts: list[Any] = [column.of(row) for row in rows]
    return sum(amounts)


def cents_column(name: str, heading: Words) -> Column:
    value: Callable[[Any], Any] = lambda row: yuan(row[f"{name}_cents"])  # noqa: E731
    return money_column(name, heading, value=value, total=True)


class ChangeRegister(SumRegister):
    """增减变动表: a class a row, what there was, came, went and is left."""

    code = "asset-changes"
    title = _("Additions and reductions of fixed assets")
    orientation = "landscape"
    columns = (
        Column("code", _("National class code"), "asset__asset_class__code", width=12, kept=True),
        Column(
            "name",
            pgettext_lazy("of an asset", "Class"),
            "asset__asset_class__name",
            width=18,
            kept=True,
        ),
        Column("before", _("At the beginning"), width=10, total=True),
        cents_column("before_value", _("Value at the beginning")),
        Column("came", _("Added"), width=10, total=True),
        cents_column("came_value", _("Value added")),
        Column("went", _("Reduced"), width=10, total=True),
        cents_column("went_value", _("Value reduced")),
        Column("left", _("At the end"), width=10, total=True),
        cents_column("left_value", _("Value at the end")),
    )
    legend = _("What is split or moved within the school adds nothing and takes nothing away.")

    def rows(self, person: Any, search: Any) -> QuerySet:
        events = self.events(person, search)
        if not search.is_valid():
            return events
        first, last = search.span
        earlier, within = Q(happened_on__lt=first), Q(happened_on__range=(first, last))
        plus, minus = Q(quantity__gt=0) | Q(value__gt=0), Q(quantity__lt=0) | Q(value__lt=0)
        grouped = (
            events.filter(happened_on__lte=last)
            .order_by()
            .values("asset__asset_class_id", "asset__asset_class__code", "asset__asset_class__name")
        )
        sums = {
            "before": earlier, "came": within & plus, "went": within & minus,
        }  # fmt: skip
        counted = {name: Coalesce(Sum("quantity", filter=which), 0) for name, which in sums.items()}
        worth = {
            f"{name}_value_cents": Coalesce(Sum("cents", filter=which), 0)
            for name, which in sums.items()
        }
        found = grouped.annotate(
            pk=F("asset__asset_class_id"), left=Coalesce(Sum("quantity"), 0),
            left_value_cents=Coalesce(Sum("cents"), 0), **counted, **worth,
        )  # fmt: skip
        return found.order_by("asset__asset_class__code")


class AdditionRegister(SumRegister):
    """What came in a term, by name: five air conditioners, one duplicator."""

    code = "asset-additions"
    title = _("Assets added")
    grouped = ("asset__name", "asset__asset_class__code", "asset__source", "asset__unit")
    columns = (
        Column("name", _("Asset name"), "asset__name", width=24, kept=True),
        Column("class", _("National class code"), "asset__asset_class__code", width=12),
        Column(
            "source",
            _("Source"),
            lambda row: dict(Asset.Source.choices)[row["asset__source"]],
            width=14,
        ),
        Column("unit", _("Unit"), "asset__unit", width=6),
        Column(
            "quantity",
            _("Quantity"),
            width=10,
            total=True,
            link=lambda row: f"{ASSET_LIST}?{urlencode({'q': row['asset__name'], 'state': 'any'})}",
        ),
        cents_column("value", _("Original value")),
    )
    legend = _("Counted is what was booked in the period, whatever has become of it since.")

    def rows(self, person: Any, search: Any) -> QuerySet:
        events = self.events(person, search)
        if not search.is_valid():
            return events
        booked = events.filter(kind=AssetEvent.Kind.BOOKED, happened_on__range=search.span)
        grouped = booked.order_by().values(*self.grouped)
        found = grouped.annotate(
            pk=F("asset__asset_class_id"), quantity=Sum("quantity"), value_cents=Sum("cents")
        )
        return found.order_by("asset__name", "asset__source", "asset__unit")


REGISTERS = [FixedAssetLedger, ChangeRegister, AdditionRegister, RoomRegister, IdleRegister]
