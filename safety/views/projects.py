"""Works and renewals: the list of the year, the card of a project, and each of its steps."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from logistics.access import Request, allow
from logistics.approvals import asking
from logistics.pages import list_page
from logistics.school.views.frame import form_under, last_changes
from safety.forms import projects as forms
from safety.models import Project, ProjectState
from safety.repairs import telling, works

PROJECTS = (gettext_lazy("Works and renewals"), "safety:project_list")
MANAGE, SEE = "safety.manage", "safety.view"


@allow(SEE)
def project_list(request: Request) -> HttpResponse:
    """Every project of every year with its state, its budget and its days."""
    search = forms.ProjectSearch(request.GET)
    rows = search.apply(Project.objects.visible_to(request.user, SEE))
    return list_page(
        request, rows.select_related("campus", "company", "owner").order_by("-year", "begins_on", "pk"),
        "safety/project_list.html", fragment="safety/_project_rows.html", search=search,
        now=timezone.now(), today=timezone.localdate(),
    )  # fmt: skip


def near(request: Request, pk: int, permission: str = MANAGE) -> Project:
    rows = Project.objects.visible_to(request.user, permission)
    project: Project = get_object_or_404(rows.select_related("campus", "company", "owner"), pk=pk)
    return project


@allow(SEE)
def project(request: Request, pk: int) -> HttpResponse:
    """One project: its card, its items, its scheme, what was seen on the site, its acceptance."""
    project, now = near(request, pk, SEE), timezone.now()
    manages = request.user.has_perm(MANAGE) and (
        Project.objects.visible_to(request.user, MANAGE).filter(pk=pk).exists()
    )
    state = project.state
    context = {
        "project": project,
        "state": state,
        "items": project.items.all(),
        "schemes": project.schemes.select_related("entry"),
        "supervisions": project.supervisions.select_related("entry", "entry__entered_by").order_by(
            "-entry__happened_at"
        ),
        "acceptances": project.acceptances.select_related("entry").prefetch_related("lines"),
        "approval": asking.latest(works.APPROVAL, project),
        "steps": [str(ProjectState(code).label) for code in STEPS],
        "current": place_in_bar(state),
        "acts": acts_for(project, state) if manages else [],
        "may_edit": manages and state not in (ProjectState.ACCEPTED, ProjectState.DROPPED),
        "changes": last_changes(project),
        "today": timezone.localdate(now),
        "now": now,
    }
    return TemplateResponse(request, "safety/project.html", context)


STEPS = ("listed", "schemed", "agreed", "going", "accepted")
ACTS = {
    "scheme": (gettext_lazy("Make the scheme"), "pencil-square", ("listed", "schemed")),
    "start": (gettext_lazy("The works begin"), "play", ("agreed",)),
    "supervise": (gettext_lazy("Write down what was seen"), "eye", ("going",)),
    "accept": (gettext_lazy("Accept the works"), "check-lg", ("going",)),
    "give_up": (
        pgettext_lazy("of a repair", "Give it up"),
        "x-circle",
        ("listed", "schemed", "agreed"),
    ),
}


def place_in_bar(state: ProjectState) -> int:
    if state == ProjectState.DROPPED:
        return 0
    return STEPS.index(state) + (2 if state == ProjectState.ACCEPTED else 1)


def acts_for(project: Project, state: ProjectState) -> list[dict[str, Any]]:
    return [
        {"title": title, "icon": icon, "code": f"safety:project_{code}"}
        for code, (title, icon, states) in ACTS.items()
        if state in states
    ]


def card_form(request: Request, project: Project | None) -> forms.ProjectForm:
    on = timezone.localdate()
    campuses = forms.campuses_of(request.user, MANAGE)
    people = {
        person.pk for campus in campuses for person in telling.holders("safety.repair", campus, now=on)
    }  # fmt: skip
    return forms.ProjectForm(
        request.POST or None,
        instance=project,
        campuses=campuses,
        people=people | {request.user.pk},
        initial={} if project else {"year": on.year},
    )


@allow(MANAGE)
def project_new(request: Request) -> HttpResponse:
    form = card_form(request, None)
    return form_under(
        request, form, _("New project"), PROJECTS, saved=_("Saved: {result}"),
        purpose=_("What is built or renewed this year, for which rooms, how many, for how much."),
    )  # fmt: skip


@allow(MANAGE)
def project_edit(request: Request, pk: int) -> HttpResponse:
    project = near(request, pk)
    form = card_form(request, project)
    return form_under(
        request, form, _("Change the card"), PROJECTS, project, saved=_("Saved: {result}")
    )


def step(request: Request, pk: int, form_class: Any, heading: str, **given: Any) -> HttpResponse:
    project = near(request, pk)
    form = form_class(
        request.POST or None, *([request.FILES or None] if given.pop("files", True) else []),
        project=project, by=request.user, now=timezone.now(),
    )  # fmt: skip
    return form_under(
        request, form, heading, PROJECTS, project, then=project, purpose=str(project), **given
    )


@allow(MANAGE)
def project_scheme(request: Request, pk: int) -> HttpResponse:
    saved = _("Filed. The project is before the principal now.")
    return step(request, pk, forms.SchemeForm, _("Make the scheme"), saved=saved)


@allow(MANAGE)
def project_start(request: Request, pk: int) -> HttpResponse:
    saved = _("The works have begun.")
    return step(request, pk, forms.StartForm, _("The works begin"), saved=saved, files=False)


@allow(MANAGE)
def project_supervise(request: Request, pk: int) -> HttpResponse:
    return step(
        request, pk, forms.SuperviseForm, _("Write down what was seen"), saved=_("Saved: {result}")
    )


@allow(MANAGE)
def project_accept(request: Request, pk: int) -> HttpResponse:
    return step(
        request, pk, forms.AcceptWorksForm, _("Accept the works"), saved=_("Saved: {result}")
    )


@allow(MANAGE)
def project_give_up(request: Request, pk: int) -> HttpResponse:
    saved = _("Given up.")
    return step(
        request,
        pk,
        forms.GiveUpForm,
        pgettext("of a repair", "Give it up"),
        saved=saved,
        files=False,
        is_dangerous=True,
    )


urls: list[Any] = [
    path("projects/", project_list, name="project_list"),
    path("projects/new/", project_new, name="project_new"),
    path("projects/<int:pk>/", project, name="project"),
    path("projects/<int:pk>/edit/", project_edit, name="project_edit"),
    path("projects/<int:pk>/scheme/", project_scheme, name="project_scheme"),
    path("projects/<int:pk>/start/", project_start, name="project_start"),
    path("projects/<int:pk>/supervise/", project_supervise, name="project_supervise"),
    path("projects/<int:pk>/accept/", project_accept, name="project_accept"),
    path("projects/<int:pk>/give-up/", project_give_up, name="project_give_up"),
]
