"""What the school itself keeps about a child: the sheets of its file, and how long each stays."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.contributions import ChildData
from logistics.school import erasing, retention
from logistics.school.models import Reading

CHILD_DATA = [
    ChildData(
        retention.CHILD,
        pgettext_lazy("sheet of a child's file", "Child"),
        ("school.Child", "school.HistoricalChild"),
        lambda child: [child],
        keep=retention.KEEP_CHILD,
        erase=erasing.make_nameless,
    ),
    ChildData(
        "guardians",
        _("Guardians and their numbers"),
        ("school.Guardian", "school.HistoricalGuardian"),
        lambda child: child.guardians.all(),
        keep=retention.KEEP_CONTACTS,
        erase=erasing.delete_guardians,
        lawful=False,
    ),
    ChildData(
        "enrolments",
        _("Classes"),
        ("school.Enrolment", "school.HistoricalEnrolment"),
        lambda child: child.enrolments.select_related("child", "term", "school_class"),
    ),
    ChildData(
        "health",
        _("Allergies and diets"),
        ("school.Allergy", "school.HistoricalAllergy", "school.Diet", "school.HistoricalDiet"),
        lambda child: [*child.allergies.all(), *child.diets.all()],
        keep=retention.KEEP_HEALTH,
        erase=erasing.delete_health,
    ),
    ChildData(
        "consents",
        _("Consents"),
        ("school.Consent",),
        lambda child: child.consents.select_related("child", "recorded_by"),
        keep=retention.KEEP_CONSENTS,
        erase=erasing.empty_consents,
    ),
    ChildData(
        "readings",
        _("Who has read this"),
        ("school.Reading", "school.ReadingChild"),
        lambda child: readings(child),
    ),
    ChildData(
        "requests",
        _("Requests, holds and deletions"),
        ("school.DataRequest", "school.Hold", "school.ErasureOrder", "school.DataErasure"),
        lambda child: [
            *child.requests.select_related("child", "recorded_by", "answered_by"),
            *child.holds.select_related("child", "by", "lifted_by"),
            *child.erasures.select_related("child", "by", "second"),
        ],
    ),
]


def readings(child: Any) -> Any:
    return Reading.objects.about_child(child).select_related("by", "person", "child")
