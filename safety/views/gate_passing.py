"""Vehicles, deliveries, keys, calls, late colleagues, events, camera footage, exit slips."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.access import Request, allow
from logistics.fields import whole_number
from logistics.pages import form_page
from logistics.school.views.frame import looked_at
from safety.forms.passing import (
    DeliveryForm,
    ExitSlipForm,
    GateKeyForm,
    GuardEquipmentForm,
    IncidentForm,
    KeyLoanForm,
    LateArrivalForm,
    PhoneCallForm,
    VehicleForm,
    VideoAccessForm,
)
from safety.gate.board import KEEP, VIEW
from safety.models import GateKey, GuardEquipment, KeyLoan
from safety.views.gate_frame import gate_form


@allow(KEEP)
def vehicle_new(request: Request) -> HttpResponse:
    return gate_form(
        request,
        VehicleForm,
        heading=_("Register a vehicle"),
        purpose=_("Papers demanded, boot and load looked at, going in and going out."),
        submit_label=_("Let in"),
    )


@allow(KEEP)
def delivery_new(request: Request) -> HttpResponse:
    return gate_form(
        request,
        DeliveryForm,
        heading=_("Delivery or post"),
        purpose=_("It waits at the gate until it is handed over."),
    )


@allow(KEEP)
def phone_call_new(request: Request) -> HttpResponse:
    return gate_form(request, PhoneCallForm, heading=_("Telephone call"))


@allow(KEEP)
def late_arrival_new(request: Request) -> HttpResponse:
    return gate_form(
        request,
        LateArrivalForm,
        heading=_("Late arrival of a colleague"),
        purpose=_("How late is counted from the time work begins."),
    )


@allow(KEEP)
def incident_new(request: Request) -> HttpResponse:
    return gate_form(
        request,
        IncidentForm,
        heading=_("Event at the gate"),
        purpose=_("Call 110 first. What has to be put right becomes a hazard by itself."),
    )


@allow(KEEP)
def video_access_new(request: Request) -> HttpResponse:
    return gate_form(
        request,
        VideoAccessForm,
        heading=_("Viewing of camera footage"),
        purpose=_("Every viewing and every copy is registered; the leader who agreed signs."),
    )


@allow("safety.report")
def exit_slip_new(request: Request) -> HttpResponse:
    """Going out during work, or taking goods out: a leader signs first."""
    return gate_form(
        request,
        ExitSlipForm,
        heading=_("Exit slip"),
        purpose=_("The leader is asked to sign; the gate then sees the slip by itself."),
        submit_label=_("Ask for the signature"),
    )


# Keys.


@allow(VIEW)
def key_list(request: Request) -> HttpResponse:
    """The keys at the gate and who has them."""
    keys = GateKey.objects.visible_to(request.user, VIEW).select_related("campus", "place")
    if campus := looked_at(request):
        keys = keys.filter(campus=campus)
    loans = KeyLoan.objects.open().filter(key__in=keys).select_related("person", "entry")
    out = {loan.key_id: loan for loan in loans}
    rows = [{"key": key, "loan": out.get(key.pk)} for key in keys if key.is_active]
    context = {"rows": rows, "may_keep": request.user.has_perm(KEEP)}
    return TemplateResponse(request, "safety/key_list.html", context)


@allow(KEEP)
def key_new(request: Request) -> HttpResponse:
    return key_form(request, GateKey(), _("New key"))


@allow(KEEP)
def key_edit(request: Request, pk: int) -> HttpResponse:
    key = get_object_or_404(GateKey.objects.visible_to(request.user, KEEP), pk=pk)
    return key_form(request, key, _("Edit the key"))


def key_form(request: Request, key: GateKey, heading: str) -> HttpResponse:
    form = GateKeyForm(request.POST or None, instance=key, by=request.user)
    return form_page(
        request,
        form,
        heading=heading,
        saved=_("Saved: {result}"),
        then=reverse("safety:key_list"),
        cancel_url=reverse("safety:key_list"),
    )


@allow(KEEP)
def key_loan_new(request: Request) -> HttpResponse:
    """Give a key out: which, and to whom."""
    keys = GateKey.objects.visible_to(request.user, KEEP)
    key = keys.filter(pk=whole_number(request.GET.get("key", "")) or 0).first()
    return gate_form(
        request,
        KeyLoanForm,
        heading=_("Give a key out"),
        submit_label=_("Give out"),
        about={"initial": {"key": key}} if key else None,
    )


# Guard equipment.


@allow(VIEW)
def equipment_list(request: Request) -> HttpResponse:
    """What the guards need in an emergency, what is lacking, what is past its time."""
    rows = GuardEquipment.objects.visible_to(request.user, VIEW).in_use()
    if campus := looked_at(request):
        rows = rows.filter(campus=campus)
    context = {
        "rows": rows.select_related("campus", "place"),
        "today": timezone.localdate(),
        "may_keep": request.user.has_perm(KEEP),
    }
    return TemplateResponse(request, "safety/equipment_list.html", context)


@allow(KEEP)
def equipment_new(request: Request) -> HttpResponse:
    return equipment_form(request, GuardEquipment(), _("New equipment"))


@allow(KEEP)
def equipment_edit(request: Request, pk: int) -> HttpResponse:
    seen = GuardEquipment.objects.visible_to(request.user, KEEP)
    return equipment_form(request, get_object_or_404(seen, pk=pk), _("Edit the equipment"))


def equipment_form(request: Request, thing: GuardEquipment, heading: str) -> HttpResponse:
    form = GuardEquipmentForm(request.POST or None, instance=thing, by=request.user)
    return form_page(
        request,
        form,
        heading=heading,
        saved=_("Saved: {result}"),
        then=reverse("safety:guard_equipment_list"),
        cancel_url=reverse("safety:guard_equipment_list"),
    )


urls: list[Any] = [
    path("gate/vehicles/new/", vehicle_new, name="vehicle_new"),
    path("gate/deliveries/new/", delivery_new, name="delivery_new"),
    path("gate/calls/new/", phone_call_new, name="phone_call_new"),
    path("gate/late-arrivals/new/", late_arrival_new, name="late_arrival_new"),
    path("gate/events/new/", incident_new, name="gate_incident_new"),
    path("gate/camera-footage/new/", video_access_new, name="video_access_new"),
    path("exit-slips/new/", exit_slip_new, name="exit_slip_new"),
    path("gate/keys/", key_list, name="key_list"),
    path("gate/keys/new/", key_new, name="key_new"),
    path("gate/keys/<int:pk>/edit/", key_edit, name="key_edit"),
    path("gate/keys/give-out/", key_loan_new, name="key_loan_new"),
    path("gate/equipment/", equipment_list, name="guard_equipment_list"),
    path("gate/equipment/new/", equipment_new, name="guard_equipment_new"),
    path("gate/equipment/<int:pk>/edit/", equipment_edit, name="guard_equipment_edit"),
]
