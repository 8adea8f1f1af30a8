"""The pages of a round: begun, walked stop by stop, finished; what is under way."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from logistics import typed
from logistics.access import Request, allow
from logistics.duties.models import Task
from logistics.duties.views.tasks import one_task
from logistics.fields import whole_number
from logistics.pages import form_page, save_once
from logistics.records.models import Entry
from logistics.records.views.photos import served
from logistics.school.models import Campus, Place
from safety.forms.rounds import BeginForm, FinishForm, StopForm
from safety.models import Checklist, RunningPhoto, RunningRound, RunningStop
from safety.rounds import progress, submitting, walking
from safety.rounds.stops import INSPECT, offered

LIST = "list:"
MOST_ROWS = 160  # things shown at once; beyond that a stop is opened by itself


@allow(INSPECT)
def round_new(request: Request) -> HttpResponse:
    """Begin a round: for a task, for the place that was scanned, or from the lists."""
    now = timezone.now()
    task = task_asked(request)
    checklist = list_asked(request, task)
    if checklist is None:
        return redirect(chooser(request, task))
    refuse_others(request, checklist, task)
    campus = campus_asked(request, task)
    form = BeginForm(
        request.POST if request.method == "POST" else None,  # it may have nothing to choose
        checklist=checklist,
        campus=campus,
        asked=scope_asked(request, task, campus),
        now=now,
        on=timezone.localdate(now),
        by=request.user,
    )
    return form_page(
        request,
        form,
        "safety/round_new.html",
        submit_label=_("Begin the round"),
        cancel_url=reverse("safety:checklist_list"),
        checklist=checklist,
        campus=campus,
        now=now,
        under_way=under_way(request, checklist),
        areas=areas_of(checklist),
    )


def task_asked(request: Request) -> Task | None:
    asked = whole_number(request.GET.get("task", ""))
    return one_task(request, asked) if asked is not None else None


def list_asked(request: Request, task: Task | None) -> Checklist | None:
    """The list a task or a link names, if one may see it."""
    seen = Checklist.objects.visible_to(request.user, INSPECT).in_use()
    asked = task.subject if task else f"{LIST}{request.GET.get('list', '')}"
    code = asked.removeprefix(LIST) if asked.startswith(LIST) else ""
    if not code:
        return None
    return get_object_or_404(seen, code=code)


def chooser(request: Request, task: Task | None) -> str:
    """Where a list is chosen: those of the kind a task asks for."""
    query = request.GET.copy()
    query.pop("task", None)
    if task:
        query["kind"] = task.proof
    return f"{reverse('safety:checklist_list')}?{query.urlencode()}"


def refuse_others(request: Request, checklist: Checklist, task: Task | None = None) -> None:
    """A list that is walked by some roles is begun by others only if the task was given to them."""
    is_given = task is not None and task.person_id == request.user.pk
    if not is_given and not checklist.is_for(request.user.roles()):
        raise PermissionDenied(INSPECT)


def campus_asked(request: Request, task: Task | None) -> Campus:
    """Where the round goes: the campus of the task or the place, else one's own."""
    rows = Campus.objects.visible_to(request.user, INSPECT).filter(is_active=True)
    if task and task.campus_id:
        return get_object_or_404(rows, pk=task.campus_id)
    if place := place_asked(request):
        return get_object_or_404(rows, pk=place.campus_id)
    if (asked := whole_number(request.GET.get("campus", ""))) is not None:
        return get_object_or_404(rows, pk=asked)
    first = rows.first()
    if first is None:
        raise PermissionDenied(INSPECT)
    return first


def place_asked(request: Request) -> Place | None:
    asked = whole_number(request.GET.get("place", ""))
    if asked is None:
        return None
    return get_object_or_404(Place.objects.in_use().visible_to(request.user, INSPECT), pk=asked)


def scope_asked(request: Request, task: Task | None, campus: Campus) -> list[str]:
    """The one place, class … it was opened for, by the code of a stop."""
    if task and task.place_id:
        return [f"place:{task.place_id}"]
    if task and task.school_class_id:
        return [f"class:{task.school_class_id}"]
    named = (("place", "place"), ("class", "class"), ("thing", "asset"), ("company", "company"))
    found = [(code, whole_number(request.GET.get(name, ""))) for name, code in named]
    return [f"{code}:{pk}" for code, pk in found if pk is not None]


