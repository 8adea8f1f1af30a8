"""The registers of committee, observations, opinions, surveys and incidents, in their official columns."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from canteen.models import FoodIncident, MealComplaint, MealMeeting, MealObservation, MealSurvey
from logistics.contributions import Words
from logistics.records.models import Entry
from logistics.records.registers import BY, CAMPUS, ENTERED, HAPPENED, NUMBER, STATE, EntryRegister
from logistics.registers import Column, shown
from logistics.school.models.campuses import Meal
from logistics.templatetags.house import percent

FILTERS = ("period", "campus", "person", "state", "reason", "q", "order")


def column(name: str, heading: Any, value: Any = "", width: int = 12, **given: Any) -> Column:
    return Column(name, heading, value, width=width, **given)


def joined(parts: Iterable[Any]) -> str:
    said = [str(part) for part in parts if part]
    return pgettext("between the parts of a list", "; ").join(said)


class VoiceRegister(EntryRegister):
    """What belongs to the records is read for all rows of a page together."""

    trade = "canteen"
    filters: ClassVar[Sequence[str]] = FILTERS
    together: ClassVar[Sequence[str]] = ()

    def records(self, keys: Iterable[int]) -> list[Any]:
        rows = super().records(keys)
        prefetch_related_objects(rows, *self.together)
        return rows


def done_words(row: Any) -> str:
    """落实情况: each decision with who does it and how it stands."""
    return joined(
        f"{finding.what} {finding.owner or ''} {finding.state.label}".replace("  ", " ")
        for finding in row.entry.findings.all()
    )


class CommitteeRegister(VoiceRegister):
    """表8 膳食委员会会议记录表"""

    code = "meal-committee-meetings"
    title = _("Minutes of the diet committee")
    kind = MealMeeting.kind_code
    model = MealMeeting
    searched = ("topic", "content", "decisions")
    together = ("lines", "entry__findings__owner")
    signatures: ClassVar[Sequence[Words]] = (
        _("Recorded by"), pgettext_lazy("meeting", "Led by"), _("Signed by those present"),
    )  # fmt: skip
    columns = (
        NUMBER, STATE, HAPPENED,
        column("present", _("Present"),
               lambda row: joined(f"{line.name}({line.get_side_display()})" for line in row.present),
               26),
        column("missing", _("Missing"), lambda row: joined(line.name for line in row.missing), 14),
        column("guests", _("Others present"), width=14),
        column("chair", pgettext_lazy("meeting", "Led by"), width=10),
        column("topic", _("Topic"), width=18),
        column("content", _("Minutes"), width=34),
        column("decisions", _("Decisions"), width=24),
        column("done", _("Who does it, and how it stands"), done_words, 24, content=False),
        BY, CAMPUS, ENTERED,
    )  # fmt: skip
    orientation = "landscape"


class ObservationRegister(VoiceRegister):
    """就餐观察记录表"""

    code = "meal-observations"
    title = _("Register of meal observations")
    kind = MealObservation.kind_code
    model = MealObservation
    related = ("dish",)
    filters = ("period", "campus", "school_class", "person", "state", "reason", "q", "order")
    searched = ("said",)
    columns = (
        NUMBER, STATE, HAPPENED,
        column("school_class", _("Class"), "entry.school_class", 12, content=False),
        column("meal", _("Meal"), lambda row: meal_words(row.entry.meal), 10, content=False),
        column("eaten", _("Eaten"), "get_eaten_display", 10),
        column("warmth", pgettext_lazy("a meal", "Temperature"), "get_warmth_display", 10),
        column("dish", _("Left over most"), width=16),
        column("said", _("Opinions of teachers and children"), width=34),
        BY, CAMPUS, ENTERED,
    )  # fmt: skip


def meal_words(code: str) -> str:
    return str(Meal(code).label) if code in Meal.values else code


def answer_of(row: Any, name: str) -> str:
    standing = [each for each in row.answers.all() if each.entry.status != Entry.Status.VOIDED]
    if not standing:
        return ""
    last = max(standing, key=lambda each: each.pk)
    said = getattr(last, name)
    return str(said() if callable(said) else said)


def answered_at(row: Any) -> str:
    standing = [each for each in row.answers.all() if each.entry.status != Entry.Status.VOIDED]
    return shown(max(standing, key=lambda each: each.pk).entry.happened_at) if standing else ""


def menu_of(row: Any) -> str:
    """The week of the menu that was asked about; empty: an opinion on the meals."""
    return f"{row.menu.week_on:%Y-%m-%d}" if row.menu else ""


class ComplaintRegister(VoiceRegister):
    """投诉与意见登记: who said it stands in no register."""

    code = "meal-complaints"
    title = _("Register of opinions on the meals")
    kind = MealComplaint.kind_code
    model = MealComplaint
    searched = ("content",)
    related = ("menu",)
    together = ("answers__entry",)
    columns = (
        NUMBER, STATE, HAPPENED,
        column("source", pgettext_lazy("opinion", "Source"), "get_source_display", 10),
        column("about", pgettext_lazy("opinion", "About"), "get_about_display", 12),
        column("menu", pgettext_lazy("of meals", "Menu"), menu_of, 12),
        column("content", _("What was said"), width=30),
        column("handling", _("What was done"), lambda row: answer_of(row, "handling"), 26),
        column("answer", _("Answer"), lambda row: answer_of(row, "answer"), 26),
        column("answered", _("Answered at"), answered_at, 17),
        column("satisfaction", _("How content they are"),
               lambda row: answer_of(row, "get_content_display"), 10),
        BY, CAMPUS, ENTERED,
    )  # fmt: skip
    orientation = "landscape"


class SurveyRegister(VoiceRegister):
    """食堂满意度测评登记表"""

    code = "meal-surveys"
    title = _("Register of surveys on the meals")
    kind = MealSurvey.kind_code
    model = MealSurvey
    related = ("term",)
    searched = ("conclusion", "to_right")
    together = ("lines", "entry__findings__owner")
    columns = (
        NUMBER, STATE,
        column("term", _("Term"), width=18),
        column("asked", pgettext_lazy("survey", "Who was asked"), "get_asked_display", 10),
        column("given_out", _("Given out"), width=8, number=True, total=True),
        column("returned", _("Came back"), width=8, number=True, total=True),
        column("points", _("Points by question"), lambda row: joined(
            f"{line.question} {line.score.normalize():f}/{line.most.normalize():f}"
            for line in row.named_lines
        ), 34),
        column("score", _("Content with the meals"), lambda row: percent(row.score), 9),
        column("conclusion", _("Conclusion"), width=26),
        column("to_right", _("What is put right"), width=22),
        column("done", _("Who does it, and how it stands"), done_words, 22, content=False),
        BY, CAMPUS, ENTERED,
    )  # fmt: skip
    orientation = "landscape"


def told_words(row: Any) -> str:
    standing = [each for each in row.reports.all() if each.entry.status != Entry.Status.VOIDED]
    return joined(
        f"{each.get_authority_display()} {shown(each.entry.happened_at)}" for each in standing
    )


class IncidentRegister(VoiceRegister):
    """食品安全事故报告登记表"""

    code = "food-incidents"
    title = _("Register of food incidents")
    kind = FoodIncident.kind_code
    model = FoodIncident
    searched = ("where_eaten", "symptoms", "suspected_food", "measures")
    together = ("reports__entry",)
    columns = (
        NUMBER, STATE, HAPPENED,
        column("where_eaten", _("Where"), width=14),
        column("eaters", _("How many ate"), width=8, number=True),
        column("ill", _("How many are ill"), width=8, number=True, total=True),
        column("symptoms", _("Symptoms"), width=20),
        column("suspected", _("Suspected meal and food"), lambda row: " ".join(
            part for part in (
                f"{row.suspected_on:%Y-%m-%d}", row.get_suspected_meal_display(),
                row.suspected_food,
            ) if part
        ), 22),
        column("samples", _("Samples of the meal"), width=18),
        column("measures", _("What was done"), width=26),
        column("told", _("Reported to, and when"), told_words, 26),
        BY, CAMPUS, ENTERED,
    )  # fmt: skip
    orientation = "landscape"


REGISTERS = [
    CommitteeRegister,
    ObservationRegister,
    ComplaintRegister,
    SurveyRegister,
    IncidentRegister,
]
