"""A purchase request: written, changed, put before those who decide, dropped."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assets.buying import purchasing, requesting, waiting
from assets.buying.requesting import Need
from assets.forms.purchases import PurchaseForm
from assets.models import PurchaseRequest
from assets.views.purchase_frame import PURCHASES, ROWS, act_page, given_by, near
from assets.views.requests import task_asked
from logistics.access import Request, allow
from logistics.duties.models import Task
from logistics.school.views.frame import form_under


def own(request: Request, pk: int) -> PurchaseRequest:
    """One that this person wrote: nobody else changes it or puts it before others."""
    rows = PurchaseRequest.objects.visible_to(request.user).filter(entry__entered_by=request.user)
    return get_object_or_404(rows.select_related("entry__campus", "purchase"), pk=pk)


@allow("assets.request")
def purchase_new(request: Request) -> HttpResponse:
    """Write a purchase request; what could not be issued stands in it already."""
    now, task = timezone.now(), task_asked(request)
    known, start = started(request, task, now)
    form = PurchaseForm(
        request.POST or None, known=known, initial=start, task=task, **given_by(request, now)
    )
    return form_under(
        request,
        form,
        _("New purchase request"),
        PURCHASES,
        template=ROWS,
        saved=_("Purchase request saved: {result}"),
        submit_label=_("Submit"),
    )


def started(
    request: Request, task: Task | None, now: datetime
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """What the form begins with: a line of a plan in its own words, else what waits to be bought."""
    if task and task.line:
        needs = requesting.read_planned(task.line.text)
        return [planned(need) for need in needs], {"purpose": str(task)[:200]}
    known = [known_of(fate) for fate in waiting.to_request(request.user, now)]
    return known, {"purpose": _("Goods asked for by the classes")} if known else {}


def planned(need: Need) -> dict[str, Any]:
    """One thing a plan names, as it stands in a purchase request."""
    item = need.item
    return {
        "name": item.name if item else need.text,
        "specification": item.specification if item else "",
        "unit": need.unit or "个",
        "quantity": need.quantity,
        "price": item.price if item else None,
        "item": item.pk if item else None,
    }


def known_of(fate: Any) -> dict[str, Any]:
    """A line of a requisition as it stands in a purchase request."""
    item = fate.item
    return {
        "name": item.name if item else fate.line.text,
        "specification": item.specification if item else "",
        "unit": (item.unit if item else fate.line.unit) or "个",
        "quantity": fate.rest,
        "price": item.price if item else None,
        "needed_on": fate.requisition.needed_on,
        "item": item.pk if item else None,
        "origin": fate.line_id,
    }


@allow("assets.request")
def purchase_edit(request: Request, pk: int) -> HttpResponse:
    """Change a request that nobody has agreed to yet: only who wrote it does."""
    now = timezone.now()
    paper = own(request, pk)
    columns = ("name", "specification", "unit", "quantity", "price", "destination", "needed_on")
    known = [
        {name: getattr(line, name) for name in columns}
        | {"item": line.item_id, "origin": line.origin_id}
        for line in paper.lines.all()
    ]
    form = PurchaseForm(request.POST or None, known=known, paper=paper, **given_by(request, now))
    saved = _("%(paper)s is changed.") % {"paper": paper}
    return form_under(
        request, form, _("Change"), PURCHASES, paper, template=ROWS, saved=saved, then=paper
    )


@require_POST
@allow("assets.request")
def purchase_ask(request: Request, pk: int) -> HttpResponse:
    """Put it before those who decide."""
    paper = own(request, pk)
    approval = purchasing.ask(paper, by=request.user, now=timezone.now())
    people = waiting.names(approval.waits_for)
    messages.success(request, _("Asked. It waits for %(people)s.") % {"people": people})
    return redirect(paper)


@allow("assets.request")
def purchase_drop(request: Request, pk: int) -> HttpResponse:
    """It is not bought after all."""
    paper = near(request, pk, "assets.buy")

    def act(reason: str) -> None:
        purchasing.drop(paper, by=request.user, now=timezone.now(), reason=reason)

    saved = _("%(paper)s is dropped.") % {"paper": paper}
    return act_page(request, paper, act, _("Drop"), saved=saved, submit_label=_("Drop"))
