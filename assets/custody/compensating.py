"""Damage and loss: the case is written down, the cause found, the amount paid or waived."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assets.cards import changing, depreciation
from assets.models import Asset, AssetEvent, DamageCase, DamageSettlement
from logistics.access import Role
from logistics.approvals import asking
from logistics.approvals.models import Approval
from logistics.contributions import ApprovalKind, Fact, RuleDefault, Stop
from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.models import Person, SchoolClass
from logistics.school.rules import rule

APPROVAL = "damage_waiver"
WAIVE_UP_TO = "damage_waiver_free_up_to"
Basis, Measure, Outcome = DamageCase.Basis, DamageCase.Measure, DamageSettlement.Outcome

RULES = [
    RuleDefault(
        WAIVE_UP_TO,
        gettext_lazy("Compensation the storekeeper may waive, up to"),
        "100",
        gettext_lazy("yuan"),
        gettext_lazy("School's own"),
    )
]


@dataclass(frozen=True)
class Case:
    """What happened to a thing, why, and who answers for it."""

    asset: Asset
    loss: str
    cause: str
    measure: str
    quantity: int = 1
    responsible: Person | None = None
    school_class: SchoolClass | None = None
    by_child: bool = False
    basis: str = Basis.NONE
    amount: Decimal | None = None  # None: by the basis
    points: int = 0
    note: str = ""


def price(asset: Asset, basis: str, quantity: int, *, on: date) -> Decimal:
    """What is to be paid by the register: of so many things, in yuan."""
    if basis == Basis.ORIGINAL:
        return depreciation.share(asset.value, asset, quantity)
    if basis == Basis.DEPRECIATED:
        net = asset.value - depreciation.leaving(asset, on=on)
        return depreciation.share(net, asset, quantity)
    return Decimal("0.00")


@transaction.atomic
def open_case(
    case: Case,
    *,
    by: Any,
    now: datetime,
    happened_at: datetime,
    found_by: Entry | None = None,
    late_reason: str = "",
) -> Entry:
    """File the case; the card is under repair or to be disposed of, as the case says."""
    on = timezone.localdate(happened_at)
    refuse_unlikely(case, on)
    entry = Entry(
        campus=case.asset.campus,
        school_class=case.school_class,
        place=case.asset.place,
        happened_at=happened_at,
        late_reason=late_reason,
    )
    amount = case.amount
    if amount is None or case.basis == Basis.NONE:
        amount = price(case.asset, case.basis, case.quantity, on=on)
    record = DamageCase(
        entry=entry,
        asset=case.asset,
        quantity=case.quantity,
        loss=case.loss,
        cause=case.cause,
        responsible=case.responsible,
        by_child=case.by_child,
        measure=case.measure,
        basis=case.basis,
        amount=amount,
        points=case.points,
        found_by=found_by,
        note=case.note,
    )
    filed = filing.submit(record, by=by, now=now)
    mark(record, on=on, by=by, now=now)
    return filed


def refuse_unlikely(case: Case, on: date) -> None:
    asset = case.asset
    if not asset.is_owned:
        raise Refused(_("%(asset)s is off the books.") % {"asset": asset})
    if not 1 <= case.quantity <= asset.quantity:
        said = {"asset": asset, "count": asset.quantity}
        raise Refused(_("There are %(count)s of %(asset)s.") % said)
    if case.by_child and case.school_class is None:
        raise Refused(_("Name the class of the child; the child is not named."))
    if case.loss == DamageCase.Loss.LOST and case.measure != Measure.SCRAP:
        raise Refused(_("What is lost cannot be repaired or used on."))
    if asset.acquired_on > on:
        raise Refused(_("This happened before the thing was there."))


STATES = {Measure.REPAIR: Asset.State.REPAIR, Measure.SCRAP: Asset.State.CONDEMNED}


def mark(record: DamageCase, *, on: date, by: Any, now: datetime) -> None:
    """A whole card changes its state; of a batch only the history tells."""
    asset, state = record.asset, STATES.get(Measure(record.measure))
    changes: dict[str, Any] = {}
    if state and record.quantity == asset.quantity and asset.state != state:
        changes = {"state": state, "seen_state": asset.state}
    note = f"{record.get_loss_display()} × {record.quantity}: {record.cause}"[:200]
    kind = AssetEvent.Kind.DAMAGED
    entry = record.entry
    changing.change(asset, kind, on=on, by=by, now=now, entry=entry, note=note, **changes)


@transaction.atomic
def repaired(asset: Asset, *, by: Any, now: datetime, note: str = "") -> None:
    """It works again."""
    kind, repair = AssetEvent.Kind.REPAIRED, Asset.State.REPAIR
    on = timezone.localdate(now)
    changes: dict[str, Any] = {"state": Asset.State.IN_USE, "seen_state": repair}
    changing.change(asset, kind, on=on, by=by, now=now, note=note[:200], **changes)


# Settling.


def claim(case: DamageCase) -> None:
    """Only an open case is settled, and once: its entry is written first, so that others wait."""
    held = Entry.objects.standing().filter(pk=case.pk)
    if not held.update(version=case.entry.version):
        raise Refused(_("This case is void."))
    if not DamageCase.objects.open().filter(pk=case.pk).exists():
        raise Refused(_("This case is settled already, or nothing is to be paid."))


def file(case: DamageCase, *, by: Any, now: datetime, happened_at: datetime, **said: Any) -> Entry:
    claim(case)
    entry = Entry(
        campus=case.entry.campus,
        school_class=case.entry.school_class,
        place=case.entry.place,
        happened_at=happened_at,
        late_reason=said.pop("late_reason", ""),
    )
    return filing.submit(DamageSettlement(entry=entry, case=case, **said), by=by, now=now)


@transaction.atomic
def pay(
    case: DamageCase,
    *,
    by: Any,
    now: datetime,
    amount: Decimal,
    paid_on: date,
    receipt: str,
    late_reason: str = "",
) -> Entry:
    """Paid, with the number of its receipt. Nobody books what they paid themselves."""
    refuse_own(case, by)
    if amount != case.amount:
        raise Refused(
            _("%(amount)s yuan are to be paid. What is less is waived for the rest.")
            % {"amount": case.amount}
        )
    if paid_on > timezone.localdate(now):
        raise Refused(_("This lies in the future. A record tells what has happened."))
    paid = {"outcome": Outcome.PAID, "amount": amount, "paid_on": paid_on, "receipt": receipt}
    return file(case, by=by, now=now, happened_at=now, late_reason=late_reason, **paid)


@transaction.atomic
def make_good(case: DamageCase, *, by: Any, now: datetime, reason: str) -> Entry:
    """The same thing was brought instead of money."""
    refuse_own(case, by)
    if not reason:
        raise Refused(_("Say what was brought."))
    said = {"outcome": Outcome.IN_KIND, "amount": case.amount, "reason": reason}
    return file(case, by=by, now=now, happened_at=now, **said)


@transaction.atomic
def waive(case: DamageCase, *, by: Any, now: datetime, reason: str) -> Entry | Approval:
    """Not to be paid. Above the school's limit the leaders are asked; the answer is the request."""
    refuse_own(case, by)
    if not reason:
        raise Refused(_("Say why it is waived."))
    claim(case)
    if case.amount > rule(WAIVE_UP_TO, on=timezone.localdate(now)):
        return asking.ask(APPROVAL, case, by=by, now=now, reason=reason)
    return waived(case, by=by, decided_by=by, now=now, reason=reason)


