"""Plans: from the written text over its review to lines that are proved, and to the summary."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from logistics import typed
from logistics.access import Request, allow
from logistics.approvals import asking
from logistics.approvals.models import Approval
from logistics.duties import approving, planning
from logistics.duties.forms import LineForm, PlanForm, PlanTextForm, ReasonForm, SummaryForm
from logistics.duties.models import Plan, PlanLine, Task
from logistics.duties.reader.documents import text_of
from logistics.duties.reviewing import ReviewForm
from logistics.errors import Refused
from logistics.fields import whole_number
from logistics.models import Draft
from logistics.pages import form_page, list_page, sent_before
from logistics.school.models import Term


@allow("duties.view_task")
def plan_list(request: Request) -> HttpResponse:
    """One's own plans; for those who may, everybody's."""
    plans = Plan.objects.visible_to(request.user).select_related("owner", "term", "parent")
    counted = plans.annotate(line_count=Count("lines")).order_by("-created_at", "-pk")
    if (kind := request.GET.get("kind", "")) in Plan.Kind.values:
        counted = counted.filter(kind=kind)
    return list_page(
        request,
        counted,
        "duties/plan_list.html",
        fragment="duties/_plan_rows.html",
        kinds=Plan.Kind.choices,
        kind=kind,
    )


def one_plan(request: Request, pk: int) -> Plan:
    return get_object_or_404(Plan.objects.visible_to(request.user), pk=pk)


def own_plan(request: Request, pk: int) -> Plan:
    """A plan one may change: one's own, or as somebody who arranges duties."""
    mine = Q(owner=request.user.pk)
    if request.user.has_perm("duties.arrange"):
        reached = Plan.objects.visible_to(request.user, "duties.arrange")
        mine |= Q(pk__in=reached.values("pk"))
    return get_object_or_404(Plan.objects.visible_to(request.user).filter(mine), pk=pk)


def open_plan(request: Request, pk: int) -> Plan:
    """The same, as long as its summary has not closed it."""
    plan = own_plan(request, pk)
    planning.refuse_closed(plan)
    return plan


@allow("duties.view_task")
def plan(request: Request, pk: int) -> HttpResponse:
    """A plan month by month, each line with its state, what waits for a time, its sub-plans."""
    plan = one_plan(request, pk)
    now = timezone.now()
    lines = list(plan.lines.select_related("person", "term", "campus"))
    tasks = Task.objects.filter(line__plan=plan).with_state(now)
    by_line = {task.line_id: task for task in tasks}
    rows = [{"line": line, "task": by_line.get(line.pk)} for line in lines]
    context = {
        "plan": plan,
        "now": now,
        "sections": sections([row for row in rows if row["task"]]),
        "waiting": [row for row in rows if row["task"] is None],
        "duties": plan.duties.all(),
        "sees_parent": plan.parent_id is not None
        and Plan.objects.visible_to(request.user).filter(pk=plan.parent_id).exists(),
        "parts": plan.parts.select_related("owner"),
        "counts": tasks.aggregate(
            all=Count("pk"), proved=Count("pk", filter=Q(proved_at__isnull=False))
        ),
        "can_change": plan.owner_id == request.user.pk or request.user.has_perm("duties.arrange"),
    } | approving.review_of(plan)
    return TemplateResponse(request, "duties/plan.html", context)


