"""Special equipment, play equipment, charging places, and who answers for fire safety."""

from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assets import interface as assets
from logistics.access import Request, allow
from logistics.duties.models import Finding
from logistics.fields import whole_number
from logistics.pages import form_page, sent
from logistics.records.models import Entry
from logistics.school.models import Place
from logistics.school.views.frame import last_changes, looked_at
from safety.forms.fire import (
    BikeForm,
    ChargingForm,
    PlayForm,
    PlayServiceForm,
    ResponsibilityForm,
    SpecialCheckForm,
    SpecialForm,
)
from safety.models import (
    ChargingPlace,
    ElectricBike,
    FireResponsibility,
    PlayEquipment,
    PlayService,
    SpecialEquipment,
    SpecialEquipmentCheck,
)
from safety.views.reached import campuses_in, given, record_page, service_page

VIEW, CHECK, KEEP = "safety.view_fire", "safety.watch_fire", "safety.manage"
SPECIAL = (gettext_lazy("Special equipment"), "safety:special_list")
PLAY = (gettext_lazy("Play equipment"), "safety:play_list")
CHARGING = (gettext_lazy("E-bike charging"), "safety:charging_list")
NETWORK = (gettext_lazy("Fire responsibility"), "safety:fire_network")
KEY_PLACES = (Place.Kind.KITCHEN, Place.Kind.DORMITORY, Place.Kind.STOREROOM)


def seen(request: Request, model: Any, permission: str = VIEW) -> Any:
    rows = model.objects.visible_to(request.user, permission)
    campus = looked_at(request)
    return rows.filter(campus=campus) if campus else rows


def kept_page(request: Request, form: Any, heading: str, above: tuple[Any, str]) -> HttpResponse:
    """The form of a file, with the way back to its list."""
    back = reverse(above[1])
    return form_page(
        request,
        form,
        "safety/record_form.html",
        heading=heading,
        crumbs=[(str(above[0]), back)],
        saved=_("Saved: {result}"),
        then=above[1],
        cancel_url=back,
    )


def kept_form(
    request: Request, form_class: Any, thing: Any, heading: str, above: tuple[Any, str]
) -> HttpResponse:
    campuses = given(request, timezone.now(), KEEP)["campuses"]
    form = form_class(request.POST or None, instance=thing, campuses=campuses)
    return kept_page(request, form, heading, above)


def one(request: Request, model: Any, pk: int, permission: str = KEEP) -> Any:
    return get_object_or_404(model.objects.visible_to(request.user, permission), pk=pk)


def changed(thing: Any) -> str:
    return _("Change %(thing)s") % {"thing": thing}


# Special equipment ----------------------------------------------------------------------------


@allow(VIEW)
def special_list(request: Request) -> HttpResponse:
    """Lifts, boilers and vessels with their inspections, the next one first."""
    checks = SpecialEquipmentCheck.objects.exclude(entry__status=Entry.Status.VOIDED)
    last = checks.filter(equipment=OuterRef("pk"), act=SpecialEquipmentCheck.Act.UPKEEP).order_by(
        "-entry__happened_at"
    )
    rows = seen(request, SpecialEquipment).in_use().select_related("place", "campus")
    context = {
        "things": rows.annotate(served_at=Subquery(last.values("entry__happened_at")[:1])).order_by(
            "next_inspection_on", "pk"
        ),
        "today": timezone.localdate(),
        "may_keep": request.user.has_perm(KEEP),
        "may_check": request.user.has_perm(CHECK),
    }
    return TemplateResponse(request, "safety/special_list.html", context)


@allow(KEEP)
def special_new(request: Request) -> HttpResponse:
    return kept_form(
        request, SpecialForm, SpecialEquipment(), _("Register special equipment"), SPECIAL
    )


@allow(KEEP)
def special_edit(request: Request, pk: int) -> HttpResponse:
    thing = one(request, SpecialEquipment, pk)
    return kept_form(request, SpecialForm, thing, changed(thing), SPECIAL)


