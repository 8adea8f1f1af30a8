"""People from a sheet, with the post each of them holds. Nobody gets a password here."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from logistics.access import Role
from logistics.imports.checking import Change, Row, Scene
from logistics.imports.columns import (
    NOTHING,
    Choice,
    Code,
    Day,
    Identity,
    Name,
    Phone,
    Reference,
    Text,
)
from logistics.imports.declaring import Import, Part
from logistics.imports.words import Words
from logistics.imports.writing import create
from logistics.school.imports.shared import (
    apart,
    campus_column,
    class_column,
    colleagues,
    names_of_person,
    only_campus,
)
from logistics.school.masks import masked_identity
from logistics.school.models import Campus, Person, Post
from logistics.templatetags.house import masked_phone

# Posts as other lists call them.
SPELLED = (
    ("园长", Role.PRINCIPAL), ("校长", Role.PRINCIPAL), ("教师", Role.TEACHER), ("老师", Role.TEACHER),
    ("保育", Role.CARER), ("厨师", Role.COOK), ("保健医生", Role.DOCTOR), ("保健老师", Role.DOCTOR),
    ("门卫", Role.GUARD), ("保安", Role.GUARD), ("库管", Role.STOREKEEPER), ("采购", Role.PURCHASER),
    ("财务", Role.ACCOUNTANT), ("维修", Role.REPAIRER), ("水电工", Role.REPAIRER),
    ("保洁", Role.CLEANER),
)  # fmt: skip


class RoleChoice(Choice):
    """Only an administrator makes administrators."""

    def offered(self, scene: Scene) -> Sequence[tuple[str, Words]]:
        may_all = scene.by.has_perm("school.admin")
        return [c for c in self.choices if may_all or c[0] != Role.ADMIN]


class PostPart(Part):
    """The post a row names is added to those the person holds. None is ended."""

    held: dict[int, set[tuple[Any, ...]]]

    def load(self, rows: Sequence[Row]) -> None:
        people = [row.thing.pk for row in rows if not row.is_new and "role" in row.values]
        self.held = {}
        for post in Post.objects.current(self.scene.on).filter(person__in=people):
            mark = (post.role, post.campus_id, post.school_class_id)
            self.held.setdefault(post.person_id, set()).add(mark)

    def look(self, row: Row) -> None:
        everywhere = self.scene.by.reach(self.scene.permission).everywhere
        if "role" not in row.values:
            if row.is_new and not everywhere:
                cure = _("Give the person a post at your campus.")
                row.refuse("role", _("is empty"), cure)
            return
        post = self.post(row)
        if post.campus is None and not everywhere:
            row.refuse("campus", _("is empty"), _("Name the campus of the post"))
        elif not row.is_new and row.thing.pk == self.scene.by.pk and not self.holds(post, row):
            self.refuse_own(row)
        elif self.is_lawful(post, row) and not self.holds(post, row):
            row.related["post"] = post
            row.changes["role"] = Change(row.heading("role"), NOTHING, str(post))

    def post(self, row: Row) -> Post:
        values = row.values
        school_class = values.get("school_class")
        own = (
            only_campus(row) if not self.scene.by.reach(self.scene.permission).everywhere else None
        )
        campus: Campus | None = (
            values.get("campus") or (school_class and school_class.campus) or own
        )
        return Post(
            person=row.thing,
            role=values["role"],
            campus=campus,
            school_class=school_class,
            starts_on=values.get("post_since") or self.scene.on,
        )

    def holds(self, post: Post, row: Row) -> bool:
        mark = (post.role, post.campus_id, post.school_class_id)
        return mark in self.held.get(row.thing.pk, set())

    def refuse_own(self, row: Row) -> None:
        if self.scene.by.has_perm("school.admin"):
            return
        row.refuse("role", _("Nobody gives posts to themselves."))

    def is_lawful(self, post: Post, row: Row) -> bool:
        try:
            post.clean()
        except ValidationError as refusal:
            row.refuse("school_class", refusal.messages[0])
            return False
        return True

    def write(self, rows: Sequence[Row]) -> None:
        create([row.related["post"] for row in rows if "post" in row.related], self.scene)


class PersonImport(Import):
    code = "people"
    title = gettext_lazy("People")
    purpose = gettext_lazy("Everybody who works here, with the post each of them holds.")
    model = Person
    permission = "school.arrange"
    page = "school:person_list"
    key = ("number",)
    recognised_by = ("name", "phone")
    follow = {"name": ("pinyin", "initials")}
    parts = (PostPart,)
    notes = (
        gettext_lazy(
            "Without a staff number a person is known by name and phone, else you are asked."
        ),
        gettext_lazy(
            "A post is added to those a person holds; posts are ended on the person's page."
        ),
        gettext_lazy(
            "Nobody can log in because of an import: passwords are given on the person's page."
        ),
    )
    columns = (
        Code("number", gettext_lazy("Staff number"), example="2026001", also=("编号", "员工编号")),
        Name(
            "name", pgettext_lazy("of a person", "Name"), required=True, example="王芳",
            also=("教师姓名", "员工姓名"),
        ),
        Phone(
            "phone", gettext_lazy("Phone"), example="13800000000", masked=masked_phone,
            also=("手机", "手机号", "手机号码", "联系电话", "联系方式"),
        ),
        Identity(
            "identity_number", gettext_lazy("Identity number"), masked=masked_identity,
            also=("身份证", "身份证号码", "证件号码"),
        ),
        Text("department", gettext_lazy("Department"), example="后勤部", also=("科室",)),
        Choice(
            "employment", gettext_lazy("Employment"), choices=tuple(Person.Employment.choices),
            example=Person.Employment.CONTRACT.label, also=("用工性质", "人员类别"),
        ),
        RoleChoice(
            "role", gettext_lazy("Role"), choices=tuple(Role.choices), own=False, spelled=SPELLED,
            example=Role.TEACHER.label, also=("职务", "岗位名称"),
            help=gettext_lazy("The post; a class teacher's class stands under Class"),
        ),
        campus_column(
            own=False, example="本部",
            help=gettext_lazy("Of the post. Empty: that of the class, else your only one or all"),
        ),
        class_column(own=False),
        Day("post_since", gettext_lazy("In the post since"), own=False, example="2026-09-01"),
        Day(
            "starts_on", gettext_lazy("Works here since"), example="2026-09-01",
            also=("入职时间", "到岗日期"),
        ),
        Day("ends_on", gettext_lazy("Works here until"), also=("离职时间",)),
        Reference(
            "mentor", gettext_lazy("Mentor"), rows=colleagues, calls=names_of_person, apart=apart,
            offers=False, help=gettext_lazy("Name or staff number"), also=("师傅", "带教老师"),
        ),
        Code(
            "username", gettext_lazy("Login name"), most=50, permission="school.admin",
            also=("账号", "用户名"),
        ),
    )  # fmt: skip

    def reachable(self, scene: Scene) -> QuerySet:
        return Person.objects.changeable_by(scene.by, self.permission)

    def apart(self, thing: Any) -> str:
        return apart(thing)

    def finish(self, row: Row) -> None:
        if row.is_new or "name" in row.changes:
            row.thing.spell()
        if row.is_new:
            row.thing.password = make_password(None)
