"""What the school puts up: the public page of a menu, and the record of everything that hangs out."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canteen.forms.publications import PublicationForm
from canteen.menus.week import lay_out, with_grams
from canteen.models import Menu, Publication
from logistics.access import Request, allow
from logistics.duties.views.tasks import one_task
from logistics.fields import whole_number
from logistics.pages import list_page
from logistics.records.models import Entry
from logistics.school.models import Campus, School
from logistics.school.views.frame import form_under

WRITE = "duties.write_record"
PUBLICATIONS = (gettext_lazy("Put up for everybody"), "canteen:publication_list")


@login_not_required
def menu_public(request: HttpRequest, token: str) -> HttpResponse:
    """A published week for whoever knows the address: dishes and grams, no child and no class."""
    rows = Menu.objects.published().select_related("campus")
    shown = get_object_or_404(rows, token=token)
    week = lay_out(shown)
    context = {
        "menu": shown,
        "week": with_grams(week, week.ages[0]),
        "school_name": School.current().name,
        "on": timezone.localdate(),
    }
    response = TemplateResponse(request, "canteen/menu_public.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@allow("duties.view_task")
def publication_list(request: Request) -> HttpResponse:
    """What was put up, the newest first: what one may read, and one's own."""
    seen = Entry.objects.visible_to(request.user, "records.view_record").order_by()
    rows = Publication.objects.filter(entry__in=seen.values("pk"))
    rows = rows.select_related("entry__campus", "entry__entered_by")
    return list_page(
        request,
        rows.defer("entry__entered_by__identity_number").order_by("-entry__happened_at", "-pk"),
        "canteen/publication_list.html",
        fragment="canteen/_publication_rows.html",
        on=timezone.localdate(),
    )


@allow(WRITE)
def publication_new(request: Request) -> HttpResponse:
    """Write down that something was put up; opened from a task it is about what the task asks for."""
    pk, now = whole_number(request.GET.get("task", "")), timezone.now()
    task = one_task(request, pk) if pk is not None else None
    about = task.subject.partition(":")[2] if task else request.GET.get("about", "")
    campuses = Campus.objects.visible_to(request.user, WRITE).filter(is_active=True)
    form = PublicationForm(
        request.POST or None, request.FILES or None, about=about, campuses=campuses,
        by=request.user, now=now,
    )  # fmt: skip
    given: dict[str, Any] = {"then": task, "cancel_url": task.get_absolute_url()} if task else {}
    return form_under(
        request, form, _("Put up for everybody"), PUBLICATIONS, saved=_("Saved: {result}"), **given
    )


urls = [
    path("public/menus/<str:token>/", menu_public, name="menu_public"),
    path("publications/", publication_list, name="publication_list"),
    path("publications/new/", publication_new, name="publication_new"),
]
