"""Emergency plans: to read and confirm for everybody, to write and follow for those who organise."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from logistics.access import Request, allow
from logistics.fields import whole_number
from logistics.school.models import Campus
from logistics.school.views.frame import form_under, looked_at
from safety.forms.emergency_plans import EditionForm, LookedThroughForm, NewPlanForm
from safety.models import EmergencyPlan, PlanEdition, PlanReading
from safety.organisation import preparing
from safety.organisation.attending import ORGANISE
from safety.views.organisation_frame import PLANS, asked_task, campuses_of, then_task, who

READ = "duties.view_task"
MOST_EDITIONS = 32_767  # what its column holds


@allow(READ)
def emergency_plan_list(request: Request) -> HttpResponse:
    """The plans that hold, each with its edition, and whether one has read it."""
    seen = EmergencyPlan.objects.visible_to(request.user, READ)
    if campus := looked_at(request):
        seen = seen.filter(campus=campus) | seen.filter(campus=None)
    view = "aside" if request.GET.get("view") == "aside" else "held"
    plans = list(seen.filter(is_laid_aside=view == "aside").select_related("campus"))
    editions = {e.plan_id: e for e in latest(plans)}
    read = read_by(request.user, editions.values())
    context = {
        "rows": [(plan, editions.get(plan.pk), plan.pk in read) for plan in plans],
        "view": view,
        "may_organise": request.user.has_perm(ORGANISE),
        "unread": sum(plan.pk not in read for plan in plans if plan.pk in editions),
        "may_confirm": request.user.has_perm("duties.write_record"),
    }
    return TemplateResponse(request, "safety/emergency_plan_list.html", context)


def latest(plans: list[EmergencyPlan]) -> list[PlanEdition]:
    """The last edition with a text of each, the later one winning."""
    rows = PlanEdition.objects.standing().filter(plan__in=plans, is_unchanged=False)
    return list(rows.select_related("entry").order_by("plan", "number"))


def read_by(person: Any, editions: Any) -> set[int]:
    keys = [edition.pk for edition in editions]
    rows = PlanReading.objects.filter(person=person, edition__in=keys)
    return set(rows.values_list("edition__plan", flat=True))


def one_plan(request: Request, pk: int, permission: str = READ) -> EmergencyPlan:
    rows = EmergencyPlan.objects.visible_to(request.user, permission).select_related("campus")
    return get_object_or_404(rows, pk=pk)


def changed_by(request: Request, pk: int) -> EmergencyPlan:
    """A plan of every campus is changed by whoever organises all of them."""
    plan = one_plan(request, pk, ORGANISE)
    if plan.campus_id is None and not request.user.reaches_all(ORGANISE):
        return get_object_or_404(EmergencyPlan.objects.none(), pk=pk)
    return plan


@allow(READ)
def emergency_plan(request: Request, pk: int) -> HttpResponse:
    """The text in force, who has read it, the editions before; on paper with ?print."""
    now = timezone.now()
    plan = one_plan(request, pk)
    editions = list(
        plan.editions.standing().select_related("entry__entered_by").order_by("-number")
    )
    texts = [each for each in editions if not each.is_unchanged]
    asked = request.GET.get("edition", "")
    shown = next((e for e in texts if str(e.number) == asked), texts[0] if texts else None)
    may_organise = request.user.has_perm(ORGANISE)
    context = {
        "plan": plan,
        "edition": shown,
        "is_latest": bool(texts) and shown == texts[0],
        "editions": editions,
        "photos": shown.entry.photos.all() if shown else [],
        "may_organise": may_organise,
        "now": now,
    }
    if "print" in request.GET:
        return TemplateResponse(request, "safety/emergency_plan_print.html", context)
    on = timezone.localdate(now)
    if shown:
        readings = list(shown.readings.select_related("person"))
        mine = [reading for reading in readings if reading.person_id == request.user.pk]
        context |= {
            "readings": readings,
            "mine": mine[0] if mine else None,
            "missing": list(preparing.unread(shown, on)) if may_organise else [],
            "may_confirm": request.user.has_perm("duties.write_record"),
        }
    return TemplateResponse(request, "safety/emergency_plan.html", context)


@require_POST
@allow("duties.write_record")
def emergency_plan_read(request: Request, pk: int) -> HttpResponse:
    """I have read it."""
    plan = one_plan(request, pk)
    edition = get_object_or_404(
        PlanEdition.objects.in_force().filter(plan=plan),
        number=min(whole_number(request.POST.get("edition", "")) or 0, MOST_EDITIONS),
    )
    preparing.confirm(edition, by=request.user, now=timezone.now())
    messages.success(request, _("Read: %(plan)s") % {"plan": plan})
    return redirect("safety:emergency_plan_list" if "next" in request.POST else plan)


@allow(ORGANISE)
def emergency_plan_new(request: Request) -> HttpResponse:
    now, task = timezone.now(), asked_task(request)
    campuses = campuses_of(request, ORGANISE)
    form = NewPlanForm(
        request.POST or None,
        request.FILES or None,
        campuses=campuses,
        for_all=request.user.reaches_all(ORGANISE),
        **who(request, now),
    )
    given = then_task(task, submit_label=_("Adopt the plan"), saved=_("Saved: {result}"))
    purpose = _("Everybody it concerns is asked to read it and to confirm.")
    return form_under(request, form, _("New emergency plan"), PLANS, purpose=purpose, **given)


@allow(ORGANISE)
def emergency_plan_of_task(request: Request) -> HttpResponse:
    """Which plan is reviewed for a task: write a new edition, or say that it is right."""
    task = asked_task(request)
    plans: Any = EmergencyPlan.objects.visible_to(request.user, ORGANISE)
    plans = plans.filter(is_laid_aside=False)
    if task and task.subject:
        plans = [plan for plan in plans if preparing.plan_subject(plan.sort) == task.subject]
    return TemplateResponse(
        request, "safety/emergency_plan_choice.html", {"plans": plans, "task": task}
    )


def campus_of(request: Request, plan: EmergencyPlan) -> Campus:
    """Where the record of an edition belongs: the plan's campus, else the first of the person's."""
    first: Any = campuses_of(request, ORGANISE).first()
    return plan.campus or first


@allow(ORGANISE)
def emergency_plan_edit(request: Request, pk: int) -> HttpResponse:
    """The next edition: it begins with the text in force."""
    plan, task = changed_by(request, pk), asked_task(request)
    texts = plan.editions.standing().filter(is_unchanged=False)
    form = EditionForm(
        request.POST or None,
        request.FILES or None,
        plan=plan,
        campus=campus_of(request, plan),
        last=texts.order_by("-number").first(),
        **who(request, timezone.now()),
    )
    heading = _("New edition: %(plan)s") % {"plan": plan}
    given: dict[str, Any] = {"then": plan, "cancel_url": plan.get_absolute_url()}
    given = then_task(
        task, submit_label=_("Adopt the edition"), saved=_("Saved: {result}"), **given
    )
    return form_under(request, form, heading, PLANS, **given)


@allow(ORGANISE)
def emergency_plan_reviewed(request: Request, pk: int) -> HttpResponse:
    """Looked through, nothing to change."""
    plan, task = changed_by(request, pk), asked_task(request)
    form = LookedThroughForm(
        request.POST or None,
        plan=plan,
        campus=campus_of(request, plan),
        **who(request, timezone.now()),
    )
    heading = _("Looked through: %(plan)s") % {"plan": plan}
    given: dict[str, Any] = {"then": plan, "cancel_url": plan.get_absolute_url()}
    given = then_task(
        task, submit_label=_("It is right as it is"), saved=_("Saved: {result}"), **given
    )
    return form_under(request, form, heading, PLANS, **given)


@require_POST
@allow(ORGANISE)
def emergency_plan_remind(request: Request, pk: int) -> HttpResponse:
    """Ask those who have not read it."""
    plan = changed_by(request, pk)
    edition = get_object_or_404(PlanEdition.objects.in_force().filter(plan=plan))
    count = preparing.remind(edition, by=request.user, now=timezone.now())
    messages.success(request, _("%(count)s people were asked to read it.") % {"count": count})
    return redirect(plan)


@require_POST
@allow(ORGANISE)
def emergency_plan_aside(request: Request, pk: int) -> HttpResponse:
    plan = changed_by(request, pk)
    preparing.lay_aside(plan)
    messages.success(request, _("Laid aside: %(plan)s") % {"plan": plan})
    return redirect(plan)


urls = [
    path("emergency-plans/", emergency_plan_list, name="emergency_plan_list"),
    path("emergency-plans/new/", emergency_plan_new, name="emergency_plan_new"),
    path("emergency-plans/review/", emergency_plan_of_task, name="emergency_plan_of_task"),
    path("emergency-plans/<int:pk>/", emergency_plan, name="emergency_plan"),
    path("emergency-plans/<int:pk>/edition/", emergency_plan_edit, name="emergency_plan_edit"),
    path(
        "emergency-plans/<int:pk>/reviewed/",
        emergency_plan_reviewed,
        name="emergency_plan_reviewed",
    ),
    path("emergency-plans/<int:pk>/read/", emergency_plan_read, name="emergency_plan_read"),
    path("emergency-plans/<int:pk>/remind/", emergency_plan_remind, name="emergency_plan_remind"),
    path("emergency-plans/<int:pk>/aside/", emergency_plan_aside, name="emergency_plan_aside"),
]
