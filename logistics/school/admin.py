"""The school in the administration pages."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from logistics.admin import ArrangedAdmin, HouseAdmin, ReadOnlyAdmin
from logistics.school import calendar, changes, reading
from logistics.school.models import (
    Campus,
    Child,
    ClassClosure,
    Enrolment,
    Person,
    Place,
    Post,
    Reading,
    Rule,
    School,
    SchoolClass,
    SchoolDay,
    Term,
    WorkLine,
    ZoneAssignment,
)


@admin.register(Term)
class TermAdmin(ArrangedAdmin):
    list_display = ("__str__", "starts_on", "first_teaching_day", "last_teaching_day", "ends_on")

    def save_model(self, request: HttpRequest, obj: Term, form: ModelForm, change: bool) -> None:  # noqa: FBT001  Django's signature
        super().save_model(request, obj, form, change)
        calendar.lay_out(obj)
        changes.calendar_changed(obj)


@admin.register(SchoolDay)
class SchoolDayAdmin(ArrangedAdmin):
    campus_column = "campus_id"
    list_display = ("date", "campus", "kind", "name", "is_edited")
    list_filter = ("kind", "is_edited")
    list_select_related = ("campus",)
    date_hierarchy = "date"

    def save_model(
        self,
        request: HttpRequest,
        obj: SchoolDay,
        form: ModelForm,
        change: bool,  # noqa: FBT001  Django's signature
    ) -> None:
        obj.is_edited = True
        super().save_model(request, obj, form, change)
        changes.days_changed(obj.date, obj.date)


@admin.register(ClassClosure)
class ClassClosureAdmin(ArrangedAdmin):
    campus_column = "school_class__campus_id"
    list_display = ("school_class", "starts_on", "ends_on", "reason")
    list_select_related = ("school_class",)

    def save_model(
        self,
        request: HttpRequest,
        obj: ClassClosure,
        form: ModelForm,
        change: bool,  # noqa: FBT001  Django's signature
    ) -> None:
        super().save_model(request, obj, form, change)
        changes.days_changed(obj.starts_on, obj.ends_on)


class StructureAdmin(HouseAdmin):
    """Campuses, classes and places: what is owed changes with them."""

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:  # noqa: FBT001  Django's signature
        super().save_model(request, obj, form, change)
        changes.school_changed(timezone.localdate())


@admin.register(Campus)
class CampusAdmin(StructureAdmin):
    campus_column = "id"
    list_display = ("name", "address", "is_active", "position")


@admin.register(SchoolClass)
class SchoolClassAdmin(StructureAdmin):
    campus_column = "campus_id"
    list_display = ("name", "campus", "school_year", "grade", "position")
    list_select_related = ("campus",)


@admin.register(Place)
class PlaceAdmin(StructureAdmin):
    campus_column = "campus_id"
    list_display = ("name", "campus", "kind", "custodian", "is_active")
    list_select_related = ("campus", "custodian")
    search_fields = ("name", "code")


@admin.register(ZoneAssignment)
class ZoneAssignmentAdmin(HouseAdmin):
    campus_column = "place__campus_id"
    list_display = ("term", "place", "person", "school_class")
    list_select_related = ("term", "place", "person", "school_class")


@admin.register(Person)
class PersonAdmin(HouseAdmin):
    """Posts, passwords and masked numbers have their own pages, which remember who asked."""

    exclude = ("password", "last_login", "identity_number", "phone")
    list_display = ("name", "number", "username", "employment", "is_active")
    search_fields = ("name", "initials", "number", "username")


@admin.register(Post)
class PostAdmin(HouseAdmin):
    campus_column = "campus_id"
    list_display = ("person", "role", "campus", "school_class", "starts_on", "ends_on")
    list_select_related = ("person", "campus", "school_class")
    search_fields = ("person__name", "person__initials")


@admin.register(WorkLine)
class WorkLineAdmin(HouseAdmin):
    campus_column = "campus_id"
    list_display = ("title", "campus", "person", "school_year")
    list_select_related = ("campus", "person")


@admin.register(Child)
class ChildAdmin(HouseAdmin):
    """What is encrypted is changed on the child's own page."""

    exclude = ("identity_number", "note")
    list_display = ("number", "name", "sex", "birth_on", "joined_on", "left_on")
    search_fields = ("name", "initials", "number")

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **given: Any) -> Any:
        child = self.get_object(request, unquote(object_id))
        if child and request.method == "GET":
            reading.note_child(request, child, Reading.Act.OPENED)
        return super().change_view(request, object_id, *args, **given)


@admin.register(Enrolment)
class EnrolmentAdmin(HouseAdmin):
    campus_column = "school_class__campus_id"
    list_display = ("child", "term", "school_class")
    list_select_related = ("child", "term", "school_class")
    autocomplete_fields = ("child",)


@admin.register(School)
class SchoolAdmin(HouseAdmin):
    list_display = ("name", "kind")


@admin.register(Rule)
class RuleAdmin(HouseAdmin):
    list_display = ("code", "value", "unit", "source", "valid_from")
    search_fields = ("code",)


@admin.register(Reading)
class ReadingAdmin(ReadOnlyAdmin):
    list_display = ("at", "by", "act", "person", "child", "title")
    list_select_related = ("by", "person", "child")
