"""Duties, plans and rotas in the administration pages; tasks and proofs to look at."""

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from logistics.admin import ArrangedAdmin, ReadOnlyAdmin
from logistics.duties import making
from logistics.duties.models import Duty, FollowUp, Plan, PlanLine, Proof, RotaTurn, Task
from logistics.school.models import Person


@admin.register(Duty)
class DutyAdmin(ArrangedAdmin):
    campus_column = "campus_id"
    list_display = ("code", "title", "role", "scope", "rhythm", "campus", "is_active")
    list_filter = ("trade", "rhythm", "is_active")
    list_select_related = ("campus",)
    search_fields = ("code", "title", "title_en")

    def save_model(self, request: HttpRequest, obj: Duty, form: ModelForm, change: bool) -> None:  # noqa: FBT001  Django's signature
        super().save_model(request, obj, form, change)
        making.remake(obj, now=timezone.now())


@admin.register(RotaTurn)
class RotaTurnAdmin(ArrangedAdmin):
    campus_column = "duty__campus_id"
    list_display = ("duty", "person", "starts_on", "ends_on")
    list_select_related = ("duty", "person")

    def save_model(
        self,
        request: HttpRequest,
        obj: RotaTurn,
        form: ModelForm,
        change: bool,  # noqa: FBT001  Django's signature
    ) -> None:
        super().save_model(request, obj, form, change)
        making.remake(obj.duty, now=timezone.now())


@admin.register(Plan)
class PlanAdmin(ArrangedAdmin):
    """The plans of the people in reach."""

    list_display = ("title", "kind", "owner", "term", "year", "closed_at")
    list_select_related = ("owner", "term")
    search_fields = ("title",)

    def may_set(self, request: HttpRequest) -> bool:
        return self.may(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        people = Person.objects.visible_to(request.user, self.held(request))
        return super().get_queryset(request).filter(owner__in=people.values("pk"))


@admin.register(PlanLine)
class PlanLineAdmin(ArrangedAdmin):
    campus_column = "campus_id"
    list_display = ("text", "plan", "term", "month", "due_on", "person")
    list_select_related = ("plan", "term", "person")
    search_fields = ("text",)

    def save_model(
        self,
        request: HttpRequest,
        obj: PlanLine,
        form: ModelForm,
        change: bool,  # noqa: FBT001  Django's signature
    ) -> None:
        super().save_model(request, obj, form, change)
        making.make_line_task(obj)


@admin.register(Task)
class TaskAdmin(ReadOnlyAdmin):
    campus_column = "campus_id"
    list_display = ("__str__", "campus", "school_class", "place", "due_at", "proved_at")
    list_select_related = ("duty", "line", "campus", "school_class", "place")
    list_filter = ("trade", "role")
    date_hierarchy = "due_at"


@admin.register(Proof)
class ProofAdmin(ReadOnlyAdmin):
    campus_column = "entry__campus_id"
    list_display = ("task", "entry")
    list_select_related = ("task__duty", "task__line", "entry")


@admin.register(FollowUp)
class FollowUpAdmin(ReadOnlyAdmin):
    campus_column = "task__campus_id"
    list_display = ("task", "by", "at", "found")
    list_select_related = ("task__duty", "task__line", "by")
