"""The registers of injuries, education, talks, meetings, letters, plans and contacts, as official."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from logistics.contributions import Words
from logistics.records.models import Entry, Photo, Signature
from logistics.records.models.signatures import Capacity
from logistics.records.naming import NamesChildren
from logistics.records.registers import (
    BY,
    CAMPUS,
    ENTERED,
    HAPPENED,
    NUMBER,
    PHOTOS,
    STATE,
    EntryRegister,
    WithPhotos,
)
from logistics.registers import Column, joined
from safety.models import (
    Accountability,
    Attendee,
    ChildInjury,
    GroupMember,
    InjuryFollowUp,
    InjuryReport,
    OutsideContact,
    ParentPledge,
    PlanEdition,
    PlanReading,
    ResponsibilityLetter,
    SafetyEducation,
    SafetyGroup,
    SafetyMeeting,
    SafetyTalk,
)
from safety.organisation.attending import SEE, UNSAID

FILTERS = ("period", "campus", "school_class", "person", "state", "reason", "q", "order")


def column(name: str, heading: Any, value: Any = "", width: int = 12, **given: Any) -> Column:
    return Column(name, heading, value, width=width, **given)


def coded(name: str) -> Any:
    """The number of the official form and its words: 2 跌伤."""

    def value(row: Any) -> str:
        code = getattr(row, name)
        return "" if code is None else f"{code} {getattr(row, f'get_{name}_display')()}"

    return value


def day_of(row: Any) -> Any:
    return timezone.localdate(row.entry.happened_at)


def clock_of(row: Any) -> str:
    return f"{timezone.localtime(row.entry.happened_at):%H:%M}"


CLASS = column("school_class", gettext_lazy("Class"), "entry.school_class", 12, content=False)
DATE = column("on", gettext_lazy("Date"), day_of, 11, content=False)


class InjuryRegister(NamesChildren, EntryRegister):
    """表9 儿童伤害登记表, in the columns and codes of the official form."""

    code = "child-injuries"
    trade = "safety"
    title = gettext_lazy("Register of injuries of children")
    kind = "child_injury"
    model = ChildInjury
    permission = SEE
    related = ("child", "on_duty")
    unread = (*(f"child__{name}" for name in UNSAID), "on_duty__identity_number")
    filters = FILTERS
    searched = ("child__name", "child__pinyin", "child__initials")
    signatures: ClassVar[Sequence[Words]] = (
        gettext_lazy("Recorded by"), gettext_lazy("Health doctor"), gettext_lazy("Person in charge"),
    )  # fmt: skip
    columns = (
        NUMBER, STATE,
        column("name", pgettext_lazy("of a person", "Name"), "child.name"),
        column("sex", gettext_lazy("Sex"), "child.get_sex_display", 6),
        column("age", gettext_lazy("Age"), lambda row: row.child.age(day_of(row)), 6, number=True),
        CLASS,
        column("on", gettext_lazy("Date of the injury"), day_of, 11, content=False),
        column("clock", gettext_lazy("Time (24 hours)"), clock_of, 8, content=False),
        column("on_duty", gettext_lazy("Responsible on duty"), width=10),
        column("by", gettext_lazy("Form filled in by"), "entry.entered_by", 10, content=False),
        column("type", gettext_lazy("Type of injury"), coded("type"), 16),
        column("spot", gettext_lazy("Place of the injury"), coded("spot"), 14),
        column("activity", gettext_lazy("Activity at the injury"), coded("activity"), 14),
        column("company", gettext_lazy("With whom"), coded("company"), 12),
        column("treatment", gettext_lazy("Treatment"), coded("treatment"), 18),
        column("diagnosis", gettext_lazy("Diagnosis"), "diagnosis_now", 16),
        column("rest_days", gettext_lazy("Days of rest"), "rest_now", 8, number=True),
        column("outcome", pgettext_lazy("of an injury", "Outcome"), "outcome_words", 10),
        column("story", gettext_lazy("How it happened"), width=34),
        column("body_part", gettext_lazy("Part of the body"), "get_body_part_display", 10),
        column("severity", gettext_lazy("Severity"), "get_severity_display", 8),
        column("told", gettext_lazy("Parents told"), "told_words", 20),
        column("reported", gettext_lazy("Reported upward at"), "reported_at", 17),
        column("video_number", gettext_lazy("Number of the video"), width=14),
        column("measures", gettext_lazy("What is changed"), width=22),
        column("insurance", gettext_lazy("Insurance claim"), width=14),
        CAMPUS, ENTERED,
    )  # fmt: skip
    orientation = "landscape"
    legend = gettext_lazy(
        "Codes of the official form. The outcome, the days of rest and what the parents were told "
        "are those known last."
    )

    def records(self, keys: Iterable[int]) -> list[Any]:
        rows: list[Any] = super().records(keys)
        found = [row.pk for row in rows]
        follow, reports = courses(found), first_reports(found)
        for row in rows:
            tell(row, follow[row.pk], reports.get(row.pk))
        return rows


def standing_of(model: Any, keys: Iterable[int]) -> Any:
    rows = model.objects.filter(injury__in=list(keys))
    rows = rows.exclude(entry__status=Entry.Status.VOIDED).select_related("entry")
    return rows.order_by("entry__happened_at", "pk")


def courses(keys: Iterable[int]) -> dict[int, list[InjuryFollowUp]]:
    found: dict[int, list[InjuryFollowUp]] = defaultdict(list)
    for said in standing_of(InjuryFollowUp, keys):
        found[said.injury_id].append(said)
    return found


def first_reports(keys: Iterable[int]) -> dict[int, Any]:
    found: dict[int, Any] = {}
    for said in standing_of(InjuryReport, keys):
        found.setdefault(said.injury_id, said.entry.happened_at)
    return found


def tell(row: Any, course: list[InjuryFollowUp], reported_at: Any) -> None:
    """Put beside the form what came after it."""
    row.reported_at = reported_at
    row.diagnosis_now = last([row.diagnosis, *(said.diagnosis for said in course)]) or ""
    row.rest_now = last([row.rest_days, *(said.rest_days for said in course)])
    outcome = last([row.outcome, *(said.outcome for said in course)])
    row.outcome_words = coded("outcome")(ChildInjury(outcome=outcome))
    told = [row, *course]
    first = next((each for each in told if each.told_at), None)
    row.told_words = ""
    if first is not None:
        at = f"{timezone.localtime(first.told_at):%Y-%m-%d %H:%M}"
        row.told_words = joined(at, first.get_told_how_display(), getattr(first, "told_whom", ""))


def last(values: list[Any]) -> Any:
    """The latest that says anything."""
    return next((value for value in reversed(values) if value not in (None, "")), None)


class EducationRegister(WithPhotos, EntryRegister):
    """A15 安全教育活动记录."""

    code = "safety-education"
    trade = "safety"
    title = gettext_lazy("Register of safety education")
    kind = "safety_education"
    model = SafetyEducation
    related = ("term_topic",)
    filters = FILTERS
    searched = ("topic", "content", "speaker", "speaker_from")
    columns = (
        NUMBER, STATE, DATE,
        column("topic", pgettext_lazy("safety education", "Theme"), width=24),
        column("audience", pgettext_lazy("safety education", "For whom"), lambda row: joined(
            row.entry.school_class, row.get_audience_display()), 16),
        column("people", gettext_lazy("Number of people"), number=True, width=8),
        column("form", pgettext_lazy("education", "Form"), "get_form_display", 12),
        column("speaker", gettext_lazy("Speaker"),
               lambda row: joined(row.speaker, row.speaker_from), 14),
        PHOTOS,
        column("content", gettext_lazy("Content"), width=32),
        column("occasion", pgettext_lazy("safety education", "Occasion"), "get_occasion_display"),
        column("term_topic", gettext_lazy("Topic of the term"), width=14, hidden=True),
        CLASS, BY, CAMPUS, ENTERED,
    )  # fmt: skip


class TalkRegister(EntryRegister):
    """每日安全提醒: a class that talked about nothing shows as a gap."""

    code = "safety-talks"
    trade = "safety"
    title = gettext_lazy("Register of safety talks")
    kind = "safety_talk"
    model = SafetyTalk
    filters = FILTERS
    searched = ("topic", "note")
    daily = True
    columns = (
        NUMBER, STATE, HAPPENED, CLASS,
        column("about", pgettext_lazy("safety talk", "About"), "get_about_display", 10),
        column("topic", pgettext_lazy("safety education", "Theme"), width=36),
        column("note", gettext_lazy("Note"), width=20),
        BY, CAMPUS, ENTERED,
    )  # fmt: skip


class MeetingRegister(EntryRegister):
    """A17 安全工作会议记录."""

    code = "safety-meetings"
    trade = "safety"
    title = gettext_lazy("Register of meetings")
    kind = "meeting"
    model = SafetyMeeting
    related = ("chair",)
    filters = FILTERS
    searched = ("topic", "content", "decisions", "guests")
    signatures: ClassVar[Sequence[Words]] = (
        gettext_lazy("Recorded by"), gettext_lazy("Chair"), gettext_lazy("Person in charge"),
    )  # fmt: skip
    columns = (
        NUMBER, STATE, HAPPENED,
        column("chair", pgettext_lazy("meeting", "Led by"), width=10),
        column("present", gettext_lazy("Present"), "present_words", 30),
        column("content", gettext_lazy("Content"), lambda row: joined(row.topic, row.content), 40),
        column("decisions", gettext_lazy("Decisions"), width=30),
        column("about", pgettext_lazy("meeting", "About"), "get_about_display", 14),
        column("where_held", gettext_lazy("Where"), width=12, hidden=True),
        column("missing", pgettext_lazy("from a meeting", "Missing"), "missing_words", 16, hidden=True),
        BY, CAMPUS, ENTERED,
    )  # fmt: skip
    orientation = "landscape"

    def records(self, keys: Iterable[int]) -> list[Any]:
        """With the names of who was there, read at once."""
        met: list[Any] = super().records(keys)
        lines = Attendee.objects.filter(sheet__in=[row.pk for row in met])
        there: dict[tuple[int, bool], list[str]] = defaultdict(list)
        for line in lines.select_related("person").defer("person__identity_number"):
            there[line.sheet_id, line.was_there].append(line.person.name)
        for row in met:
            names = [*there[row.pk, True], row.guests]
            row.present_words = _(", ").join(name for name in names if name)
            row.missing_words = _(", ").join(there[row.pk, False])
        return met


class GroupRegister(EntryRegister):
    """安全工作领导小组: who is in it, year by year."""

    code = "safety-groups"
    trade = "safety"
    title = gettext_lazy("Safety groups")
    kind = "safety_group"
    model = SafetyGroup
    filters = ("period", "campus", "person", "state", "order")
    columns = (
        NUMBER, STATE, DATE,
        column("year", gettext_lazy("School year"), lambda row: f"{row.school_year}—{row.school_year + 1}"),
        column("members", gettext_lazy("Members"), "member_words", 50),
        column("tasks", gettext_lazy("What the group does"), width=40),
        BY, CAMPUS, ENTERED,
    )  # fmt: skip

    def records(self, keys: Iterable[int]) -> list[Any]:
        groups: list[Any] = super().records(keys)
        lines = GroupMember.objects.filter(sheet__in=[row.pk for row in groups])
        said: dict[int, list[str]] = defaultdict(list)
        for line in lines.select_related("person").defer("person__identity_number"):
            said[line.sheet_id].append(f"{line.get_seat_display()} {line.person.name} {line.task}")
        for row in groups:
            row.member_words = joined(*(words.strip() for words in said[row.pk]))
        return groups


class LetterRegister(EntryRegister):
    """A16 安全责任书签订."""

    code = "responsibility-letters"
    trade = "safety"
    title = gettext_lazy("Register of responsibility letters")
    kind = "responsibility_letter"
    model = ResponsibilityLetter
    related = ("round__leader", "person")
    filters = FILTERS
    searched = ("round__title", "person__name", "person__pinyin", "post")
    columns = (
        NUMBER, STATE,
        column("year", gettext_lazy("Year"), lambda row: row.valid_from.year, 8, number=True),
        column("parties", gettext_lazy("Both sides"),
               lambda row: f"{row.round.leader} — {row.person}", 22),
        column("post", pgettext_lazy("letter", "Post"), width=14),
        column("signed_on", gettext_lazy("Signed on"), "signed_on", 12),
        column("scan", pgettext_lazy("of a paper", "Scan"), "scan_words", 8),
        column("title", gettext_lazy("Letter"), "round.title", 22),
        column("sort", pgettext_lazy("responsibility letter", "Sort"), "round.get_sort_display"),
        column("valid", gettext_lazy("Valid"),
               lambda row: f"{row.valid_from} ～ {row.valid_to}", 24),
        CLASS, BY, CAMPUS, ENTERED,
    )  # fmt: skip
    legend = gettext_lazy("The day is that of the later signature; without it one is missing.")

    def records(self, keys: Iterable[int]) -> list[Any]:
        """With the day both have signed and whether there is a photo of the paper."""
        sheets: list[Any] = super().records(keys)
        pks = [row.pk for row in sheets]
        signed: dict[tuple[int, int], dict[str, Any]] = defaultdict(dict)
        for given in Signature.objects.filter(entry__in=pks):
            signed[given.entry_id, given.version][given.capacity] = given.at
        scanned = set(Photo.objects.filter(entry__in=pks).values_list("entry", flat=True))
        for row in sheets:
            both = signed[row.pk, row.entry.version]
            done = {Capacity.LEADER, Capacity.RESPONSIBLE} <= set(both)
            row.signed_on = timezone.localdate(max(both.values())) if done else _("not signed")
            row.scan_words = "√" if row.pk in scanned else ""
        return sheets


class PledgeRegister(EntryRegister):
    """家长承诺书签订情况, in numbers."""

    code = "parent-pledges"
    trade = "safety"
    title = gettext_lazy("Register of the parents' pledges")
    kind = "parent_pledge"
    model = ParentPledge
    filters = FILTERS
    searched = ("missing_reason",)
    columns = (
        NUMBER, STATE, DATE, CLASS,
        column("sort", pgettext_lazy("pledge", "Sort"), "get_sort_display", 14),
        column("asked", gettext_lazy("Families asked"), number=True, total=True, width=10),
        column("signed", gettext_lazy("Families signed"), number=True, total=True, width=10),
        column("missing_reason", gettext_lazy("Why some are missing"), width=26),
        BY, CAMPUS, ENTERED,
    )  # fmt: skip


class PlanRegister(EntryRegister):
    """应急预案修订与阅读确认."""

    code = "emergency-plans"
    trade = "safety"
    title = gettext_lazy("Register of emergency plans")
    kind = "emergency_plan"
    model = PlanEdition
    related = ("plan",)
    filters = ("period", "campus", "person", "state", "q", "order")
    searched = ("plan__title", "changes", "steps")
    columns = (
        NUMBER, STATE, DATE,
        column("plan", gettext_lazy("Plan"), "plan.title", 24),
        column("sort", pgettext_lazy("emergency plan", "Sort"), "plan.get_sort_display"),
        column("edition", pgettext_lazy("emergency plan", "Edition"), "number", 8, number=True),
        column("changes", gettext_lazy("What is new"), lambda row: (
            _("looked through, nothing to change") if row.is_unchanged else row.changes), 30),
        column("readers", pgettext_lazy("a plan", "Read by"), "reader_count", 8, number=True),
        BY, CAMPUS, ENTERED,
    )  # fmt: skip

    def records(self, keys: Iterable[int]) -> list[Any]:
        editions: list[Any] = super().records(keys)
        rows = PlanReading.objects.filter(edition__in=[row.pk for row in editions]).order_by()
        counts = dict(rows.values("edition").annotate(n=Count("pk")).values_list("edition", "n"))
        for row in editions:
            row.reader_count = None if row.is_unchanged else counts.get(row.pk, 0)
        return editions


class ContactRegister(EntryRegister):
    """公安联系与周边治理记录."""

    code = "outside-contacts"
    trade = "safety"
    title = gettext_lazy("Register of contacts with the police and others")
    kind = "outside_contact"
    model = OutsideContact
    filters = ("period", "campus", "person", "state", "q", "order")
    searched = ("name", "topic", "result")
    columns = (
        NUMBER, STATE, HAPPENED,
        column("whom", pgettext_lazy("contact", "With whom"), lambda row: joined(
            row.get_whom_display(), row.name), 22),
        column("how", pgettext_lazy("contact", "How"), "get_how_display"),
        column("topic", pgettext_lazy("contact", "About"), width=30),
        column("result", pgettext_lazy("contact", "Result"), width=30),
        BY, CAMPUS, ENTERED,
    )  # fmt: skip


class AccountabilityRegister(EntryRegister):
    """责任追究记录: by which letter somebody answered."""

    code = "accountabilities"
    trade = "safety"
    title = gettext_lazy("Register of accountability")
    kind = "accountability"
    model = Accountability
    permission = "safety.organise"
    related = ("person", "letter__entry", "injury__entry", "finding")
    filters = ("period", "campus", "person", "state", "q", "order")
    searched = ("what", "measures", "person__name")
    columns = (
        NUMBER, STATE, DATE,
        column("what", pgettext_lazy("a responsibility", "What went wrong"), width=26),
        column("source", gettext_lazy("Injury or hazard"), lambda row: (
            row.injury.entry.number if row.injury else str(row.finding or "")), 18),
        column("person", gettext_lazy("Answers for it"), width=10),
        column("letter", gettext_lazy("Responsibility letter"),
               lambda row: row.letter.entry.number if row.letter else _("none in force"), 16),
        column("responsible", gettext_lazy("With responsibility"), "is_responsible", 8),
        column("vetoes", gettext_lazy("Veto"), lambda row: "√" if row.vetoes else "", 6),
        column("measures", pgettext_lazy("a responsibility", "What follows"), width=30),
        BY, CAMPUS, ENTERED,
    )  # fmt: skip


REGISTERS = [
    InjuryRegister,
    EducationRegister,
    TalkRegister,
    MeetingRegister,
    GroupRegister,
    LetterRegister,
    PledgeRegister,
    PlanRegister,
    ContactRegister,
    AccountabilityRegister,
]
