"""Places and the people who have the custody of them."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.access import Request, allow
from logistics.pages import asked_words, list_page
from logistics.school.forms.places import PlaceForm, PlaceSearch
from logistics.school.models import Place
from logistics.school.views.frame import (
    PLACES,
    asked,
    by_whom,
    form_under,
    last_changes,
    looked_at,
    this_term,
)

OPTIONS = 20


@allow("school.view_place")
def place_list(request: Request) -> HttpResponse:
    search = PlaceSearch(asked(request), **by_whom(request))
    places = Place.objects.visible_to(request.user, "school.view_place")
    places = places.select_related("campus", "custodian", "school_class", "within")
    rows = "school/_place_rows.html"
    return list_page(
        request,
        search.apply(places),
        "school/place_list.html",
        fragment=rows,
        search=search,
        unanswered_count=places.in_use().unanswered_for(timezone.localdate()).count(),
    )


@allow("school.view_place")
def place_options(request: Request) -> HttpResponse:
    """The places a search box offers."""
    places = Place.objects.in_use().visible_to(request.user, "school.view_place")
    found = places.filter(name__icontains=asked_words(request))[:OPTIONS]
    return TemplateResponse(request, "school/_options.html", {"options": found})


@allow("school.view_place")
def place(request: Request, pk: int) -> HttpResponse:
    visible = Place.objects.visible_to(request.user, "school.view_place")
    shown = get_object_or_404(
        visible.select_related("campus", "custodian", "school_class", "within"), pk=pk
    )
    assignments = shown.assignments.select_related("term", "person", "school_class")
    context = {
        "place": shown,
        "parts": shown.place_set.in_use().select_related("custodian"),
        "assignments": assignments.order_by("-term__starts_on")[:10],
        "term": this_term(timezone.localdate()),
        "changes": last_changes(shown),
        "now": timezone.now(),
        "may_change": Place.objects.visible_to(request.user, "school.arrange")
        .filter(pk=pk)
        .exists(),
    }
    return TemplateResponse(request, "school/place.html", context)


@allow("school.arrange")
def place_new(request: Request) -> HttpResponse:
    form = PlaceForm(
        request.POST or None, initial={"campus": looked_at(request)}, **by_whom(request)
    )
    saved = _("%(name)s is added.") % {"name": "{result}"}
    return form_under(request, form, _("New place"), PLACES, saved=saved)


@allow("school.arrange")
def place_edit(request: Request, pk: int) -> HttpResponse:
    shown = get_object_or_404(Place.objects.visible_to(request.user, "school.arrange"), pk=pk)
    form = PlaceForm(request.POST or None, instance=shown, **by_whom(request))
    saved = _("%(name)s is saved.") % {"name": shown}
    return form_under(request, form, _("Edit"), PLACES, shown, saved=saved)
