"""Ending a stocktake of assets: what is missing is explained, agreed to, posted and told."""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assets.models import (
    Asset,
    AssetEvent,
    AssetStocktake,
    AssetStocktakeLine,
    RoomStocktake,
    RoomStocktakeLine,
    Round,
    RoundLine,
    Stray,
)
from assets.models.stocktakes import Occasion, Result
from assets.stocktakes.opening import APPROVAL, CENT, CHUNK, claim
from logistics.access import Role
from logistics.approvals import asking
from logistics.approvals.models import Approval
from logistics.contributions import ApprovalKind, Fact, Stop
from logistics.duties import filing, signing
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.records.models.signatures import Capacity
from logistics.records.stamping import stamped
from logistics.school.models import Person


@transaction.atomic
def finish(round_: Round) -> None:
    """What was not seen is missing. What is lent or under repair says so by itself."""
    claim(round_, Round.State.COUNTING, Round.State.EXPLAINING)
    for state in (Asset.State.LENT, Asset.State.REPAIR):
        away = round_.lines.unseen().filter(reason="", asset__state=state)
        words = _("%(state)s according to the card") % {"state": state.label}
        away.update(reason=words, handling=_("none, the papers are there"))


@transaction.atomic
def reopen(round_: Round) -> None:
    refuse_waiting(round_)
    claim(round_, Round.State.EXPLAINING, Round.State.COUNTING)


@transaction.atomic
def drop(round_: Round) -> None:
    """Give it up: nothing is posted. What was put right stays so."""
    refuse_waiting(round_)
    if not Round.objects.open().filter(pk=round_.pk).update(state=Round.State.DROPPED):
        raise Refused(_("This stocktake is over already."))


def refuse_waiting(round_: Round) -> None:
    last = asking.latest(APPROVAL, round_)
    if last and last.is_pending:
        raise Refused(_("It waits for approval. Withdraw that first."))


@transaction.atomic
def explain(row: RoundLine | Stray, *, reason: str, handling: str) -> None:
    claim(row.round, Round.State.EXPLAINING, Round.State.EXPLAINING)
    type(row)._default_manager.filter(pk=row.pk).update(reason=reason, handling=handling)


@dataclass(frozen=True)
class Lists:
    """The four lists, each line in one of them."""

    found: list[RoundLine]
    moved: list[RoundLine]
    missing: list[RoundLine]
    unknown: list[Stray]

    @property
    def to_explain(self) -> list[RoundLine | Stray]:
        over = [line for line in self.found if line.difference]
        return [*self.moved, *self.missing, *over, *self.unknown]

    @property
    def unexplained(self) -> list[RoundLine | Stray]:
        return [row for row in self.to_explain if not (row.reason and row.handling)]


def lists_of(round_: Round) -> Lists:
    sorted_: dict[str, list[RoundLine]] = {result: [] for result in Result}
    for line in round_.lines.for_rows().order_by("place", "asset__number"):
        sorted_[line.result].append(line)
    strays = list(round_.strays.select_related("place", "by"))
    return Lists(sorted_[Result.FOUND], sorted_[Result.MOVED], sorted_[Result.MISSING], strays)


@transaction.atomic
def ask(round_: Round, *, by: Any, now: datetime) -> Approval:
    """Put it before the director: every difference is explained, and somebody else counted."""
    if not round_.is_explaining:
        raise Refused(_("It is asked when the counting is finished."))
    left = len(lists_of(round_).unexplained)
    if left:
        raise Refused(
            ngettext(
                "%(n)d difference is not explained yet.",
                "%(n)d differences are not explained yet.",
                left,
            )
            % {"n": left}
        )
    if [person.pk for person in people_of(round_)] == [round_.led_by_id]:
        raise Refused(_("Whoever supervises does not count alone. Let somebody else count."))
    return asking.ask(APPROVAL, round_, by=by, now=now)


def people_of(round_: Round) -> list[Person]:
    """Everybody who counted."""
    counted = Q(pk__in=round_.lines.exclude(found_by=None).values("found_by"))
    noted = Q(pk__in=round_.strays.values("by"))
    return list(Person.objects.filter(counted | noted).order_by("pk"))


@transaction.atomic
def post(round_: Round, *, approval: Approval, by: Any, now: datetime) -> Entry:
    """Agreed: file the sheet and write on every card that it was counted, or not found."""
    claim(round_, Round.State.EXPLAINING, Round.State.POSTED)
    lists, counters = lists_of(round_), people_of(round_)
    filed = filing.submit(sheet_of(round_, lists, by=by, now=now), by=approval.asked_by, now=now)
    seen = [*lists.found, *lists.moved]
    kinds = AssetEvent.Kind
    tell(seen, kinds.COUNTED, filed, by=approval.asked_by, now=now)
    tell(lists.missing, kinds.MISSING, filed, by=approval.asked_by, now=now)
    signers = [(Capacity.COUNTED, person) for person in counters]
    signing.ask(filed, [*signers, (Capacity.SUPERVISED, round_.led_by)], now=now)
    Round.objects.filter(pk=round_.pk).update(stocktake=filed)
    return filed


def tell(lines: list[RoundLine], kind: str, entry: Entry, *, by: Any, now: datetime) -> None:
    """Many events at once: nothing on the cards themselves changes."""
    on = timezone.localdate(entry.happened_at)
    events = (
        stamped(
            AssetEvent(
                asset=line.asset,
                kind=kind,
                happened_on=on,
                at=now,
                by=by,
                entry=entry,
                note=line.reason if kind == AssetEvent.Kind.MISSING else "",
            )
        )
        for line in lines
    )
    AssetEvent.objects.bulk_create(events, batch_size=CHUNK)


