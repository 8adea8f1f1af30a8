"""The lamps: where they hang, how long their tubes have burned, and new tubes."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _

from health.forms.arrangements import LampForm, TubeForm
from health.forms.scope import places_of
from health.hygiene import tubes
from health.models import UvLamp
from logistics.access import Request, allow
from logistics.pages import form_page

SEE, ARRANGE = "health.view_hygiene", "health.arrange"


@allow(SEE)
def lamp_list(request: Request) -> HttpResponse:
    """Every lamp with the hours of its tube, those to be replaced first."""
    on = timezone.localdate()
    rows = UvLamp.objects.visible_to(request.user, SEE).with_tube()
    lamps = sorted(rows.select_related("place__campus"), key=lambda lamp: (-lamp.hours, lamp.pk))
    most = tubes.limit(on)
    context = {
        "lamps": [(lamp, lamp.is_active and lamp.hours >= most) for lamp in lamps],
        "limit": most,
    }
    return TemplateResponse(request, "health/lamp_list.html", context)


@allow(ARRANGE)
def lamp_new(request: Request) -> HttpResponse:
    """A lamp with its first tube."""
    return lamp_form(request, UvLamp(), _("Register a lamp"))


@allow(ARRANGE)
def lamp_edit(request: Request, pk: int) -> HttpResponse:
    lamp = one_lamp(request, pk)
    return lamp_form(request, lamp, _("Change %(lamp)s") % {"lamp": lamp})


def lamp_form(request: Request, lamp: UvLamp, heading: str) -> HttpResponse:
    form = LampForm(
        request.POST or None,
        instance=lamp,
        places=places_of(request.user, ARRANGE),
        now=timezone.now(),
        by=request.user,
    )
    return form_page(
        request,
        form,
        heading=heading,
        purpose=_("Its hours are counted by every disinfection with it."),
        saved=_("Saved: {result}"),
        then="health:lamp_list",
    )


@allow(ARRANGE)
def tube_new(request: Request, pk: int) -> HttpResponse:
    """The tube was replaced: the hours begin anew."""
    lamp = one_lamp(request, pk)
    form = TubeForm(request.POST or None, lamp=lamp, now=timezone.now(), by=request.user)
    return form_page(
        request,
        form,
        heading=_("New tube in %(lamp)s") % {"lamp": lamp},
        purpose=_("The hours of the old tube stay in the register."),
        submit_label=_("Count anew"),
        saved=_("Saved: {result}"),
        then="health:lamp_list",
    )


def one_lamp(request: Request, pk: int) -> UvLamp:
    return get_object_or_404(UvLamp.objects.visible_to(request.user, ARRANGE), pk=pk)


urls: list[URLPattern] = [
    path("lamps/", lamp_list, name="lamp_list"),
    path("lamps/new/", lamp_new, name="lamp_new"),
    path("lamps/<int:pk>/edit/", lamp_edit, name="lamp_edit"),
    path("lamps/<int:pk>/tube/", tube_new, name="tube_new"),
]
