"""What the pages of the school share: the campus looked at, how far one may go, the way back."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from logistics.access import Request
from logistics.fields import whole_number
from logistics.pages import form_page
from logistics.school.models import Campus, Term
from logistics.school.posts import campuses_of, chosen_campus


def by_whom(request: Request) -> dict[str, Any]:
    """What forms that offer only what is in reach want to know."""
    return {"by": request.user, "on": timezone.localdate()}


def looked_at(request: Request) -> Campus | None:
    """The campus chosen in the bar above; none: all of the person's."""
    return chosen_campus(request, campuses_of(request.user, timezone.localdate()))


def term_asked(request: Request) -> Term | None:
    """The term that the address names, if it names one."""
    asked = whole_number(request.GET.get("term", ""))
    return Term.objects.filter(pk=asked).first() if asked is not None else None


def asked(request: Request) -> QueryDict:
    """What is searched for; unless it says so, at the campus looked at."""
    data = request.GET.copy()
    if "campus" not in data and (campus := looked_at(request)):
        data["campus"] = str(campus.pk)
    return data


def only_for_the_whole_school(request: Request, permission: str) -> None:
    """Some things are the same at every campus: who arranges one of several cannot set them."""
    if not request.user.reaches_all(permission):
        raise PermissionDenied(permission)


def this_term(on: date) -> Term | None:
    return Term.objects.on(on)


@dataclass(frozen=True)
class Change:
    """One line under "what happened last"."""

    at: datetime
    who: str
    text: str
    url: str = ""


ACTS = {"+": gettext_lazy("added"), "~": gettext_lazy("changed"), "-": gettext_lazy("removed")}
MOST_CHANGES = 10


def last_changes(thing: Any) -> list[Change]:
    """Who changed it last. What it was is kept in its history."""
    past = thing.history.select_related("history_user")[:MOST_CHANGES]
    return [
        Change(row.history_date, str(row.history_user or ""), str(ACTS[row.history_type]))
        for row in past
    ]


PEOPLE = (gettext_lazy("People"), "school:person_list")
LINES = (gettext_lazy("Lines of work"), "school:work_line_list")
PLACES = (gettext_lazy("Places"), "school:place_list")
ZONES = (gettext_lazy("Zones"), "school:zone_list")
CLASSES = (gettext_lazy("Classes"), "school:class_list")
CHILDREN = (gettext_lazy("Children"), "school:child_list")
TERMS = (gettext_lazy("School calendar"), "school:term_list")
SETTINGS = (gettext_lazy("School settings"), "school:settings")
CAMPUSES = (gettext_lazy("Campuses"), "school:campus_list")
RULES = (gettext_lazy("Rules"), "school:rule_list")


def form_under(
    request: Request,
    form: Any,
    heading: str,
    *above: Any,
    template: str = "school/form.html",
    **given: Any,
) -> HttpResponse:
    """A form with the way back to what stands above it: pages by title and name, or things."""
    crumbs = [way_to(step) for step in above]
    given = {"heading": heading, "crumbs": crumbs, "cancel_url": crumbs[-1][1]} | given
    return form_page(request, form, template, **given)


def way_to(step: Any) -> tuple[str, str]:
    if isinstance(step, tuple):
        title, name = step
        return str(title), reverse(name)
    return str(step), step.get_absolute_url()
