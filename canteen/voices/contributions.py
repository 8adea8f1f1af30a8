"""What this part adds to the whole: the diet committee, observations, opinions, surveys, food incidents."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from canteen.models import (
    ComplaintAnswer,
    FoodIncident,
    IncidentReport,
    MealComplaint,
    MealMeeting,
    MealObservation,
    MealSurvey,
)
from canteen.voices import (
    chapters,
    comparing,
    finding,
    holding,
    home,
    registers,
    rules,
    waiting,
)
from logistics.contributions import HelpTopic, Kind, MenuEntry


def kind(code: str, title: Any, model: Any, form: str, prefix: str, **given: Any) -> Kind:
    return Kind(code, title, model, f"canteen:{form}", prefix, trade="canteen", **given)


KINDS: list[Any] = [
    kind(
        "meal_committee_meeting", _("Meeting of the diet committee"), MealMeeting,
        "committee_meeting_new", "SWH", late_hours=168, shown="canteen/_committee_meeting.html",
    ),
    kind(
        "meal_observation", _("Meal observation"), MealObservation, "observation_new", "JCG",
        shown="canteen/_observation_record.html",
    ),
    kind(
        "meal_complaint", _("Opinion on the meals"), MealComplaint, "complaint_new", "SYJ",
        late_hours=72, shown="canteen/_complaint_record.html",
    ),
    kind(
        "meal_complaint_answer", _("Answer to an opinion on the meals"), ComplaintAnswer,
        "complaint_list", "SYD", late_hours=72, shown="canteen/_complaint_answer.html",
    ),
    kind(
        "meal_survey", _("Survey on the meals"), MealSurvey, "survey_new", "SCP", late_hours=720,
        shown="canteen/_survey.html",
    ),
    kind(
        "food_incident", _("Food incident"), FoodIncident, "food_incident_new", "SGB",
        late_hours=2, shown="canteen/_incident_record.html", voided=holding.voided,
        keep_years=10,
    ),
    kind(
        "food_incident_report", _("Report of a food incident"), IncidentReport,
        "food_incident_list", "SGX", late_hours=24, shown="canteen/_incident_report.html",
        voided=holding.report_voided, keep_years=10,
    ),
]  # fmt: skip
MENU: list[Any] = [
    MenuEntry(
        "canteen", _("Meal observations"), "canteen:observation_list", "eye", "canteen.view", 75
    ),
    MenuEntry(
        "canteen", _("Observe the meal"), "canteen:observation_new", "eye-fill", "canteen.look", 74
    ),
    MenuEntry(
        "canteen", _("Opinions on the meals"), "canteen:complaint_list", "chat-left-text",
        "canteen.view", 76,
    ),
    MenuEntry("canteen", _("Diet committee"), "canteen:committee", "people", "canteen.view", 77),
    MenuEntry(
        "canteen", _("Surveys on the meals"), "canteen:survey_list", "bar-chart", "canteen.view", 78
    ),
    MenuEntry(
        "canteen", _("Food incidents"), "canteen:food_incident_list", "exclamation-triangle",
        "canteen.view", 79,
    ),
]  # fmt: skip
REGISTERS: list[Any] = registers.REGISTERS
HOME: list[Any] = home.HOME
RULES: list[Any] = rules.RULES
HELP: list[Any] = [
    HelpTopic(
        "meal_voices", _("Opinions on the meals and food incidents"),
        ("canteen:committee", "canteen:observation", "canteen:complaint", "canteen:survey",
         "canteen:food_incident"),
    ),
]  # fmt: skip
SEARCH: list[Any] = finding.SEARCH
COMPARISONS: list[Any] = comparing.COMPARISONS
CHAPTERS: list[Any] = chapters.CHAPTERS
NOTICES: list[Any] = holding.NOTICES
INBOX: list[Any] = waiting.INBOX
# By number in the catalogue: what alone a duty of it is proved by. Their kinds are safety's.
ABOUT: dict[str, str] = {"X144": "meeting:on_site", "X158": "meeting:suppliers"}
