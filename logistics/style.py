"""The live style page: every component in every state, with the data of a small made-up school."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from logistics.access import Request, allow
from logistics.approvals.tracks import Line, Stage
from logistics.charts import HeatCell, HeatRow, Part, Point, Series
from logistics.fields import DateField, NumberField
from logistics.forms import CheckTiles, Combobox, Form, PhotosField, Stepper, Tiles
from logistics.templatetags.house import STATES

PLACES = ["大一班活动室", "大一班卫生间", "小二班活动室", "食堂仓库", "东门卫室", "音乐教室"]


class SampleForm(Form):
    """One field of every kind."""

    layout = Layout(
        "title",
        Row(Column("happened_on"), Column("weight")),
        "finding",
        "checked",
        "place",
        "meal",
        "count",
        "note",
        "photos",
        "urgent",
    )

    title = forms.CharField(label=_("title"), max_length=40)
    happened_on = DateField(label=_("date"))
    weight = NumberField(label=_("weight"), unit="g", help_text=_("At least 125 g."))
    finding = forms.ChoiceField(
        label=_("finding"),
        choices=[("normal", _("Normal")), ("abnormal", _("Abnormal"))],
        widget=Tiles,
    )
    checked = forms.MultipleChoiceField(
        label=_("checked"),
        choices=[("gas", "燃气阀门"), ("fridge", "留样冰箱"), ("lock", "库房门锁")],
        widget=CheckTiles,
        required=False,
    )
    place = forms.CharField(
        label=_("place"), widget=Combobox(options_url=reverse_lazy("style_options"))
    )
    meal = forms.ChoiceField(
        label=_("meal"), choices=[("", "—"), ("lunch", "午餐"), ("snack", "午点")], required=False
    )
    count = forms.IntegerField(label=_("number"), widget=Stepper(attrs={"min": 0}), required=False)
    note = forms.CharField(label=_("note"), widget=forms.Textarea, required=False)
    photos = PhotosField(label=_("photos"), required=False)
    urgent = forms.BooleanField(label=_("urgent"), required=False)


class SampleSearch(Form):
    q = forms.CharField(label=_("Search"), required=False)
    state = forms.ChoiceField(
        label=_("state"),
        choices=[("", "—"), *((k, v[2]) for k, v in STATES.items())],
        required=False,
    )


@dataclass(frozen=True)
class Entry:
    """Something with a title and an address: a tab, a line of the timeline."""

    title: Any = ""
    url: str = "#tabs"
    is_current: bool = False
    count: int | None = None
    at: datetime | None = None
    who: str = ""
    text: str = ""


@dataclass(frozen=True)
class Day:
    """A cell of the sample month."""

    on: date
    classes: str = ""
    mark: str = ""
    done: int = 0
    late: int = 0


def sample_month() -> list[list[Day]]:
    """October 2026 with its holiday, its make-up day and a today."""
    first = date(2026, 9, 28)
    return [[sample_day(first + timedelta(7 * week + n)) for n in range(7)] for week in range(5)]


def sample_day(on: date) -> Day:
    if on.month == 10 and on.day <= 8:
        return Day(on, "is-closed is-holiday", "休")
    if on == date(2026, 10, 10):
        return Day(on, "is-makeup", "班", done=11)
    if on.weekday() > 4:
        return Day(on, "is-closed")
    if on == date(2026, 10, 21):
        return Day(on, "is-today", done=7, late=2)
    if on > date(2026, 10, 21):
        return Day(on, "is-outside" if on.month == 11 else "")
    return Day(on, done=12, late=on.day % 9 == 0)


def sample_tasks() -> list[dict[str, Any]]:
    rows = [
        ("late", "午餐留样", "食堂", "12:30 前", "每餐"),
        ("due", "大一班餐前消毒", "大一班", "11:00 前", "每天"),
        ("upcoming", "晚间安全巡查", "全园", "18:00 前", "每天"),
        ("proved_late", "燃气阀门检查", "食堂", "16:30 前", "每天"),
        ("proved", "晨检", "小二班", "08:30 前", "每天"),
    ]
    names = ("state", "title", "place", "due", "rhythm")
    return [dict(zip(names, row, strict=True)) for row in rows]


def sample_track(now: datetime) -> list[Stage]:
    """A request on its way: decided, waiting, still to come."""
    asked = Line("李明", "加签", now - timedelta(days=2), "info", to="王芳")
    agreed = Line("王芳", "同意", now - timedelta(days=1), "ok", "同意")
    return [
        Stage("后勤主任", "done", (asked, agreed)),
        Stage("集体决策", "now", (), ("陈敏", "欧阳建国·买买提"), "园长/校长", everybody=True),
        Stage("会计", "next"),
    ]


def sample_figures(now: datetime) -> dict[str, Any]:
    days = [f"11-{day}" for day in range(9, 21)]
    kitchen = [0.91, 0.95, 0.97, 0.94, None, None, 0.96, 0.98, 0.97, 0.99, 1.0, 0.96]
    classes = [0.84, 0.88, 0.86, 0.9, None, None, 0.91, 0.9, 0.93, 0.92, 0.95, 0.94]
    return {
        "parts": [
            Part(STATES["proved"][2], 42, "ok"),
            Part(STATES["proved_late"][2], 5, "warn"),
            Part(STATES["late"][2], 3, "danger"),
            Part(STATES["upcoming"][2], 10, "neutral"),
        ],
        "months": [
            Point("9 月", 412, "#charts"),
            Point("10 月", 365, "#charts"),
            Point("11 月", 398, "#charts"),
            Point("12 月", None),
        ],
        "course": [
            Series("食堂", [points(*pair) for pair in zip(days, kitchen, strict=True)]),
            Series("班级", [points(*pair) for pair in zip(days, classes, strict=True)]),
        ],
        "heat_columns": ["留样", "晨检", "消毒", "巡查"],
        "heat_rows": [
            HeatRow(
                "东校区", [HeatCell(1, "#heat"), HeatCell(0.97), HeatCell(0.86), HeatCell(0.42)]
            ),
            HeatRow("西校区", [HeatCell(0.98), HeatCell(1), HeatCell(0.71), HeatCell(None)]),
        ],
        "history": [
            Entry(at=now - timedelta(minutes=5), who="王芳", text="更正了留样量：100 g → 130 g"),
            Entry(at=now - timedelta(hours=2), who="李明", text="审核通过"),
            Entry(at=now - timedelta(days=3), who="欧阳建国·买买提", text="提交了记录"),
        ],
    }


def points(label: str, share: float | None) -> Point:
    return Point(label, None if share is None else round(share * 100, 1))


def sample_forms() -> dict[str, Any]:
    wrong = {"title": "红烧鸡块", "happened_on": "2030-02-30", "weight": "克", "checked": ["gas"]}
    return {
        "form": SampleForm(initial={"finding": "normal", "count": 3}, auto_id="id_sample_%s"),
        "wrong_form": SampleForm(wrong, auto_id="id_wrong_%s"),
        "search": SampleSearch({"q": "留样"}, auto_id="id_search_%s"),
    }


def sample_lists() -> dict[str, Any]:
    page = Paginator(range(1286), 50).get_page(2)
    return {
        "page": page,
        "tabs": [
            Entry("待我处理", is_current=True, count=3),
            Entry("我发起的", count=12),
            Entry("抄送我的"),
        ],
        "steps": ["上传计划", "核对", "生成任务", "完成"],
        "states": [(code, word) for code, (_tone, _icon, word) in STATES.items()],
        "amount": Decimal("1234.5"),
        "weight": Decimal("1250.500"),
    }


@allow(None)
def style(request: Request) -> HttpResponse:
    now = timezone.now()
    samples = {
        "now": now,
        "weeks": sample_month(),
        "tasks": sample_tasks(),
        "stages": sample_track(now),
        "today": timezone.localdate(),
    }
    context = samples | sample_figures(now) | sample_lists() | sample_forms()
    return TemplateResponse(request, "style.html", context)


@allow(None)
def style_options(request: Request) -> HttpResponse:
    """What the combobox of the style page finds."""
    words = request.GET.get("q", "")
    found = [(place, place) for place in PLACES if words in place]
    line = '<li role="option" data-value="{}">{}</li>'
    return HttpResponse(format_html_join("", line, found))
