"""The sample school put in and taken out by a press, in a trial only."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.access import Request, allow
from logistics.demo import Wanted, starting
from logistics.demo.forms import RemovalForm
from logistics.school.models import School
from logistics.school.views.frame import only_for_the_whole_school

BACKEND = "logistics.school.posts.PostBackend"
SMALL = {"days": 20, "seed": 1, "classes": 6, "children": 120}  # there in some seconds


def only_in_a_trial(request: Request) -> None:
    if not settings.DEMO:
        raise Http404
    only_for_the_whole_school(request, "school.admin")


@allow("school.admin")
def demo_remove(request: Request) -> HttpResponse:
    """Everything goes at once, so the name is typed; then the own school begins, logged in."""
    only_in_a_trial(request)
    school = School.current()
    if not school.is_demo:
        raise Http404
    form = RemovalForm(request.POST or None, school=school)
    if not form.is_valid():
        return TemplateResponse(request, "demo_remove.html", {"form": form, "school": school})
    said = {name: form.cleaned_data[name] for name in ("name", "username", "password")}
    request.user = AnonymousUser()  # who is no more writes no history
    admin = starting.start_over(**said, on=timezone.localdate())
    request.session.flush()
    login(request, admin, backend=BACKEND)
    messages.success(request, _("The sample data are gone. Begin with your own school."))
    return redirect("first_use")


@allow("school.admin")
def demo_load(request: Request) -> HttpResponse:
    """The sample comes with its own logins, so one's own ends here."""
    only_in_a_trial(request)
    if request.method != "POST":
        return TemplateResponse(request, "demo_load.html", {"there": School.objects.exists()})
    request.user = AnonymousUser()
    starting.load(Wanted(now=timezone.now(), **SMALL))
    logout(request)
    return redirect("login")