def waived(case: DamageCase, *, by: Any, decided_by: Any, now: datetime, reason: str) -> Entry:
    said = {"outcome": Outcome.WAIVED, "amount": case.amount, "decided_by": decided_by}
    return file(case, by=by, now=now, happened_at=now, reason=reason, **said)


def refuse_own(case: DamageCase, by: Any) -> None:
    if case.responsible_id == by.pk:
        raise Refused(_("Nobody settles what they have to pay themselves."))


def agreed(case: DamageCase, *, approval: Approval, by: Any, now: datetime) -> None:
    waived(case, by=approval.asked_by, decided_by=by, now=now, reason=approval.reason)


def said(case: DamageCase) -> dict[str, Any]:
    return {
        "number": case.entry.number,
        "asset": str(case.asset),
        "quantity": case.quantity,
        "loss": case.loss,
        "cause": case.cause,
        "who": str(case.responsible or ""),
        "class": str(case.entry.school_class or ""),
        "by_child": case.by_child,
    }


def facts(told: dict[str, Any]) -> list[Fact]:
    what = DamageCase.Loss(told["loss"]).label
    who = told["who"] or (_("a child of %(class)s") % told if told["by_child"] else "")
    found = [
        Fact("number", _("Damage case"), told["number"]),
        Fact("asset", _("Asset"), f"{told['asset']} × {told['quantity']} · {what}"),
        Fact("cause", _("Cause"), told["cause"]),
        Fact("who", _("Responsible"), who),
    ]
    return [fact for fact in found if fact.value]


def concerned(case: DamageCase, on: date) -> list[int]:
    return [case.responsible_id] if case.responsible_id else []


opens: Callable[[Any, Any], bool] = lambda person, case: (  # noqa: E731  as ApprovalKind wants it
    Entry.objects.readable_by(person).filter(pk=case.pk).exists()
)

WAIVER = ApprovalKind(
    code=APPROVAL,
    title=gettext_lazy("Waiver of a compensation"),
    model=DamageCase,
    route=(Stop(Role.DIRECTOR), Stop(Role.PRINCIPAL)),
    said=said,
    facts=facts,
    related=("entry", "entry__campus", "entry__school_class", "asset", "responsible"),
    campus=lambda case, on: case.entry.campus,
    amount=lambda case: case.amount,
    concerned=concerned,
    opens=opens,
    agreed=agreed,
    phrases=(gettext_lazy("It is to be paid under the rules"),),
)
