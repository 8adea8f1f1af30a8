"""Registering the use of a special room."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.access import Request, allow
from logistics.duties.forms.rooms import RoomUseForm
from logistics.duties.views.tasks import one_task
from logistics.fields import whole_number
from logistics.pages import form_page
from logistics.school.models import Place, SchoolClass, Term


@allow("duties.write_record")
def room_use_new(request: Request) -> HttpResponse:
    """A special room, what for, from when to when; its custodian is asked to sign."""
    now = timezone.now()
    asked = whole_number(request.GET.get("task", ""))
    task = one_task(request, asked) if asked is not None else None
    rooms = Place.objects.special().visible_to(request.user, "duties.write_record")
    room = rooms.filter(pk=whole_number(request.GET.get("place", "")) or 0).first()
    form = RoomUseForm(
        request.POST or None,
        places=rooms.select_related("campus", "custodian"),
        classes=classes_of(request, now),
        task=task,
        now=now,
        by=request.user,
        initial={"place": room} if room else {},
    )
    return form_page(
        request,
        form,
        heading=_("Use of a special room"),
        purpose=_(
            "If the room opens only with its custodian's consent, the custodian is asked to sign."
        ),
        submit_label=_("Save the record"),
        saved=_("Saved: {result}"),
        then=task,
        cancel_url=task.get_absolute_url() if task else "",
    )


def classes_of(request: Request, now: Any) -> Any:
    """Those of this school year the person has to do with."""
    on = timezone.localdate(now)
    term = Term.objects.on(on)
    year = term.school_year if term else on.year
    reached = SchoolClass.objects.visible_to(request.user, "duties.write_record").in_year(year)
    return reached.order_by("campus__position", "position", "pk")
