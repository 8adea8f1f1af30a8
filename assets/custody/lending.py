"""Lending and taking back: asked, agreed to, handed out against a signature, called back, returned."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assets.cards import changing
from assets.models import Asset, AssetEvent, Condition, Loan, LoanLine, LoanSheet
from assets.models.loans import LoanQuerySet
from logistics.access import Role
from logistics.approvals import asking
from logistics.approvals.models import Approval
from logistics.contributions import ApprovalKind, Fact, NoticeKind, RuleDefault, Stop
from logistics.duties import filing, signing
from logistics.errors import Refused
from logistics.notices import telling
from logistics.records.models import Entry
from logistics.records.models.signatures import Capacity
from logistics.school.models import Campus, Person, Post, SchoolClass
from logistics.school.rules import rule

APPROVAL = "loan"
WITHIN = "loan_approval_within"
DUE_TOMORROW, OVERDUE, CALLED_BACK = "loan_due_tomorrow", "loan_overdue", "loan_called_back"
OF_A_CLASS = {kind: f"class_{kind}" for kind in (DUE_TOMORROW, OVERDUE, CALLED_BACK)}
DAY = timedelta(days=1)
LENDABLE = (Asset.State.IN_USE, Asset.State.IDLE)

RULES = [
    RuleDefault(
        WITHIN,
        gettext_lazy("Approval of loans within the campus (0: none, 1: always)"),
        "0",
        "",
        gettext_lazy("School's own; what leaves the campus always needs it"),
    )
]
NOTICES = [
    NoticeKind(
        DUE_TOMORROW,
        gettext_lazy("A loan is due tomorrow"),
        gettext_lazy("%(asset)s is to be brought back by %(day)s."),
        leaves=True,
    ),
    NoticeKind(
        OVERDUE,
        gettext_lazy("A loan is overdue"),
        gettext_lazy("%(asset)s was to be brought back by %(day)s."),
        leaves=True,
    ),
    NoticeKind(
        CALLED_BACK,
        gettext_lazy("A loan is called back"),
        gettext_lazy("%(person)s asks you to bring back %(asset)s by %(day)s."),
        leaves=True,
    ),
    NoticeKind(
        OF_A_CLASS[DUE_TOMORROW],
        gettext_lazy("What children have borrowed is due tomorrow"),
        gettext_lazy("What the children of %(class)s have borrowed is due by %(day)s: %(count)s."),
        leaves=True,
    ),
    NoticeKind(
        OF_A_CLASS[OVERDUE],
        gettext_lazy("What children have borrowed is overdue"),
        gettext_lazy("What the children of %(class)s have borrowed was due by %(day)s: %(count)s."),
        leaves=True,
    ),
    NoticeKind(
        OF_A_CLASS[CALLED_BACK],
        gettext_lazy("What children have borrowed is called back"),
        gettext_lazy(
            "%(person)s asks for what the children of %(class)s have borrowed by %(day)s: %(count)s."
        ),
        leaves=True,
    ),
]


@dataclass(frozen=True)
class Wish:
    """What somebody wants to borrow."""

    asset: Asset
    quantity: int
    purpose: str
    due_on: date
    leaves: bool = False
    destination: str = ""


@transaction.atomic
def ask(wish: Wish, *, borrower: Person, by: Any, now: datetime) -> Loan:
    """Ask to borrow; where somebody has to agree first they are asked at once."""
    on = timezone.localdate(now)
    refuse_impossible(wish, on)
    needs_approval = wish.leaves or rule(WITHIN, on=on) > 0
    loan = Loan.objects.create(
        campus=wish.asset.campus,
        asset=wish.asset,
        quantity=wish.quantity,
        is_part=wish.quantity < wish.asset.quantity,
        borrower=borrower,
        asked_by=by,
        asked_at=now,
        purpose=wish.purpose,
        leaves=wish.leaves,
        destination=wish.destination,
        needs_approval=needs_approval,
        due_on=wish.due_on,
    )
    if needs_approval:
        asking.ask(APPROVAL, loan, by=by, now=now, reason=wish.purpose)
    return loan


def refuse_impossible(wish: Wish, on: date) -> None:
    said = {"asset": wish.asset, "state": wish.asset.get_state_display()}
    if wish.due_on < on:
        raise Refused(_("A loan is due today at the earliest."))
    if wish.leaves and not wish.destination:
        raise Refused(_("Say where it is taken to."))
    if not 1 <= wish.quantity <= wish.asset.quantity:
        raise Refused(
            _("There are %(count)s of %(asset)s.") % (said | {"count": wish.asset.quantity})
        )
    if wish.asset.state not in LENDABLE:
        raise Refused(_("%(asset)s is %(state)s and cannot be lent.") % said)


@transaction.atomic
def lend(
    loans: Sequence[Loan],
    *,
    by: Any,
    now: datetime,
    happened_at: datetime,
    late_reason: str = "",
    note: str = "",
) -> Entry:
    """Hand out what one person asked for; they are asked to sign for it."""
    borrowers = {loan.borrower_id for loan in loans}
    if len(borrowers) != 1:
        raise Refused(_("Choose what one person borrows."))
    if by.pk in borrowers:
        raise Refused(_("Nobody lends to themselves."))
    first = loans[0]
    sheet = LoanSheet(
        entry=Entry(campus=first.campus, happened_at=happened_at, late_reason=late_reason),
        act=LoanSheet.Act.LENT,
        borrower=first.borrower,
        note=note,
    )
    sheet.new_lines = [LoanLine(loan=loan, quantity=loan.quantity) for loan in loans]
    entry = filing.submit(sheet, by=by, now=now)
    for loan in loans:
        hand_out(loan, entry, by=by, now=now)
    signing.ask(entry, [(Capacity.BORROWER, first.borrower)], now=now)
    return entry


def hand_out(loan: Loan, entry: Entry, *, by: Any, now: datetime) -> None:
    on = timezone.localdate(entry.happened_at)
    if loan.due_on < on:
        raise Refused(_("The day on which %(asset)s is due has passed.") % {"asset": loan.asset})
    take(loan, entry, on=on, by=by, now=now)
    lent = {"state": Loan.State.LENT, "lent_on": on, "lent_by": by, "lent_sheet": entry}
    claimed = Loan.objects.to_lend().filter(pk=loan.pk)
    if not claimed.update(**lent, state_before=loan.state_before):
        loan.refresh_from_db()
        said = {"loan": loan.asset, "state": loan.get_state_display()}
        if loan.waits_for_approval:
            raise Refused(_("%(loan)s: nobody has agreed to it yet.") % said)
        raise Refused(_("%(loan)s: it is %(state)s by now.") % said)
    loan.refresh_from_db()


def take(loan: Loan, entry: Entry, *, on: date, by: Any, now: datetime) -> None:
    """Take it out of the register's hands: the card of a whole thing, so many of a batch."""
    asset = loan.asset
    refuse_too_many(loan)
    loan.state_before = asset.state
    changes: dict[str, Any] = {}
    if not loan.is_part:
        changes = {"state": Asset.State.LENT, "seen_state": asset.state}
    note = f"{loan.borrower} × {loan.quantity}"
    kind = AssetEvent.Kind.LENT
    changing.change(asset, kind, on=on, by=by, now=now, entry=entry, note=note, **changes)


