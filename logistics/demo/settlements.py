"""What the sample school looks back on month by month: suppliers settled, special menus reviewed."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from canteen.menus import special, special_reviews
from canteen.models import GoodsReceipt, SpecialDietLine, SpecialDietReview, SupplierSettlement
from canteen.supply import settling
from health import interface as health
from logistics.access import Role
from logistics.demo.people import Staff
from logistics.demo.school import Site
from logistics.duties import signing
from logistics.records.models import Entry
from logistics.school.calendar import DAY, at, whole_month
from logistics.school.models import Person

ODD = Decimal("2.60")  # by which one invoice is off
MONTHS = 3  # what lies further back was settled on paper


def write(site: Site, staff: Staff) -> int:
    """The months that are over, of every supplier; and the reviews of the special menus."""
    return sum(
        settle_all(site, staff, first, number) + review_all(site, staff, first)
        for number, first in enumerate(months(site))
    )


def months(site: Site) -> Iterator[date]:
    """The first days of the months that are over and in which food came, the oldest first."""
    began = GoodsReceipt.objects.order_by("entry__happened_at").first()
    if began is None:
        return
    first = timezone.localdate(began.entry.happened_at).replace(day=1)
    found = []
    while (last := whole_month(first.year, first.month)[1]) + 4 * DAY < site.wanted.today:
        found.append(first)
        first = last + DAY
    yield from found[-MONTHS:]


def when(first: date, hour: str) -> datetime:
    """On the third day after the month."""
    return at(whole_month(first.year, first.month)[1] + 3 * DAY, hour)


def settle_all(site: Site, staff: Staff, first: date, number: int) -> int:
    """The first supplier's invoice of the newest month is a little off."""
    last = whole_month(first.year, first.month)[1]
    campuses = [campus.pk for campus in site.campuses]
    [buyer, *_rest] = staff.holders(Role.PURCHASER, 0)
    [keeper, *_rest] = staff.holders(Role.STOREKEEPER, 0)
    accounts = settling.accounts(first, last, campuses)
    for place, account in enumerate(accounts):
        now = when(first, "15:00") + timedelta(minutes=7 * place)
        off = ODD if place == number == 0 else Decimal(0)
        sheet = SupplierSettlement(
            entry=Entry(campus=site.campuses[0], happened_at=now),
            supplier=account.supplier,
            first=first,
            last=last,
            campuses=campuses,
            invoiced=account.amount + off,
            invoice=f"{first:%y%m}{place + 1:04d}",
            difference="发票含上月尾数" if off else "",
            agreed_with=account.supplier.contact or "业务员",
            witness=keeper,
        )
        entry = settling.settle(sheet, by=buyer, now=now)
        for signer in entry.signers.select_related("person"):
            by: Person = signer.person
            signing.sign(
                entry, signer.capacity, by=by, now=now + timedelta(hours=1), seen=entry.version
            )
    return len(accounts)


def review_all(site: Site, staff: Staff, first: date) -> int:
    for campus in site.campuses:
        [doctor, *_rest] = staff.holders(Role.DOCTOR, site.campuses.index(campus))
        now = when(first, "16:20")
        last = whole_month(first.year, first.month)[1]
        known = special.members(health.eating_otherwise(last, [campus.pk], also_away=True))
        weeks = special_reviews.weeks_with_menu(campus, first)
        lines = [
            SpecialDietLine(
                menu=menu,
                children=len(known.get(menu, {})),
                weeks=weeks.get(menu, 0),
                result="better" if menu == special.Special.ANAEMIC else "same",
            )
            for menu in special.ORDER
            if known.get(menu) or weeks.get(menu)
        ]
        sheet = SpecialDietReview(
            entry=Entry(campus=campus, happened_at=now),
            month=first,
            kitchen="厨房单独备餐，保育员按名单分餐，进餐情况良好",
            next_month="继续控制油盐，增加含铁食材",
        )
        special_reviews.review(sheet, lines, by=doctor, now=now)
    return len(site.campuses)
