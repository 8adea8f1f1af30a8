"""Lending to children by the list of their class: books, instruments, balls. A teacher answers.

Which child has what is known to those who see the child; to others a loan names only the class.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assets.custody import lending
from assets.custody.lending import LENDABLE, Wish
from assets.models import Asset, ChildLoan, Loan, LoanLine, LoanSheet
from assets.models.assets import AssetQuerySet
from logistics.contributions import ChildData, RuleDefault
from logistics.duties import filing, signing
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.records.models.signatures import Capacity
from logistics.school import retention
from logistics.school.models import Child, Post, SchoolClass

KEEP = "assets.change_asset"
CHILDREN = "school.view_child"
KEEP_LOANS = "keep_child_loans"

RULES = [
    RuleDefault(
        KEEP_LOANS,
        gettext_lazy("What a child had borrowed is kept"),
        "1",
        retention.YEARS,
        retention.LAW,
    )
]


def lendable_by(person: Any) -> AssetQuerySet:
    """What somebody may hand to children: what they look after, and what belongs to their class."""
    classes = SchoolClass.objects.visible_to(person, CHILDREN)
    posts = person.posts_on(timezone.localdate())
    own = [post.school_class_id for post in posts if post.school_class_id]
    kept = Q(pk__in=Asset.objects.visible_to(person, KEEP).values("pk"))
    kept |= Q(custodian_id=person.pk) | Q(place__custodian_id=person.pk)
    kept |= Q(place__school_class__in=classes.filter(pk__in=own))
    return Asset.objects.filter(kept, state__in=LENDABLE)


def answers_for(school_class: SchoolClass, on: date, by: Any) -> Any:
    """Who answers for what the class has: who hands it out, if it is one of its teachers."""
    teachers = lending.teachers_of(school_class, on)
    own = [person for person in teachers if person.pk == by.pk]
    return next(iter([*own, *teachers]), by)


@transaction.atomic
def lend(
    asset: Asset,
    children: Sequence[Child],
    school_class: SchoolClass,
    *,
    due_on: date,
    purpose: str,
    by: Any,
    now: datetime,
    happened_at: datetime,
    late_reason: str = "",
) -> Entry:
    """Hand one of a thing to each of these children; the teacher signs for all of them."""
    if not children:
        raise Refused(_("Choose who gets it."))
    if asset.campus_id != school_class.campus_id:
        raise Refused(_("Things of one campus go on one sheet."))
    teacher = answers_for(school_class, timezone.localdate(now), by)
    sheet = LoanSheet(
        entry=Entry(
            campus=asset.campus,
            school_class=school_class,
            happened_at=happened_at,
            late_reason=late_reason,
        ),
        act=LoanSheet.Act.LENT,
        borrower=teacher,
    )
    wish = Wish(asset, 1, purpose, due_on)
    loans = [ask(wish, child, school_class, teacher, by=by, now=now) for child in children]
    sheet.new_lines = [LoanLine(loan=loan, quantity=1) for loan in loans]
    entry = filing.submit(sheet, by=by, now=now)
    for loan in loans:
        lending.hand_out(loan, entry, by=by, now=now)
    if teacher.pk != by.pk:
        signing.ask(entry, [(Capacity.BORROWER, teacher)], now=now)
    return entry


def ask(
    wish: Wish, child: Child, school_class: SchoolClass, teacher: Any, *, by: Any, now: datetime
) -> Loan:
    """One loan of one child, not handed out yet. Within the campus nobody else is asked."""
    lending.refuse_impossible(wish, timezone.localdate(now))
    if ChildLoan.objects.filter(child=child, loan__in=Loan.objects.open(), loan__asset=wish.asset):
        said = {"child": child, "asset": wish.asset.name}
        raise Refused(_("%(child)s has %(asset)s already.") % said)
    loan = Loan.objects.create(
        campus=wish.asset.campus,
        asset=wish.asset,
        quantity=1,
        is_part=wish.asset.quantity > 1,
        borrower=teacher,
        school_class=school_class,
        asked_by=by,
        asked_at=now,
        purpose=wish.purpose,
        due_on=wish.due_on,
    )
    ChildLoan.objects.create(loan=loan, child=child)
    return loan


# What a class has.


def loans_of(school_class: SchoolClass) -> Any:
    """What is out in a class, child by child."""
    loans = Loan.objects.open().filter(school_class=school_class).for_rows()
    return loans.order_by("held__child__pinyin", "held__child", "due_on", "pk")


def children_of(school_class: SchoolClass, on: date) -> list[Child]:
    """The children of a class, in the order of the register."""
    rows = Child.objects.filter(enrolments__school_class=school_class).attending(on)
    return list(rows.defer("identity_number", "note").distinct().order_by("pinyin", "pk"))


def with_counts(classes: Any, on: date) -> Any:
    """How much is out in each class, how much of it overdue, and when the first is due."""
    out = Q(loans__state=Loan.State.LENT)
    return classes.annotate(
        out=Count("loans", filter=out),
        overdue=Count("loans", filter=out & Q(loans__due_on__lt=on)),
        first_due=Min("loans__due_on", filter=out),
    )


def to_take_back(person: Any, now: datetime) -> QuerySet[SchoolClass]:
    """The classes of a teacher in which something is due by today, with the day of the first."""
    on = timezone.localdate(now)
    own = Post.objects.current(on).filter(person_id=person.pk, school_class__isnull=False)
    out = Loan.objects.open().filter(school_class=OuterRef("pk")).order_by("due_on")
    classes = SchoolClass.objects.filter(pk__in=own.values("school_class"))
    first = classes.annotate(first_due=Subquery(out.values("due_on")[:1]))
    return first.filter(first_due__lte=on).order_by("first_due", "pk")


def page_of(school_class: Any) -> str:
    return reverse("assets:loan_class", args=[school_class.pk])


# The file of a child.


def forget(child: Child, *, now: datetime, by: Any, basis: str) -> None:
    """The loans stay, of the class; whose they were goes."""
    ChildLoan.objects.filter(child=child).delete()


def still_has(child: Child) -> Iterator[str]:
    """What has to come back before anything of the child is deleted."""
    for held in child.borrowed.filter(loan__in=Loan.objects.open()).select_related("loan__asset"):
        yield _("%(asset)s is still lent to the child") % {"asset": held.loan.asset.name}


def borrowed(child: Child) -> Iterable[Loan]:
    rows = Loan.objects.filter(held__child=child).for_rows()
    return rows.select_related("asked_by", "lent_by", "returned_sheet").order_by("pk")


CHILD_DATA = [
    ChildData(
        "borrowed",
        gettext_lazy("Things lent to a child"),
        ("assets.ChildLoan",),
        borrowed,
        keep=KEEP_LOANS,
        erase=forget,
        lawful=False,
        holds=still_has,
    )
]
