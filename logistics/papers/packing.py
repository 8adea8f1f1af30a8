"""What a pack holds, read off when it is opened: every register with what was owed and what is there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import CharField, Count, Q, QuerySet, Value
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.contributions import registers, trades
from logistics.duties import filing
from logistics.duties.books import Opened, open_book
from logistics.duties.completeness import MARKS, any_of
from logistics.duties.models import State, Task
from logistics.errors import Refused
from logistics.papers.issuing import home_of
from logistics.papers.matters import PACKS
from logistics.papers.models import FilePack, PackFiling, PackLine, PaperVersion
from logistics.papers.models.papers import PaperQuerySet
from logistics.papers.sharing import papers_open_to
from logistics.records import seals
from logistics.records.models import Entry, RegisterSetting
from logistics.registers import Register
from logistics.school.models import Term

# The figures of a register, as its completeness names them: the states of the tasks they count.
COUNTED = {
    "proved": MARKS["there"][1],
    "late": MARKS["late"][1],
    "missing": MARKS["missing"][1],
}
STATES = {"owed": tuple(state for states in COUNTED.values() for state in states), **COUNTED}
FIGURES = tuple(STATES)


@dataclass(frozen=True)
class Owed:
    """How the tasks of a kind of record stand; what was excused is not owed."""

    proved: int = 0
    late: int = 0
    missing: int = 0

    @property
    def owed(self) -> int:
        return self.proved + self.late + self.missing


@dataclass
class Volume:
    """One register in the pack. `rows` is None where its rows are sums, or it may not be opened."""

    register: Register
    query: str = ""
    task_query: str = ""
    rows: int | None = None
    tasks: Owed | None = None
    is_closed: bool = False

    @property
    def code(self) -> str:
        return self.register.code

    @property
    def is_empty(self) -> bool:
        return not self.rows and not (self.tasks and self.tasks.owed)

    @property
    def tone(self) -> str:
        if self.tasks and self.tasks.missing:
            return "danger"
        return "warn" if self.tasks and self.tasks.late else "neutral" if self.is_empty else "ok"

    def address(self, name: str) -> str:
        return f"{reverse(f'duties:{name}', args=[self.code])}?{self.query}"

    @property
    def url(self) -> str:
        return self.address("register")

    @property
    def print_url(self) -> str:
        return self.address("register_print")

    @property
    def completeness_url(self) -> str:
        return reverse("duties:register_completeness", args=[self.code])

    def figures(self) -> list[tuple[str, int, str]]:
        """Owed, in time, late and missing with their tasks; empty where nothing ever asks for it."""
        return [
            (name, getattr(self.tasks, name), self.opening(states))
            for name, states in STATES.items()
            if self.tasks
        ]

    def opening(self, states: tuple[State, ...]) -> str:
        """The tasks of a term by their states; of other days the completeness, month by month."""
        if not self.task_query:
            return self.completeness_url
        asked = urlencode({"proof": self.register.kind, "state": states}, doseq=True)
        return f"{reverse('duties:task_list')}?{self.task_query}&{asked}"


@dataclass
class Contents:
    """All a pack holds for one reader at one moment."""

    pack: FilePack
    person: Any
    now: datetime
    volumes: list[Volume] = field(default_factory=list)
    papers: list[PaperVersion] = field(default_factory=list)

    @property
    def opened(self) -> list[Volume]:
        return [volume for volume in self.volumes if not volume.is_closed]

    @property
    def closed(self) -> list[Volume]:
        return [volume for volume in self.volumes if volume.is_closed]

    @property
    def rows(self) -> int:
        return sum(volume.rows or 0 for volume in self.volumes)

    @property
    def tasks(self) -> Owed:
        """Of all registers together; what two registers share is counted once."""
        once = {v.register.kind: v.tasks for v in self.volumes if v.tasks}
        return Owed(*(sum(getattr(t, n) for t in once.values()) for n in FIGURES[1:]))

    def by_trade(self) -> list[tuple[str, list[Volume]]]:
        groups = groupby(self.volumes, lambda volume: volume.register.trade)
        return [(str(trades()[trade]), list(found)) for trade, found in groups]


def contents(pack: FilePack, person: Any, *, now: datetime) -> Contents:
    """The registers and papers as this person may see them."""
    found = Contents(pack, person, now)
    if pack.holds(FilePack.Part.REGISTERS):
        found.volumes = volumes(pack, person, now)
    if pack.holds(FilePack.Part.PAPERS):
        found.papers = papers_of(pack, person, now)
    return found


def volumes(pack: FilePack, person: Any, now: datetime) -> list[Volume]:
    """Each register of the trades, in the order of the trades; counted in few queries."""
    searches = Searches(pack, person, now)
    found = [
        Volume(register, is_closed=not person.has_perm(register.permission))
        for register in declared(pack.trades)
    ]
    open_now = [volume for volume in found if not volume.is_closed]
    counted = {}
    for volume in open_now:
        volume.query = searches.query(volume.register)
        volume.task_query = searches.tasks
        if searches.takes_days(volume.register):
            counted[volume.code] = volume.register.rows(person, searches.of(volume.register))
    rows = row_counts(counted)
    owed = task_counts(pack, person, open_now, now)
    for volume in open_now:
        volume.rows = rows.get(volume.code)
        volume.tasks = owed.get((volume.register.permission, volume.register.kind or ""))
    return found


def declared(wanted: Iterable[str]) -> list[Register]:
    """The registers of these trades with the school's settings."""
    order = [code for code in trades() if code in set(wanted)]
    mine = [register for register in registers().values() if register.trade in order]
    codes = [register.code for register in mine]
    settings = {s.register: s for s in RegisterSetting.objects.filter(register__in=codes)}
    mine.sort(key=lambda register: order.index(register.trade))
    return [register(settings.get(register.code)) for register in mine]


