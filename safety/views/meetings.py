"""Meetings of safety and logistics, the safety group of the year, contacts with the police and others."""

from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.access import Request, Role, allow
from logistics.pages import list_page
from logistics.records.models import Entry
from logistics.school.models import Term
from logistics.school.views.frame import form_under, looked_at
from safety.forms.emergency_plans import ContactForm
from safety.forms.meetings import GroupForm, MeetingForm
from safety.models import MeetingAbout, OutsideContact, SafetyGroup, SafetyMeeting
from safety.organisation import deciding
from safety.organisation.attending import ORGANISE
from safety.views.organisation_frame import (
    CONTACTS,
    MEETINGS,
    asked_about,
    asked_task,
    campuses_of,
    then_task,
    who,
)

# Who writes meetings beside those who organise safety: the parents' meeting of a class.
WRITE = "duties.write_record"
OF_LEADERS = {Role.DIRECTOR, Role.PRINCIPAL, Role.DOCTOR, Role.ADMIN}


def entries_of(request: Request, permission: str) -> Any:
    """What the permission reaches, and what one has written oneself."""
    entries = Entry.objects.visible_to(request.user, permission)
    campus = looked_at(request)
    return entries.filter(campus=campus) if campus else entries


@allow(WRITE)
def meeting_list(request: Request) -> HttpResponse:
    """The meetings one may read, the newest first."""
    entries = entries_of(request, "records.view_record")
    rows = SafetyMeeting.objects.filter(entry__in=entries.values("pk"))
    about = request.GET.get("kind", "")
    if about in MeetingAbout.values:
        rows = rows.filter(about=about)
    rows = rows.select_related("entry__campus", "chair").defer("chair__identity_number")
    on = timezone.localdate()
    term = Term.objects.on(on)
    return list_page(
        request,
        rows.order_by("-entry__happened_at", "-pk"),
        "safety/meeting_list.html",
        fragment="safety/_meeting_rows.html",
        group=deciding.group_of(term.school_year) if term else None,
        abouts=[
            {"title": label, "url": f"?kind={code}", "is_current": code == about}
            for code, label in abouts_for(request)
        ],
        may_organise=request.user.has_perm(ORGANISE),
    )


def abouts_for(request: Request) -> list[tuple[str, Any]]:
    """A teacher writes the parents' meeting of the class, leaders every kind."""
    if request.user.has_perm(ORGANISE) or request.user.roles() & OF_LEADERS:
        return list(MeetingAbout.choices)
    own = (MeetingAbout.PARENTS, MeetingAbout.OTHER)
    return [(about.value, about.label) for about in own]


@allow(WRITE)
def meeting_new(request: Request) -> HttpResponse:
    """First for what it is held, unless the task says so; then who was there and what was decided."""
    now, task = timezone.now(), asked_task(request)
    about = asked_about(task) or request.GET.get("kind", "")
    known = dict(abouts_for(request)) | ({about: ""} if task else {})
    if about not in MeetingAbout.values or about not in known:
        return choose_about(request, task)
    form = MeetingForm(
        request.POST or None,
        request.FILES or None,
        about=about,
        campuses=campuses_of(request, WRITE),
        **who(request, now),
    )
    given = then_task(task, submit_label=_("Save the minutes"), saved=_("Saved: {result}"))
    heading = _("Meeting: %(about)s") % {"about": MeetingAbout(about).label}
    return form_under(request, form, heading, MEETINGS, more=form.table(), **given)


def choose_about(request: Request, task: Any) -> HttpResponse:
    query = f"&task={task.pk}" if task else ""
    choices = [(f"?kind={code}{query}", label) for code, label in abouts_for(request)]
    return TemplateResponse(request, "safety/meeting_choice.html", {"choices": choices})


@allow(ORGANISE)
def group_new(request: Request) -> HttpResponse:
    """The group of this school year; it begins with the one before."""
    now, task = timezone.now(), asked_task(request)
    term = Term.objects.on(timezone.localdate(now))
    year = term.school_year if term else timezone.localdate(now).year
    before = SafetyGroup.objects.exclude(entry__status=Entry.Status.VOIDED)
    before = before.filter(entry__campus__in=campuses_of(request, ORGANISE))
    form = GroupForm(
        request.POST or None,
        campuses=campuses_of(request, ORGANISE),
        before=before.order_by("-entry__happened_at", "-pk").first(),
        initial={"school_year": year},
        **who(request, now),
    )
    given = then_task(task, submit_label=_("Save the group"), saved=_("Saved: {result}"))
    return form_under(request, form, _("Safety group"), MEETINGS, more=form.table(), **given)


# The police and others.


@allow(WRITE)
def contact_list(request: Request) -> HttpResponse:
    """With whom the school spoke about its surroundings."""
    entries = entries_of(request, "records.view_record")
    rows = OutsideContact.objects.filter(entry__in=entries.values("pk"))
    rows = rows.select_related("entry__campus", "entry__entered_by")
    return list_page(
        request,
        rows.order_by("-entry__happened_at", "-pk"),
        "safety/contact_list.html",
        fragment="safety/_contact_rows.html",
    )


@allow(WRITE)
def contact_new(request: Request) -> HttpResponse:
    """Who writes it is who spoke: the director, or the guard at the gate."""
    now, task = timezone.now(), asked_task(request)
    form = ContactForm(
        request.POST or None,
        request.FILES or None,
        campuses=campuses_of(request, WRITE),
        **who(request, now),
    )
    given = then_task(task, submit_label=_("Save the contact"), saved=_("Saved: {result}"))
    return form_under(request, form, _("Contact with the police and others"), CONTACTS, **given)


urls = [
    path("meetings/", meeting_list, name="meeting_list"),
    path("meetings/new/", meeting_new, name="meeting_new"),
    path("groups/new/", group_new, name="group_new"),
    path("contacts/", contact_list, name="contact_list"),
    path("contacts/new/", contact_new, name="contact_new"),
]
