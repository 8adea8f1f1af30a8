"""Requests in the administration pages: to look at, never to change."""

from django.contrib import admin

from logistics.admin import ReadOnlyAdmin
from logistics.approvals.models import Approval, Decision


@admin.register(Approval)
class ApprovalAdmin(ReadOnlyAdmin):
    campus_column = "campus_id"
    list_display = ("number", "kind", "title", "campus", "asked_by", "asked_at", "state")
    list_select_related = ("campus", "asked_by")
    list_filter = ("kind", "state")
    search_fields = ("number", "title")


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    campus_column = "approval__campus_id"
    list_display = ("approval", "act", "opinion", "to", "by", "at")
    list_select_related = ("approval", "to", "by")
    list_filter = ("act",)