class Searches:
    """What each register is asked for the pack. Registers that ask alike share one search."""

    def __init__(self, pack: FilePack, person: Any, now: datetime) -> None:
        self.pack, self.person, self.now = pack, person, now
        self.known: dict[tuple[Any, str], Any] = {}
        term = Term.objects.overlapping(pack.starts_on, pack.ends_on).order_by("-starts_on").first()
        self.days = {"first": f"{pack.starts_on}", "last": f"{pack.ends_on}"}
        self.term = {"period": f"t{term.pk}"} if term else {}
        exact = term and (term.starts_on, term.ends_on) == (pack.starts_on, pack.ends_on)
        campus = {"campus": pack.campus_id} if pack.campus_id else {}
        self.tasks = urlencode({"term": term.pk, **campus}) if term and exact else ""

    def takes_days(self, register: Register) -> bool:
        """Whether it may be asked for any days; the others know whole months and terms."""
        return "first" in register.search.base_fields  # type: ignore[attr-defined]

    def asked(self, register: Register) -> dict[str, str]:
        said = dict(self.days if self.takes_days(register) else self.term)
        if self.pack.campus_id and "campus" in register.filters:
            said["campus"] = str(self.pack.campus_id)
        return said

    def query(self, register: Register) -> str:
        return urlencode(self.asked(register))

    def of(self, register: Register) -> Any:
        key = (register.search, register.permission)
        if key not in self.known:
            self.known[key] = register.search(
                QueryDict(self.query(register)),
                person=self.person,
                now=self.now,
                permission=register.permission,
                only=("campus",),
            )
        return self.known[key]

    def book(self, register: Register, **more: str) -> Opened:
        """The register as its own page opens it."""
        data = QueryDict(urlencode(self.asked(register) | more))
        return open_book(register, data, person=self.person, now=self.now)


def row_counts(counted: dict[str, Any]) -> dict[str, int]:
    """How many rows each has: of plain queries all in one question, of sums one by one."""
    plain = {code: rows for code, rows in counted.items() if is_plain(rows)}
    found = {code: rows.count() for code, rows in counted.items() if code not in plain}
    parts = [
        rows.order_by()
        .values(in_volume=Value(code, CharField()))
        .annotate(in_all=Count("pk"))
        .values_list("in_volume", "in_all")
        for code, rows in plain.items()
    ]
    if parts:
        found |= dict(parts[0].union(*parts[1:], all=True))
    return {code: found.get(code, 0) for code in counted}


