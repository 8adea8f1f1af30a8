"""Permits for hot work: asked for, signed, closed."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.access import Request, allow
from logistics.pages import list_page, sent
from logistics.school.views.frame import looked_at
from safety.forms.fire import HotWorkEndForm, HotWorkForm
from safety.models import HotWorkPermit
from safety.views.reached import given, record_page, task_asked

VIEW, CHECK = "safety.view_fire", "safety.watch_fire"
FIRE = (gettext_lazy("Fire safety"), "safety:fire")
WORK = (gettext_lazy("Hot work"), "safety:hot_work_list")


def seen(request: Request, permission: str = VIEW) -> Any:
    rows = HotWorkPermit.objects.visible_to(request.user, permission).standing()
    if campus := looked_at(request):
        rows = rows.filter(entry__campus=campus)
    return rows


@allow(VIEW)
def hot_work_list(request: Request) -> HttpResponse:
    """What burns, what waits for a signature, what has not been closed."""
    now = timezone.now()
    rows = seen(request).with_state(now).select_related("entry__place", "entry__campus", "watcher")
    rows = rows.defer("watcher__identity_number").order_by("-starts_at", "-pk")
    return list_page(
        request,
        rows,
        "safety/hot_work_list.html",
        fragment="safety/_hot_work_rows.html",
        may_ask=request.user.has_perm(CHECK),
    )


@allow(CHECK)
def hot_work_new(request: Request) -> HttpResponse:
    now, task = timezone.now(), task_asked(request)
    form = HotWorkForm(
        *sent(request),
        initial={"place": task.place_id} if task and task.place_id else None,
        **given(request, now, CHECK, task),
    )
    return record_page(
        request,
        form,
        _("Permit for hot work"),
        _("Nothing burns before the person in charge and the watcher have signed."),
        FIRE,
        WORK,
        task=task,
        submit_label=_("Ask for the permit"),
    )


@allow(CHECK)
def hot_work_end(request: Request, pk: int) -> HttpResponse:
    now = timezone.now()
    permit = get_object_or_404(seen(request, CHECK).select_related("entry__campus"), pk=pk)
    form = HotWorkEndForm(
        *sent(request),
        permit=permit,
        **given(request, now, CHECK),
    )
    return record_page(
        request,
        form,
        _("End of hot work: %(what)s") % {"what": permit.what},
        _("Somebody stays until nothing glows any more."),
        FIRE,
        WORK,
    )


urls: list[URLPattern] = [
    path("hot-work/", hot_work_list, name="hot_work_list"),
    path("hot-work/new/", hot_work_new, name="hot_work_new"),
    path("hot-work/<int:pk>/end/", hot_work_end, name="hot_work_end"),
]
