"""What the school adds to the whole: the ways to its own pages."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from logistics import first_use
from logistics.access import Role
from logistics.contributions import (
    Check,
    Contributions,
    HomeCard,
    MenuEntry,
    SearchSource,
    Sticker,
    Words,
)
from logistics.school import erasing, finding, invariants, readiness, retention, waiting
from logistics.school.chapters import CHAPTERS
from logistics.school.children_data import CHILD_DATA
from logistics.school.imports import IMPORTS


def entry(group: str, title: Words, url: str, icon: str, permission: str, order: int) -> MenuEntry:
    return MenuEntry(group, title, f"school:{url}", icon, permission, order)


def about_place(place: Any, person: Any) -> str:
    return place.get_absolute_url()


contributions = Contributions(
    trade="",
    title="",
    chapters=CHAPTERS,
    menu=[
        entry("school", _("People"), "person_list", "people", "school.view_person", 10),
        entry("school", _("Places"), "place_list", "building", "school.view_place", 20),
        entry("school", _("Zones"), "zone_list", "geo-alt", "school.view_place", 25),
        entry("school", _("Classes"), "class_list", "mortarboard", "school.view_class", 30),
        entry("school", _("Children"), "child_list", "person-hearts", "school.view_child", 40),
        entry("school", _("School calendar"), "term_list", "calendar3", "duties.view_calendar", 50),
        entry("settings", _("School settings"), "settings", "gear", "school.view_setting", 10),
        entry(
            "settings", _("Personal data"), "erasure_list", "shield-lock", "school.protect_data", 40
        ),
        entry("settings", _("Reading log"), "reading_list", "eye", "school.view_reading", 41),
        entry("settings", _("Rules"), "rule_list", "sliders", "school.view_setting", 20),
    ],
    search=[
        SearchSource("people", _("People"), finding.people, "school.view_person", 10),
        SearchSource("children", _("Children"), finding.children, "school.view_child", 20),
        SearchSource("places", _("Places and classes"), finding.places, order=30),
        SearchSource("pages", _("Pages of the menu"), finding.pages, order=60),
    ],
    stickers=[
        Sticker(_("About this place"), "info-circle", about_place, "school.view_place", 90),
    ],
    steps=readiness.STEPS,
    home=[
        HomeCard(
            frozenset({Role.DIRECTOR, Role.ADMIN}),
            "components/first_use_card.html",
            first_use.card,
            40,
        )
    ],
    imports=IMPORTS,
    rules=retention.RULES,
    child_data=CHILD_DATA,
    after_restore=erasing.after_restore,
    inbox=[waiting.REQUESTS, waiting.ORDERS],
    checks=[
        Check("logins", _("People and logins"), invariants.logins_apart),
        Check("posts", _("Posts"), invariants.posts_apart),
        Check("enrolments", _("Enrolments"), invariants.enrolments_apart),
        Check("school_days", _("Days of the term"), invariants.days_apart),
    ],
)
