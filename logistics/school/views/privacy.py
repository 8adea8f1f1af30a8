"""Personal data: the reading log, whole files given out, guardians' requests, holds, deletions."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from logistics.access import Request, allow
from logistics.contributions import Words, child_data
from logistics.pages import list_page
from logistics.school import erasing, files_of_child, forgetting, reading, retention
from logistics.school.forms.privacy import (
    AnswerForm,
    ConfirmForm,
    HoldForm,
    OrderForm,
    PersonErasureForm,
    ReadingSearch,
    RequestForm,
)
from logistics.school.models import (
    Child,
    DataErasure,
    DataRequest,
    ErasureOrder,
    Hold,
    Person,
    Reading,
)
from logistics.school.models.classes import ChildQuerySet
from logistics.school.models.people import PersonQuerySet
from logistics.school.views.frame import form_under

PRIVACY = (gettext_lazy("Personal data"), "school:erasure_list")
REQUESTS = (gettext_lazy("Guardians' requests"), "school:request_list")
PERMISSION = "school.protect_data"


def protected(request: Request) -> ChildQuerySet:
    """The children whose data this person answers for."""
    return Child.objects.visible_to(request.user, PERMISSION)


def answered_for(request: Request) -> PersonQuerySet:
    return Person.objects.changeable_by(request.user, PERMISSION)


# The reading log ---------------------------------------------------------------------------------


@allow("school.view_reading")
def reading_list(request: Request) -> HttpResponse:
    children = Child.objects.visible_to(request.user, "school.view_reading")
    people = Person.objects.visible_to(request.user, "school.view_reading")
    search = ReadingSearch(request.GET)
    readings = Reading.objects.select_related("by", "child", "person")
    if not request.user.reach("school.view_reading").everywhere:
        readings = readings.within(children=children, people=people)
    return list_page(
        request,
        search.apply(readings, children, people),
        "school/reading_list.html",
        fragment="school/_reading_rows.html",
        search=search,
    )


# The whole file ----------------------------------------------------------------------------------


@require_POST
@allow(PERMISSION)
def child_file(request: Request, pk: int) -> FileResponse:
    """Everything kept about a child, as its guardians may ask for it."""
    child = get_object_or_404(protected(request), pk=pk)
    noted = reading.note_child(request, child, Reading.Act.GIVEN_OUT, title=_("Whole file"))
    file = files_of_child.whole_file(child, now=timezone.now(), notice=reading.announcement(noted))
    name = _("Child file %(number)s.zip") % {"number": child.number}
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


# Requests ----------------------------------------------------------------------------------------


@allow(PERMISSION)
def request_list(request: Request) -> HttpResponse:
    """Open ones, the first due first; with ?all=on those answered too."""
    asked = DataRequest.objects.visible_to(request.user, PERMISSION).select_related("child")
    everything = "all" in request.GET
    return list_page(
        request,
        asked if everything else asked.open(),
        "school/request_list.html",
        fragment="school/_request_rows.html",
        everything=everything,
        today=timezone.localdate(),
        tabs=tabs(request),
    )


@allow(PERMISSION)
def request_new(request: Request, child_pk: int) -> HttpResponse:
    child = get_object_or_404(protected(request), pk=child_pk)
    form = RequestForm(
        request.POST or None,
        instance=DataRequest(child=child),
        initial={"guardian": named(child)},
        by=request.user,
        on=timezone.localdate(),
    )
    saved = _("The request is written down. It is answered in time if it is answered here.")
    return form_under(request, form, _("Request of a guardian"), PRIVACY, REQUESTS, saved=saved)


def named(child: Child) -> str:
    first = child.guardians.first()
    return first.name if first else ""


@allow(PERMISSION)
def request_(request: Request, pk: int) -> HttpResponse:
    """A request, what can be done about it, and the answer."""
    visible = DataRequest.objects.visible_to(request.user, PERMISSION)
    asked = get_object_or_404(visible.select_related("child", "recorded_by", "answered_by"), pk=pk)
    form = AnswerForm(request.POST or None, asked=asked, by=request.user, now=timezone.now())
    return form_under(
        request,
        form,
        str(asked),
        PRIVACY,
        REQUESTS,
        template="school/request.html",
        saved=_("The request is answered."),
        then="school:request_list",
        asked=asked,
        today=timezone.localdate(),
        **kept_of(asked.child, timezone.localdate()),
    )


def kept_of(child: Child, on: date) -> dict[str, Any]:
    """What is kept of a child, until when, and what keeps it longer."""
    return {
        "child": child,
        "parts": retention.Terms.of(on).parts(child),
        "holds": list(retention.holds_of(child)),
    }


# Holds -------------------------------------------------------------------------------------------


@allow(PERMISSION)
def hold_new(request: Request, child_pk: int) -> HttpResponse:
    """Keep everything of a child as long as an incident is open."""
    child = get_object_or_404(protected(request), pk=child_pk)
    instance = Hold(child=child, by=request.user, at=timezone.now())
    form = HoldForm(request.POST or None, instance=instance)
    saved = _("Nothing of %(child)s is deleted until this is lifted.") % {"child": child}
    then = reverse("school:child_erase", args=[child.pk])
    heading = _("Keep the data for an incident")
    return form_under(request, form, heading, PRIVACY, saved=saved, then=then)


@require_POST
@allow(PERMISSION)
def hold_lift(request: Request, pk: int) -> HttpResponse:
    found = Hold.objects.filter(child__in=protected(request)).select_related("child")
    hold = get_object_or_404(found, pk=pk)
    erasing.lift(hold, by=request.user, now=timezone.now())
    messages.success(
        request, _("The data of %(child)s are no longer held.") % {"child": hold.child}
    )
    return redirect("school:child_erase", hold.child_id)


# Deletions ---------------------------------------------------------------------------------------


def tabs(request: Request) -> list[dict[str, Any]]:
    lists = [
        (_("May be deleted"), "erasure_list"),
        (_("Waiting for a second person"), "erasure_waiting"),
        (_("Guardians' requests"), "request_list"),
        (_("Staff who left"), "erasure_staff"),
        (_("Deleted"), "erasure_done"),
    ]
    rows = [(title, reverse(f"school:{name}")) for title, name in lists]
    return [{"title": t, "url": u, "is_current": u == request.path} for t, u in rows]


@allow(PERMISSION)
def erasure_list(request: Request) -> HttpResponse:
    """The children of whom something may be deleted now."""
    terms = retention.Terms.of(timezone.localdate())
    rows = terms.children_due(protected(request).defer("identity_number", "note"))
    page = privacy_list(request, rows.prefetch_related("erasures", "requests"), "erasure_list")
    page.context_data["rows"] = [
        {
            "child": child,
            "parts": terms.due(child),
            "is_held": child.is_held,
        }
        for child in page.context_data["page"]
    ]
    return page


@allow(PERMISSION)
def erasure_waiting(request: Request) -> HttpResponse:
    orders = ErasureOrder.objects.visible_to(request.user, PERMISSION).waiting()
    return privacy_list(request, orders.select_related("child", "ordered_by"), "erasure_waiting")


@allow(PERMISSION)
def erasure_staff(request: Request) -> HttpResponse:
    rows = retention.staff_due(answered_for(request), timezone.localdate())
    return privacy_list(request, rows, "erasure_staff")


@allow(PERMISSION)
def erasure_done(request: Request) -> HttpResponse:
    done = DataErasure.objects.visible_to(request.user, PERMISSION)
    page = privacy_list(request, done.select_related("by", "second"), "erasure_done")
    page.context_data["rows"] = [
        {"erasure": erasure, "titles": [title_of(code) for code in erasure.codes]}
        for erasure in page.context_data["page"]
    ]
    return page


def title_of(code: str) -> Words:
    """Of a part; staff has only one."""
    kept = child_data()
    return kept[code].title if code in kept else _("Telephone and identity number")


def privacy_list(request: Request, rows: "QuerySet[Any]", name: str) -> Any:
    return list_page(
        request,
        rows,
        f"school/{name}.html",
        fragment=f"school/_{name}_rows.html",
        tabs=tabs(request),
    )


@allow(PERMISSION)
def child_erase(request: Request, pk: int) -> HttpResponse:
    """What is kept of a child and until when; whoever orders the deletion types the name."""
    child = get_object_or_404(protected(request), pk=pk)
    form = OrderForm(request.POST or None, child=child, by=request.user, now=timezone.now())
    context = kept_of(child, timezone.localdate()) | {
        "orders": child.orders.waiting().select_related("ordered_by"),
        "lifted": child.holds.filter(lifted_at=None),
        "may_order": bool(retention.due_parts(child, timezone.localdate())),
        "shared": sorted(forgetting.safe_words(forgetting.words_of(child), child)[1]),
    }
    return form_under(
        request,
        form,
        _("Delete personal data: %(name)s") % {"name": child},
        PRIVACY,
        template="school/child_erase.html",
        saved=_("The deletion is ordered."),
        then="school:erasure_waiting",
        **context,
    )


@allow(PERMISSION)
def erasure_confirm(request: Request, pk: int) -> HttpResponse:
    """The second person reads what goes, and types the name as well."""
    visible = ErasureOrder.objects.visible_to(request.user, PERMISSION)
    ordered = get_object_or_404(visible.select_related("child", "ordered_by"), pk=pk)
    form = ConfirmForm(request.POST or None, ordered=ordered, by=request.user, now=timezone.now())
    return form_under(
        request,
        form,
        _("Confirm the deletion: %(name)s") % {"name": ordered.child},
        PRIVACY,
        template="school/erasure_confirm.html",
        saved=_("The data are deleted; the figures stay."),
        then="school:erasure_done",
        ordered=ordered,
        child=ordered.child,
        goes=[title_of(code) for code in ordered.parts.split()],
        is_own=ordered.ordered_by_id == request.user.pk,
        is_over=bool(ordered.confirmed_at or ordered.withdrawn_at),
    )


@require_POST
@allow(PERMISSION)
def erasure_withdraw(request: Request, pk: int) -> HttpResponse:
    visible = ErasureOrder.objects.visible_to(request.user, PERMISSION)
    erasing.withdraw(get_object_or_404(visible, pk=pk), now=timezone.now())
    messages.success(request, _("The order is withdrawn; nothing was deleted."))
    return redirect("school:erasure_waiting")


@allow(PERMISSION)
def person_erase(request: Request, pk: int) -> HttpResponse:
    """Telephone and identity number of somebody who left."""
    somebody = get_object_or_404(answered_for(request), pk=pk)
    if somebody.pk == request.user.pk:
        raise PermissionDenied(PERMISSION)
    now = timezone.now()
    form = PersonErasureForm(request.POST or None, person=somebody, by=request.user, now=now)
    return form_under(
        request,
        form,
        _("Delete personal data: %(name)s") % {"name": somebody},
        PRIVACY,
        template="school/person_erase.html",
        saved=_("The numbers are deleted; the name stays under the records."),
        then="school:erasure_done",
        somebody=somebody,
        years=retention.years_of_staff(timezone.localdate(now)),
        is_due=retention.is_staff_due(somebody, timezone.localdate(now)),
    )
