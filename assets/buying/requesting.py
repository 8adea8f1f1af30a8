"""Asking for goods: in plain words, in a post one holds; and whom each line waits for."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from assets.models import RequestLine, Requisition, RequisitionLine
from logistics.approvals import asking
from logistics.duties import filing, planning
from logistics.duties.models import Task
from logistics.errors import Refused
from logistics.fields import half_width
from logistics.records.models import Entry
from logistics.school.models import Place
from logistics.school.posts import campuses_of
from logistics.school.weeks import school_year
from logistics.stores.models import Item
from logistics.stores.models.goods import Stock

REQUISITION = "requisition"
# What everybody may ask for; food and medicine have ways of their own.
ASKED_FOR = (Stock.SUPPLIES, Stock.CHEMICALS, Stock.PARTS)
A_YEAR = timedelta(days=365)
MOST_USUAL, MOST_LINES = 6, 30
State = RequestLine.State


# What was written, read.

MEASURES = "把个只支枝盒包瓶袋箱本册张套双块条卷台桶副件根筒板对份米斤瓦节打捆顶床盆"
ENGLISH = r"pcs|pieces?|boxes|box|packs?|bottles?|rolls?|pairs?|sets?|kg|g|ml|l|m"
UNIT = rf"(?:[{MEASURES}]|(?:{ENGLISH})\b|kg|ml)"
CHINESE = {sign: Decimal(n) for n, sign in enumerate("零一二三四五六七八九")} | {
    "两": Decimal(2),
    "半": Decimal("0.5"),
}
SPOKEN = "[零一二两三四五六七八九十百半]{1,4}"
BETWEEN = re.compile(r"[\n\r;；，、]+|,(?!\d)")
# The number last: 拖把 3 把. Then first: 3 把拖把. In words only before a measure: 三把拖把.
WAYS = [
    re.compile(
        rf"(?P<name>.+?)\s*[x×*]?\s*(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>{UNIT})?", re.IGNORECASE
    ),
    re.compile(
        rf"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>{UNIT})?\s*(?P<name>[^\d号寸%].*)", re.IGNORECASE
    ),
    re.compile(rf"(?P<name>.+?)\s*(?P<number>{SPOKEN})\s*(?P<unit>[{MEASURES}])"),
    re.compile(rf"(?P<number>{SPOKEN})\s*(?P<unit>[{MEASURES}])\s*(?P<name>(?![{MEASURES}]$).+)"),
]
POLITE = re.compile(r"^(?:我|我们|班里|再|请)?(?:要|领|需要|申领|领取|想要)\s*")
# How a line of a plan begins before it comes to the thing.
PLANNED = re.compile(
    r"^\s*(?:\d+\s*月(?:份)?|[一二三四五六七八九十]+月(?:份)?)?\s*[:：、.．]?\s*"
    r"(?:购买|采购|添置|购置|购进|补充|订购|申购|买|buy|purchase)?(?:\s*[:：])?\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Need:
    """So much of something, as it was said; `item` if it is known which goods are meant."""

    text: str
    quantity: Decimal = Decimal(1)
    unit: str = ""
    item: Item | None = None


def read_needs(text: str) -> list[Need]:
    """One need a line: 3 把拖把；粉笔 2 盒. What has no number is wanted once."""
    parts = (half_width(part) for part in BETWEEN.split(text))
    return [read_need(part) for part in parts if part]


def read_need(text: str) -> Need:
    plain = POLITE.sub("", text) or text
    if known := named(plain):
        return Need(plain, Decimal(1), known.unit, known)
    for way in WAYS:
        if match := way.fullmatch(plain):
            name, unit = match["name"].strip(" :：的"), match["unit"] or ""
            if name and (quantity := number_of(match["number"])):
                item = named(name)
                return Need(name, quantity, unit or (item.unit if item else ""), item)
    return Need(plain)


def read_planned(text: str) -> list[Need]:
    """What a line of a plan says is bought: 二月份：购买竹扫帚 25 把. Without a number, all of it."""
    needs = [read_need(part) for part in BETWEEN.split(PLANNED.sub("", half_width(text))) if part]
    counted = [need for need in needs if need.unit or need.quantity != 1]
    return (counted or needs[:1])[:MOST_LINES]


def number_of(said: str) -> Decimal:
    """3, 0.5, 三, 两, 十二, 半."""
    if said[0].isdigit():
        return Decimal(said)
    total, ones = Decimal(0), Decimal(0)
    for sign in said:
        if sign in "十百":
            total += (ones or 1) * (10 if sign == "十" else 100)
            ones = Decimal(0)
        else:
            ones = CHINESE[sign]
    return total + ones


def named(words: str) -> Item | None:
    """The goods that can only be meant: called so, or the only ones whose name has the words."""
    rows = offered()
    for found in (rows.filter(name__iexact=words), rows.filter(name__icontains=words)):
        first = list(found[:2])
        if len(first) == 1:
            return first[0]
        if first:
            return None
    return None


def offered() -> Any:
    return Item.objects.in_use().filter(group__kind__in=ASKED_FOR)


def usual(person: Any, *, on: date) -> list[Item]:
    """What this person asks for most, of the last year."""
    since = timezone.make_aware(datetime.combine(on - A_YEAR, datetime.min.time()))
    asked = RequestLine.objects.filter(
        requisition__entry__entered_by=person,
        requisition__entry__happened_at__gte=since,
        item__is_active=True,
        item__group__kind__in=ASKED_FOR,
    )
    counted = asked.values("item").annotate(often=Count("pk"), last=Max("pk"))
    keys = [row["item"] for row in counted.order_by("-often", "-last")[:MOST_USUAL]]
    found = Item.objects.in_bulk(keys)
    return [found[key] for key in keys]


# For whom somebody may ask, and as what.


@dataclass(frozen=True)
class ForWhom:
    """One's own class, a room in one's custody, one's line of work: `post` stays on the paper."""

    key: str
    label: str
    campus: Any
    role: str = ""
    post: str = ""
    school_class: Any = None
    place: Any = None


