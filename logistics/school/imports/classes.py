"""Classes from a sheet: known by campus, school year and name."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.imports.checking import Row, Scene
from logistics.imports.columns import Choice, Number, Text
from logistics.imports.declaring import Import
from logistics.school import changes
from logistics.school.imports.shared import SchoolYear, campus_column, only_campus, year_of
from logistics.school.models import SchoolClass


class ClassImport(Import):
    code = "classes"
    title = _("Classes")
    purpose = _("The classes of a school year, of one campus or of several.")
    model = SchoolClass
    permission = "school.arrange"
    page = "school:class_list"
    key = ("campus", "school_year", "name")
    columns = (
        Text(
            "name", pgettext_lazy("of a class", "Name"), required=True, most=30, example="小一班",
            also=("班级", "班级名称"),
        ),
        campus_column(required=True),
        SchoolYear(
            "school_year", _("School year"), digits=4, example="2026",
            also=("年度",), help=_("The year in which it begins; empty: the current one"),
        ),
        Choice(
            "grade", _("Grade"), required=True, choices=tuple(SchoolClass.Grade.choices),
            example=SchoolClass.Grade.JUNIOR.label, also=("年段", "级别"),
        ),
        Number(
            "position", _("Position"), digits=4, most=9999, example="1", also=("序号", "顺序"),
            help=_("Lists follow this number"),
        ),
    )  # fmt: skip

    def complete(self, row: Row) -> None:
        if (campus := only_campus(row)) and not row.is_doubtful("campus"):
            row.values.setdefault("campus", campus)
        if not row.is_doubtful("school_year"):
            row.values.setdefault("school_year", year_of(row.scene))

    def after(self, scene: Scene) -> None:
        changes.school_changed(scene.on)