def refuse_too_many(loan: Loan) -> None:
    """The card is written first, though nothing changes: who lends beside us waits for the end."""
    cards = Asset.objects.filter(pk=loan.asset_id, state__in=LENDABLE)
    held = cards.update(quantity=F("quantity"))
    loan.asset.refresh_from_db()
    said = {"asset": loan.asset, "state": loan.asset.get_state_display()}
    if not held:
        raise Refused(_("%(asset)s is %(state)s and cannot be lent.") % said)
    open_now = Loan.objects.open().filter(asset=loan.asset_id)
    out = open_now.aggregate(out=Sum("quantity"))["out"] or 0
    if out + loan.quantity > loan.asset.quantity:
        left = loan.asset.quantity - out
        raise Refused(_("Only %(left)s of %(asset)s are left.") % (said | {"left": left}))


@dataclass(frozen=True)
class Back:
    """A loan that came back: how much of it, and how it looks."""

    loan: Loan
    condition: str = Condition.GOOD
    quantity: int | None = None  # None: all of it
    remark: str = ""

    @property
    def count(self) -> int:
        return self.loan.quantity if self.quantity is None else self.quantity


@transaction.atomic
def take_back(
    backs: Sequence[Back], *, by: Any, now: datetime, happened_at: datetime, late_reason: str = ""
) -> Entry:
    """File what came back, of one person or of several; each card is where it was before."""
    if not backs:
        raise Refused(_("Choose what has come back."))
    people = {back.loan.borrower_id: back.loan.borrower for back in backs}
    if by.pk in {back.loan.borrower_id for back in backs if not back.loan.school_class_id}:
        raise Refused(_("Nobody takes back what they borrowed themselves."))
    classes = {back.loan.school_class for back in backs}
    sheet = LoanSheet(
        entry=Entry(
            campus=backs[0].loan.campus,
            school_class=next(iter(classes)) if len(classes) == 1 else None,
            happened_at=happened_at,
            late_reason=late_reason,
        ),
        act=LoanSheet.Act.RETURNED,
        borrower=next(iter(people.values())) if len(people) == 1 else None,
    )
    sheet.new_lines = [
        LoanLine(loan=b.loan, quantity=b.count, condition=b.condition, remark=b.remark)
        for b in backs
    ]
    entry = filing.submit(sheet, by=by, now=now)
    for back in backs:
        close(back, entry, by=by, now=now)
    return entry


