"""What pages of the canteen share: campuses in reach, the task asked for."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from canteen.kitchen.day import COOK, OF_THE_KITCHEN
from logistics.access import Request
from logistics.duties.models import Task
from logistics.duties.models.tasks import reached_by
from logistics.fields import whole_number
from logistics.school.models import Campus
from logistics.school.posts import campuses_of
from logistics.school.views.frame import looked_at


def campuses_in(request: Request, permission: str) -> Any:
    """Those within reach; of several the one that is looked at."""
    rows = Campus.objects.visible_to(request.user, permission).filter(is_active=True)
    chosen = looked_at(request)
    return rows.filter(pk=chosen.pk) if chosen else rows


def task_asked(request: Request) -> Task | None:
    """The task the form was opened for. What the kitchen owes is for whoever works in it."""
    key = whole_number(request.GET.get("task", ""))
    if key is None:
        return None
    rows = Task.objects.visible_to(request.user)
    if request.user.has_perm(COOK):
        team = Task.objects.filter(role__in=OF_THE_KITCHEN, person=None, trade="canteen")
        rows |= team.filter(reached_by(request.user, COOK))
    return get_object_or_404(rows.for_rows(), pk=key)


def within_reach(request: Request, permission: str) -> list[Campus]:
    """All campuses within reach, in their order: out of those of the bar above, asked once a page."""
    reach = request.user.reach(permission)
    here = campuses_of(request.user, timezone.localdate())
    return [campus for campus in here if reach.everywhere or campus.pk in reach.sites]


def one_campus(request: Request, permission: str, task: Task | None = None) -> Campus:
    """The campus of the task or of the address; else the one looked at, else the first."""
    rows = within_reach(request, permission)
    asked = task.campus_id if task else whole_number(request.GET.get("campus", ""))
    chosen = looked_at(request)
    if asked is None and chosen in rows:
        return chosen
    found = [campus for campus in rows if asked in (None, campus.pk)]
    if not found:
        raise Http404
    return found[0]