def is_plain(rows: Any) -> bool:
    """One row of the table is one row of the register."""
    if not isinstance(rows, QuerySet):
        return False
    query = rows.query
    return not (query.group_by or query.distinct or query.values_select or query.combinator)


def task_counts(
    pack: FilePack, person: Any, found: Iterable[Volume], now: datetime
) -> dict[tuple[str, str], Owed]:
    """By permission and kind of record: how the tasks due in the days stand, as completeness says."""
    kinds: dict[str, set[str]] = {}
    for volume in found:
        if volume.register.kind:
            kinds.setdefault(volume.register.permission, set()).add(volume.register.kind)
    counts = {name: Count("pk", filter=any_of(states, now)) for name, states in COUNTED.items()}
    counted: dict[tuple[str, str], Owed] = {}
    for permission, wanted in kinds.items():
        rows = Task.objects.visible_to(person, permission).filter(proof__in=wanted)
        rows = rows.due_between(pack.starts_on, pack.ends_on).order_by()
        if pack.campus_id:
            rows = rows.filter(Q(campus=pack.campus_id) | Q(campus=None))
        for kind, *figures in rows.values_list("proof").annotate(**counts):
            counted[permission, kind] = Owed(*figures)
    return counted


def papers_of(pack: FilePack, person: Any, now: datetime) -> list[PaperVersion]:
    """The papers of the trades in force in these days, as far as this reader may open them."""
    seen: PaperQuerySet = papers_open_to(person, timezone.localdate(now))
    seen = seen.filter(trade__in=pack.trades)
    if pack.campus_id:
        seen = seen.filter(Q(campus=None) | Q(campus=pack.campus_id))
    rows = PaperVersion.objects.current().valid_between(pack.starts_on, pack.ends_on)
    rows = rows.filter(paper__in=seen.values("pk")).select_related("paper", "entry")
    return list(rows.prefetch_related("lines").order_by("paper__trade", "paper__kind", "pk"))


@transaction.atomic
def file_pack(pack: FilePack, *, by: Any, now: datetime, remark: str = "") -> PackFiling:
    """Write down what the pack holds now, with the head of the seals: this proves its duty.

    Refuses a pack that holds nothing, or not the registers of what it is put together for.
    """
    refuse_strange(pack.occasion, pack.trades)
    found = contents(pack, by, now=now)
    if not found.opened and not found.papers:
        raise Refused(_("This pack holds nothing you may read. Choose other trades or parts."))
    filed = PackFiling(
        entry=Entry(campus=pack.campus or home_of(by, now), subject=pack.occasion, happened_at=now),
        pack=pack,
        starts_on=pack.starts_on,
        ends_on=pack.ends_on,
        registers=len(found.opened),
        rows=found.rows,
        papers=len(found.papers),
        seal=seals.check_code(now),
        remark=remark,
        **{name: getattr(found.tasks, name) for name in FIGURES},
    )
    filed.new_lines = list(lines_of(found))
    filing.submit(filed, by=by, now=now)
    return filed


def lines_of(found: Contents) -> Iterator[PackLine]:
    for volume in found.opened:
        tasks = volume.tasks or Owed()
        yield PackLine(
            register=volume.code,
            title=str(volume.register)[:120],
            rows=volume.rows or 0,
            **{name: getattr(tasks, name) for name in FIGURES},
        )


def refuse_strange(occasion: str, wanted: Iterable[str]) -> None:
    """What is put together for health holds the registers of health, and so on."""
    words, trade = PACKS[occasion]
    if trade and trade not in wanted:
        raise Refused(
            _("“%(occasion)s” needs the registers of “%(trade)s”. Choose this trade as well.")
            % {"occasion": words, "trade": trades()[trade]}
        )
