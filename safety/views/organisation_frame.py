"""What the pages of the organisation share: the task asked for, people to choose from, the way back."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from logistics.access import Request, allow
from logistics.duties.views.tasks import one_task
from logistics.fields import whole_number
from logistics.pages import asked_words
from logistics.school.models import Campus
from safety.organisation.attending import ORGANISE, SEE, TEACH, WRITE, colleagues

OPTIONS = 20
INJURIES = (gettext_lazy("Injuries"), "safety:injury_list")
EDUCATION = (gettext_lazy("Safety education"), "safety:education_list")
TALKS = (gettext_lazy("Safety talks"), "safety:talk_list")
TOPICS = (gettext_lazy("Topics of the term"), "safety:topic_list")
MEETINGS = (gettext_lazy("Meetings"), "safety:meeting_list")
LETTERS = (gettext_lazy("Responsibility letters"), "safety:letter_list")
PLEDGES = (gettext_lazy("Pledges of the parents"), "safety:pledge_list")
PLANS = (gettext_lazy("Emergency plans"), "safety:emergency_plan_list")
CONTACTS = (gettext_lazy("Police and neighbours"), "safety:contact_list")

__all__ = ["ORGANISE", "SEE", "TEACH", "WRITE"]


def asked_number(request: Request, name: str) -> int | None:
    return whole_number(request.GET.get(name, ""))


def asked_task(request: Request) -> Any:
    """The task this record is to prove, if the form was opened from one."""
    pk = asked_number(request, "task")
    return one_task(request, pk) if pk is not None else None


def asked_about(task: Any) -> str:
    """What alone proves the task: the second half of "meeting:safety"."""
    return task.subject.partition(":")[2] if task else ""


def then_task(task: Any, **given: Any) -> dict[str, Any]:
    """Back to the task it was written for."""
    return given | ({"then": task, "cancel_url": task.get_absolute_url()} if task else {})


def who(request: Request, now: datetime) -> dict[str, Any]:
    return {"by": request.user, "now": now}


def campuses_of(request: Request, permission: str) -> Any:
    return Campus.objects.visible_to(request.user, permission).filter(is_active=True)


def whole_campuses_of(request: Request, permission: str) -> Any:
    """Those for which the person acts as a whole, not for one class alone."""
    reach = request.user.reach(permission)
    if not (reach.everywhere or reach.campuses):
        return Campus.objects.none()
    rows = Campus.objects.filter(is_active=True)
    return rows if reach.everywhere else rows.filter(pk__in=reach.campuses)


@allow("duties.write_record")
def colleague_options(request: Request) -> HttpResponse:
    """What a box offers in which a colleague of one's own campuses is typed."""
    people = colleagues(request.user, timezone.localdate())
    found = people.matching(asked_words(request)).distinct()
    return TemplateResponse(request, "school/_options.html", {"options": found[:OPTIONS]})
