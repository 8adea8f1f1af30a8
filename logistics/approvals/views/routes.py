"""The routes of the school: which roles decide on what, beside those the kinds declare."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from logistics.access import Request, Role, allow
from logistics.approvals.forms import RouteForm
from logistics.approvals.models import Route
from logistics.contributions import ApprovalKind, approval_kinds
from logistics.pages import list_page
from logistics.school.views.frame import SETTINGS, by_whom, form_under

ROUTES = (gettext_lazy("Approval routes"), "approvals:route_list")


@allow("school.view_setting")
def route_list(request: Request) -> HttpResponse:
    """The school's own routes, and beside them what a kind declares for itself."""
    seen = Route.objects.visible_to(request.user).select_related("campus")
    rows = seen.prefetch_related("steps").order_by("kind", "campus__position", "from_amount", "pk")
    changeable, on = Route.objects.changeable_by(request.user), timezone.localdate()
    return list_page(
        request,
        rows,
        "approvals/route_list.html",
        fragment="approvals/_route_rows.html",
        kinds=[(kind, said(kind), kind.route_said(on)) for kind in approval_kinds().values()],
        changeable=set(changeable.values_list("pk", flat=True)),
    )


def said(kind: ApprovalKind) -> list[tuple[str, bool]]:
    """The route a kind declares, in words."""
    return [(str(Role(stop.role).label), stop.everybody) for stop in kind.route]


@allow("school.arrange")
def route_new(request: Request) -> HttpResponse:
    form = RouteForm(request.POST or None, initial=chosen(request), **by_whom(request))
    saved = _("The route of “{result}” is saved.")
    return form_under(request, form, _("New approval route"), SETTINGS, ROUTES, saved=saved)


def chosen(request: Request) -> dict[str, Any]:
    kind = request.GET.get("kind", "")
    return {"kind": kind} if kind in approval_kinds() else {}


def own_route(request: Request, pk: int) -> Route:
    return get_object_or_404(Route.objects.changeable_by(request.user), pk=pk)


@allow("school.arrange")
def route_edit(request: Request, pk: int) -> HttpResponse:
    form = RouteForm(request.POST or None, instance=own_route(request, pk), **by_whom(request))
    saved = _("The route of “{result}” is saved.")
    purpose = _("What is under way keeps the steps it has.")
    given = {"saved": saved, "purpose": purpose}
    return form_under(request, form, _("Edit the approval route"), SETTINGS, ROUTES, **given)


@require_POST
@allow("school.arrange")
def route_remove(request: Request, pk: int) -> HttpResponse:
    route = own_route(request, pk)
    for step in route.steps.all():  # one by one: their history is kept
        step.delete()
    route.delete()
    messages.success(request, _("The route of “%(kind)s” is removed.") % {"kind": route})
    return redirect("approvals:route_list")
