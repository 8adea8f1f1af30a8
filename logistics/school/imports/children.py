"""Children from a sheet, with their class, the people called for them and what they must not get."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from logistics.imports.checking import Change, Row
from logistics.imports.columns import (
    NOTHING,
    Choice,
    Choices,
    Code,
    Column,
    Day,
    Identity,
    Name,
    Phone,
    Text,
)
from logistics.imports.declaring import Import, Part
from logistics.imports.writing import create, save
from logistics.school.forms.children import OLDEST
from logistics.school.imports.shared import campus_column, class_column, only_campus, term_of
from logistics.school.masks import masked_identity
from logistics.school.models import Allergy, Child, Diet, Enrolment, Guardian
from logistics.templatetags.house import masked_phone


class EnrolmentPart(Part):
    """The class a row names is the child's class of this term."""

    enrolled: dict[int, Enrolment]

    def load(self, rows: Sequence[Row]) -> None:
        children = [row.thing.pk for row in rows if not row.is_new]
        there = Enrolment.objects.filter(term=term_of(self.scene), child__in=children)
        self.enrolled = {e.child_id: e for e in there.select_related("school_class")}

    def look(self, row: Row) -> None:
        school_class, term = row.values.get("school_class"), term_of(self.scene)
        if school_class is None:
            return
        if term is None:
            row.refuse("school_class", _("there is no term yet"), _("Add the term first"))
            return
        enrolment = self.enrolled.get(row.thing.pk)
        if enrolment is None:
            row.related["enrolment"] = Enrolment(
                child=row.thing, term=term, school_class=school_class
            )
            self.note(row, NOTHING)
        elif enrolment.school_class_id != school_class.pk:
            self.note(row, str(enrolment.school_class))
            enrolment.school_class = school_class
            row.related["enrolment"] = enrolment

    def note(self, row: Row, old: str) -> None:
        new = str(row.values["school_class"])
        row.changes["school_class"] = Change(row.heading("school_class"), old, new)

    def write(self, rows: Sequence[Row]) -> None:
        enrolments = [row.related["enrolment"] for row in rows if "enrolment" in row.related]
        save(enrolments, ["school_class"], self.scene)


class GuardianPart(Part):
    """Guardians are known by their names: one of a new name is added, none is taken away."""

    known: dict[int, dict[str, Guardian]]

    def load(self, rows: Sequence[Row]) -> None:
        children = [row.thing.pk for row in rows if not row.is_new]
        self.known = {}
        for guardian in Guardian.objects.filter(child__in=children):
            self.known.setdefault(guardian.child_id, {})[guardian.name] = guardian

    def look(self, row: Row) -> None:
        for prefix in ("guardian", "second"):
            said = {
                field: row.values.get(f"{prefix}_{field}")
                for field in ("name", "relation", "phone")
            }
            if said["name"]:
                self.look_at(row, prefix, said)
            elif any(said.values()):
                cure = _("Fill in who it is")
                row.refuse(f"{prefix}_name", _("is empty"), cure)

    def look_at(self, row: Row, prefix: str, said: dict[str, Any]) -> None:
        there = self.known.get(row.thing.pk, {}) if not row.is_new else {}
        guardian = there.get(said["name"])
        if guardian is None:
            relation = said["relation"] or _("guardian")
            first = prefix == "guardian" and not there
            guardian = Guardian(child=row.thing, name=said["name"], is_first=first)
            said = said | {"relation": relation}
        if changed := self.changed(guardian, said):
            for field in changed:
                setattr(guardian, field, said[field])
            guardian.phone_end = guardian.phone[-4:]
            row.related.setdefault("guardians", []).append(guardian)
            self.note(row, prefix, guardian, changed)

    def changed(self, guardian: Guardian, said: dict[str, Any]) -> list[str]:
        fields = ("relation", "phone")
        return [f for f in fields if said[f] and said[f] != getattr(guardian, f)]

    def note(self, row: Row, prefix: str, guardian: Guardian, changed: list[str]) -> None:
        """Added under its name; known already, under what changed."""
        name = f"{prefix}_{'name' if guardian.pk is None else changed[0]}"
        said = _(", ").join(filter(None, [str(guardian), masked_phone(guardian.phone)]))
        row.changes[name] = Change(row.heading(name), NOTHING, said)

    def write(self, rows: Sequence[Row]) -> None:
        guardians = [g for row in rows for g in row.related.get("guardians", ())]
        save(guardians, ["relation", "phone", "phone_end"], self.scene)


class CodedPart(Part):
    """Coded rows of a child, one for each word of a cell. What is there already stays."""

    model: ClassVar[type[Model]]
    field: ClassVar[str]
    name: ClassVar[str]

    known: dict[int, set[str]]

    def load(self, rows: Sequence[Row]) -> None:
        children = [row.thing.pk for row in rows if not row.is_new and self.name in row.values]
        self.known = {}
        there = self.model._base_manager.filter(child__in=children)
        for child, code in there.values_list("child_id", self.field):
            self.known.setdefault(child, set()).add(code)

    def look(self, row: Row) -> None:
        known = self.known.get(row.thing.pk, set()) if not row.is_new else set()
        fresh = [code for code in row.values.get(self.name, ()) if code not in known]
        if fresh:
            things = [self.model(child=row.thing, **{self.field: code}) for code in fresh]
            row.related[self.name] = things
            words = _(", ").join(map(str, things))
            row.changes[self.name] = Change(row.heading(self.name), NOTHING, words)

    def write(self, rows: Sequence[Row]) -> None:
        create([thing for row in rows for thing in row.related.get(self.name, ())], self.scene)


