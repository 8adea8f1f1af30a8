"""Labels of places: chosen, printed, replaced."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from logistics.access import Request, allow
from logistics.addresses import site_of
from logistics.errors import Refused
from logistics.fields import whole_number
from logistics.labels import MOST_LABELS
from logistics.school import labels
from logistics.school.forms.places import LabelForm, PlaceSearch
from logistics.school.models import Place
from logistics.school.views.frame import asked, by_whom


def chosen_places(request: Request) -> QuerySet[Place]:
    """Those ticked; if none is, all that the filter of the list finds."""
    places = Place.objects.visible_to(request.user, "school.arrange").select_related("campus")
    ticked = [pk for text in request.GET.getlist("place") if (pk := whole_number(text)) is not None]
    if ticked:
        places = places.filter(pk__in=ticked)
    else:
        places = PlaceSearch(asked(request), **by_whom(request)).apply(places)
    return places.order_by("campus__position", "campus", "kind", "name", "pk")


def refuse_too_many(places: QuerySet[Place]) -> None:
    if (count := places.count()) > MOST_LABELS:
        said = {"count": count, "most": MOST_LABELS}
        raise Refused(
            _("%(count)s labels are too many at once; %(most)s are the limit. Filter the places.")
            % said
        )


@allow("school.arrange")
def place_labels(request: Request) -> HttpResponse:
    """Which labels, on which paper, from which position on."""
    places = chosen_places(request)
    refuse_too_many(places)
    context: dict[str, Any] = {
        "things": list(places),
        "ticks": "place",
        "print_url": reverse("school:place_labels_print"),
        "list_url": reverse("school:place_list"),
        "ticked": request.GET.getlist("place"),
        "form": LabelForm(initial={"paper": "a4", "start": 1}),
        "kept": [
            (name, value)
            for name in PlaceSearch.base_fields
            for value in request.GET.getlist(name)
            if value
        ],
    }
    return TemplateResponse(request, "school/place_labels.html", context)


@allow("school.arrange")
def place_labels_print(request: Request) -> HttpResponse:
    """The labels themselves, in millimetres."""
    places = chosen_places(request)
    refuse_too_many(places)
    printed = labels.labels_of(places, site_of(request))
    start = whole_number(request.GET.get("start", "")) or 1
    context = {
        "on_roll": request.GET.get("paper") == "roll",
        "labels": printed,
        "sheets": labels.sheets(printed, start=start),
    }
    return TemplateResponse(request, "school/place_labels_print.html", context)


@require_POST
@allow("school.arrange")
def place_code_new(request: Request, pk: int) -> HttpResponse:
    """A sticker is lost or hangs in the wrong place: the old one opens nothing any more."""
    place = get_object_or_404(Place.objects.visible_to(request.user, "school.arrange"), pk=pk)
    labels.give_new_code(place)
    said = _("%(name)s has a new code. Print its label and take the old one down.")
    messages.success(request, said % {"name": place})
    return redirect(place)
