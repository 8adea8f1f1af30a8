"""Children at the gate: slips, early leaves, who may fetch whom, the handing over of a class."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from logistics.access import Request, allow
from logistics.fields import whole_number
from logistics.records.models import Entry, Photo
from logistics.school import reading
from logistics.school.models import Child, Reading, SchoolClass, Term
from safety.forms.pickup import (
    AuthorizationForm,
    ChildLateForm,
    EarlyLeaveForm,
    LeaveSlipForm,
    PickupForm,
)
from safety.gate import classes, staying
from safety.gate.board import KEEP
from safety.gate.classes import VIEW, children_of, classes_of
from safety.models import ChildLate, LeaveSlip, PickupAuthorization, PickupLog
from safety.views.gate_frame import asked_task, gate_form, home_of

GIVE = "safety.give_slip"


def asked_child(request: Request, permission: str) -> Child | None:
    key = whole_number(request.GET.get("child", ""))
    return children_of(request.user, timezone.localdate(), permission).filter(pk=key or 0).first()


@allow(GIVE)
def leave_slip_new(request: Request) -> HttpResponse:
    """The class teacher lets a child go; the gate sees it at once."""
    return gate_form(
        request,
        LeaveSlipForm,
        heading=_("Leave slip"),
        purpose=_("With this slip, which you sign by saving it, the gate lets the child go."),
        submit_label=_("Sign and send to the gate"),
        about={"child": asked_child(request, GIVE)},
        then=reverse("safety:pickup_list"),
    )


@allow(KEEP)
def early_leave_new(request: Request) -> HttpResponse:
    """Through the gate: with a slip of today the check alone is asked."""
    slip = one_slip(request)
    return gate_form(
        request,
        EarlyLeaveForm,
        heading=_("A child leaves early"),
        purpose=_("Compare whoever fetches the child with the slip and the list."),
        submit_label=_("Checked, let go"),
        template="safety/early_leave_new.html",
        about={"slip": slip, "child": slip.child if slip else None},
        then=reverse("safety:gate"),
        slip=slip,
        allowed=list(allowed_for(slip.child_id, timezone.localdate())) if slip else [],
    )


def one_slip(request: Request) -> LeaveSlip | None:
    key = whole_number(request.GET.get("slip", ""))
    if key is None:
        return None
    reach = request.user.reach(KEEP).within(campus="entry__campus_id")
    rows = LeaveSlip.objects.unused().filter(reach, on=timezone.localdate())
    related = ("child", "entry__school_class", "entry__entered_by")
    return get_object_or_404(rows.select_related(*related), pk=key)


def allowed_for(child: int, on: Any) -> Any:
    rows = PickupAuthorization.objects.valid(on).filter(child=child)
    return rows.select_related("entry").order_by("entry__happened_at", "pk")


# Who may fetch whom.


def class_of_task(request: Request) -> str:
    """A task of a class begins at the list of that class."""
    task = asked_task(request) if request.method == "GET" else None
    if task is None or not task.school_class_id:
        return ""
    return f"{reverse('safety:pickup_list')}?class={task.school_class_id}"


@allow(VIEW)
def pickup_list(request: Request) -> HttpResponse:
    """The classes in reach: who may be fetched by whom, and which class has handed over today."""
    on = timezone.localdate()
    seen = list(classes_of(request.user, on))
    wanted = whole_number(request.GET.get("class", ""))
    shown = next((c for c in seen if c.pk == wanted), seen[0] if seen else None)
    context = {
        "classes": seen,
        "shown": shown,
        "children": children_with_people(request, shown, on) if shown else [],
        "handed_over": classes.handed_over_today(seen, on),
        "exceptions": exceptions_of(shown, on) if shown else [],
        "late": late_of(shown, on) if shown else [],
        "may_give": request.user.has_perm(GIVE),
        "today": on,
    }
    return TemplateResponse(request, "safety/pickup_list.html", context)


def children_with_people(request: Request, school_class: SchoolClass, on: Any) -> list[Any]:
    """Each child of a class with whoever may fetch it: two queries."""
    rows = children_of(request.user, on).filter(enrolments__school_class=school_class)
    children = list(rows.distinct())
    allowed = PickupAuthorization.objects.valid(on).filter(child__in=children)
    by_child: dict[int, list[Any]] = {child.pk: [] for child in children}
    for each in allowed.defer("phone", "guardian").order_by("pk"):
        by_child[each.child_id].append(each)
    return [{"child": child, "people": by_child[child.pk]} for child in children]


def exceptions_of(school_class: SchoolClass, on: Any) -> list[PickupLog]:
    rows = PickupLog.objects.filter(on=on, entry__school_class=school_class, child__isnull=False)
    rows = rows.exclude(entry__status=Entry.Status.VOIDED).select_related("child", "entry")
    return list(rows.defer("child__identity_number", "child__note").order_by("entry__happened_at"))


def late_of(school_class: SchoolClass, on: Any) -> list[ChildLate]:
    rows = ChildLate.objects.of_day(on).filter(entry__school_class=school_class)
    rows = rows.select_related("child", "entry").defer("child__identity_number", "child__note")
    return list(rows.order_by("entry__happened_at", "pk"))


@allow(VIEW)
def pickup_child(request: Request, pk: int) -> HttpResponse:
    """One child: everybody who may fetch it, with photo and telephone; the look is written down."""
    on = timezone.localdate()
    child = get_object_or_404(children_of(request.user, on), pk=pk)
    reading.note_child(request, child, Reading.Act.OPENED, title=_("Pick-up authorisation"))
    people = list(allowed_for(child.pk, on))
    photos: dict[int, list[Photo]] = {each.pk: [] for each in people}
    for photo in Photo.objects.filter(entry__in=photos).order_by("position", "pk"):
        photos[photo.entry_id].append(photo)
    context = {
        "child": child,
        "people": [{"allowed": each, "photos": photos[each.pk]} for each in people],
        "may_give": request.user.has_perm(GIVE),
        "today": on,
    }
    return TemplateResponse(request, "safety/pickup_child.html", context)


@allow(VIEW)
def new_children(request: Request) -> HttpResponse:
    """The children who are new this term and whoever fetches them: to be known by sight."""
    on = timezone.localdate()
    term = Term.objects.on(on)
    since = term.starts_on if term else on
    rows = children_of(request.user, on).filter(joined_on__gte=since)
    children = list(rows[:200])
    people = PickupAuthorization.objects.valid(on).filter(child__in=children)
    by_child: dict[int, list[Any]] = {child.pk: [] for child in children}
    faces = {p.entry_id: p for p in Photo.objects.filter(entry__in=people.values("pk"))}
    for each in people.defer("phone", "guardian"):
        by_child[each.child_id].append({"allowed": each, "photo": faces.get(each.pk)})
    if children:
        reading.note_taken(request, Reading.Act.PRINTED, _("New children at the gate"), by_child)
    context = {
        "rows": [{"child": child, "people": by_child[child.pk]} for child in children],
        "since": since,
    }
    return TemplateResponse(request, "safety/new_children.html", context)


@allow(GIVE)
def authorization_new(request: Request) -> HttpResponse:
    """A guardian allows somebody, in writing, to fetch the child."""
    if to_class := class_of_task(request):
        return redirect(to_class)
    child = asked_child(request, GIVE)
    then = reverse("safety:pickup_child", args=[child.pk]) if child else home_of(request)
    return gate_form(
        request,
        AuthorizationForm,
        heading=_("Pick-up authorisation"),
        purpose=_("Only with the guardian's signature; a photo only of whoever agrees to it."),
        about={"child": child},
        then=then,
    )


@require_POST
@allow(GIVE)
def authorization_withdraw(request: Request, pk: int) -> HttpResponse:
    """From now on this person may not fetch the child."""
    rows = PickupAuthorization.objects.open().reached_by(request.user, GIVE)
    allowed = get_object_or_404(rows.select_related("entry", "child"), pk=pk)
    staying.end(allowed.entry, by=request.user, now=timezone.now())
    messages.success(request, _("Withdrawn: this person may not fetch the child any more."))
    return redirect("safety:pickup_child", allowed.child_id)


# The class handed over.


@allow(VIEW)
def child_late_new(request: Request) -> HttpResponse:
    """A child came after the others: the class knows at once."""
    return gate_form(
        request,
        ChildLateForm,
        heading=_("A child came late"),
        purpose=_("The time is now. The class teacher is told, and the attendance knows it."),
        about={"child": asked_child(request, VIEW)},
    )


@allow(VIEW)
def pickup_log_new(request: Request) -> HttpResponse:
    """A child that was fetched by somebody else, or late."""
    if to_class := class_of_task(request):
        return redirect(to_class)
    return gate_form(
        request,
        PickupForm,
        heading=_("Fetched by somebody else, or late"),
        purpose=_("Never to a stranger: call the guardian first, and say how it was checked."),
        about={"child": asked_child(request, VIEW)},
        then=reverse("safety:pickup_list"),
    )


@require_POST
@allow(VIEW)
def pickup_all(request: Request, pk: int) -> HttpResponse:
    """Everybody else of the class went with whoever is authorised."""
    now = timezone.now()
    school_class = get_object_or_404(classes_of(request.user, timezone.localdate(now)), pk=pk)
    entry = classes.all_handed_over(school_class, by=request.user, now=now)
    messages.success(request, _("Saved: {result}").replace("{result}", str(entry)))
    return redirect(f"{reverse('safety:pickup_list')}?class={school_class.pk}")


urls: list[Any] = [
    path("leave-slips/new/", leave_slip_new, name="leave_slip_new"),
    path("gate/early-leaves/new/", early_leave_new, name="early_leave_new"),
    path("gate/late-children/new/", child_late_new, name="child_late_new"),
    path("pick-up/", pickup_list, name="pickup_list"),
    path("pick-up/children/<int:pk>/", pickup_child, name="pickup_child"),
    path("pick-up/new-children/", new_children, name="new_children"),
    path("pick-up/authorisations/new/", authorization_new, name="authorization_new"),
    path(
        "pick-up/authorisations/<int:pk>/withdraw/", authorization_withdraw,
        name="authorization_withdraw",
    ),
    path("pick-up/log/new/", pickup_log_new, name="pickup_log_new"),
    path("pick-up/classes/<int:pk>/all/", pickup_all, name="pickup_all"),
]  # fmt: skip
