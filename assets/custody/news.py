"""What of custody waits for whom, and the card on a teacher's first page."""

from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assets.custody import class_lending
from assets.models import Asset, AssetDisposal, ClassProperty, DamageCase, Loan
from logistics.access import Request, Role
from logistics.contributions import HomeCard, InboxLine, InboxSource
from logistics.school.models import Place, SchoolClass
from logistics.templatetags.house import money

KEEP = "assets.change_asset"


def to_lend(person: Any, now: datetime) -> QuerySet[Loan]:
    """What the storekeeper may hand out."""
    rows = Loan.objects.to_lend().visible_to(person, KEEP).exclude(borrower_id=person.pk)
    return rows.select_related("asset", "borrower").order_by("asked_at", "pk")


def lend_line(loan: Loan, now: datetime) -> InboxLine:
    title = _("Hand out %(asset)s to %(person)s") % {
        "asset": loan.asset.name,
        "person": loan.borrower,
    }
    return InboxLine(title, loan.get_absolute_url(), loan.purpose, at=loan.asked_at)


def to_bring_back(person: Any, now: datetime) -> QuerySet[Loan]:
    """What this person has to bring back by today."""
    due = Loan.objects.due_by(timezone.localdate(now)).personal().filter(borrower_id=person.pk)
    return due.select_related("asset").order_by("due_on", "pk")


def overdue(now: datetime) -> Q:
    return Q(due_on__lt=timezone.localdate(now))


def back_line(loan: Loan, now: datetime) -> InboxLine:
    late = loan.is_overdue(timezone.localdate(now))
    title = _("Bring back %(asset)s") % {"asset": loan.asset.name}
    facts = _("Back by %(day)s") % {"day": loan.due_on}
    state = "late" if late else "due"
    return InboxLine(title, loan.get_absolute_url(), facts, state=state, is_late=late)


def class_overdue(now: datetime) -> Q:
    return Q(first_due__lt=timezone.localdate(now))


def class_line(school_class: Any, now: datetime) -> InboxLine:
    """What the children of a class have to bring back by today, as one thing."""
    late = school_class.first_due < timezone.localdate(now)
    title = _("Take back what the children of %(class)s have borrowed") % {"class": school_class}
    facts = _("Back by %(day)s") % {"day": school_class.first_due}
    state = "late" if late else "due"
    url = class_lending.page_of(school_class)
    return InboxLine(title, url, facts, state=state, is_late=late)


def mine(person: Any, now: datetime) -> QuerySet[Loan]:
    rows = Loan.objects.asked().filter(borrower_id=person.pk)
    return rows.select_related("asset").order_by("asked_at", "pk")


def mine_line(loan: Loan, now: datetime) -> InboxLine:
    words = _("Waits for approval") if loan.waits_for_approval else _("Waits at the store")
    return InboxLine(loan.asset.name, loan.get_absolute_url(), words, at=loan.asked_at)


def unsettled(person: Any, now: datetime) -> QuerySet[DamageCase]:
    rows = DamageCase.objects.open().visible_to(person, KEEP)
    return rows.for_rows().order_by("entry__happened_at", "pk")


def case_line(case: DamageCase, now: datetime) -> InboxLine:
    title = _("Settle %(number)s: %(asset)s") % {
        "number": case.entry.number,
        "asset": case.asset.name,
    }
    facts = f"{case.who} · {money(case.amount)}"
    return InboxLine(title, case.get_absolute_url(), facts, at=case.entry.happened_at)


def to_write_off(person: Any, now: datetime) -> QuerySet[AssetDisposal]:
    """Agreed to by the school: the number of the authority is waited for."""
    rows = AssetDisposal.objects.agreed().visible_to(person, KEEP)
    return rows.select_related("entry").order_by("entry__happened_at", "pk")


def disposal_line(sheet: AssetDisposal, now: datetime) -> InboxLine:
    title = _("Write off %(number)s") % {"number": sheet.entry.number}
    return InboxLine(title, sheet.get_absolute_url(), money(sheet.value))


INBOX = [
    InboxSource(
        code="loans_back",
        title=gettext_lazy("To bring back"),
        waiting=to_bring_back,
        line=back_line,
        late=overdue,
        started=mine,
        started_title=gettext_lazy("Loans asked for"),
        started_line=mine_line,
        everything="assets:loan_list",
        everything_query="view=mine",
        leaves=True,
        order=31,
    ),
    InboxSource(
        code="class_loans_back",
        title=gettext_lazy("Lent to children"),
        waiting=class_lending.to_take_back,
        line=class_line,
        late=class_overdue,
        everything="assets:loan_class_list",
        leaves=True,
        order=31,
    ),
    InboxSource(
        code="loans_out",
        title=gettext_lazy("To hand out"),
        waiting=to_lend,
        line=lend_line,
        everything="assets:loan_list",
        everything_query="view=asked",
        order=32,
    ),
    InboxSource(
        code="damage_open",
        title=gettext_lazy("Damage to settle"),
        waiting=unsettled,
        line=case_line,
        everything="assets:damage_list",
        order=33,
    ),
    InboxSource(
        code="disposal_agreed",
        title=gettext_lazy("To be written off"),
        waiting=to_write_off,
        line=disposal_line,
        everything="assets:disposal_list",
        everything_query="view=agreed",
        order=34,
    ),
]


# The first page of a teacher.


def home_card(request: Request, now: datetime) -> dict[str, Any]:
    """What my class has, how it was found last, and what I have borrowed."""
    on = timezone.localdate(now)
    posts = request.user.posts_on(on)
    classes = {post.school_class_id for post in posts if post.school_class_id}
    cards = class_cards(own_classes(classes))
    loans = Loan.objects.open().personal().filter(borrower_id=request.user.pk)
    rows = list(loans.select_related("asset").order_by("due_on", "pk")[:3])
    return {
        "classes": cards,
        "loans": [(loan, loan.is_overdue(on)) for loan in rows],
    }


def own_classes(keys: set[int]) -> list[Any]:
    """Each with how many `things` its rooms have by the register, and its `last` list."""
    here = Asset.objects.owned().exclude(state=Asset.State.LENT).order_by()
    here = here.filter(place__in=Place.objects.in_use(), place__school_class=OuterRef("pk"))
    things = here.values("place__school_class").annotate(number=Sum("quantity")).values("number")
    lists = ClassProperty.objects.filter(entry__school_class=OuterRef("pk"))
    lists = lists.exclude(entry__status="voided").order_by("-entry__happened_at")
    rows = SchoolClass.objects.filter(pk__in=keys).order_by("pk")
    return list(rows.annotate(things=Subquery(things), last=Subquery(lists.values("pk")[:1]))[:2])


def class_cards(classes: list[Any]) -> list[dict[str, Any]]:
    lists = ClassProperty.objects.filter(pk__in=[each.last for each in classes])
    known = {each.pk: each for each in lists.select_related("entry")}
    return [
        {"class": each, "things": each.things or 0, "last": known.get(each.last)}
        for each in classes
    ]


HOME = [
    HomeCard(
        frozenset({Role.TEACHER, Role.CARER}),
        "assets/_custody_home_card.html",
        home_card,
        order=40,
    )
]
