"""A shared device between two people: whose turn it is, and the six digits that say so."""

from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from logistics.access import Request
from logistics.accounts import locking, pins, visiting
from logistics.accounts.forms import EnterPinForm
from logistics.accounts.models import Device, SignIn, Way
from logistics.accounts.views.entering import safe_next
from logistics.school.models import Person


def device_here(request: Request, now: datetime) -> Device:
    """Everywhere else these pages do not exist."""
    device = pins.device_at(request, now)
    if device is None:
        raise Http404
    return device


@login_not_required
def chooser(request: Request) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(safe_next(request))
    now = timezone.now()
    device = device_here(request, now)
    context = {
        "device": device,
        "people": pins.people_at(device, now).select_related("pin").order_by("pinyin", "pk"),
        "has_ended": visiting.ENDED in request.session,
    }
    return TemplateResponse(request, "accounts/chooser.html", context)


@login_not_required
@sensitive_post_parameters()
def take_over(request: Request, pk: int) -> HttpResponse:
    now = timezone.now()
    device = device_here(request, now)
    person = get_object_or_404(pins.people_at(device, now).select_related("pin"), pk=pk)
    form = EnterPinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if pins.is_right(person, form.cleaned_data["pin"]):
            return begin(request, person, device, now)
        person.pin.refresh_from_db()
        note(request, person, device, now)
        form.add_error("pin", left_of(person))
    context = {"form": form, "somebody": person, "device": device, "next": safe_next(request)}
    return TemplateResponse(request, "accounts/take_over.html", context)


def begin(request: Request, person: Person, device: Device, now: datetime) -> HttpResponse:
    then, kept = safe_next(request), bool(device.person_id)
    if request.user.is_authenticated:
        visiting.end(request)
    visiting.begin(request, person, way=Way.PIN, now=now, kept=kept, device=device)
    return redirect(then)


def note(request: Request, person: Person, device: Device, now: datetime) -> None:
    result = SignIn.Result.LOCKED if person.pin.is_off else SignIn.Result.WRONG
    locking.note(request, person, way=Way.PIN, result=result, now=now, device=device.name)


def left_of(person: Person) -> str:
    if person.pin.is_off:
        return _("The PIN is off after five wrong tries. Log in with the password once.")
    return _("This PIN is not right.")
