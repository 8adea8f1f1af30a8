"""What the pages of care share: the child asked for, the class asked for, sheets with lines, tabs."""

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from health.care import rolls
from logistics.access import Request, allow
from logistics.duties.views.tasks import one_task
from logistics.fields import whole_number
from logistics.pages import asked_words, form_page
from logistics.school.models import Child, SchoolClass
from logistics.school.views.frame import looked_at

SEE, KEEP = rolls.SEE, rolls.KEEP
OPTIONS = 20
EXAMS = (gettext_lazy("Examinations"), "health:schedule_list")
SPECIAL = (gettext_lazy("Special care"), "health:special_care_list")
DISEASES = (gettext_lazy("Common diseases"), "health:common_disease_list")
STAFF = (gettext_lazy("Health certificates"), "health:staff_cert_list")
EDUCATION = (gettext_lazy("Health education"), "health:education_list")
LETTERS = (gettext_lazy("Letters to the parents"), "health:letter_list")
DAY_PLANS = (gettext_lazy("Carers' day"), "health:day_plan_list")
FILES = (gettext_lazy("Health files"), "health:health_file_list")
MEDICINES = (gettext_lazy("Medicines"), "health:drug_list")


def asked_number(request: Request, name: str) -> int | None:
    return whole_number(request.GET.get(name, ""))


def asked_task(request: Request) -> Any:
    """The task this record is to prove, if the form was opened from one."""
    pk = asked_number(request, "task")
    return one_task(request, pk) if pk is not None else None


def seen_children(request: Request) -> Any:
    return Child.objects.visible_to(request.user, SEE).defer("identity_number", "note")


def asked_child(request: Request) -> Child | None:
    """The child from whose page the form was opened."""
    pk = asked_number(request, "child")
    return get_object_or_404(seen_children(request), pk=pk) if pk is not None else None


def one_child(request: Request, pk: int) -> Child:
    return get_object_or_404(seen_children(request), pk=pk)


def one_class(request: Request, pk: int, permission: str) -> SchoolClass:
    rows = SchoolClass.objects.visible_to(request.user, permission).select_related("campus")
    return get_object_or_404(rows, pk=pk)


def classes_here(request: Request, on: date, permission: str) -> Any:
    """The classes of this year, of the campus looked at."""
    classes = rolls.classes_of_year(request.user, on, permission)
    campus = looked_at(request)
    return classes.filter(campus=campus) if campus else classes


def who(request: Request, now: datetime) -> dict[str, Any]:
    return {"by": request.user, "now": now}


def sheet_form(request: Request, form: Any, heading: str, above: Any, **given: Any) -> HttpResponse:
    """A form with lines below it."""
    title, name = above
    given = {"crumbs": [(str(title), reverse(name))], "cancel_url": reverse(name)} | given
    return form_page(request, form, "health/care_lines.html", heading=heading, **given)


def then_task(task: Any, **given: Any) -> dict[str, Any]:
    """Back to the task it was written for."""
    return given | ({"then": task, "cancel_url": task.get_absolute_url()} if task else {})


@allow(SEE)
def care_child_options(request: Request) -> HttpResponse:
    """What a box offers in which a child is typed."""
    found = rolls.attending(request.user, timezone.localdate()).matching(asked_words(request))
    return TemplateResponse(request, "school/_options.html", {"options": found[:OPTIONS]})


def exam_tabs(current: str) -> list[dict[str, Any]]:
    """The pages of examinations, one beside the other."""
    views = [
        ("schedule_list", _("What is due")),
        ("entry_exam_list", _("On entry")),
        ("health_exam_list", _("Every year")),
        ("vaccination_list", _("Vaccination")),
    ]
    return [
        {"title": title, "url": reverse(f"health:{name}"), "is_current": name == current}
        for name, title in views
    ]
