"""What the pages of a purchase share: the purchase in reach, an act with its reason, a paper added."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy

from assets.models import PurchaseRequest
from logistics.access import Request
from logistics.duties.forms import ReasonForm
from logistics.school.views.frame import form_under

PURCHASES = (gettext_lazy("Purchases"), "assets:purchase_list")
ROWS = "assets/rows_form.html"


def near(request: Request, pk: int, permission: str = "stores.view") -> PurchaseRequest:
    rows = PurchaseRequest.objects.visible_to(request.user, permission)
    related = (
        "entry__campus", "entry__entered_by", "purchase__buyer", "budget", "plan", "plan_line",
    )  # fmt: skip
    return get_object_or_404(rows.select_related(*related), pk=pk)


def given_by(request: Request, now: datetime) -> dict[str, Any]:
    return {"by": request.user, "now": now, "on": timezone.localdate(now)}


def act_page(
    request: Request, above: Any, act: Callable[[str], Any], heading: str, **given: Any
) -> HttpResponse:
    """An act that needs nothing but its reason."""
    form = ReasonForm(request.POST or None, act=act)
    return form_under(
        request, form, heading, PURCHASES, above, then=above, is_dangerous=True, **given
    )


def paper_page(
    request: Request,
    paper: PurchaseRequest,
    form_class: Any,
    heading: str,
    saved: str,
    **given: Any,
) -> HttpResponse:
    """A paper that is added to a purchase by the buyer."""
    now = timezone.now()
    form = form_class(
        request.POST or None, *files(request, form_class), request=paper, **given_by(request, now)
    )
    return form_under(request, form, heading, PURCHASES, paper, saved=saved, then=paper, **given)


def files(request: Request, form_class: Any) -> tuple[Any, ...]:
    return (request.FILES or None,) if "photos" in form_class.base_fields else ()
