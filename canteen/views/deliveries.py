"""Meals from a firm, and the fridges of the kitchens."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canteen.forms.deliveries import DeliveryForm, FridgeForm
from canteen.models import CateringDelivery, Fridge
from canteen.views.reached import campuses_in, one_campus, task_asked
from logistics.access import Request, allow
from logistics.pages import form_page
from logistics.records.models import Entry
from logistics.school.models import Campus
from logistics.school.models.campuses import Meal
from logistics.school.views.frame import last_changes

VIEW, RECEIVE, ARRANGE = "canteen.view", "canteen.receive", "canteen.arrange"
FRIDGES = (gettext_lazy("Fridges"), "canteen:fridge_list")


@allow(RECEIVE)
def delivery_new(request: Request) -> HttpResponse:
    """A campus that orders its meals: what came is looked at by two."""
    now, task = timezone.now(), task_asked(request)
    campus = one_campus(request, RECEIVE, task)
    form = DeliveryForm(
        request.POST or None,
        request.FILES or None,
        campus=campus,
        meals=[(code, str(Meal(code).label)) for code in campus.meals if code in Meal.values]
        or [(meal.value, str(meal.label)) for meal in Meal],
        now=now,
        by=request.user,
        initial=as_last_time(campus),
    )
    return form_page(
        request,
        form,
        "canteen/record_form.html",
        heading=_("Delivery of meals"),
        purpose=_("%(campus)s · only from a licensed firm; two people look.") % {"campus": campus},
        crumbs=[(_("Register"), reverse("duties:register", args=["catering-deliveries"]))],
        saved=_("Saved: {result}"),
        submit_label=_("Save the record"),
        offline=True,
        then=task,
        cancel_url=task.get_absolute_url() if task else reverse("home"),
    )


def as_last_time(campus: Campus) -> dict[str, Any]:
    """The firm and its licence are the same from day to day; what is measured never is."""
    rows = CateringDelivery.objects.filter(entry__campus=campus)
    rows = rows.exclude(entry__status=Entry.Status.VOIDED).order_by("-entry__happened_at", "-pk")
    last = rows.first()
    return {"firm": last.firm, "licence": last.licence, "meal": last.meal} if last else {}


# Fridges --------------------------------------------------------------------------------------


@allow(VIEW)
def fridge_list(request: Request) -> HttpResponse:
    """The fridges of the kitchens: for samples, for chilled and for frozen food."""
    fridges = Fridge.objects.filter(campus__in=campuses_in(request, VIEW))
    context = {
        "fridges": fridges.select_related("campus", "place").order_by(
            "campus", "use", "name", "pk"
        ),
        "may_arrange": request.user.has_perm(ARRANGE),
    }
    return TemplateResponse(request, "canteen/fridge_list.html", context)


@allow(ARRANGE)
def fridge_new(request: Request) -> HttpResponse:
    return fridge_form(request, Fridge(), _("New fridge"))


@allow(ARRANGE)
def fridge_edit(request: Request, pk: int) -> HttpResponse:
    fridge = get_object_or_404(Fridge.objects.visible_to(request.user, ARRANGE), pk=pk)
    events = last_changes(fridge)
    return fridge_form(request, fridge, _("Change %(fridge)s") % {"fridge": fridge}, events=events)


def fridge_form(request: Request, fridge: Fridge, heading: str, **context: Any) -> HttpResponse:
    campuses = Campus.objects.visible_to(request.user, ARRANGE).filter(is_active=True)
    form = FridgeForm(request.POST or None, instance=fridge, campuses=campuses)
    return form_page(
        request,
        form,
        "canteen/record_form.html",
        heading=heading,
        crumbs=[(str(FRIDGES[0]), reverse(FRIDGES[1]))],
        saved=_("Saved: {result}"),
        then="canteen:fridge_list",
        cancel_url=reverse("canteen:fridge_list"),
        **context,
    )


urls: list[URLPattern] = [
    path("deliveries/new/", delivery_new, name="delivery_new"),
    path("fridges/", fridge_list, name="fridge_list"),
    path("fridges/new/", fridge_new, name="fridge_new"),
    path("fridges/<int:pk>/edit/", fridge_edit, name="fridge_edit"),
]
