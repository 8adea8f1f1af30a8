"""Responsibility zones: who answers for which place in a term."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from logistics.access import Request, allow
from logistics.pages import list_page
from logistics.school import zones
from logistics.school.forms.places import ZoneForm
from logistics.school.models import Campus, Place, Term, ZoneAssignment
from logistics.school.views.frame import PLACES, ZONES, by_whom, form_under, looked_at


@allow("school.view_place")
def zone_list(request: Request) -> HttpResponse:
    """The zones of one term; it is this one unless the address names another."""
    terms = list(Term.objects.all())
    term = term_asked(request, terms)
    return list_page(
        request,
        assigned(request, term),
        "school/zone_list.html",
        fragment="school/_zone_rows.html",
        term=term,
        terms=terms,
        before=terms[terms.index(term) + 1 :] if term else [],
        without=without_anybody(request, term),
    )


def term_asked(request: Request, terms: list[Term]) -> Term | None:
    """The term of the address, else the one of today; the newest stands first."""
    wanted = request.GET.get("term", "")
    to_come = [term for term in terms if term.ends_on >= timezone.localdate()]
    now = to_come[-1] if to_come else next(iter(terms), None)
    return next((term for term in terms if str(term.pk) == wanted), now)


def assigned(request: Request, term: Term | None) -> QuerySet[ZoneAssignment]:
    visible = ZoneAssignment.objects.visible_to(request.user, "school.view_place")
    here = {"place__campus": campus} if (campus := looked_at(request)) else {}
    found = visible.filter(term=term, **here)
    found = found.select_related("place__campus", "person", "school_class")
    return found.order_by("place__campus__position", "place__name", "pk")


def without_anybody(request: Request, term: Term | None) -> QuerySet[Place]:
    """The zones for which nobody answers this term."""
    zones_in_use = Place.objects.in_use().visible_to(request.user, "school.view_place")
    here = {"campus": campus} if (campus := looked_at(request)) else {}
    zones_in_use = zones_in_use.filter(kind=Place.Kind.ZONE, **here)
    return zones_in_use.exclude(assignments__term=term).select_related("campus")


@allow("school.arrange")
def zone_new(request: Request, term_pk: int) -> HttpResponse:
    term = get_object_or_404(Term, pk=term_pk)
    form = ZoneForm(
        request.POST or None,
        instance=ZoneAssignment(term=term),
        initial={"place": request.GET.get("place")},
        **by_whom(request),
    )
    return zone_form(request, form, term, _("Assign a zone"))


@allow("school.arrange")
def zone_edit(request: Request, pk: int) -> HttpResponse:
    visible = ZoneAssignment.objects.visible_to(request.user, "school.arrange")
    zone = get_object_or_404(visible.select_related("term", "place"), pk=pk)
    form = ZoneForm(request.POST or None, instance=zone, **by_whom(request))
    return zone_form(request, form, zone.term, _("Edit the assignment"))


def zone_form(request: Request, form: ZoneForm, term: Term, heading: str) -> HttpResponse:
    saved = _("%(name)s is saved.") % {"name": "{result}"}
    there = of_term(term)
    return form_under(request, form, heading, PLACES, ZONES, saved=saved, then=there, purpose=term)


@require_POST
@allow("school.arrange")
def zone_remove(request: Request, pk: int) -> HttpResponse:
    visible = ZoneAssignment.objects.visible_to(request.user, "school.arrange")
    zone = get_object_or_404(visible.select_related("place", "person", "school_class"), pk=pk)
    zones.remove(zone)
    messages.success(request, _("%(zone)s is taken off the list.") % {"zone": zone})
    return redirect(of_term(zone.term))


@require_POST
@allow("school.arrange")
def zone_copy(request: Request, term_pk: int) -> HttpResponse:
    """Take over what was assigned in the term before."""
    term = get_object_or_404(Term, pk=term_pk)
    campuses = list(Campus.objects.visible_to(request.user, "school.arrange"))
    copied = zones.copy_zones(term, campuses, on=timezone.localdate())
    messages.success(
        request,
        ngettext(
            "One assignment is taken over.",
            "%(count)s assignments are taken over.",
            copied.count,
        )
        % {"count": copied.count},
    )
    if copied.left_out:
        places = ", ".join(str(place) for place in copied.left_out)
        messages.warning(request, _("Decide again about: %(places)s") % {"places": places})
    return redirect(of_term(term))


def of_term(term: Term) -> str:
    return f"{reverse('school:zone_list')}?term={term.pk}"