@allow(CHECK)
def special_check_new(request: Request) -> HttpResponse:
    return service_page(
        request,
        SpecialCheckForm,
        _("Service of special equipment"),
        _("An inspection sets the date of the next one. What did not pass is taken out of use."),
        SPECIAL,
        of="equipment",
        permission=CHECK,
    )


# Play equipment -------------------------------------------------------------------------------


@allow(VIEW)
def play_list(request: Request) -> HttpResponse:
    """What children climb on, by place; with its last look and next overhaul."""
    services = PlayService.objects.exclude(entry__status=Entry.Status.VOIDED)
    last = services.filter(equipment=OuterRef("pk")).order_by("-entry__happened_at")
    rows = seen(request, PlayEquipment).in_use().select_related("place", "campus", "custodian")
    context = {
        "things": rows.defer("custodian__identity_number")
        .annotate(seen_at=Subquery(last.values("entry__happened_at")[:1]))
        .order_by("campus", "place__name", "number", "pk"),
        "today": timezone.localdate(),
        "may_keep": request.user.has_perm(KEEP),
    }
    return TemplateResponse(request, "safety/play_list.html", context)


@allow(VIEW)
def play(request: Request, pk: int) -> HttpResponse:
    """The file of one piece: its facts, its card among the assets, looks, repairs, hazards."""
    rows = PlayEquipment.objects.visible_to(request.user, VIEW)
    thing = get_object_or_404(rows.select_related("place", "campus", "custodian"), pk=pk)
    services = thing.services.exclude(entry__status=Entry.Status.VOIDED)
    context = {
        "thing": thing,
        "asset": assets.by_code(thing.asset_code) if thing.asset_code else None,
        "services": services.select_related("entry__entered_by").order_by(
            "-entry__happened_at", "-pk"
        )[:20],
        "findings": Finding.objects.filter(campus=thing.campus, key=f"play:{thing.pk}")[:12],
        "today": timezone.localdate(),
        "events": last_changes(thing),
        "may_keep": request.user.has_perm(KEEP),
        "may_check": request.user.has_perm(CHECK),
    }
    return TemplateResponse(request, "safety/play.html", context)


@allow(KEEP)
def play_new(request: Request) -> HttpResponse:
    return kept_form(request, PlayForm, PlayEquipment(), _("Register play equipment"), PLAY)


@allow(KEEP)
def play_edit(request: Request, pk: int) -> HttpResponse:
    thing = one(request, PlayEquipment, pk)
    return kept_form(request, PlayForm, thing, changed(thing), PLAY)


@allow(CHECK)
def play_service_new(request: Request, pk: int) -> HttpResponse:
    now, thing = timezone.now(), one(request, PlayEquipment, pk, CHECK)
    form = PlayServiceForm(
        *sent(request),
        equipment=thing,
        initial={"act": PlayService.Act.CHECK},
        **given(request, now, CHECK),
    )
    return record_page(
        request,
        form,
        _("Look over %(thing)s") % {"thing": thing},
        _("Screws, frame, surface, ropes, ground: touch only what is not in order."),
        PLAY,
        then=thing,
        cancel_url=thing.get_absolute_url(),
    )


# Charging -------------------------------------------------------------------------------------


@allow(VIEW)
def charging_list(request: Request) -> HttpResponse:
    """Where e-bikes are charged, what each place lacks, and whether the sockets are enough."""
    places = seen(request, ChargingPlace).in_use()
    places = list(places.select_related("place", "campus", "custodian"))
    bikes = seen(request, ElectricBike).filter(ended_on=None)
    bikes = list(bikes.select_related("person").defer("person__identity_number"))
    charged = sum(1 for bike in bikes if bike.charges_here)
    sockets = sum(place.sockets for place in places)
    context = {
        "places": places,
        "bikes": bikes,
        "charged": charged,
        "sockets": sockets,
        "short": max(0, charged - sockets),
        "may_keep": request.user.has_perm(KEEP),
    }
    return TemplateResponse(request, "safety/charging_list.html", context)


