"""What the pages of equipment and bus share: campuses in reach, the task asked for, the way back."""

from datetime import datetime
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
from logistics.pages import form_page, sent
from logistics.school.models import Campus
from logistics.school.views.frame import looked_at


def campuses_in(request: Request, permission: str) -> Any:
    """Those within reach; of several the one that is looked at."""
    rows = Campus.objects.visible_to(request.user, permission).filter(is_active=True)
    chosen = looked_at(request)
    if chosen and chosen in rows:
        return rows.filter(pk=chosen.pk)
    return rows


def task_asked(request: Request) -> Task | None:
    key = whole_number(request.GET.get("task", ""))
    return one_task(request, key) if key is not None else None


def one_campus(request: Request, permission: str, task: Task | None = None) -> Campus:
    """The campus of the task or of the address; else the one looked at, else the first."""
    rows = Campus.objects.visible_to(request.user, permission).filter(is_active=True)
    asked = task.campus_id if task else whole_number(request.GET.get("campus", ""))
    if asked is not None:
        return get_object_or_404(rows, pk=asked)
    campus = looked_at(request) or rows.order_by("position", "pk").first()
    return campus if campus is not None else get_object_or_404(rows, pk=0)


def given(
    request: Request, now: datetime, permission: str, task: Task | None = None
) -> dict[str, Any]:
    """What a form of a record asks: who, when, at which campuses."""
    rows = Campus.objects.visible_to(request.user, permission).filter(is_active=True)
    if task and task.campus_id:
        rows = rows.filter(pk=task.campus_id)
    return {"now": now, "by": request.user, "campuses": rows}


def service_page(
    request: Request,
    form_class: Any,
    heading: str,
    purpose: str,
    above: tuple[Any, str],
    *,
    of: str,
    permission: str,
) -> HttpResponse:
    """A service of one thing: the task says what is to be done, the address of which thing."""
    now, task = timezone.now(), task_asked(request)
    asked = whole_number(request.GET.get(of, ""))
    initial: dict[str, Any] = {of: asked} if asked else {}
    if task and task.subject:
        initial["act"] = task.subject.partition(":")[2]
    form = form_class(*sent(request), initial=initial, **given(request, now, permission, task))
    return record_page(request, form, heading, purpose, above, task=task)


def record_page(
    request: Request,
    form: Any,
    heading: str,
    purpose: str = "",
    *above: tuple[Any, str],
    template: str = "safety/record_form.html",
    task: Task | None = None,
    **context: Any,
) -> HttpResponse:
    """The form of a record with the way back to what stands above it."""
    crumbs = [(str(title), reverse(name) if ":" in name else name) for title, name in above]
    back = task.get_absolute_url() if task else (crumbs[-1][1] if crumbs else "")
    usual = {
        "heading": heading,
        "purpose": purpose,
        "crumbs": crumbs,
        "cancel_url": back,
        "then": back or None,
        "submit_label": _("Save the record"),
        "saved": _("Saved: {result}"),
    }
    return form_page(request, form, template, **usual | context)
