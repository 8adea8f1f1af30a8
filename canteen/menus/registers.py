"""食谱送审公布登记 and 公示登记: every week handed in, everything put up."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from canteen.models import MenuSheet, Publication, SpecialDietLine, SpecialDietReview
from logistics.records.registers import (
    BY,
    CAMPUS,
    ENTERED,
    HAPPENED,
    NUMBER,
    REVIEWER,
    STATE,
    EntryRegister,
)
from logistics.registers import Column


class MenuRegister(EntryRegister):
    """Every menu with who wrote it, when it was handed in and when it was published."""

    code = "menus"
    trade = "canteen"
    title = _("Register of menus")
    kind = "menu"
    model = MenuSheet
    related = ("menu",)
    filters = ("period", "campus", "person", "state", "q", "order")
    orientation = "landscape"
    columns = (
        NUMBER,
        STATE,
        Column("week_on", _("Week from"), width=11, kept=True),
        Column("whom", _("For"), "menu.whom", width=12),
        Column("dishes_count", _("Dishes"), width=8, number=True),
        Column("menu_state", pgettext_lazy("of meals", "State of the menu"),
               "menu.get_state_display", width=12),
        Column("published_at", _("Published at"), "menu.published_at", width=17),
        Column("foods", _("Dishes of the week"), lambda sheet: dishes_in(sheet), width=44,
               hidden=True),
        CAMPUS,
        BY,
        REVIEWER,
        HAPPENED,
        ENTERED,
    )  # fmt: skip
    signatures = (_("Written by"), _("Kitchen"), _("Reviewed by"))
    legend = _(
        "A menu is handed in for review before its week and published before its Monday. What it "
        "said when it was handed in stays readable in the record."
    )


def dishes_in(sheet: MenuSheet) -> str:
    """Every dish of the week once, in the order in which it comes."""
    names = [
        dish["name"]
        for day in sheet.said.get("days", ())
        for meal in day["meals"]
        for dish in meal["dishes"]
    ]
    return " ".join(dict.fromkeys(names))


class PublicationRegister(EntryRegister):
    """What was put up for everybody, where, until when."""

    code = "publications"
    trade = "canteen"
    title = _("Register of publications")
    kind = "publication"
    model = Publication
    searched: ClassVar[Any] = ("title",)
    filters = ("period", "campus", "person", "state", "q", "order")
    columns = (
        NUMBER,
        STATE,
        Column("about", pgettext_lazy("publication", "About"), "get_about_display", width=18),
        Column("title", _("Title"), width=30, kept=True),
        Column("where_seen", pgettext_lazy("publication", "Where"), "where_words", width=20),
        Column("until_on", pgettext_lazy("publication", "Until"), width=11),
        CAMPUS,
        BY,
        HAPPENED,
        ENTERED,
    )
    legend = _("What the school must show to everybody: what, where, since when, until when.")


class SpecialDietRegister(EntryRegister):
    """特殊幼儿膳食月评登记: how each group got on, month by month. Nobody is named."""

    code = "special-diet-reviews"
    trade = "canteen"
    title = _("Register of reviews of the special menus")
    kind = "special_diet_review"
    model = SpecialDietReview
    searched = ("kitchen", "next_month")
    columns = (
        NUMBER,
        STATE,
        HAPPENED,
        Column("month", _("Month"), lambda row: f"{row.month:%Y-%m}", width=9),
        Column("groups", _("Groups, children, result"), width=40),
        Column("kitchen", _("What was seen in the kitchen and the classes"), width=30),
        Column("next_month", _("What is done otherwise next month"), width=30),
        BY,
        CAMPUS,
        ENTERED,
    )
    signatures = (_("Health doctor"), _("Kitchen"), _("Person in charge"))
    orientation = "landscape"

    def records(self, keys: Iterable[int]) -> list[Any]:
        rows: list[Any] = super().records(keys)
        lines = SpecialDietLine.objects.filter(sheet__in=[row.pk for row in rows])
        found: dict[int, list[str]] = {}
        for line in lines.order_by("position", "pk"):
            said = f"{line.get_menu_display()} {line.children} {line.get_result_display()}"
            found.setdefault(line.sheet_id, []).append(said)
        for row in rows:
            row.groups = "、".join(found.get(row.pk, []))
        return rows


REGISTERS: list[Any] = [MenuRegister, PublicationRegister, SpecialDietRegister]
