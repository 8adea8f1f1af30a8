"""What the pages of the gate share: the campus looked at, one way to show and save a form."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.access import Request
from logistics.duties.models import Task
from logistics.duties.views.tasks import one_task
from logistics.fields import whole_number
from logistics.pages import form_page
from logistics.records.models import Entry
from logistics.school.views.frame import looked_at
from safety.gate.board import KEEP, VIEW, Reached

KINDS_THAT_END = (
    "visitor", "vehicle", "gate_delivery", "key_loan", "exit_slip", "early_leave",
    "video_access_log",
)  # fmt: skip


def reached(request: Request) -> Reached:
    return Reached(request.user, looked_at(request), timezone.now())


def home_of(request: Request) -> str:
    """Where whoever has written something goes on: the gate, else the first page."""
    return reverse("safety:gate" if request.user.has_perm(VIEW) else "home")


def asked_task(request: Request) -> Task | None:
    key = whole_number(request.GET.get("task", ""))
    return one_task(request, key) if key is not None else None


def gate_form(
    request: Request,
    form_class: Any,
    *,
    heading: str,
    purpose: str = "",
    then: Any = None,
    template: str = "safety/gate_form.html",
    about: dict[str, Any] | None = None,
    **context: Any,
) -> HttpResponse:
    """A record of the gate: shown, or saved and back to where one was."""
    task = asked_task(request)
    form = form_class(
        request.POST or None,
        request.FILES or None,
        campus=looked_at(request),
        now=timezone.now(),
        by=request.user,
        **(about or {}),
    )
    usual = {
        "submit_label": _("Save the record"),
        "saved": _("Saved: {result}"),
        "cancel_url": task.get_absolute_url() if task else then or home_of(request),
    }
    given = usual | context
    return form_page(
        request, form, template, heading=heading, purpose=purpose,
        then=then or task or home_of(request), **given,
    )  # fmt: skip


def one_stay(request: Request, pk: int) -> Entry:
    """Something that begins and ends at a gate within reach; else it is not there."""
    reach = request.user.reach(KEEP).within(campus="campus_id")
    rows = Entry.objects.standing().filter(reach, kind__in=KINDS_THAT_END)
    return get_object_or_404(rows, pk=pk)
