"""Findings: the list, the card with every record on its way, and the three things done about one."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from logistics.access import Request, allow
from logistics.duties import seeing_to, standing
from logistics.duties.forms.findings import (
    STATE_TABS,
    AssignFindingForm,
    FindingSearch,
    RecheckForm,
    RectificationForm,
)
from logistics.duties.models import Finding, FindingState, Task
from logistics.duties.seeing_to import GIVE_OUT, SEE
from logistics.fields import whole_number
from logistics.pages import list_page
from logistics.school.models import Person
from logistics.school.views.frame import form_under, looked_at

FINDINGS = (pgettext_lazy("of the school", "Findings"), "duties:finding_list")


@allow("duties.view_task")
def finding_list(request: Request) -> HttpResponse:
    """Everything found that is not right; at first what is still to be put right."""
    now = timezone.now()
    view = request.GET.get("view", FindingState.OPEN)
    seen = Finding.objects.visible_to(request.user, SEE)
    if campus := looked_at(request):
        seen = seen.filter(campus=campus)
    search = FindingSearch(request.GET, findings=seen)
    found = search.apply(in_view(seen, view, request.user), on=timezone.localdate(now))
    return list_page(
        request,
        found.for_rows().order_by(*order_of(view)),
        "duties/finding_list.html",
        fragment="duties/_finding_rows.html",
        search=search,
        tabs=tabs_of(view),
        view=view,
        today=timezone.localdate(now),
        is_narrowed=any(request.GET.get(name) for name in search.fields),
    )


@allow("duties.write_record")
def finding_choose(request: Request) -> HttpResponse:
    """Which finding is meant: the task says it, else one of those that wait."""
    asked = whole_number(request.GET.get("task", ""))
    task = Task.objects.visible_to(request.user).filter(pk=asked or 0).first()
    about, _colon, pk = (task.subject if task else "").partition(":")
    if about == "finding" and pk.isdecimal():
        return redirect("duties:finding", int(pk))
    return redirect("duties:finding_list")


def in_view(findings: Any, view: str, person: Person) -> Any:
    if view == "mine":
        return findings.unsettled().filter(owner_id=person.pk)
    return findings.in_state(view) if view in FindingState.values else findings


def order_of(view: str) -> tuple[str, ...]:
    """What is open stands by its deadline, what is over by when it was found."""
    by_deadline = view in (FindingState.OPEN, FindingState.PUT_RIGHT, "mine")
    return ("due_on", "pk") if by_deadline else ("-found_at", "-pk")


def tabs_of(view: str) -> list[dict[str, Any]]:
    views = [
        *STATE_TABS,
        ("mine", pgettext("findings", "Mine")),
        ("all", pgettext("findings", "All")),
    ]
    return [
        {"title": title, "url": f"?view={code}", "is_current": code == view, "count": None}
        for code, title in views
    ]


def one_finding(request: Request, pk: int) -> Finding:
    seen = Finding.objects.visible_to(request.user, SEE)
    return get_object_or_404(seen.for_rows(), pk=pk)


@allow("duties.view_task")
def finding(request: Request, pk: int) -> HttpResponse:
    """One finding: what, where, who answers for it, and the records of its way."""
    shown = one_finding(request, pk)
    if url := seeing_to.page_of(shown):
        return redirect(url)
    now = timezone.now()
    context = {"finding": shown, "steps": standing.steps_of(shown), "now": now}
    return TemplateResponse(
        request, "duties/finding.html", context | acts_of(request, shown, timezone.localdate(now))
    )


def acts_of(request: Request, shown: Finding, on: Any) -> dict[str, Any]:
    """What this person may do about it now."""
    person, where = request.user, {"campus": shown.campus_id, "school_class": shown.school_class_id}
    is_own = person.pk in (shown.owner_id, shown.found_by_id)
    writes = person.has_perm("duties.write_record") and (
        is_own or person.reach(SEE).covers(**where)
    )
    is_open = shown.state == FindingState.OPEN
    return {
        "may_put_right": writes and is_open,
        "may_recheck": writes
        and shown.may_be_rechecked_by(person)
        and not standing.has_put_right(shown, person),
        "may_assign": is_open and person.reach(GIVE_OUT).covers(**where),
        "is_late": shown.is_late(on),
    }


@allow(GIVE_OUT)
def finding_assign(request: Request, pk: int) -> HttpResponse:
    """Say who puts it right, how and until when."""
    reached = Finding.objects.reached_by(request.user, GIVE_OUT).in_state(FindingState.OPEN)
    shown = get_object_or_404(reached.for_rows(), pk=pk)
    form = AssignFindingForm(
        request.POST or None, finding=shown, by=request.user, now=timezone.now()
    )
    return form_under(
        request,
        form,
        _("Give out: %(what)s") % {"what": shown.what},
        FINDINGS,
        shown,
        purpose=_("Whoever is named is told, and finds it under what waits."),
        submit_label=pgettext("a finding", "Give out"),
        saved=_("Given out: {result}"),
    )


@allow("duties.write_record")
def finding_put_right(request: Request, pk: int) -> HttpResponse:
    """Write down what was done; somebody else then looks at it again."""
    shown = one_finding(request, pk)
    form = RectificationForm(
        request.POST or None,
        request.FILES or None,
        finding=shown,
        now=timezone.now(),
        by=request.user,
    )
    return form_under(
        request,
        form,
        _("Put right: %(what)s") % {"what": shown.what},
        FINDINGS,
        shown,
        purpose=_("Somebody else looks at it again afterwards; only then it is closed."),
        submit_label=pgettext("a finding", "It is put right"),
        saved=_("Put right, to be checked again: {result}"),
        offline=True,
    )


@allow("duties.write_record")
def finding_recheck(request: Request, pk: int) -> HttpResponse:
    """Look at it again: right, or to be put right once more."""
    shown = one_finding(request, pk)
    form = RecheckForm(
        request.POST or None,
        request.FILES or None,
        finding=shown,
        now=timezone.now(),
        by=request.user,
    )
    return form_under(
        request,
        form,
        _("Check again: %(what)s") % {"what": shown.what},
        FINDINGS,
        shown,
        purpose=recheck_purpose(shown),
        submit_label=pgettext("a finding", "Save the recheck"),
        saved=_("Checked again: {result}"),
        offline=True,
    )


def recheck_purpose(shown: Finding) -> str:
    last = shown.rectifications.order_by("pk").last()
    if last is None or not shown.put_right_by:
        return ""
    return _("%(person)s has done this: %(done)s") % {
        "person": shown.put_right_by,
        "done": last.done,
    }