def capacities(person: Any, *, on: date) -> list[ForWhom]:
    """The class first, then the other posts, the rooms and the lines of work of this person."""
    home = next(iter(campuses_of(person, on)), None)
    found = [*of_posts(person, home, on), *of_rooms(person), *of_lines(person, home, on)]
    return sorted(found, key=lambda each: each.school_class is None)


def of_posts(person: Any, home: Any, on: date) -> Iterator[ForWhom]:
    for post in person.posts.current(on).select_related("campus", "school_class").order_by("pk"):
        campus = post.campus or home
        if campus is not None:
            yield ForWhom(
                f"post-{post.pk}", str(post.school_class or post), campus, post.role, str(post),
                post.school_class,
            )  # fmt: skip


def of_rooms(person: Any) -> Iterator[ForWhom]:
    rooms = Place.objects.in_use().filter(custodian=person).select_related("campus", "school_class")
    for place in rooms.order_by("pk"):
        post = _("custodian of %(place)s") % {"place": place}
        yield ForWhom(
            f"place-{place.pk}", str(place), place.campus, "", post, place.school_class, place
        )


def of_lines(person: Any, home: Any, on: date) -> Iterator[ForWhom]:
    lines = person.work_lines.filter(school_year=school_year(on)).select_related("campus")
    for line in lines.order_by("pk"):
        campus = line.campus or home
        if campus is not None:
            yield ForWhom(f"line-{line.pk}", line.title, campus, "", line.title)


# The acts of the asker.