def under_way(request: Request, checklist: Checklist) -> list[RunningRound]:
    """Rounds of this list that can be gone on with."""
    rows = RunningRound.objects.visible_to(request.user, INSPECT).under_way()
    rows = rows.filter(edition__checklist=checklist).select_related(
        "begun_by", "edition__checklist"
    )
    return list(rows[:5])


def areas_of(checklist: Checklist) -> list[tuple[str, list[Any]]]:
    """What will be looked at, under its headings."""
    newest = checklist.versions.order_by("-number").first()
    items: dict[int, tuple[str, list[Any]]] = {}
    for item in progress.items_of(newest) if newest else ():
        items.setdefault(item.area_id, (item.area.title, []))[1].append(item)
    return list(items.values())


# Walking.


def one_run(request: Request, pk: int) -> RunningRound:
    rows = RunningRound.objects.visible_to(request.user, INSPECT)
    run = get_object_or_404(
        rows.select_related("edition__checklist", "campus", "begun_by", "follows"), pk=pk
    )
    if run.begun_by_id != request.user.pk:
        refuse_others(request, run.edition.checklist)
    return run


@allow(INSPECT)
def run(request: Request, pk: int) -> HttpResponse:
    """All stops of a round on one page, so that nothing has to be fetched between two rooms."""
    now = timezone.now()
    found = one_run(request, pk)
    if found.ended_at is not None:
        return TemplateResponse(
            request, "safety/run_ended.html", ended(request, found, found.ended_at)
        )
    seen = progress.read(found)
    asked = whole_number(request.GET.get("stop", ""))
    forms = [
        StopForm(stop=stop, now=now, by=request.user, form_key=typed.new_key())
        for stop in seen.stops
    ]
    return run_page(request, seen, forms, asked)


def ended(request: Request, run: RunningRound, at: datetime) -> dict[str, Any]:
    """The records a round has become: they were entered in the moment in which it ended."""
    checklist = run.edition.checklist
    rows = Entry.objects.filter(
        kind=checklist.kind, subject=checklist.record_subject, entered_at=at
    )
    later = run.later.filter(ended_at=None).first()
    entries = rows.readable_by(request.user).filter(campus=run.campus).order_by("pk")
    return {"run": run, "entries": entries, "later": later}


def run_page(
    request: Request, seen: progress.Progress, forms: list[StopForm], opened: int | None
) -> HttpResponse:
    context = {
        "progress": seen,
        "run": seen.run,
        "checklist": seen.run.edition.checklist,
        "stops": list(laid_out(forms, opened)),
        "is_one": len(seen.stops) == 1,
        "typed_by": typed.signature(request.user),
        "now": timezone.now(),
    }
    return TemplateResponse(request, "safety/run.html", context)


def laid_out(forms: list[StopForm], opened: int | None) -> Any:
    """Each stop with its form: open are the one asked for, else the first that is not done."""
    room = MOST_ROWS
    first = next((f for f in forms if f.stop.open_count), forms[0] if len(forms) == 1 else None)
    for form in forms:
        here = form.stop.row.pk
        is_open = form.is_bound or (here == opened if opened else form is first)
        room -= len(form.stop.points)
        is_shown = room >= 0 or is_open
        yield {"form": form, "stop": form.stop, "is_open": is_open, "is_shown": is_shown}


@allow(INSPECT)
def run_stop(request: Request, pk: int) -> HttpResponse:
    """What was seen at one stop is kept at once; what stands against it is shown at its place."""
    row = get_object_or_404(
        RunningStop, pk=pk, run__in=RunningRound.objects.visible_to(request.user, INSPECT)
    )
    if request.method != "POST":
        return redirect(f"{reverse('safety:run', args=[row.run_id])}?stop={pk}")
    now = timezone.now()
    found = one_run(request, row.run_id)
    seen = progress.read(found)
    here = next(each for each in seen.stops if each.row.pk == pk)
    form = StopForm(
        request.POST,
        request.FILES,
        stop=here,
        now=now,
        by=request.user,
        form_key=typed.key_of(request.POST) or typed.new_key(),
    )
    answer = save_once(request, form, saved="", then=next_page(seen, here))
    if answer is None:
        return run_page(request, seen, [form], pk)
    tell_saved(request, found, here)
    return answer


