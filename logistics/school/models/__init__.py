from logistics.school.models.calendar import ClassClosure, Holiday, SchoolDay, Term
from logistics.school.models.campuses import Campus, Place, School, ZoneAssignment
from logistics.school.models.classes import Allergy, Child, Diet, Enrolment, Guardian, SchoolClass
from logistics.school.models.people import Person, Post, WorkLine
from logistics.school.models.reveals import Reveal
from logistics.school.models.rules import Rule

__all__ = [
    "Allergy",
    "Campus",
    "Child",
    "ClassClosure",
    "Diet",
    "Enrolment",
    "Guardian",
    "Holiday",
    "Person",
    "Place",
    "Post",
    "Reveal",
    "Rule",
    "School",
    "SchoolClass",
    "SchoolDay",
    "Term",
    "WorkLine",
    "ZoneAssignment",
]
