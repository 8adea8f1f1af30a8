"""The carer's day: cards of what is due, begun and ended by one press, or typed with its times."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from health.forms.disinfection import DisinfectionCorrection, DisinfectionForm
from health.forms.preparations import DilutionForm, PreparationForm
from health.forms.scope import DISINFECT, classes_of, places_of, task_asked, task_of_day
from health.hygiene import disinfecting, today
from health.hygiene.table import MethodTable
from health.models import (
    DisinfectantPreparation,
    Disinfection,
    DisinfectionRun,
    Item,
    item_of,
)
from logistics.access import Request, allow
from logistics.duties.views.records import may, one_entry
from logistics.fields import whole_number
from logistics.pages import form_page
from logistics.records.models import Entry
from logistics.school.models import SchoolClass


@allow(DISINFECT)
def hygiene_day(request: Request) -> HttpResponse:
    """My class today: the cards of what is due; with several classes one is chosen first."""
    now = timezone.now()
    classes = list(classes_of(request.user, now))
    chosen = class_chosen(request, classes)
    return TemplateResponse(
        request,
        "health/hygiene_day.html",
        {
            "classes": classes if len(classes) > 1 else [],
            "school_class": chosen,
            "today": today.today_of(chosen, now=now) if chosen else None,
            "now": now,
        },
    )


def class_chosen(request: Request, classes: list[Any]) -> Any:
    asked = whole_number(request.GET.get("class", ""))
    if asked is None:
        return classes[0] if len(classes) == 1 else None
    return next((each for each in classes if each.pk == asked), None)


def day_url(school_class: Any) -> str:
    query = f"?{urlencode({'class': school_class.pk})}" if school_class else ""
    return f"{reverse('health:hygiene_day')}{query}"


@require_POST
@allow(DISINFECT)
def run_start(request: Request, pk: int) -> HttpResponse:
    """What a task asks for begins now, by the usual method."""
    now = timezone.now()
    task = task_of_day(request, pk)
    refuse_beyond_reach(request, task)
    item = item_of(task.subject)
    row = MethodTable().usual(item) if item else None
    if row is None:
        return redirect(f"{reverse('health:disinfection_new')}?task={task.pk}")
    disinfecting.begin(
        row,
        campus=task.campus,
        school_class=task.school_class,
        place=task.place,
        by=request.user,
        now=now,
        nobody_inside="nobody_inside" in request.POST,
    )
    messages.success(request, _("%(item)s: begun") % {"item": row.get_item_display()})
    return redirect(day_url(task.school_class))


def refuse_beyond_reach(request: Request, task: Any) -> None:
    """A task one may see is not yet one in which one may disinfect."""
    reach = request.user.reach(DISINFECT).within(campus="campus_id", school_class="school_class_id")
    if not type(task).objects.filter(reach, pk=task.pk).exists():
        raise PermissionDenied


def one_run(request: Request, pk: int) -> DisinfectionRun:
    runs = DisinfectionRun.objects.visible_to(request.user, DISINFECT)
    return get_object_or_404(runs.select_related("campus", "school_class", "place"), pk=pk)


@require_POST
@allow(DISINFECT)
def run_finish(request: Request, pk: int) -> HttpResponse:
    """It ends now. What is otherwise than the table goes to the form, with its times kept."""
    run = one_run(request, pk)
    aired = "aired" in request.POST
    entry = disinfecting.finish(run, by=request.user, now=timezone.now(), aired=aired)
    if entry is None:
        return redirect(f"{reverse('health:disinfection_new')}?run={pk}")
    messages.success(request, _("Saved: %(record)s") % {"record": entry})
    return redirect(day_url(entry.school_class))


@require_POST
@allow(DISINFECT)
def run_drop(request: Request, pk: int) -> HttpResponse:
    """It was begun by mistake."""
    run = one_run(request, pk)
    disinfecting.drop(run)
    messages.success(request, _("Taken back: nothing was written down."))
    return redirect(day_url(run.school_class))


@allow(DISINFECT)
def disinfection_new(request: Request) -> HttpResponse:
    """A disinfection typed with its times: for a task, for what was begun, or for itself."""
    now = timezone.now()
    task, run = task_asked(request), run_asked(request)
    classes = classes_of(request.user, now)
    form = DisinfectionForm(
        request.POST or None,
        classes=classes,
        places=places_of(request.user),
        task=task,
        run=run,
        item=item_asked(request),
        now=now,
        by=request.user,
        initial=scope_asked(request, classes),
    )
    scope = run or task
    back = day_url(scope.school_class if scope else None)
    return form_page(
        request,
        form,
        heading=heading_of(form),
        purpose=_("By the table of methods. What is otherwise is kept with its reason."),
        submit_label=_("Save the record"),
        saved=_("Saved: {result}"),
        then=back,
        cancel_url=back,
    )


def heading_of(form: DisinfectionForm) -> str:
    item = item_of(f"item:{form.item_asked()}")
    return _("Disinfection: %(item)s") % {"item": item.label} if item else _("Disinfection")


def item_asked(request: Request) -> str:
    asked = request.GET.get("item", "")
    return asked if asked in Item.values else ""


def run_asked(request: Request) -> DisinfectionRun | None:
    asked = whole_number(request.GET.get("run", ""))
    return one_run(request, asked) if asked is not None else None


def scope_asked(request: Request, classes: Any) -> dict[str, Any]:
    """The class or room a link names, if it is within reach."""
    found: dict[str, Any] = {}
    if asked := whole_number(request.GET.get("class", "")):
        found["school_class"] = classes.filter(pk=asked).values_list("pk", flat=True).first()
    if asked := whole_number(request.GET.get("place", "")):
        rooms = places_of(request.user).filter(pk=asked)
        found["place"] = rooms.values_list("pk", flat=True).first()
    return {name: pk for name, pk in found.items() if pk}


@allow(DISINFECT)
def lamp_log_new(request: Request) -> HttpResponse:
    """The hours of a lamp are counted by the disinfection of the room: that is written down."""
    query = request.GET.copy()
    query["item"] = Item.AIR.value
    return redirect(f"{reverse('health:disinfection_new')}?{query.urlencode()}")


@allow(DISINFECT)
def disinfection_correct(request: Request, pk: int) -> HttpResponse:
    """Correct a record: one's own, or as somebody who may void."""
    entry = one_entry(request, pk)
    if entry.entered_by_id != request.user.pk and not may(request, "records.void", entry):
        raise PermissionDenied
    record = get_object_or_404(Disinfection.objects.select_related("entry__campus"), pk=entry.pk)
    now = timezone.now()
    form = DisinfectionCorrection(
        request.POST or None,
        record=record,
        classes=classes_of_record(request, entry, now),
        places=places_of(request.user),
        now=now,
        by=request.user,
    )
    return form_page(
        request,
        form,
        heading=_("Correct %(number)s") % {"number": entry.number},
        purpose=_("What it said before stays readable, struck through, with your reason."),
        submit_label=_("Correct"),
        saved=_("Corrected: {result}"),
        then=entry,
        cancel_url=entry.get_absolute_url(),
    )


