"""What the school adds to the whole: the ways to its own pages."""

from django.utils.translation import gettext_lazy as _

from logistics.contributions import Contributions, MenuEntry, Words


def entry(group: str, title: Words, url: str, icon: str, permission: str, order: int) -> MenuEntry:
    return MenuEntry(group, title, f"school:{url}", icon, permission, order)


contributions = Contributions(
    trade="",
    title="",
    menu=[
        entry("school", _("People"), "person_list", "people", "school.view_person", 10),
        entry("school", _("Places"), "place_list", "building", "school.view_place", 20),
        entry("school", _("Zones"), "zone_list", "geo-alt", "school.view_place", 25),
        entry("school", _("Classes"), "class_list", "mortarboard", "school.view_class", 30),
        entry("school", _("Children"), "child_list", "person-hearts", "school.view_child", 40),
        entry("school", _("School calendar"), "term_list", "calendar3", "duties.view_calendar", 50),
        entry("settings", _("School settings"), "settings", "gear", "school.view_setting", 10),
        entry("settings", _("Rules"), "rule_list", "sliders", "school.view_setting", 20),
    ],
)