def close(back: Back, entry: Entry, *, by: Any, now: datetime) -> None:
    loan, on = back.loan, timezone.localdate(entry.happened_at)
    if not 0 <= back.count <= loan.quantity:
        raise Refused(_("%(count)s of them were lent.") % {"count": loan.quantity})
    if loan.lent_on and on < loan.lent_on:
        raise Refused(_("It cannot come back before it is lent."))
    done = Loan.objects.open().filter(pk=loan.pk)
    returned = {"state": Loan.State.RETURNED, "returned_on": on, "returned_sheet": entry}
    if not done.update(**returned, returned_quantity=back.count, condition=back.condition):
        raise Refused(_("%(loan)s: it has already come back.") % {"loan": loan.asset})
    loan.refresh_from_db()
    changes: dict[str, Any] = {}
    if not loan.is_part:
        changes = {"state": loan.state_before, "seen_state": Asset.State.LENT}
    note = f"{loan.borrower} × {back.count} {loan.get_condition_display()}"
    kind = AssetEvent.Kind.RETURNED
    changing.change(loan.asset, kind, on=on, by=by, now=now, entry=entry, note=note, **changes)
    settle_news(loan, now=now)


def settle_news(loan: Loan, *, now: datetime) -> None:
    """Nobody is reminded any more; of a class, once the last thing that was due is back."""
    if loan.school_class_id and due_with(loan).exists():
        return
    for kind in OF_A_CLASS:
        telling.settle(kind_of(loan, kind), key_of(loan), now=now)


def due_with(loan: Loan) -> LoanQuerySet:
    """What is out in the same class and due on the same day."""
    same = {"school_class": loan.school_class_id, "due_on": loan.due_on}
    return Loan.objects.open().filter(**same)


def kind_of(loan: Loan, kind: str) -> str:
    return OF_A_CLASS[kind] if loan.school_class_id else kind


def key_of(loan: Loan) -> str:
    """What is due in a class on one day is one piece of news."""
    of_class = f"class-{loan.school_class_id}"
    return f"{of_class if loan.school_class_id else loan.pk}.{loan.due_on}"


@transaction.atomic
def nothing_lent(campus: Campus, *, by: Any, now: datetime, happened_at: datetime) -> Entry:
    """The zero report of the end of term: nothing is out."""
    if Loan.objects.open().filter(campus=campus).exists():
        raise Refused(_("Something is still lent. Take it back first."))
    entry = Entry(campus=campus, happened_at=happened_at, is_zero=True)
    sheet = LoanSheet(entry=entry, act=LoanSheet.Act.RETURNED)
    sheet.new_lines = []
    return filing.submit(sheet, by=by, now=now)


@transaction.atomic
def call_back(loans: Iterable[Loan], *, by: Any, now: datetime, due_on: date) -> list[Loan]:
    """Ask for everything that is out, at the end of term: each borrower is told, the day moves up."""
    called = []
    for loan in loans:
        open_now = Loan.objects.open().filter(pk=loan.pk)
        day = min(loan.due_on, due_on)
        if open_now.update(due_on=day, called_back_at=now):
            settle_news(loan, now=now)
            loan.due_on, loan.called_back_at = day, now
            called.append(loan)
    for loan in called:
        tell(loan, CALLED_BACK, now=now, by=by)
    return called


@transaction.atomic
def prolong(loan: Loan, *, due_on: date, by: Any, now: datetime) -> None:
    """Leave it with the borrower for longer."""
    if due_on < timezone.localdate(now):
        raise Refused(_("A loan is due today at the earliest."))
    if by.pk == loan.borrower_id:
        raise Refused(_("Nobody prolongs their own loan."))
    open_now = Loan.objects.open().filter(pk=loan.pk, leaves=False)
    if not open_now.update(due_on=due_on, called_back_at=None):
        raise Refused(_("It is not lent, or it left the campus: ask anew."))
    settle_news(loan, now=now)


@transaction.atomic
def withdraw(loan: Loan, *, by: Any, now: datetime) -> None:
    """Who asked does not want it any more."""
    if by.pk not in (loan.asked_by_id, loan.borrower_id):
        raise Refused(_("Only who asked may do this."))
    if pending := Approval.objects.of(APPROVAL, loan).pending().first():
        asking.withdraw(pending, by=by, now=now)
    end(loan, Loan.State.WITHDRAWN)


@transaction.atomic
def refuse(loan: Loan, *, by: Any, now: datetime, reason: str) -> None:
    """The storekeeper says no, and why."""
    if not reason:
        raise Refused(_("Say why it is refused."))
    if loan.waits_for_approval:
        raise Refused(_("It waits for approval: who decides there may return it."))
    end(loan, Loan.State.REFUSED, reason)