def classes_of_record(request: Request, entry: Entry, now: datetime) -> Any:
    """The class it was written for, also of an earlier year."""
    if entry.school_class_id is None:
        return classes_of(request.user, now)
    return SchoolClass.objects.filter(pk=entry.school_class_id).select_related("campus")


@allow(DISINFECT)
def preparation_new(request: Request) -> HttpResponse:
    """Mixing a disinfectant, with the quantity worked out; what stood on the bottle is proposed."""
    now = timezone.now()
    task = task_asked(request)
    classes = classes_of(request.user, now)
    form = PreparationForm(
        request.POST or None,
        classes=classes,
        task=task,
        last=last_mixed(task, classes),
        now=now,
        by=request.user,
        initial=scope_asked(request, classes) | strength_asked(request),
    )
    back = day_url(task.school_class if task else None)
    return form_page(
        request,
        form,
        "health/preparation_new.html",
        submit_label=_("Save the record"),
        saved=_("Saved: {result}"),
        then=back,
        cancel_url=back,
    )


def strength_asked(request: Request) -> dict[str, Any]:
    """How strong the card from which one came wants it."""
    asked = whole_number(request.GET.get("strength", ""))
    return {"strength": asked} if asked else {}


def last_mixed(task: Any, classes: Any) -> DisinfectantPreparation | None:
    """What this class mixed last; its label is proposed, not its time."""
    wanted = [task.school_class_id] if task and task.school_class_id else classes.values("pk")
    rows = DisinfectantPreparation.objects.filter(entry__school_class__in=wanted)
    rows = rows.exclude(entry__status=Entry.Status.VOIDED)
    return rows.order_by("-entry__happened_at", "-pk").first()


@allow(DISINFECT)
def dilution(request: Request) -> HttpResponse:
    """How much product it takes, as it is typed."""
    answer = DilutionForm(request.GET).answer()
    return TemplateResponse(request, "health/_dilution.html", {"answer": answer})


urls: list[URLPattern] = [
    path("hygiene/", hygiene_day, name="hygiene_day"),
    path("hygiene/tasks/<int:pk>/begin/", run_start, name="run_start"),
    path("hygiene/runs/<int:pk>/end/", run_finish, name="run_finish"),
    path("hygiene/runs/<int:pk>/drop/", run_drop, name="run_drop"),
    path("disinfections/new/", disinfection_new, name="disinfection_new"),
    path("lamp-logs/new/", lamp_log_new, name="lamp_log_new"),
    path("disinfections/<int:pk>/correct/", disinfection_correct, name="disinfection_correct"),
    path("preparations/new/", preparation_new, name="preparation_new"),
    path("preparations/dilution/", dilution, name="dilution"),
]
