"""What this part adds to the whole. Who answers for safety, what is taught and practised, and accidents."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from logistics.contributions import HelpTopic, Kind, MenuEntry
from safety.models import LetterSort, MeetingAbout, Occasion, PledgeSort, SafetyTalk
from safety.organisation import preparing, registering, waiting
from safety.organisation.answering import letter_subject, when_signed
from safety.organisation.attending import ORGANISE, SEE, TEACH
from safety.organisation.cards import HOME as CARDS
from safety.organisation.chapters import CHAPTERS as ALL_CHAPTERS
from safety.organisation.child_data import CHILD_DATA as ALL_CHILD_DATA
from safety.organisation.comparing import COMPARISONS as ALL_COMPARISONS
from safety.organisation.deciding import meeting_subject
from safety.organisation.finding import SEARCH as ALL_SEARCH
from safety.organisation.pledging import pledge_subject
from safety.organisation.registers import REGISTERS as ALL_REGISTERS
from safety.organisation.rules import RULES as ALL_RULES
from safety.organisation.teaching import occasion_subject, talk_subject


def kind(code: str, title: Any, model: str, form: str, prefix: str, **given: Any) -> Kind:
    return Kind(code, title, f"safety.{model}", f"safety:{form}", prefix, trade="safety", **given)


def subjects(choices: Any, subject_of: Any) -> tuple[tuple[str, Any], ...]:
    return tuple((subject_of(each.value), each.label) for each in choices)


KINDS: list[Any] = [
    kind(
        "child_injury", _("Injury of a child"), "ChildInjury", "injury_new", "ETS",
        late_hours=24, shown="safety/_injury.html", correct="safety:injury_correct", reading=SEE,
    ),
    kind(
        "injury_follow_up", _("Follow-up of an injury"), "InjuryFollowUp", "injury_list", "SHG",
        late_hours=24, shown="safety/_injury_follow_up.html", reading=SEE,
    ),
    kind(
        "injury_report", _("Report of an injury"), "InjuryReport", "injury_of_task", "SHB",
        late_hours=24, shown="safety/_injury_report.html", reading=SEE,
    ),
    kind(
        "safety_education", _("Safety education"), "SafetyEducation", "education_new", "AQJ",
        late_hours=72, shown="safety/_education.html",
        subjects=subjects(Occasion, occasion_subject),
    ),
    kind(
        "safety_talk", _("Safety talk"), "SafetyTalk", "talk_list", "AT",
        shown="safety/_talk.html", subjects=subjects(SafetyTalk.About, talk_subject),
    ),
    kind(
        "meeting", _("Meeting"), "SafetyMeeting", "meeting_new", "HJ",
        late_hours=72, shown="safety/_meeting.html", for_lines=True,
        subjects=subjects(MeetingAbout, meeting_subject),
    ),
    kind(
        "safety_group", _("Safety group"), "SafetyGroup", "group_new", "AL",
        late_hours=168, shown="safety/_group.html",
    ),
    kind(
        "responsibility_letter", _("Responsibility letter"), "ResponsibilityLetter", "letter_new",
        "ZRS", late_hours=168, shown="safety/_letter.html", signed=when_signed,
    ),
    kind(
        "letters_signed", _("Responsibility letters signed by all"), "LettersSigned", "letter_new",
        "ZRQ", late_hours=168, shown="safety/_letters_signed.html",
        subjects=subjects(LetterSort, letter_subject),
    ),
    kind(
        "parent_pledge", _("Pledges of the parents"), "ParentPledge", "pledge_new", "CNS",
        late_hours=168, shown="safety/_pledge.html", subjects=subjects(PledgeSort, pledge_subject),
    ),
    kind(
        "emergency_plan", _("Emergency plan"), "PlanEdition", "emergency_plan_of_task", "YA",
        late_hours=168, shown="safety/_edition.html",
        subjects=(
            ("plan:safety", _("fire, theft, violence and other accidents")),
            ("plan:food", _("food poisoning")),
            ("plan:epidemic", _("epidemic")),
        ),
    ),
    kind(
        "outside_contact", _("Contact with the police and others"), "OutsideContact",
        "contact_new", "DWL", late_hours=72, shown="safety/_contact.html",
    ),
    kind(
        "accountability", _("Accountability"), "Accountability", "accountability_new", "ZZJ",
        late_hours=168, shown="safety/_accountability.html", reading=ORGANISE,
    ),
]  # fmt: skip
MENU: list[Any] = [
    MenuEntry("safety", _("Safety talks"), "safety:talk_list", "megaphone", TEACH, 40),
    MenuEntry("safety", _("Safety education"), "safety:education_list", "mortarboard", TEACH, 41),
    MenuEntry("safety", _("Injuries"), "safety:injury_list", "bandaid", SEE, 42),
    MenuEntry("safety", _("Pledges of the parents"), "safety:pledge_list", "card-checklist", TEACH, 43),
    MenuEntry(
        "safety", _("Responsibility letters"), "safety:letter_list", "file-earmark-check",
        ORGANISE, 44,
    ),
    MenuEntry(
        "safety", _("Emergency plans"), "safety:emergency_plan_list", "signpost-split",
        "duties.view_task", 45,
    ),
    MenuEntry("safety", _("Meetings"), "safety:meeting_list", "people", ORGANISE, 46),
    MenuEntry(
        "safety", _("Police and neighbours"), "safety:contact_list", "telephone", ORGANISE, 47
    ),
    MenuEntry(
        "safety", _("Safety targets"), "safety:injury_figures", "bullseye",
        "duties.view_compliance", 48,
    ),
]  # fmt: skip
REGISTERS: list[Any] = ALL_REGISTERS
HOME: list[Any] = CARDS
RULES: list[Any] = ALL_RULES
HELP: list[Any] = [
    HelpTopic("injuries", _("Injuries of children"), ("safety:injury",)),
    HelpTopic(
        "safety_people", _("Safety education, letters and plans"),
        ("safety:education", "safety:talk", "safety:topic", "safety:meeting", "safety:group",
         "safety:letter", "safety:pledge", "safety:emergency_plan", "safety:contact",
         "safety:accountability"),
    ),
]  # fmt: skip
IMPORTS: list[Any] = []
SEARCH: list[Any] = ALL_SEARCH
STICKERS: list[Any] = []
CHECKS: list[Any] = []
COMPARISONS: list[Any] = ALL_COMPARISONS
CHAPTERS: list[Any] = ALL_CHAPTERS
NOTICES: list[Any] = [*registering.NOTICES, *preparing.NOTICES]
INBOX: list[Any] = waiting.INBOX
CHILD_DATA: list[Any] = ALL_CHILD_DATA
APPROVALS: list[Any] = []
# By number in the catalogue: what alone a duty of it is proved by.
ABOUT: dict[str, str] = {
    "D058": talk_subject(SafetyTalk.About.RIDE),
    "D042": talk_subject(SafetyTalk.About.LEAVING),
    **dict.fromkeys(("D082", "M084", "M118"), occasion_subject(Occasion.THEME)),
    "X219": occasion_subject(Occasion.FIRST),
    **dict.fromkeys(("M006", "X220", "X223", "X224", "X225"), occasion_subject(Occasion.HOLIDAY)),
    "M112": occasion_subject(Occasion.LECTURE),
    "X241": occasion_subject(Occasion.CAMPAIGN),
    "X207": meeting_subject(MeetingAbout.SAFETY),
    "M120": meeting_subject(MeetingAbout.ALL_STAFF),
    "D059": meeting_subject(MeetingAbout.KITCHEN),
    "D086": meeting_subject(MeetingAbout.LOGISTICS),
    "D098": meeting_subject(MeetingAbout.OPENING),
    "M022": meeting_subject(MeetingAbout.PARENTS),
    "M030": meeting_subject(MeetingAbout.GROUP),
    "M100": meeting_subject(MeetingAbout.DELEGATES),
    "D101": letter_subject(LetterSort.POST),
    "X067": letter_subject(LetterSort.MANAGEMENT),
    "X068": pledge_subject(PledgeSort.DROWNING),
    "X069": pledge_subject(PledgeSort.RIDING),
    "X214": "plan:safety",
    "X165": "plan:food",
}
