"""Contradictions in the administration pages: to look at, never to change."""

from django.contrib import admin

from logistics.admin import ReadOnlyAdmin
from logistics.contradictions.models import Contradiction


@admin.register(Contradiction)
class ContradictionAdmin(ReadOnlyAdmin):
    campus_column = "campus_id"
    list_display = ("__str__", "comparison", "campus", "on", "state")
    list_select_related = ("campus",)
    list_filter = ("comparison",)
