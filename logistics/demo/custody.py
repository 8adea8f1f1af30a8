"""Who answers for what at the sample school: lists signed and checked, loans, damage, disposal."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db import transaction

from assets.custody import checking, compensating, disposing, handing_over, lending, transferring
from assets.custody.checking import Scope, Seen
from assets.custody.compensating import Case
from assets.custody.disposing import Grounds
from assets.custody.handing_over import Found
from assets.custody.lending import Back, Wish
from assets.custody.transferring import Moved, Target
from assets.models import Asset, ClassProperty, Condition, Loan
from logistics.access import Role
from logistics.approvals import deciding
from logistics.approvals.models import Approval
from logistics.demo.people import Staff
from logistics.demo.school import Site
from logistics.duties import signing
from logistics.records.models import Entry
from logistics.school.calendar import DAY, at
from logistics.school.models import Campus, Person, Place, SchoolClass
from logistics.school.weeks import workday_from

Occasion = ClassProperty.Occasion
ODD = 0.15  # of the monthly checks something is missing or worn
MOST_LOANS = 14
PURPOSES = ("公开课", "区教研活动", "家长开放日", "节目排练", "户外活动", "教学观摩")
PORTABLE = ("便携式计算机", "短焦投影仪", "数码相机", "电子琴")  # what people borrow
CAUSES = ("幼儿活动时碰倒", "搬动时跌落", "长期使用老化", "未及时收回丢失")


@transaction.atomic
def write(site: Site, staff: Staff) -> int:
    """Read off the cards that are there; without any there is nothing to tell."""
    rng = site.wanted.random("custody")
    for number, campus in enumerate(site.campuses):
        keeper = staff.holders(Role.STOREKEEPER, number)[0]
        classes = SchoolClass.objects.filter(campus=campus, school_year=site.term.school_year)
        for school_class in classes.order_by("position", "pk"):
            check_class(site, school_class, keeper, rng)
        lend_some(site, campus, keeper, rng)
        break_some(site, campus, keeper, rng)
        move_some(site, campus, keeper, rng)
        dispose_of_some(site, staff, campus, keeper)
        hand_over_some(site, staff, campus, keeper)
    return Entry.objects.filter(kind__in=KINDS).count()


KINDS = [
    "class_property", "loan", "damage_case", "asset_transfer", "asset_disposal",
    "custody_handover",
]  # fmt: skip


def moment(site: Site, day: date, clock: str, days: int = 0) -> datetime | None:
    """That working day at that hour; nothing if it has not come."""
    found = at(workday_from(day + days * DAY), clock)
    return found if found <= site.wanted.now else None


def check_class(site: Site, school_class: SchoolClass, keeper: Person, rng: Random) -> None:
    """Signed when the term began, then looked through every month."""
    scope = Scope.of_class(school_class)
    if not scope.rooms or not scope.assets().exists():
        return
    begins = site.term.first_teaching_day
    for occasion, when in checks(site, begins):
        seen = [] if occasion == Occasion.TERM_START else odd(scope, rng)
        given: dict[str, Any] = {
            "occasion": occasion,
            "by": keeper,
            "now": when,
            "happened_at": when,
        }
        if occasion == Occasion.TERM_START and scope.answered_for_by(begins) is None:
            continue
        entry = checking.check(scope, seen, **given)
        sign_all(entry, when + timedelta(hours=3), site)


def checks(site: Site, begins: date) -> Iterator[tuple[str, datetime]]:
    if when := moment(site, begins, "10:20"):
        yield Occasion.TERM_START, when
    for year, month in site.term.months():
        day = date(year, month, 18)
        if day > begins and (when := moment(site, day, "15:10")):
            yield Occasion.MONTHLY, when


def odd(scope: Scope, rng: Random) -> list[Seen]:
    if rng.random() > ODD:
        return []
    asset = rng.choice(list(scope.assets()))
    if rng.random() < 0.5:
        return [Seen(asset, asset.quantity, Condition.DAMAGED, "桌面划痕")]
    return [Seen(asset, asset.quantity - 1, remark="暂未找到")]


def sign_all(entry: Entry, when: datetime, site: Site) -> None:
    """Those who were asked have signed, if it was long enough ago."""
    if when > site.wanted.now:
        return
    for signer in entry.signers.select_related("person"):
        by, noted = signer.person, None if signer.person.username else entry.entered_by
        signing.sign(entry, signer.capacity, by=by, now=when, seen=entry.version, noted_by=noted)


def free_cards(campus: Campus, *, of_classes: bool = False) -> list[Asset]:
    rows = Asset.objects.filter(campus=campus, state=Asset.State.IN_USE, quantity=1)
    rows = rows.filter(place__isnull=False, value__lt=20000)
    rows = rows.filter(place__school_class__isnull=not of_classes)
    return list(rows.select_related("campus", "place", "custodian").order_by("number"))


def teachers(campus: Campus, keeper: Person) -> list[Person]:
    here = Person.objects.filter(posts__campus=campus, posts__role=Role.TEACHER)
    people = here.exclude(pk=keeper.pk).filter(username__isnull=False).distinct()
    return list(people.order_by("pk"))


def lend_some(site: Site, campus: Campus, keeper: Person, rng: Random) -> None:
    """Most came back in time, one worn; some are out, one of them too long."""
    cards = [card for card in free_cards(campus) if card.name in PORTABLE]
    people = teachers(campus, keeper)
    if not people:
        return
    chosen = rng.sample(cards, min(MOST_LOANS, len(cards)))
    for number, asset in enumerate(chosen):
        asked = moment(site, site.wanted.today, "08:40", days=-7 * (number + 1))
        if asked is None or asked.date() < site.term.starts_on:
            continue
        borrower = rng.choice(people)
        days = 5 if number != 1 else 3
        lend_one(site, asset, borrower, keeper, asked, days, is_back=number > 2, rng=rng)


def lend_one(
    site: Site, asset: Asset, borrower: Person, keeper: Person, asked: datetime, days: int, *,
    is_back: bool, rng: Random,
) -> None:  # fmt: skip
    due = workday_from((asked + timedelta(days=days if is_back else days + 4)).date())
    wish = Wish(asset, 1, rng.choice(PURPOSES), due)
    loan = lending.ask(wish, borrower=borrower, by=borrower, now=asked)
    lent = asked + timedelta(hours=2)
    entry = lending.lend([loan], by=keeper, now=lent, happened_at=lent)
    sign_all(entry, lent + timedelta(minutes=10), site)
    back = at(due, "15:40")
    if is_back and back <= site.wanted.now:
        loan = Loan.objects.select_related("asset", "borrower").get(pk=loan.pk)
        condition = rng.choice([Condition.GOOD, Condition.GOOD, Condition.WORN])
        lending.take_back([Back(loan, condition)], by=keeper, now=back, happened_at=back)


def break_some(site: Site, campus: Campus, keeper: Person, rng: Random) -> None:
    """One paid, one waived, one by a child of the class and still open."""
    cards = free_cards(campus, of_classes=True)
    people = teachers(campus, keeper)
    for number, asset in enumerate(rng.sample(cards, min(3, len(cards)))):
        when = moment(site, site.wanted.today, "16:05", days=-12 * (number + 1))
        if when is None or not people:
            continue
        by_child = number == 0
        case = Case(
            asset, "damaged", CAUSES[number], "use" if number == 2 else "repair",
            responsible=None if by_child else rng.choice(people),
            school_class=asset.place.school_class if asset.place else None,
            by_child=by_child, basis="repair", amount=Decimal(60 + 20 * number),
            points=1 if by_child else 0,
        )  # fmt: skip
        entry = compensating.open_case(case, by=keeper, now=when, happened_at=when)
        settle(site, entry, keeper, when + timedelta(days=3), number)


def settle(site: Site, entry: Entry, keeper: Person, when: datetime, number: int) -> None:
    if when > site.wanted.now or number == 0:
        return
    case = compensating.DamageCase.objects.select_related("entry", "asset").get(pk=entry.pk)
    if number == 1:
        paid: dict[str, Any] = {
            "amount": case.amount,
            "paid_on": when.date(),
            "receipt": f"{entry.pk:07d}",
        }
        compensating.pay(case, by=keeper, now=when, **paid)
    else:
        compensating.waive(case, by=keeper, now=when, reason="正常损耗，责任较轻")


def move_some(site: Site, campus: Campus, keeper: Person, rng: Random) -> None:
    """The storekeeper moves a few things between rooms."""
    cards = free_cards(campus)
    rooms = list(Place.objects.in_use().filter(campus=campus, kind=Place.Kind.OFFICE))
    for number, asset in enumerate(rng.sample(cards, min(3, len(cards)))):
        when = moment(site, site.wanted.today, "09:30", days=-9 * (number + 1))
        others = [room for room in rooms if room.pk != asset.place_id]
        if when and others:
            to = Target(rng.choice(others))
            given: dict[str, Any] = {"by": keeper, "now": when, "happened_at": when}
            transferring.move([Moved(asset)], to, reason="调剂使用", **given)


def dispose_of_some(site: Site, staff: Staff, campus: Campus, keeper: Person) -> None:
    """The oldest things: some have gone, some wait for the number, some for the heads."""
    expert = staff.holders(Role.REPAIRER, site.campuses.index(campus))[0]
    rows = Asset.objects.filter(campus=campus, state=Asset.State.IN_USE, useful_months__lte=96)
    rows = rows.exclude(events__entry__kind__in=KINDS)  # nobody moves or lends what has gone
    old = list(rows.select_related("campus", "place").order_by("acquired_on", "number")[:6])
    if expert == keeper:
        expert = staff.director
    for number in range(len(old) // 2):
        when = moment(site, site.wanted.today, "09:15", days=-8 - 14 * number)
        if when is None:
            continue
        grounds = Grounds(
            "scrap", "worn_out", "超过使用年限，无法正常使用", "主要部件老化，维修费用高于残值",
            expert, department="同意报废",
        )  # fmt: skip
        pair = old[2 * number : 2 * number + 2]
        entry = disposing.apply(pair, grounds, by=keeper, now=when, happened_at=when)
        if number:
            agree(site, entry, when + DAY)
        if number == 2:
            write_off(site, entry, keeper, when + 6 * DAY)


def agree(site: Site, entry: Entry, when: datetime) -> None:
    """Each step in its turn, while there is time for it."""
    while when <= site.wanted.now:
        approval = Approval.objects.of(disposing.APPROVAL, entry).pending().first()
        if approval is None:
            return
        deciding.agree(approval, by=approval.waits_for[0], now=when, seen=approval.digest)
        when += DAY


def write_off(site: Site, entry: Entry, keeper: Person, when: datetime) -> None:
    if when > site.wanted.now:
        return
    sheet = disposing.AssetDisposal.objects.select_related("entry__campus").get(pk=entry.pk)
    if not disposing.AssetDisposal.objects.agreed().filter(pk=sheet.pk).exists():
        return
    document = f"教资〔{when.year}〕{entry.pk % 90 + 10}号"
    given: dict[str, Any] = {"by": keeper, "now": when, "happened_at": when}
    disposing.write_off(
        sheet, document=document, approved_on=when.date(), income=Decimal(120),
        salvage="残值上缴财政", **given,
    )  # fmt: skip


def hand_over_some(site: Site, staff: Staff, campus: Campus, keeper: Person) -> None:
    """Two who changed their posts: one handover is signed, one waits for a signature."""
    holders = Person.objects.filter(assets_kept__campus=campus, username__isnull=False).distinct()
    people = [each for each in holders.order_by("pk") if each not in (keeper, staff.director)]
    for number, giver in enumerate(people[-2:]):
        taker = next((p for p in teachers(campus, keeper) if p != giver), None)
        when = moment(site, site.wanted.today, "14:10", days=-20 + 17 * number)
        held = handing_over.held_by(giver, campus)
        if taker is None or when is None or not held or staff.director in (giver, taker):
            continue
        found = [Found(each, each.expected) for each in held]
        entry = handing_over.hand_over(
            giver, taker, found, campus=campus, supervisor=staff.director, by=keeper, now=when,
            happened_at=when, reason="岗位调整",
        )  # fmt: skip
        if not number:
            sign_all(entry, when + timedelta(hours=1), site)