@allow(KEEP)
def charging_new(request: Request) -> HttpResponse:
    return kept_form(
        request, ChargingForm, ChargingPlace(), _("Register a charging place"), CHARGING
    )


@allow(KEEP)
def charging_edit(request: Request, pk: int) -> HttpResponse:
    thing = one(request, ChargingPlace, pk)
    return kept_form(request, ChargingForm, thing, changed(thing), CHARGING)


@allow(KEEP)
def bike_new(request: Request) -> HttpResponse:
    return kept_form(request, BikeForm, ElectricBike(), _("Register an e-bike"), CHARGING)


@allow(KEEP)
def bike_edit(request: Request, pk: int) -> HttpResponse:
    thing = one(request, ElectricBike, pk)
    return kept_form(request, BikeForm, thing, changed(thing), CHARGING)


# Who answers ----------------------------------------------------------------------------------


def without_answer(campuses: list[Any]) -> list[Place]:
    """Key places of fire protection for which nobody is named."""
    named = FireResponsibility.objects.filter(level="area", ends_on=None).values("place")
    rows = Place.objects.in_use().filter(campus__in=campuses, kind__in=KEY_PLACES)
    return list(rows.exclude(pk__in=named).select_related("campus").order_by("campus", "name"))


@allow(VIEW)
def fire_network(request: Request) -> HttpResponse:
    """From the person responsible down to each area; places for which nobody answers."""
    rows = seen(request, FireResponsibility).filter(ends_on=None)
    rows = rows.select_related("campus", "place", "person").defer("person__identity_number")
    levels = FireResponsibility.Level
    named = list(rows.order_by("campus__position", "place__name", "pk"))
    context = {
        "levels": [(level, [row for row in named if row.level == level]) for level in levels],
        "lacking": without_answer(list(campuses_in(request, VIEW))),
        "may_keep": request.user.has_perm(KEEP),
        "is_empty": not named,
    }
    return TemplateResponse(request, "safety/fire_network.html", context)


@allow(KEEP)
def fire_network_new(request: Request) -> HttpResponse:
    thing = FireResponsibility(starts_on=timezone.localdate())
    place = whole_number(request.GET.get("place", ""))
    if place and (found := Place.objects.visible_to(request.user, KEEP).filter(pk=place).first()):
        thing.level, thing.place, thing.campus = "area", found, found.campus
    return kept_form(request, ResponsibilityForm, thing, _("Name somebody"), NETWORK)


@allow(KEEP)
def fire_network_edit(request: Request, pk: int) -> HttpResponse:
    thing = one(request, FireResponsibility, pk)
    return kept_form(request, ResponsibilityForm, thing, changed(thing), NETWORK)


urls: list[URLPattern] = [
    path("special/", special_list, name="special_list"),
    path("special/new/", special_new, name="special_new"),
    path("special/<int:pk>/edit/", special_edit, name="special_edit"),
    path("special/checks/new/", special_check_new, name="special_check_new"),
    path("play/", play_list, name="play_list"),
    path("play/new/", play_new, name="play_new"),
    path("play/<int:pk>/", play, name="play"),
    path("play/<int:pk>/edit/", play_edit, name="play_edit"),
    path("play/<int:pk>/service/", play_service_new, name="play_service_new"),
    path("charging/", charging_list, name="charging_list"),
    path("charging/new/", charging_new, name="charging_new"),
    path("charging/<int:pk>/edit/", charging_edit, name="charging_edit"),
    path("charging/bikes/new/", bike_new, name="bike_new"),
    path("charging/bikes/<int:pk>/edit/", bike_edit, name="bike_edit"),
    path("fire/network/", fire_network, name="fire_network"),
    path("fire/network/new/", fire_network_new, name="fire_network_new"),
    path("fire/network/<int:pk>/edit/", fire_network_edit, name="fire_network_edit"),
]
