"""What the sample school is given, and what its children have borrowed from their class."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from assets.buying import donating
from assets.buying.accepting import Known
from assets.custody import class_lending
from assets.models import Asset, DonationLine, DonationReceipt
from logistics.access import Role
from logistics.demo.people import Staff
from logistics.demo.school import Site
from logistics.duties import signing
from logistics.records.models import Entry
from logistics.records.models.signatures import Capacity
from logistics.school.calendar import DAY
from logistics.stores.models import ItemGroup, Store

GIFTS = (
    ("小一班家长", "donation", "班级图书角", ("绘本", "本", 40, 800), 12),
    ("区教育局", "allocated", "课桌椅更新", ("洗手液", "瓶", 60, 660), 5),
    ("社区居委会", "donation", "", ("跳绳", "根", 30, 240), 1),
)
MOST_READERS = 6
BOOKS = "分级阅读绘本"


@transaction.atomic
def write(site: Site, staff: Staff) -> int:
    """Two gifts are booked, the last still waits for its signatures; a class reads."""
    keeper = staff.holders(Role.STOREKEEPER, 0)[0]
    for gift in GIFTS:
        give(site, staff, keeper, gift)
    read_in_class(site)
    return len(GIFTS)


def give(site: Site, staff: Staff, keeper: Any, gift: tuple[Any, ...]) -> None:
    donor, origin, purpose, (name, unit, count, value), days = gift
    campus, when = site.campuses[0], site.wanted.now - days * DAY
    first, second = staff.holders(Role.DIRECTOR, 0)[0], staff.holders(Role.ACCOUNTANT, 0)[0]
    paper = DonationReceipt(
        entry=Entry(campus=campus, happened_at=when), origin=origin, donor=donor, purpose=purpose,
        inspector=first, second=second, finding="数量相符，完好",
    )  # fmt: skip
    paper.new_lines = [
        DonationLine(name=name, unit=unit, quantity=Decimal(count), value=Decimal(value))
    ]
    donating.register(paper, by=keeper, now=when)
    if days == 1:
        return
    for person in (first, second):
        signing.sign(paper.entry, Capacity.ACCEPTED, by=person, now=when, seen=1)
    store = Store.objects.in_use().filter(campus=campus).kept_by(keeper).first()
    group = ItemGroup.objects.first()
    if store and group:
        known = {line.pk: Known(group=group) for line in paper.lines.all()}
        donating.book_in(paper, known, store=store, by=keeper, now=when + timedelta(hours=1))


def read_in_class(site: Site) -> None:
    """Some children of the first class have a book of their room, until the end of the week."""
    now = site.wanted.now
    held = Asset.objects.filter(name=BOOKS, quantity__gte=MOST_READERS)
    card = held.filter(state__in=class_lending.LENDABLE).select_related("place").first()
    school_class = card.place.school_class if card and card.place else None
    if card is None or school_class is None:
        return
    teachers = class_lending.lending.teachers_of(school_class, site.wanted.today)
    children = class_lending.children_of(school_class, site.wanted.today)[:MOST_READERS]
    if teachers and children:
        class_lending.lend(
            card, children, school_class, due_on=site.wanted.today + 4 * DAY, purpose="班级阅读",
            by=teachers[0], now=now - 3 * DAY, happened_at=now - 3 * DAY,
        )  # fmt: skip