@transaction.atomic
def ask(
    needs: Sequence[Need],
    for_whom: ForWhom,
    *,
    by: Any,
    now: datetime,
    purpose: str = "",
    needed_on: date | None = None,
    task: Task | None = None,
) -> Entry:
    """File a requisition; what needs somebody's consent before it is issued is put before them.

    `task` is the line of a plan it is asked for: the requisition proves it.
    """
    if not needs:
        raise Refused(_("Write what is needed."))
    entry = Entry(
        campus=for_whom.campus,
        school_class=for_whom.school_class,
        place=for_whom.place,
        happened_at=now,
        subject=task.subject if task else "",
    )
    if task:
        planning.prove_by(task, REQUISITION, by=by)
    paper = Requisition(
        entry=entry, role=for_whom.role, post=for_whom.post[:100], purpose=purpose,
        needed_on=needed_on,
    )  # fmt: skip
    paper.new_lines = [
        RequisitionLine(text=n.text[:120], item=n.item, quantity=n.quantity, unit=n.unit[:10])
        for n in needs
    ]
    filed = filing.submit(paper, by=by, now=now)
    RequestLine.objects.bulk_create(
        RequestLine(requisition=paper, line=line, item=line.item) for line in paper.new_lines
    )
    put_before(paper, now=now)
    return filed


@transaction.atomic
def put_before(paper: Requisition, *, now: datetime) -> bool:
    """Ask for consent to the lines of groups that need it; whether there are any."""
    waiting = list(to_be_approved(paper))
    if not waiting:
        return False
    moved = RequestLine.objects.filter(pk__in=[fate.pk for fate in waiting], state=State.OPEN)
    moved.update(state=State.APPROVAL)
    asking.ask(REQUISITION, paper, by=paper.entry.entered_by, now=now, reason=paper.purpose)
    return True


def to_be_approved(paper: Requisition) -> Iterator[RequestLine]:
    """The open lines whose group asks for consent, beyond what it lets pass in one request."""
    by_group: dict[Any, list[RequestLine]] = defaultdict(list)
    open_now = paper.fates.filter(state=State.OPEN, approved_at=None)
    for fate in open_now.select_related("line", "item__group"):
        if fate.item and fate.item.group.needs_approval:
            by_group[fate.item.group].append(fate)
    for group, fates in by_group.items():
        if group.free_up_to is None or sum(worth(fate) for fate in fates) > group.free_up_to:
            yield from fates


def worth(fate: RequestLine) -> Decimal:
    """In yuan, at the usual price; what has none is worth nothing here."""
    price = fate.item.price if fate.item else None
    return fate.line.quantity * (price or Decimal(0))


@transaction.atomic
def withdraw(fate: RequestLine, *, by: Any, now: datetime) -> None:
    """The asker does not need it any more, and nobody has acted on it yet."""
    if fate.requisition.entry.entered_by_id != by.pk:
        raise Refused(_("Only who asked may do this."))
    open_now = RequestLine.objects.filter(
        pk=fate.pk, version=fate.version, state__in=(State.APPROVAL, State.OPEN)
    )
    told = {"decided_by": by, "decided_at": now, "version": fate.version + 1}
    if not open_now.update(state=State.WITHDRAWN, **told):
        raise Refused(_("This has been decided meanwhile. Look at it again."))
    left = fate.requisition.fates.filter(state=State.APPROVAL)
    approval = asking.latest(REQUISITION, fate.requisition)
    if not left.exists() and approval and approval.is_pending:
        asking.withdraw(approval, by=by, now=now)


# What the decision on it sets off.


def agreed(paper: Requisition, *, approval: Any, by: Any, now: datetime) -> None:
    waiting = paper.fates.filter(state=State.APPROVAL)
    waiting.update(state=State.OPEN, approved_at=now)


def returned(paper: Requisition, *, approval: Any, by: Any, now: datetime) -> None:
    """Not agreed to: these lines are refused with the reason that was given."""
    last = approval.decisions.order_by("-pk").first()
    reason = (last.opinion if last else "")[:200] or _("Not agreed to")
    waiting = paper.fates.filter(state=State.APPROVAL)
    waiting.update(state=State.REFUSED, reason=reason, decided_by=by, decided_at=now)


def lines_said(paper: Requisition) -> Iterable[RequisitionLine]:
    return paper.lines.select_related("item")