def end(loan: Loan, state: str, reason: str = "") -> None:
    if not Loan.objects.asked().filter(pk=loan.pk).update(state=state, reason=reason[:200]):
        raise Refused(_("It is lent or over already."))
    loan.refresh_from_db()


# Reminders.


def remind(*, now: datetime) -> int:
    """Tell borrowers the day before and once it is overdue; each once for each day it was due on."""
    on = timezone.localdate(now)
    count = 0
    rows = Loan.objects.open().filter(due_on__lte=on + DAY).for_rows()
    for loan in rows:
        if loan.due_on == on + DAY:
            count += len(tell(loan, DUE_TOMORROW, now=now))
        elif loan.due_on < on:
            count += len(tell(loan, OVERDUE, now=now))
    return count


def tell(loan: Loan, kind: str, *, now: datetime, by: Any = None) -> list[Any]:
    """Whoever borrowed it; of what children have, the teachers of their class."""
    said: dict[str, Any] = {"asset": loan.asset.name, "day": loan.due_on.isoformat()}
    if by is not None:
        said["person"] = str(by)
    people, url = [loan.borrower], loan.get_absolute_url()
    if school_class := loan.school_class:
        people = teachers_of(school_class, timezone.localdate(now)) or people
        url = reverse("assets:loan_class", args=[school_class.pk])
        said |= {"class": str(school_class), "count": due_with(loan).count()}
    kind, key = kind_of(loan, kind), key_of(loan)
    return telling.tell(people, kind, url=url, now=now, by=by, key=key, campus=loan.campus, **said)


def teachers_of(school_class: SchoolClass, on: date) -> list[Person]:
    """The teachers of a class; where it has none, its carers."""
    posts = Post.objects.current(on).filter(school_class=school_class).select_related("person")
    found: dict[str, list[Person]] = {Role.TEACHER: [], Role.CARER: []}
    for post in posts.order_by("pk"):
        if post.role in found:
            found[post.role].append(post.person)
    return found[Role.TEACHER] or found[Role.CARER]


# The approval.


def said(loan: Loan) -> dict[str, Any]:
    return {
        "asset": str(loan.asset),
        "quantity": loan.quantity,
        "unit": loan.asset.unit,
        "borrower": str(loan.borrower),
        "purpose": loan.purpose,
        "leaves": loan.leaves,
        "destination": loan.destination,
        "due_on": loan.due_on.isoformat(),
    }


def facts(told: dict[str, Any]) -> list[Fact]:
    leaves = _("leaves the campus") if told["leaves"] else _("stays on the campus")
    found = [
        Fact("asset", _("Asset"), f"{told['asset']} × {told['quantity']} {told['unit']}"),
        Fact("borrower", _("Borrower"), told["borrower"]),
        Fact("purpose", _("Purpose"), told["purpose"]),
        Fact("leaves", _("Where to"), " · ".join(p for p in (leaves, told["destination"]) if p)),
        Fact("due_on", _("Back by"), told["due_on"]),
    ]
    return [fact for fact in found if fact.value]


def agreed(loan: Loan, *, approval: Approval, by: Any, now: datetime) -> None:
    waiting = Loan.objects.filter(pk=loan.pk, state=Loan.State.ASKED)
    if not waiting.update(state=Loan.State.AGREED):
        raise Refused(_("It is lent or over already."))


def returned(loan: Loan, *, approval: Approval, by: Any, now: datetime) -> None:
    end(loan, Loan.State.REFUSED, _("Returned by %(person)s") % {"person": by})


def worth(loan: Loan) -> Decimal:
    return loan.asset.value * loan.quantity / loan.asset.quantity


LOAN = ApprovalKind(
    code=APPROVAL,
    title=gettext_lazy("Loan"),
    model=Loan,
    route=(Stop(Role.DIRECTOR),),
    said=said,
    facts=facts,
    related=("asset", "borrower", "campus"),
    campus=lambda loan, on: loan.campus,
    amount=lambda loan: worth(loan).quantize(Decimal("0.01")),
    concerned=lambda loan, on: [loan.borrower_id, loan.asked_by_id],
    opens=lambda person, loan: seen_by(person).filter(pk=loan.pk).exists(),
    agreed=agreed,
    returned=returned,
    phrases=(
        gettext_lazy("It is needed here at that time"),
        gettext_lazy("Say until when it is needed"),
    ),
)


def seen_by(person: Any) -> Any:
    """One's own loans; with the register in view, those of the campus."""
    own = Loan.objects.of(person)
    if not person.has_perm("assets.view_asset"):
        return own
    return own | Loan.objects.visible_to(person, "assets.view_asset")
