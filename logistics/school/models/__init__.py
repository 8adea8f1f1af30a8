from logistics.school.models.calendar import ClassClosure, Holiday, SchoolDay, Term
from logistics.school.models.campuses import Campus, Place, School, ZoneAssignment
from logistics.school.models.classes import Allergy, Child, Diet, Enrolment, Guardian, SchoolClass
from logistics.school.models.consents import Consent
from logistics.school.models.erasures import DataErasure, DataRequest, ErasureOrder, Hold
from logistics.school.models.people import Person, Post, WorkLine
from logistics.school.models.readings import Reading, ReadingChild
from logistics.school.models.rules import Rule

__all__ = [
    "Allergy",
    "Campus",
    "Child",
    "ClassClosure",
    "Consent",
    "DataErasure",
    "DataRequest",
    "Diet",
    "Enrolment",
    "ErasureOrder",
    "Guardian",
    "Hold",
    "Holiday",
    "Person",
    "Place",
    "Post",
    "Reading",
    "ReadingChild",
    "Rule",
    "School",
    "SchoolClass",
    "SchoolDay",
    "Term",
    "WorkLine",
    "ZoneAssignment",
]
