"""The school itself: its name, its campuses, and the way to everything that can be set."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from logistics.access import Request, allow
from logistics.school.forms.settings import CampusForm, SchoolForm
from logistics.school.models import Campus, School
from logistics.school.models.campuses import Meal
from logistics.school.views.frame import (
    CAMPUSES,
    SETTINGS,
    by_whom,
    form_under,
    only_for_the_whole_school,
)


@allow("school.view_setting")
def settings(request: Request) -> HttpResponse:
    return TemplateResponse(request, "school/settings.html", {"school": School.current()})


@allow("school.admin")
def school_edit(request: Request) -> HttpResponse:
    only_for_the_whole_school(request, "school.admin")
    form = SchoolForm(request.POST or None, instance=School.current())
    saved = _("The name of the school is saved.")
    heading = _("Name and kind of the school")
    return form_under(request, form, heading, SETTINGS, saved=saved, then="school:settings")


@allow("school.view_setting")
def campus_list(request: Request) -> HttpResponse:
    visible = Campus.objects.visible_to(request.user, "school.view_setting")
    changeable = Campus.objects.visible_to(request.user, "school.arrange")
    context = {
        "sites": [(campus, served(campus)) for campus in visible],
        "changeable": set(changeable.values_list("pk", flat=True)),
    }
    return TemplateResponse(request, "school/campus_list.html", context)


def served(campus: Campus) -> list[tuple[str, str]]:
    """The meals of a campus with their times, as the day goes."""
    meals = [(str(meal.label), campus.meals.get(meal.value)) for meal in Meal]
    return [(title, at) for title, at in meals if at]


@allow("school.admin")
def campus_new(request: Request) -> HttpResponse:
    only_for_the_whole_school(request, "school.admin")
    form = CampusForm(request.POST or None, **by_whom(request))
    saved = _("%(name)s is added.") % {"name": "{result}"}
    return form_under(request, form, _("New campus"), SETTINGS, CAMPUSES, saved=saved)


@allow("school.arrange")
def campus_edit(request: Request, pk: int) -> HttpResponse:
    site = get_object_or_404(Campus.objects.visible_to(request.user, "school.arrange"), pk=pk)
    form = CampusForm(request.POST or None, instance=site, **by_whom(request))
    saved = _("%(name)s is saved.") % {"name": site}
    return form_under(request, form, str(site), SETTINGS, CAMPUSES, saved=saved)