def sections(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines under the month, quarter or week they are for, in the order of time."""
    found: dict[tuple, dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: (row["task"].due_at, row["line"].position)):
        line = row["line"]
        due = timezone.localtime(row["task"].due_at)
        key = (due.year, due.month, line.quarter, line.week)
        found.setdefault(key, {"line": line, "due": due, "rows": []})["rows"].append(row)
    return list(found.values())


@allow("duties.write_plan")
def plan_write(request: Request) -> HttpResponse:
    """Write a plan by its parts, without a text to read: a personal plan, a sub-plan."""
    fresh = Plan(owner=request.user, term=Term.objects.on(timezone.localdate()))
    fresh.kind = request.GET.get("kind", Plan.Kind.PERSONAL)
    form = PlanForm(request.POST or None, instance=fresh, person=request.user)
    return form_page(
        request,
        form,
        heading=_("Write a plan"),
        purpose=_("First its frame; then line by line what is to be done until when."),
        submit_label=_("Save"),
        saved=_("“{result}” is saved."),
    )


@allow("duties.write_plan")
def plan_edit(request: Request, pk: int) -> HttpResponse:
    plan = open_plan(request, pk)
    form = PlanForm(request.POST or None, instance=plan, person=request.user)
    return form_page(
        request,
        form,
        heading=_("Change “%(plan)s”") % {"plan": plan},
        submit_label=_("Save"),
        saved=_("“{result}” is saved."),
        cancel_url=plan.get_absolute_url(),
    )


@allow("duties.write_plan")
def plan_ask(request: Request, pk: int) -> HttpResponse:
    """Put the plan as it is now before those who review it."""
    plan, now = open_plan(request, pk), timezone.now()

    def act(reason: str) -> Approval:
        return asking.ask(approving.PLAN_REVIEW, plan, by=request.user, now=now, reason=reason)

    form = ReasonForm(request.POST or None, act=act)
    form.fields["reason"].label = _("What the reviewer should know")
    form.fields["reason"].required = False
    return form_page(
        request,
        form,
        heading=_("Ask for review: %(plan)s") % {"plan": plan},
        purpose=approving.said_before_asking(approving.PLAN_REVIEW, plan, by=request.user, now=now),
        submit_label=_("Submit"),
        saved=_("Asked: {result}"),
        then=plan,
        cancel_url=plan.get_absolute_url(),
    )


@allow("duties.write_plan")
def plan_close(request: Request, pk: int) -> HttpResponse:
    """The summary reports against the plan, and closes it."""
    plan = own_plan(request, pk)
    form = SummaryForm(request.POST or None, plan=plan, now=timezone.now())
    return form_page(
        request,
        form,
        heading=_("Summary of “%(plan)s”") % {"plan": plan},
        purpose=_("What was done, what is missing, and what follows for the next term."),
        submit_label=_("Close the plan"),
        saved=_("“{result}” is closed."),
        cancel_url=plan.get_absolute_url(),
    )


# Reading a written plan.


def text_path(token: str) -> str:
    """Where a text waits between being brought and being reviewed."""
    return f"plan-text/{token}"


@allow("duties.arrange")
def plan_new(request: Request) -> HttpResponse:
    """Bring a written plan: paste it, or choose its file. Nothing of it is saved yet."""
    term = Term.objects.on(timezone.localdate())
    initial = {"term": term, "year": timezone.localdate().year}
    form = PlanTextForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            text, name = brought(form)
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            token = uuid4().hex
            data = request.POST.copy()
            data["text"], data["name"] = text, name
            typed.save_draft(request.user, text_path(token), data)
            return redirect("duties:plan_review", token)
    context = {"form": form, "submit_label": _("Read the plan")}
    return TemplateResponse(request, "duties/plan_new.html", context)


def brought(form: PlanTextForm) -> tuple[str, str]:
    """The text and the name it goes by."""
    file = form.cleaned_data["file"]
    if file:
        return text_of(file, name=file.name), file.name.rsplit(".", 1)[0][:120]
    return form.cleaned_data["text"], ""


@allow("duties.arrange")
def plan_review(request: Request, token: str) -> HttpResponse:
    """What was read, line by line beside its source, to be put right before anything is saved."""
    if first := sent_before(request):
        return first
    draft = get_object_or_404(Draft, person_id=request.user.pk, path=text_path(token))
    given = typed.draft_data(draft)
    form = ReviewForm(request.POST or None, given=given, by=request.user, now=timezone.now())
    response = form_page(
        request,
        form,
        "duties/plan_review.html",
        saved=_("“{result}” is taken over."),
        submit_label=_("Take over"),
        token=token,
    )
    if response.status_code == 302:
        draft.delete()
    return response


@require_POST
@allow("duties.arrange")
def plan_discard(request: Request, token: str) -> HttpResponse:
    Draft.objects.filter(person_id=request.user.pk, path=text_path(token)).delete()
    messages.info(request, _("The text is discarded; nothing was saved."))
    return redirect("duties:plan_new")


# Lines.


def visible_lines(request: Request) -> Any:
    plans = Plan.objects.visible_to(request.user)
    owed = Task.objects.visible_to(request.user).values("line")
    return PlanLine.objects.filter(Q(plan__in=plans) | Q(plan=None, pk__in=owed))


@allow("duties.view_task")
def line(request: Request, pk: int) -> HttpResponse:
    """A plan line is shown as its task; one that waits for a time, in its form."""
    line = get_object_or_404(visible_lines(request), pk=pk)
    task = line.tasks.first()
    return redirect(task) if task else redirect("duties:line_edit", line.pk)


@allow("duties.write_plan")
def line_new(request: Request) -> HttpResponse:
    """A line more in a plan; without a plan, a task that came up beside it."""
    asked = whole_number(request.GET.get("plan", ""))
    plan = open_plan(request, asked) if asked is not None else None
    if plan is None and not request.user.has_perm("duties.arrange"):
        raise PermissionDenied
    fresh = PlanLine(plan=plan)
    if plan:
        fresh.position = plan.lines.count()
        fresh.person = plan.owner if plan.kind == Plan.Kind.PERSONAL else None
    heading = _("A line of “%(plan)s”") % {"plan": plan} if plan else _("A task beside the plan")
    return edit_line(request, fresh, heading)


@allow("duties.write_plan")
def line_edit(request: Request, pk: int) -> HttpResponse:
    line = get_object_or_404(visible_lines(request), pk=pk)
    owns = line.plan is not None and line.plan.owner_id == request.user.pk
    if not owns and not request.user.has_perm("duties.arrange"):
        raise Http404
    if line.plan:
        planning.refuse_closed(line.plan)
    return edit_line(request, line, _("Change the line"))


def edit_line(request: Request, line: PlanLine, heading: str) -> HttpResponse:
    form = LineForm(request.POST or None, instance=line, person=request.user)
    return form_page(
        request,
        form,
        heading=heading,
        purpose=_("Say when it is to be done and who does it; a record will prove it."),
        submit_label=_("Save"),
        saved=_("Saved: {result}"),
        then=line.plan,
        cancel_url=line.plan.get_absolute_url() if line.plan else "",
    )
