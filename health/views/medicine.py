"""Medicine: taken in with the guardian's request, given on time by two, returned."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from health.day import medicating
from health.day.rolls import VIEW, WRITE, classes_of
from health.forms.days import GiveForm, LeftOverForm, MedicineForm
from health.models import MedicineRequest
from health.views.reaching import asked_about, day_asked
from logistics.access import Request, allow
from logistics.pages import form_page
from logistics.school.models import Person, Post


@allow(VIEW)
def medicine_list(request: Request) -> HttpResponse:
    """The doses of the day in the order of their times, and what has to go back."""
    now = timezone.now()
    on = day_asked(request, now)
    classes = list(classes_of(request.user, on))
    doses = medicating.doses(classes, on, now=now)
    context = {
        "doses": doses,
        "to_return": medicating.to_return(classes, on),
        "due": sum(not dose.is_settled for dose in doses),
        "on": on,
        "may_write": request.user.has_perm(WRITE),
    }
    return TemplateResponse(request, "health/medicine_list.html", context)


@allow(WRITE)
def medicine_new(request: Request) -> HttpResponse:
    """Take medicine in: nothing without the guardian's signature or a photo of it."""
    now = timezone.now()
    form = MedicineForm(
        request.POST or None, request.FILES or None, **asked_about(request, now), now=now,
        by=request.user,
    )  # fmt: skip
    return form_page(
        request,
        form,
        heading=_("Take in medicine"),
        purpose=_("Only what a guardian asks for in writing, in its own packing, in its time."),
        submit_label=_("Save the record"),
        saved=_("Saved: {result}"),
        then=reverse("health:medicine_list"),
        cancel_url=reverse("health:medicine_list"),
    )


@allow(WRITE)
def medicine_given_new(request: Request) -> HttpResponse:
    """From a task to the doses of the day: each is given from its own request."""
    return redirect("health:medicine_list")


def one_request(request: Request, pk: int) -> MedicineRequest:
    classes = classes_of(request.user, timezone.localdate(), WRITE)
    rows = MedicineRequest.objects.standing().filter(entry__school_class__in=classes)
    return get_object_or_404(rows.select_related("child", "entry__campus"), pk=pk)


@allow(WRITE)
def medicine_give(request: Request, pk: int) -> HttpResponse:
    """Give one dose: what, to whom, against what; who checks it with you."""
    now = timezone.now()
    wanted = one_request(request, pk)
    form = GiveForm(
        request.POST or None,
        request=wanted,
        people=colleagues(request, wanted),
        now=now,
        by=request.user,
        initial={"clock": request.GET.get("clock", "")},
    )
    return form_page(
        request,
        form,
        "health/medicine_give.html",
        wanted=wanted,
        allergies=wanted.child.allergies.all(),
        submit_label=pgettext("button of medicine", "Given"),
        saved=_("Saved: {result}"),
        then=reverse("health:medicine_list"),
        cancel_url=reverse("health:medicine_list"),
    )


def colleagues(request: Request, wanted: MedicineRequest) -> Any:
    """Who may check a dose: teachers, carers and the doctor of the campus, but oneself."""
    on = timezone.localdate()
    roles = ("teacher", "carer", "doctor")
    posts = Post.objects.current(on).filter(role__in=roles, campus=wanted.entry.campus)
    people = Person.objects.filter(pk__in=posts.values("person")).exclude(pk=request.user.pk)
    return people.employed(on).defer("identity_number")


@allow(WRITE)
def medicine_left_over(request: Request, pk: int) -> HttpResponse:
    """What is left goes back, and the request ends."""
    now = timezone.now()
    wanted = one_request(request, pk)
    form = LeftOverForm(request.POST or None, request=wanted, now=now, by=request.user)
    return form_page(
        request,
        form,
        heading=_("What is left of the medicine"),
        purpose=f"{wanted.child} · {wanted.medicine}",
        submit_label=_("Save the record"),
        saved=_("Saved: {result}"),
        then=reverse("health:medicine_list"),
        cancel_url=reverse("health:medicine_list"),
    )


urls = [
    path("medicine/", medicine_list, name="medicine_list"),
    path("medicine/new/", medicine_new, name="medicine_new"),
    path("medicine/given/", medicine_given_new, name="medicine_given_new"),
    path("medicine/<int:pk>/give/", medicine_give, name="medicine_give"),
    path("medicine/<int:pk>/left-over/", medicine_left_over, name="medicine_left_over"),
]
