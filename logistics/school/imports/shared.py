"""The columns that several sheets of the school have: campus and class, both only within reach."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from logistics.imports.checking import Row, Scene
from logistics.imports.columns import Number, Reference, Wrong
from logistics.school.models import Campus, Person, SchoolClass, Term
from logistics.school.weeks import school_year


def campuses(scene: Scene) -> list[Campus]:
    """Those the person may import for."""

    def ask() -> list[Campus]:
        reached = Campus.objects.filter(is_active=True).visible_to(scene.by, scene.permission)
        return list(reached)

    return scene.kept("campuses", ask)


def only_campus(row: Row) -> Campus | None:
    """Nobody who has one campus need name it."""
    reached = campuses(row.scene)
    return reached[0] if len(reached) == 1 else None


def term_of(scene: Scene) -> Term | None:
    return scene.kept("term", lambda: Term.objects.on(scene.on))


def year_of(scene: Scene) -> int:
    term = term_of(scene)
    return term.school_year if term else school_year(scene.on)


def classes(scene: Scene) -> Iterable[SchoolClass]:
    """The classes of this school year within reach."""
    reached = SchoolClass.objects.visible_to(scene.by, scene.permission)
    return reached.in_year(year_of(scene)).select_related("campus")


def colleagues(scene: Scene) -> Iterable[Person]:
    reached = Person.objects.visible_to(scene.by, scene.permission).employed(scene.on)
    return reached.defer("identity_number")


def names_of_class(school_class: SchoolClass) -> list[str]:
    return [school_class.name, f"{school_class.campus}{school_class.name}"]


def names_of_person(person: Person) -> list[str]:
    return [person.name, person.number or ""]


def apart(person: Person) -> str:
    """What tells two people of the same name apart, without showing a whole phone number."""
    end = f"…{person.phone[-4:]}" if person.phone else ""
    return " · ".join(part for part in (person.name, person.number, person.department, end) if part)


def campus_column(**given: Any) -> Reference:
    usual: dict[str, Any] = {
        "also": ("园区", "所在校区", "分园"),
        "help": _("Empty: your only campus"),
    }
    return Reference("campus", _("Campus"), rows=campuses, **usual | given)


def class_column(**given: Any) -> Reference:
    return Reference(
        "school_class",
        _("Class"),
        rows=classes,
        calls=names_of_class,
        apart=lambda school_class: f"{school_class.campus} {school_class}",
        within="campus",
        also=("班别", "所在班级", "班级名称"),
        example="小一班",
        **given,
    )


class SchoolYear(Number):
    """2026, 2026—2027 and 2026学年 are one year."""

    def read(self, said: str, row: Row) -> int:
        year = super().read(said[:4], row)
        if not 1990 < year < 2100:
            raise Wrong(str(_("no school year")), str(_("Write the year in which it begins: 2026")))
        return int(year)