def counted_until(round_: Round) -> datetime:
    last = round_.lines.aggregate(last=Max("found_at"))["last"]
    return last or round_.frozen_at


def sheet_of(
    round_: Round, lists: Lists, *, by: Any, now: datetime
) -> AssetStocktake | RoomStocktake:
    """The sheet of a whole campus, or of a part of it: only the first proves what a campus owes."""
    whole = round_.is_whole_campus
    sheet_class = AssetStocktake if whole else RoomStocktake
    line_class = AssetStocktakeLine if whole else RoomStocktakeLine
    happened_at = counted_until(round_)
    places = list(round_.places.all())
    entry = Entry(
        campus=round_.campus,
        school_class=round_.school_class,
        place=places[0] if len(places) == 1 else None,
        happened_at=happened_at,
    )
    if now > filing.late_after(sheet_class.kind_code, happened_at):
        entry.late_reason = _("agreed to on %(day)s") % {"day": timezone.localdate(now)}
    sheet = sheet_class(
        entry=entry,
        occasion=round_.occasion,
        scope=round_.scope[:200],
        frozen_at=round_.frozen_at,
        supervised_by=round_.led_by,
        approved_by=by,
        found=len(lists.found),
        moved=len(lists.moved),
        missing=len(lists.missing),
        unknown=len(lists.unknown),
    )
    lines = [*lists.moved, *lists.missing, *lists.found]
    sheet.new_lines = [
        *(line_class(**said_of_card(line)) for line in lines),
        *(line_class(**said_of_stray(stray)) for stray in lists.unknown),
    ]
    return sheet


def said_of_card(line: RoundLine) -> dict[str, Any]:
    asset, counted = line.asset, line.counted or 0
    one = (asset.value / asset.quantity).quantize(CENT, ROUND_HALF_UP)
    return {
        "asset": asset,
        "name": asset.name,
        "place": line.place,
        "found_place": line.found_place,
        "custodian": line.custodian,
        "expected": line.quantity if line.is_expected else counted,
        "counted": counted,
        "amount": one * line.difference,
        "state": asset.state,
        "result": line.result,
        "reason": line.reason,
        "handling": line.handling,
    }


def said_of_stray(stray: Stray) -> dict[str, Any]:
    return {
        "name": " ".join(part for part in (stray.name, stray.code) if part)[:120],
        "found_place": stray.place,
        "expected": 0,
        "counted": stray.quantity,
        "result": Result.UNKNOWN,
        "reason": stray.reason,
        "handling": stray.handling,
    }


# What the director decides on.


def said(round_: Round) -> dict[str, Any]:
    """Everything that would be posted, in words and numbers that hang on no language."""
    lists = lists_of(round_)
    return {
        "scope": round_.scope,
        "occasion": round_.occasion,
        "frozen_at": round_.frozen_at.isoformat(),
        "led_by": str(round_.led_by),
        "counters": [str(person) for person in people_of(round_)],
        "found": len(lists.found),
        "moved": [row_said(line) for line in lists.moved],
        "missing": [row_said(line) for line in lists.missing],
        "unknown": [row_said(stray) for stray in lists.unknown],
        "over": [row_said(line) for line in lists.found if line.difference],
    }


def row_said(row: RoundLine | Stray) -> str:
    parts: list[Any]
    if isinstance(row, Stray):
        parts = [row, row.place, f"+{row.quantity}"]
    elif row.result == Result.MOVED:
        parts = [row.asset, f"{row.place or '—'} → {row.found_place}"]
    else:
        parts = [row.asset, row.place, row.custodian, f"{row.difference:+d}"]
    words = [*parts, row.reason, row.handling]
    return " · ".join(str(part) for part in words if part)


LISTS = (
    ("moved", Result.MOVED),
    ("missing", Result.MISSING),
    ("unknown", Result.UNKNOWN),
)


def facts(told: dict[str, Any]) -> list[Fact]:
    occasion = str(Occasion(told["occasion"]).label)
    frozen = timezone.localtime(datetime.fromisoformat(told["frozen_at"]))
    people = _(", ").join(told["counters"])
    found = [
        Fact("scope", _("What was counted"), told["scope"]),
        Fact("occasion", _("Occasion"), occasion),
        Fact("frozen_at", _("As of"), f"{frozen:%Y-%m-%d %H:%M}"),
        Fact("counters", _("Counted by"), people),
        Fact("led_by", _("Supervised by"), told["led_by"]),
        Fact("found", str(Result.FOUND.label).capitalize(), str(told["found"])),
    ]
    for code, result in LISTS:
        parts = tuple(told[code])
        found.append(Fact(code, str(result.label).capitalize(), str(len(parts)), parts))
    if told["over"]:
        over = tuple(told["over"])
        found.append(Fact("over", _("More than the books say"), str(len(over)), over))
    return [fact for fact in found if fact.value]


def agreed(round_: Round, *, approval: Approval, by: Any, now: datetime) -> None:
    """What was put before the director is posted with the agreement."""
    post(round_, approval=approval, by=by, now=now)


APPROVALS = [
    ApprovalKind(
        code=APPROVAL,
        title=gettext_lazy("Stocktake of assets"),
        model=Round,
        route=(Stop(Role.DIRECTOR),),
        said=said,
        facts=facts,
        related=("campus", "school_class", "custodian", "led_by", "opened_by"),
        campus=lambda round_, on: round_.campus,
        opens=lambda person, round_: Round.objects.seen_by(person).filter(pk=round_.pk).exists(),
        agreed=agreed,
        phrases=(
            gettext_lazy("Look once more for what is missing"),
            gettext_lazy("Say more exactly what became of it"),
        ),
    ),
]
