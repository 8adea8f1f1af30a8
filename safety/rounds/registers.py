"""The registers of rounds: inspections, patrols, and the official sheets A01, A02, A19 and A20."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from logistics.duties.models import Finding
from logistics.fields import labelled
from logistics.records.models import Signer
from logistics.records.registers import (
    BY,
    CAMPUS,
    ENTERED,
    HAPPENED,
    NUMBER,
    PHOTOS,
    REVIEWER,
    STATE,
    EntryRegister,
    WithPhotos,
)
from logistics.registers import Column
from safety.models import ChecklistItem, Result, Round, RoundKind, RoundLine
from safety.models.rounds import ROUNDS
from safety.rounds import stock

WORST = (Result.ABNORMAL, Result.UNCHECKED, Result.NORMAL, Result.NOT_APPLICABLE)


def problems(record: Any) -> str:
    """What was not in order, thing by thing."""
    found = [line for line in record.read_lines if line.result == Result.ABNORMAL]
    return joined(said_of(line) for line in found)


def said_of(line: RoundLine) -> str:
    title = f"{line.name} {line.item.title}".strip()
    number = "" if line.number is None else f"{line.number.normalize():f} {line.item.unit}".strip()
    words = joined(part for part in (number, line.text, line.note) if part)
    return labelled(title, words) if words else title


def joined(parts: Iterable[Any]) -> str:
    return pgettext("between the parts of a list", "; ").join(str(part) for part in parts)


def handling(record: Any) -> str:
    """What became of it: how far each finding is, and who puts it right."""
    return joined(
        labelled(finding.owner, finding.state.label) if finding.owner else finding.state.label
        for finding in record.read_findings
    )


def stops(record: Any) -> str:
    """Where it went."""
    named = dict.fromkeys(line.name for line in record.read_lines if line.name)
    return pgettext("between names", ", ").join(named) or str(record.entry.campus)


def share(record: Round) -> Any:
    return record.share


WALKERS = Column("walkers", pgettext_lazy("a round", "Walked by"), width=14)
PROBLEMS = Column("problems", gettext_lazy("What was found"), problems, width=30)
HANDLING = Column("handling", gettext_lazy("How it was handled"), handling, width=20)
UNCHECKED = Column(
    "unchecked", gettext_lazy("Not checked"), "unchecked", width=8, number=True, total=True
)
ABNORMAL = Column(
    "abnormal", gettext_lazy("Not in order"), "abnormal", width=8, number=True, total=True
)
OUTCOME = Column("outcome", gettext_lazy("Result"), "outcome", width=16)


class RoundRegister(EntryRegister):
    """A register of rounds, whose lines and findings are read once for all rows.

    `every_line`: its columns tell of more than of what was not in order.
    """

    trade = "safety"
    every_line: ClassVar[bool] = True
    related: ClassVar[Sequence[str]] = ("checklist", "company", "person")
    searched: ClassVar[Sequence[str]] = ("checklist__title", "walkers", "summary", "lines__note")

    def records(self, keys: Iterable[int]) -> list[Any]:
        rows: list[Any] = super().records(keys)
        lines, findings = lines_of(rows, every=self.every_line), findings_of(rows)
        for row in rows:
            row.read_lines, row.read_findings = lines[row.pk], findings[row.pk]
        return rows


def lines_of(rows: Iterable[Any], *, every: bool) -> dict[int, list[RoundLine]]:
    """By round; the thing a line is about is read once for all the rounds of its list."""
    found: dict[int, list[RoundLine]] = defaultdict(list)
    wanted = RoundLine.objects.filter(sheet__in=[row.pk for row in rows])
    if not every:
        wanted = wanted.filter(result=Result.ABNORMAL)
    lines = list(wanted.order_by("sheet", "position"))
    known = ChecklistItem.objects.select_related("area")
    items = known.in_bulk({line.item_id for line in lines})
    for line in lines:
        line.item = items[line.item_id]
        found[line.sheet_id].append(line)
    return found


def findings_of(rows: Iterable[Any]) -> dict[int, list[Finding]]:
    found: dict[int, list[Finding]] = defaultdict(list)
    wanted = Finding.objects.filter(entry__in=[row.pk for row in rows])
    for finding in wanted.select_related("owner").order_by("pk"):
        found[finding.entry_id].append(finding)
    return found


def mark_of(lines: Iterable[RoundLine]) -> str:
    """√ in order, × not, 未检 where nobody looked; what was measured or written stands itself."""
    lines = list(lines)
    if not lines:
        return ""
    worst = min((Result(line.result) for line in lines), key=WORST.index)
    if worst == Result.UNCHECKED:
        return str(Result.UNCHECKED.label)
    mark = {Result.ABNORMAL: "×", Result.NORMAL: "√"}.get(worst, "—")
    return joined(part for part in (mark, *(said_in(line) for line in lines)) if part)


def said_in(line: RoundLine) -> str:
    number = "" if line.number is None else f"{line.number.normalize():f} {line.item.unit}".strip()
    return number or line.text


def by_item(*titles: str) -> Callable[[Any], str]:
    """The mark of the things called so, as the ready list names them."""
    wanted = set(titles)

    def value(record: Any) -> str:
        return mark_of(line for line in record.read_lines if line.item.title in wanted)

    return value


def by_area(*titles: str) -> Callable[[Any], str]:
    wanted = set(titles)

    def value(record: Any) -> str:
        return mark_of(line for line in record.read_lines if line.item.area.title in wanted)

    return value


def items_of(code: str) -> list[tuple[str, str]]:
    """Heading and title of each thing of a ready list, in its order."""
    return [
        (row["area"], row["item"])
        for row in stock.rows("checklist_items.csv")
        if row["code"] == code
    ]


class InspectionRegister(RoundRegister):
    """安全、卫生、设施检查记录: result and repairs."""

    code = "inspections"
    title = gettext_lazy("Register of inspections")
    kind = RoundKind.INSPECTION.value
    model = ROUNDS[RoundKind.INSPECTION]
    every_line = False
    columns: ClassVar[Sequence[Column]] = (
        NUMBER,
        STATE,
        HAPPENED,
        Column("checklist", gettext_lazy("Checklist"), "checklist", width=20),
        Column("about", pgettext_lazy("what is looked at", "About"), "subject_name", width=14),
        WALKERS,
        OUTCOME,
        ABNORMAL,
        UNCHECKED,
        Column("share", gettext_lazy("Of the points"), share, unit="%", width=8, number=True, hidden=True),
        PROBLEMS,
        HANDLING,
        Column("summary", gettext_lazy("In words"), width=20),
        Column("talked_with", gettext_lazy("Talked over with"), width=16, hidden=True),
        BY,
        CAMPUS,
        ENTERED,
    )  # fmt: skip
    signatures = (pgettext_lazy("safety", "Inspected by"), gettext_lazy("Person in charge"))
    legend = gettext_lazy(
        "What nobody reached is “not checked”. What was found opens a hazard by itself; how it was "
        "handled is read off it."
    )


class PatrolRegister(InspectionRegister):
    """每日巡视记录: by whom, what was found, with whom it was talked over."""

    code = "patrols"
    title = gettext_lazy("Register of daily patrols")
    kind = RoundKind.PATROL.value
    model = ROUNDS[RoundKind.PATROL]
    every_line = True
    daily = True
    columns = (
        NUMBER,
        STATE,
        HAPPENED,
        *(
            Column(f"area{n}", area, by_area(area), width=8)
            for n, area in enumerate(
                dict.fromkeys(area for area, _item in items_of("patrol_daily"))
            )
        ),
        PROBLEMS,
        HANDLING,
        Column("talked_with", gettext_lazy("Talked over with"), width=16),
        WALKERS,
        UNCHECKED,
        CAMPUS,
        ENTERED,
    )
    signatures = (pgettext_lazy("safety", "Walked by"), gettext_lazy("Person in charge"))
    legend = gettext_lazy("√ in order, × not. What nobody reached is “not checked”.")


class EquipmentRegister(InspectionRegister):
    """设备器材检查记录."""

    code = "equipment-checks"
    title = gettext_lazy("Register of equipment checks")
    kind = RoundKind.EQUIPMENT.value
    model = ROUNDS[RoundKind.EQUIPMENT]


class ClosingRegister(InspectionRegister):
    """清校与离室检查记录."""

    code = "closing-checks"
    title = gettext_lazy("Register of closing checks")
    kind = RoundKind.CLOSING.value
    model = ROUNDS[RoundKind.CLOSING]


def time_of_day(record: Any) -> str:
    """By day or at night, as the list it was walked by says."""
    night = record.checklist.code == "fire_patrol_night"
    return pgettext("fire patrol", "night") if night else pgettext("fire patrol", "day")


DAY_ITEMS, NIGHT_ITEMS = items_of("fire_patrol"), items_of("fire_patrol_night")
FIRE_HEADINGS = (
    gettext_lazy("Fires and power used by the rules"),
    gettext_lazy("Exits and escape ways free"),
    gettext_lazy("Exit signs and emergency lights whole"),
    gettext_lazy("Fire equipment and signs in place"),
    gettext_lazy("Fire doors shut, nothing under shutters"),
    gettext_lazy("People at the key places"),
    gettext_lazy("Other"),
)


class FirePatrolRegister(RoundRegister):
    """A01 每日防火巡查记录, in the official columns."""

    code = "fire-patrols"
    title = gettext_lazy("Daily fire patrol")
    kind = RoundKind.FIRE_PATROL.value
    model = ROUNDS[RoundKind.FIRE_PATROL]
    daily = True
    orientation = "landscape"
    columns = (
        NUMBER,
        STATE,
        HAPPENED,
        Column("time_of_day", gettext_lazy("Day or night"), time_of_day, width=6),
        Column("stops", gettext_lazy("Way and points"), stops, width=16),
        *(
            Column(
                f"item{n}", heading, by_item(DAY_ITEMS[n - 1][1], NIGHT_ITEMS[n - 1][1]), width=8
            )
            for n, heading in enumerate(FIRE_HEADINGS, start=1)
        ),
        OUTCOME,
        PROBLEMS,
        HANDLING,
        WALKERS,
        REVIEWER,
        CAMPUS,
        ENTERED,
    )
    signatures = (pgettext_lazy("safety", "Walked by"), gettext_lazy("Supervisor"))
    legend = gettext_lazy("√ in order, × not. What nobody reached is “not checked”.")


INSPECTED = items_of("fire_inspection")
INSPECTION_HEADINGS = (
    gettext_lazy("Fire hazards put right, measures taken"),
    gettext_lazy("Escape ways, signs, lights, exits"),
    gettext_lazy("Fire lane and water"),
    gettext_lazy("Extinguishers there and usable"),
    gettext_lazy("Use of fire and power"),
    gettext_lazy("What key workers know"),
    gettext_lazy("Key places managed"),
    gettext_lazy("Flammables"),
    gettext_lazy("Control room and running of the facilities"),
    gettext_lazy("Fire patrols carried out"),
    gettext_lazy("Signs"),
    gettext_lazy("Other"),
)


def answerable(record: Any) -> str:
    """Who answers for what was inspected and has signed, or has not yet."""
    return joined(record.read_signers)


class FireInspectionRegister(RoundRegister):
    """A02 防火检查记录, signed by who answers for what was inspected."""

    code = "fire-inspections"
    title = gettext_lazy("Fire inspection")
    kind = RoundKind.FIRE_INSPECTION.value
    model = ROUNDS[RoundKind.FIRE_INSPECTION]
    orientation = "landscape"
    columns = (
        NUMBER,
        STATE,
        HAPPENED,
        *(
            Column(f"item{n}", heading, by_item(INSPECTED[n - 1][1]), width=8)
            for n, heading in enumerate(INSPECTION_HEADINGS, start=1)
        ),
        OUTCOME,
        PROBLEMS,
        HANDLING,
        WALKERS,
        Column("answerable", gettext_lazy("Head of what was inspected"), answerable, width=12),
        CAMPUS,
        ENTERED,
    )
    signatures = (
        pgettext_lazy("safety", "Inspected by"),
        gettext_lazy("Head of what was inspected"),
    )

    def records(self, keys: Iterable[int]) -> list[Any]:
        rows = super().records(keys)
        signers = signers_of(rows)
        for row in rows:
            row.read_signers = signers[row.pk]
        return rows


def signers_of(rows: Iterable[Any]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    wanted = Signer.objects.with_signature().filter(entry__in=[row.pk for row in rows])
    for signer in wanted.select_related("person").order_by("pk"):
        name = str(signer.person)
        missing = labelled(name, _("not signed yet"))
        found[signer.entry_id].append(name if signer.has_signed else missing)
    return found


PARTS = list(dict.fromkeys(area for area, _item in items_of("buildings")))
PART_HEADINGS = (
    pgettext_lazy("building", "Roof"),
    pgettext_lazy("building", "Walls"),
    pgettext_lazy("building", "Stairs"),
    pgettext_lazy("building", "Railings"),
    pgettext_lazy("building", "Ceilings"),
    pgettext_lazy("building", "Doors and windows"),
    pgettext_lazy("building", "Wiring"),
    pgettext_lazy("building", "What hangs outside"),
)


class BuildingRegister(WithPhotos, RoundRegister):
    """A19 校舍安全检查, part by part."""

    code = "building-checks"
    title = gettext_lazy("Safety check of the buildings")
    kind = RoundKind.BUILDING.value
    model = ROUNDS[RoundKind.BUILDING]
    orientation = "landscape"
    columns = (
        NUMBER,
        STATE,
        HAPPENED,
        Column("building", gettext_lazy("Building"), stops, width=14),
        *(
            Column(f"part{n}", heading, by_area(PARTS[n - 1]), width=8)
            for n, heading in enumerate(PART_HEADINGS, start=1)
        ),
        OUTCOME,
        PROBLEMS,
        HANDLING,
        PHOTOS,
        WALKERS,
        CAMPUS,
        ENTERED,
    )
    signatures = (pgettext_lazy("safety", "Inspected by"), gettext_lazy("Person in charge"))


UTILITY = [item for _area, item in items_of("utilities")]
UTILITY_COLUMNS = (
    (gettext_lazy("Wiring and lines"), (UTILITY[0], UTILITY[3])),
    (gettext_lazy("Sockets"), (UTILITY[1], UTILITY[2])),
    (gettext_lazy("Gas alarm"), (UTILITY[4],)),
    (gettext_lazy("Valves"), (UTILITY[5],)),
    (gettext_lazy("Hose and its date"), (UTILITY[6], UTILITY[7])),
)


class UtilityRegister(RoundRegister):
    """A20 用电用气安全检查."""

    code = "utility-checks"
    title = gettext_lazy("Safety check of power and gas")
    kind = RoundKind.UTILITY.value
    model = ROUNDS[RoundKind.UTILITY]
    columns = (
        NUMBER,
        STATE,
        HAPPENED,
        Column("area", pgettext_lazy("of a place", "Area"), stops, width=14),
        *(
            Column(f"part{n}", heading, by_item(*titles), width=9)
            for n, (heading, titles) in enumerate(UTILITY_COLUMNS, start=1)
        ),
        OUTCOME,
        PROBLEMS,
        HANDLING,
        WALKERS,
        CAMPUS,
        ENTERED,
    )
    signatures = (pgettext_lazy("safety", "Inspected by"), gettext_lazy("Person in charge"))


REGISTERS = [
    InspectionRegister,
    PatrolRegister,
    EquipmentRegister,
    ClosingRegister,
    FirePatrolRegister,
    FireInspectionRegister,
    BuildingRegister,
    UtilityRegister,
]
