"""Places from a sheet: known by campus and name. Rooms may lie in buildings of the same sheet."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from logistics.imports.checking import Row, Scene
from logistics.imports.columns import Choice, Number, Reference, Text, YesNo
from logistics.imports.declaring import Import
from logistics.school import changes
from logistics.school.imports.shared import (
    apart,
    campus_column,
    class_column,
    colleagues,
    names_of_person,
    only_campus,
)
from logistics.school.models import Place


def places(scene: Scene) -> Iterable[Place]:
    return places_by_key(scene).values()


def places_by_key(scene: Scene) -> dict[int, Place]:
    """Those in reach, each tied to the place it lies in, so that no row has to ask for it."""

    def ask() -> dict[int, Place]:
        reached = Place.objects.visible_to(scene.by, scene.permission).select_related("campus")
        found = {place.pk: place for place in reached}
        for place in found.values():
            if place.within_id in found:
                place.within = found[place.within_id]
        return found

    return scene.kept("places", ask)


class PlaceImport(Import):
    code = "places"
    title = gettext_lazy("Places")
    purpose = gettext_lazy(
        "Buildings, rooms, yards and zones, each with the one who answers for it."
    )
    model = Place
    permission = "school.arrange"
    page = "school:place_list"
    key = ("campus", "name")
    columns = (
        Text(
            "name", pgettext_lazy("of a place", "Name"), required=True, most=60,
            example=gettext_lazy("Junior class 1, playroom"), also=("场所", "场所名称", "房间"),
        ),
        campus_column(required=True),
        Choice(
            "kind", gettext_lazy("Kind"), required=True, choices=tuple(Place.Kind.choices),
            example=Place.Kind.ACTIVITY_ROOM.label, also=("类别", "场所类型"),
        ),
        Reference(
            "within", gettext_lazy("Part of"), rows=places, within="campus", of_this_file=True,
            example=gettext_lazy("Main building"), also=("所属", "所在楼", "上级场所"),
            help=gettext_lazy("The building or yard it lies in; it may be a row of this sheet"),
        ),
        class_column(help=gettext_lazy("The class that uses it as its own")),
        Reference(
            "custodian", gettext_lazy("Custodian"), rows=colleagues, calls=names_of_person,
            apart=apart, example="王芳", also=("负责人", "责任人", "管理人"),
            help=gettext_lazy("Name or staff number"), offers=False,
        ),
        YesNo("needs_consent", gettext_lazy("Only with the custodian's consent"), example="否"),
        Number(
            "area_m2", gettext_lazy("Area (m²)"), decimals=3, digits=14, example="60",
            also=("面积", "面积m2", "建筑面积"),
        ),
        YesNo("is_active", gettext_lazy("In use"), example="是", also=("是否启用",)),
    )  # fmt: skip

    def complete(self, row: Row) -> None:
        if (campus := only_campus(row)) and not row.is_doubtful("campus"):
            row.values.setdefault("campus", campus)

    def prepare(self, row: Row) -> None:
        if around := places_by_key(row.scene).get(row.thing.within_id):
            row.thing.within = around

    def check(self, rows: Sequence[Row]) -> None:
        """The table's own rule sees one row; in a file, several may lie in a circle."""
        moved = {row.thing.pk: row.thing for row in rows if not row.is_new}
        for row in rows:
            if (row.is_new or "within" in row.changes) and lies_in_itself(row.thing, moved):
                row.refuse("within", _("A place cannot be a part of itself."))

    def after(self, scene: Scene) -> None:
        changes.school_changed(scene.on)


def lies_in_itself(place: Place, moved: dict[int, Place]) -> bool:
    """Whether going up from a place, as the file would have it, never comes to an end."""
    seen = set()
    step: Place | None = place
    while step is not None and id(step) not in seen:
        seen.add(id(step))
        step = step.within
        step = moved.get(step.pk, step) if step is not None and step.pk else step
    return step is not None