class AllergyPart(CodedPart):
    model, field, name = Allergy, "allergen", "allergies"


class DietPart(CodedPart):
    model, field, name = Diet, "kind", "diets"


def guardian_columns() -> list[Column]:
    """Two people who are called."""
    return [
        Name(
            "guardian_name", gettext_lazy("Guardian's name"), own=False, example="王强",
            also=("家长姓名", "家长", "监护人", "监护人1姓名", "父亲姓名"),
        ),
        Text(
            "guardian_relation", gettext_lazy("Guardian's relation"), own=False, most=20,
            example="父亲", also=("关系", "与幼儿关系", "与儿童关系", "监护人1关系"),
        ),
        Phone(
            "guardian_phone", gettext_lazy("Guardian's phone"), own=False, masked=masked_phone,
            example="13800000000",
            also=("家长电话", "联系电话", "家长手机", "手机号", "监护人1电话", "父亲电话"),
        ),
        Name(
            "second_name", gettext_lazy("Second guardian's name"), own=False, example="李敏",
            also=("监护人2姓名", "母亲姓名"),
        ),
        Text("second_relation", gettext_lazy("Second guardian's relation"), own=False, most=20,
            example="母亲", also=("监护人2关系",),
        ),
        Phone(
            "second_phone", gettext_lazy("Second guardian's phone"), own=False, masked=masked_phone,
            example="13900000000", also=("监护人2电话", "母亲电话"),
        ),
    ]  # fmt: skip


class ChildImport(Import):
    code = "children"
    title = gettext_lazy("Children")
    purpose = gettext_lazy("A class list or the whole school, with the people who are called.")
    model = Child
    permission = "school.change_child"
    page = "school:child_list"
    key = ("number",)
    recognised_by = ("name", "birth_on")
    follow = {"name": ("pinyin", "initials")}
    parts = (EnrolmentPart, GuardianPart, AllergyPart, DietPart)
    notes = (
        gettext_lazy(
            "Without a number a child is known by name and date of birth, else you are asked."
        ),
        gettext_lazy("The class is that of this term. A child in another class moves."),
        gettext_lazy("Guardians, allergies and diets are added or put right; none is taken away."),
    )
    columns = (
        Code(
            "number", gettext_lazy("Number"), required=True, example="2026001",
            also=("学号", "学籍号", "儿童编号", "幼儿编号", "学生编号"),
        ),
        Name(
            "name", pgettext_lazy("of a person", "Name"), required=True, example="王小雨",
            also=("幼儿姓名", "儿童姓名", "学生姓名"),
        ),
        Choice(
            "sex", gettext_lazy("Sex"), required=True, choices=tuple(Child.Sex.choices),
            example=Child.Sex.GIRL.label,
            spelled=(("男孩", "boy"), ("女孩", "girl"), ("男性", "boy"), ("女性", "girl"),
                     ("m", "boy"), ("f", "girl")),
        ),
        Day(
            "birth_on", gettext_lazy("Date of birth"), required=True, example="2022-05-01",
            also=("生日", "出生年月日"),
        ),
        campus_column(own=False, example="本部"),
        class_column(own=False, required=True),
        Identity(
            "identity_number", gettext_lazy("Identity number"), masked=masked_identity,
            also=("身份证", "身份证号码", "证件号码"),
        ),
        Day("joined_on", gettext_lazy("Joined on"), example="2026-09-01", also=("入园日期", "入学日期")),
        Day("left_on", gettext_lazy("Left on"), also=("离园日期", "转出日期")),
        *guardian_columns(),
        Choices(
            "allergies", gettext_lazy("Allergies"), own=False, permission="school.view_allergy",
            choices=tuple(c for c in Allergy.Allergen.choices if c[0] != Allergy.Allergen.OTHER),
            also=("过敏原", "过敏史"),
        ),
        Choices(
            "diets", gettext_lazy("Diets"), own=False, permission="school.view_allergy",
            choices=tuple(Diet.Kind.choices), also=("饮食禁忌", "特殊饮食"),
        ),
        Text("note", gettext_lazy("Note"), most=500, masked=lambda words: "…", also=("说明",)),
    )  # fmt: skip

    def complete(self, row: Row) -> None:
        if (campus := only_campus(row)) and not row.is_doubtful("campus"):
            row.values.setdefault("campus", campus)

    def apart(self, thing: Any) -> str:
        return f"{thing.name} · {thing.number} · {thing.birth_on:%Y-%m-%d}"

    def finish(self, row: Row) -> None:
        if row.is_new or "name" in row.changes:
            row.thing.spell()

    def check(self, rows: Sequence[Row]) -> None:
        for row in rows:
            born = row.values.get("birth_on")
            if born and not 0 < (row.scene.on - born).days < OLDEST * 366:
                row.refuse(
                    "birth_on", _("A child is between 0 and %(age)s years old.") % {"age": OLDEST}
                )
