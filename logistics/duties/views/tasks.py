"""Tasks: the list, one task, and what may be done about it short of the record itself."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.access import Request, allow, opens_to
from logistics.approvals import asking
from logistics.approvals.models import Approval
from logistics.contributions import kinds
from logistics.duties import approving, arranging, owing, planning
from logistics.duties.forms import AssignForm, ReasonForm, TaskSearch
from logistics.duties.models import Plan, State, Task
from logistics.duties.models.tasks import OPEN_STATES, reached_by
from logistics.errors import Refused
from logistics.fields import whole_number
from logistics.pages import form_page, list_page
from logistics.school.models import Campus, Person

WORKING_VIEW = [*OPEN_STATES]


@allow("duties.view_task")
def task_list(request: Request) -> HttpResponse:
    """Tasks one may see; unless asked otherwise, those open now."""
    now = timezone.now()
    asked = request.GET.copy()
    if not set(asked) - {"page"}:
        asked.setlist("state", WORKING_VIEW)
    search = TaskSearch(asked)
    seen = Task.objects.visible_to(request.user).with_state(now).for_rows()
    tasks = search.apply(seen, person=request.user, now=now).order_by("due_at", "pk")
    return list_page(
        request,
        tasks,
        "duties/task_list.html",
        fragment="duties/_task_rows.html",
        search=search,
        now=now,
        state=one(asked, "state"),
        states=State.choices,
        kept=[(n, v) for n in KEPT for v in request.GET.getlist(n) if v],
        chips=search_chips(search, request.user),
        tabs=list_tabs(request),
    )


# Filters that come by a link and stay while others are changed.
KEPT = (
    "mine",
    "day",
    "month",
    "term",
    "school_class",
    "place",
    "campus",
    "duty",
    "proof",
    "bundle",
    "without",
    "until",
)


def one(data: Any, name: str) -> str:
    """The value of a filter if exactly one is chosen."""
    chosen = data.getlist(name)
    return chosen[0] if len(chosen) == 1 else ""


def list_tabs(request: Request) -> list[dict[str, Any]]:
    open_now = "state=due&state=late"
    views = [
        (_("Open now"), open_now),
        (_("Mine"), f"mine=on&{open_now}"),
        (_("Due today"), f"day={timezone.localdate()}"),
        (_("Missed"), "state=missed"),
        (_("Opening of term"), "bundle=term_opening"),
    ]
    here = request.META.get("QUERY_STRING") or open_now
    return [
        {"title": title, "url": f"?{query}", "is_current": query == here} for title, query in views
    ]


def search_chips(search: TaskSearch, person: Any) -> list[dict[str, str]]:
    """Every filter in force, in words, with the address that takes it away."""
    chips = []
    for name in search.fields:
        for value in search.data.getlist(name):
            if value:
                rest = search.data.copy()
                rest.setlist(name, [v for v in rest.getlist(name) if v != value])
                rest.pop("page", None)
                words = chip_words(search, name, value, person)
                chips.append({"words": words, "url": f"?{rest.urlencode()}"})
    return chips


def chip_words(search: TaskSearch, name: str, value: str, person: Any) -> str:
    """What a filter says; what it names is named only to those who see a task of it."""
    words = {str(code): str(word) for code, word in getattr(search.fields[name], "choices", ())}
    words |= {code: str(kind.title) for code, kind in kinds().items()}
    words["term_opening"] = _("Opening of term")
    if name == "mine":
        return _("Only mine")
    if name == "until":
        return _("Due until %(time)s") % {"time": value.replace("T", " ")}
    named = {"duty", "school_class", "place", "campus", "person"}
    if name in named and (pk := whole_number(value)) is not None:
        seen = Task.objects.visible_to(person).filter(**{name: pk}).select_related(name)
        task = seen.order_by().first()
        return str(getattr(task, name)) if task else value
    return words.get(value, value)


def one_task(request: Request, pk: int, permission: str = "duties.view_all") -> Task:
    """A task this person may see, or with another permission may act upon; else it is not there."""
    seen = Task.objects.visible_to(request.user)
    if permission != "duties.view_all":
        seen = Task.objects.filter(reached_by(request.user, permission))
    return get_object_or_404(seen.for_rows(), pk=pk)


@allow("duties.view_task")
def task(request: Request, pk: int) -> HttpResponse:
    """One task: what is owed, by whom, its state, its proof, and the way to prove it."""
    now = timezone.now()
    task = one_task(request, pk)
    state = task.state_now(now)
    context = {
        "task": task,
        "now": now,
        "state": state,
        "can_record": state not in (State.PROVED, State.UPCOMING)
        and request.user.has_perm("duties.write_record"),
        "proofs": task.proofs.select_related("entry__entered_by").order_by("entry__happened_at"),
        "owers": owing.owers(task, on=timezone.localdate(now)),
        "kind": kinds()[task.proof],
        "other_kinds": other_kinds(task, request.user),
        "sees_plan": bool(task.line_id)
        and Plan.objects.visible_to(request.user).filter(lines=task.line_id).exists(),
        "events": events(task),
        "approval": asking.latest(approving.TASK_EXCUSE, task),
        "is_own": Task.objects.owed_by(request.user).filter(pk=task.pk).exists(),
    }
    return TemplateResponse(request, "duties/task.html", context)


def other_kinds(task: Task, person: Any) -> list[Any]:
    """The papers by which a line of a plan may be proved instead of by a note."""
    if not planning.may_prove_otherwise(task, person):
        return []
    return [k for k in kinds().values() if k.for_lines and opens_to(person, reverse(k.form))]


def events(task: Task) -> list[dict[str, Any]]:
    """What happened to the task, the latest first."""
    found = [
        {
            "at": f.at,
            "who": f.by,
            "text": _("Followed up: %(found)s") % {"found": f.found},
            "url": "",
        }
        for f in task.follow_ups.select_related("by")
    ]
    if task.excused_at:
        text = _("Excused: %(reason)s") % {"reason": task.excuse}
        found.append({"at": task.excused_at, "who": task.excused_by, "text": text, "url": ""})
    for proof in task.proofs.select_related("entry__entered_by"):
        entry = proof.entry
        text = _("Proved by %(record)s") % {"record": entry}
        found.append(
            {
                "at": entry.entered_at,
                "who": entry.entered_by,
                "text": text,
                "url": entry.get_absolute_url(),
            }
        )
    return sorted(found, key=lambda event: event["at"], reverse=True)


@allow("duties.write_record")
def task_record(request: Request, pk: int) -> HttpResponse:
    """To the form that proves the task, with its scope filled in."""
    task = one_task(request, pk)
    return redirect(f"{reverse(kinds()[task.proof].form)}?task={task.pk}")


@allow("duties.excuse")
def task_excuse(request: Request, pk: int) -> HttpResponse:
    task = one_task(request, pk, "duties.excuse")
    now = timezone.now()

    def act(reason: str) -> Task:
        arranging.excuse(task, by=request.user, now=now, reason=reason)
        return task

    form = ReasonForm(request.POST or None, act=act)
    return form_page(
        request,
        form,
        heading=_("Excuse: %(task)s") % {"task": task},
        purpose=_("It stays in the list, as excused and with the reason."),
        submit_label=_("Excuse"),
        saved=_("Excused."),
        cancel_url=task.get_absolute_url(),
    )


@allow("approvals.ask")
def task_ask_excuse(request: Request, pk: int) -> HttpResponse:
    """Who may not excuse it, or owes it themselves, asks somebody who may."""
    task = one_task(request, pk)
    now = timezone.now()

    def act(reason: str) -> Approval:
        if task.proved_at or task.excused_at:
            raise Refused(_("There is nothing left to excuse."))
        return asking.ask(approving.TASK_EXCUSE, task, by=request.user, now=now, reason=reason)

    form = ReasonForm(request.POST or None, act=act)
    return form_page(
        request,
        form,
        heading=_("Ask to be excused: %(task)s") % {"task": task},
        purpose=approving.said_before_asking(approving.TASK_EXCUSE, task, by=request.user, now=now),
        submit_label=_("Submit"),
        saved=_("Asked: {result}"),
        cancel_url=task.get_absolute_url(),
    )


@allow("duties.arrange")
def task_assign(request: Request, pk: int) -> HttpResponse:
    task = one_task(request, pk, "duties.arrange")
    people = Person.objects.visible_to(request.user, "duties.arrange").employed(
        timezone.localdate()
    )
    initial = {"people": [task.person_id] if task.person_id else []}
    given = {"task": task, "people": people, "by": request.user, "now": timezone.now()}
    form = AssignForm(request.POST or None, initial=initial, **given)
    return form_page(
        request,
        form,
        heading=_("Responsible for: %(task)s") % {"task": task},
        purpose=_("One person, or several: then each owes a part of it."),
        submit_label=_("Assign"),
        saved=_("Assigned."),
        cancel_url=task.get_absolute_url(),
    )


@allow("duties.follow_up")
def task_follow_up(request: Request, pk: int) -> HttpResponse:
    task = one_task(request, pk, "duties.follow_up")
    now = timezone.now()

    def act(found: str) -> Task:
        arranging.follow_up(task, by=request.user, now=now, found=found)
        return task

    form = ReasonForm(request.POST or None, act=act)
    form.fields["reason"].label = _("what was found")
    return form_page(
        request,
        form,
        heading=_("Follow up: %(task)s") % {"task": task},
        purpose=_("Say what you found when you asked after it. It does not prove the task."),
        submit_label=_("Save"),
        saved=_("Followed up."),
        cancel_url=task.get_absolute_url(),
    )


def campuses_for(request: Request) -> Any:
    """The campuses at which this person may write."""
    return Campus.objects.filter(is_active=True, pk__in=reachable_campuses(request.user))


def reachable_campuses(person: Any) -> Any:
    reach = person.reach("duties.write_record")
    own = [post.campus_id for post in person.posts_on(timezone.localdate()) if post.campus_id]
    return Campus.objects.values("pk") if reach.everywhere else own
