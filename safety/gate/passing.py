"""What else is inside or out: vehicles, keys, post and whoever has a slip, in one question."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, DateTimeField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse

from logistics.records.models import Signature
from logistics.records.models.signatures import Capacity
from safety.models import Delivery, ExitSlip, KeyLoan, VehicleLog

SLIP_SHOWN = timedelta(days=2)
MOST = 200  # of all together: a gate with more open than that is shown the oldest
NEVER = Value(None, DateTimeField())
UNSIGNED = Value(False)  # noqa: FBT003
NOTHING = Value("")
WORDS: CharField = CharField(max_length=300)


@dataclass(frozen=True)
class Passing:
    """One thing that began at the gate and is ended there by one press.

    `sort` is the code of its sort, `told` what an exit slip is for, `passed_at` when it passed.
    """

    kind: str
    pk: int
    at: datetime
    what: str
    who: str
    sort: str
    leader: str
    told: str
    passed_at: datetime | None
    is_signed: bool

    @property
    def url(self) -> str:
        return reverse("duties:entry", args=[self.pk])

    @property
    def sort_words(self) -> str:
        return str(SORTS[self.kind](self.sort).label)


SORTS: dict[str, Any] = {VehicleLog.kind_code: VehicleLog.Sort, Delivery.kind_code: Delivery.Sort}


def read(stays: Callable[[Any], QuerySet], now: datetime) -> dict[str, list[Passing]]:
    """All of it by kind, the oldest first. `stays` answers what is open of a model."""
    models = (ExitSlip, VehicleLog, KeyLoan, Delivery)  # the first says of what sort each column is
    first, *others = (asked(stays(model), model, now) for model in models)
    rows = first.union(*others, all=True).order_by("entry__happened_at", "pk")[:MOST]
    found: dict[str, list[Passing]] = {model.kind_code: [] for model in models}
    for row in rows:
        found[row[0]].append(Passing(*row))
    return found


def asked(rows: QuerySet, model: Any, now: datetime) -> QuerySet:
    """The columns of a `Passing`, for one kind."""
    if model is ExitSlip:
        rows = rows.filter(entry__happened_at__gte=now - SLIP_SHOWN)
    columns = COLUMNS[model]
    kind = Value(model.kind_code)
    rows = rows.select_related(None).order_by()
    return rows.values_list(kind, "pk", "entry__happened_at", *columns)


def signed() -> Exists:
    """The leader has signed what the slip says now."""
    rows = Signature.objects.filter(entry=OuterRef("pk"), version=OuterRef("entry__version"))
    return Exists(rows.filter(capacity=Capacity.LEADER))


COLUMNS: dict[Any, tuple[Any, ...]] = {
    ExitSlip: ("what", "person__name", NOTHING, "leader__name", "reason", "passed_at", signed()),
    VehicleLog: ("plate", "driver", "sort", NOTHING, NOTHING, NEVER, UNSIGNED),
    KeyLoan: (
        "key__label", Coalesce("person__name", "outsider"), NOTHING, NOTHING, NOTHING, NEVER, UNSIGNED,
    ),
    Delivery: (
        Cast("count", WORDS), Coalesce("receiver__name", "department"), "sort", NOTHING, NOTHING, NEVER,
        UNSIGNED,
    ),
}  # fmt: skip