def next_page(seen: progress.Progress, here: progress.Stop) -> str:
    """On to the end of the round where it has one stop, else back to the stops."""
    if len(seen.stops) == 1:
        return reverse("safety:run_next", args=[seen.run.pk])
    return f"{reverse('safety:run', args=[seen.run.pk])}#stops"


def tell_saved(request: Request, run: RunningRound, stop: progress.Stop) -> None:
    if run.ended_at is not None:
        sentence = _(
            "The round was submitted meanwhile. What you saw is kept in a round that follows it."
        )
        messages.warning(request, sentence)
    else:
        messages.success(
            request, _("Saved: %(stop)s") % {"stop": stop.row.name or run.edition.checklist}
        )


@allow(INSPECT)
def run_next(request: Request, pk: int) -> HttpResponse:
    """After a stop: to the end if everything has been seen, back to what is open if not."""
    found = one_run(request, pk)
    if found.ended_at is not None:
        later = found.later.filter(ended_at=None).first()
        return redirect(later or found)
    is_done = progress.read(found).open_count == 0
    return redirect("safety:run_finish" if is_done else "safety:run", pk)


@allow(INSPECT)
def run_finish(request: Request, pk: int) -> HttpResponse:
    """What was found and what nobody reached, and the submission."""
    now = timezone.now()
    found = one_run(request, pk)
    if found.ended_at is not None:
        return redirect(found)
    seen = progress.read(found)
    form = FinishForm(
        request.POST or None,
        progress=seen,
        on=timezone.localdate(now),
        now=now,
        by=request.user,
    )
    return form_page(
        request,
        form,
        "safety/run_finish.html",
        submit_label=_("Submit the round"),
        saved=_("Submitted: {result}"),
        cancel_url=found.get_absolute_url(),
        progress=seen,
        run=found,
        offline=True,
    )


@require_POST
@allow(INSPECT)
def run_drop(request: Request, pk: int) -> HttpResponse:
    """It was begun by mistake."""
    found = one_run(request, pk)
    walking.drop(found, by=request.user, now=timezone.now())
    messages.success(request, _("Dropped: nothing was written down."))
    return redirect("safety:checklist_list")


@require_POST
@allow(INSPECT)
def round_quick(request: Request, pk: int) -> HttpResponse:
    """Everything of a short list is in order at one place: one press, and it is a record."""
    now = timezone.now()
    checklist = get_object_or_404(
        Checklist.objects.visible_to(request.user, INSPECT).in_use(), pk=pk
    )
    task = task_asked(request)
    refuse_others(request, checklist, task)
    campus = campus_asked(request, task)
    wanted = scope_asked(request, task, campus) or [""]
    here = {
        s.about: s for s in offered(checklist, campus, request.user, on=timezone.localdate(now))
    }
    stop = here.get(wanted[0])
    if stop is None:
        raise Http404
    began = walking.all_normal(checklist, campus, stop, by=request.user, now=now)
    closing = submitting.Closing(happened_at=now)
    [entry] = submitting.submit(progress.read(began), closing, by=request.user, now=now)
    messages.success(request, _("Saved: %(record)s") % {"record": entry})
    return redirect("home" if "home" in request.GET else "safety:checklist_list")


@allow(INSPECT)
def run_photo(request: Request, pk: int) -> HttpResponseBase:
    """A photo of a round under way, for those who walk it."""
    seen = RunningRound.objects.visible_to(request.user, INSPECT)
    photo = get_object_or_404(RunningPhoto, pk=pk, stop__run__in=seen)
    return served(str(photo.thumbnail))


urls: list[URLPattern] = [
    path("rounds/new/", round_new, name="round_new"),
    path("runs/<int:pk>/", run, name="run"),
    path("runs/<int:pk>/next/", run_next, name="run_next"),
    path("stops/<int:pk>/", run_stop, name="run_stop"),
    path("runs/<int:pk>/finish/", run_finish, name="run_finish"),
    path("runs/<int:pk>/drop/", run_drop, name="run_drop"),
    path("runs/photos/<int:pk>/", run_photo, name="run_photo"),
    path("checklists/<int:pk>/quick/", round_quick, name="round_quick"),
]
