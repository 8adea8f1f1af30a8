"""The administration pages: a back door for those who keep the system, with the same rules.

Who may open what is asked of the table of roles, and rows of other campuses are not there.
"""

from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest

admin.site.site_header = admin.site.site_title = "Houqin"


class HouseAdmin(admin.ModelAdmin):
    """For holders of one of `permissions`. `campus_column` limits rows to their campuses.

    Nothing is deleted here: what is over gets an end or is marked as in use no more.
    """

    permissions: tuple[str, ...] = ("school.admin",)
    campus_column: str | None = None

    def person(self, request: HttpRequest) -> Any:
        return request.user

    def may(self, request: HttpRequest) -> bool:
        return any(request.user.has_perm(permission) for permission in self.permissions)

    def held(self, request: HttpRequest) -> str:
        """The permission this person opens these pages by."""
        held = (name for name in self.permissions if request.user.has_perm(name))
        return next(held, self.permissions[0])

    def reach(self, request: HttpRequest) -> Any:
        return self.person(request).reach(self.held(request))

    def may_set(self, request: HttpRequest) -> bool:
        """What belongs to no campus is set by those whose post is for the whole school."""
        if not self.may(request):
            return False
        return bool(self.campus_column) or self.person(request).reaches_all(self.held(request))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.may(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may_set(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_set(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        if self.campus_column:
            return rows.filter(self.reach(request).within(campus=self.campus_column))
        seen = getattr(rows, "visible_to", None)
        return seen(request.user, self.held(request)) if seen else rows

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **given: Any
    ) -> ModelChoiceField | None:
        """Offer only what is in reach; "every campus" only to those who reach every campus."""
        rows = db_field.remote_field.model._default_manager.all()
        if hasattr(rows, "visible_to"):
            given["queryset"] = rows.visible_to(request.user, self.held(request))
        field = super().formfield_for_foreignkey(db_field, request, **given)
        if field and db_field.attname == self.campus_column and not self.reach(request).everywhere:
            field.required = True
        return field


class ArrangedAdmin(HouseAdmin):
    """For the director too: terms, days, duties, plans, rotas."""

    permissions = ("school.admin", "school.admin_calendar")


class ReadOnlyAdmin(HouseAdmin):
    """What is only ever added, by the work itself: to look at."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
