"""Records in the administration pages: to look at, never to change."""

from django.contrib import admin

from logistics.admin import HouseAdmin, ReadOnlyAdmin
from logistics.records.models import Entry, Photo, RegisterSetting, Version


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    campus_column = "campus_id"
    list_display = ("number", "kind", "campus", "happened_at", "entered_at", "entered_by", "status")
    list_select_related = ("campus", "entered_by")
    list_filter = ("kind", "status", "is_late")
    search_fields = ("number", "title")
    date_hierarchy = "happened_at"


@admin.register(Version)
class VersionAdmin(ReadOnlyAdmin):
    """Without its content: that is read on the page of the record."""

    campus_column = "entry__campus_id"
    exclude = ("said",)
    list_display = ("entry", "number", "act", "by", "at", "digest")
    list_select_related = ("entry", "by")


@admin.register(Photo)
class PhotoAdmin(ReadOnlyAdmin):
    """Without the files: they leave through views that check."""

    campus_column = "entry__campus_id"
    exclude = ("file", "thumbnail")
    list_display = ("entry", "sha256", "taken_at", "uploaded_at", "uploaded_by")
    list_select_related = ("entry", "uploaded_by")


@admin.register(RegisterSetting)
class RegisterSettingAdmin(HouseAdmin):
    list_display = ("register", "title")
