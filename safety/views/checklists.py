"""The checklists: chosen for a round, looked at, and designed."""

from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.access import Request, allow
from logistics.pages import form_page
from logistics.school.models import Campus
from safety.forms.checklists import ChecklistForm, CopyForm, ItemsForm
from safety.models import Checklist, RoundKind, RunningRound
from safety.rounds.home import takes
from safety.rounds.stops import INSPECT
from safety.views.walking import areas_of, place_asked

DESIGN = "safety.design"
OF_A_PLACE = (Checklist.Subject.PLACE, Checklist.Subject.ASSET)


@allow(INSPECT)
def checklist_list(request: Request) -> HttpResponse:
    """What is under way, then the lists one may walk; who designs them sees all."""
    rows = seen_by(request)
    kind = request.GET.get("kind", "")
    if kind in RoundKind.values:
        rows = rows.filter(kind=kind)
    roles = request.user.roles()
    everything = "all" in request.GET and request.user.has_perm(DESIGN)
    lists = [one for one in rows if everything or (one.is_active and one.is_for(roles))]
    if place := place_asked(request):  # its label was scanned
        lists = [one for one in lists if one.subject in OF_A_PLACE and takes(one, place)]
    context = {
        "groups": grouped(lists),
        "under_way": under_way(request),
        "kind": RoundKind(kind).label if kind in RoundKind.values else "",
        "everything": everything,
        "scope": scope_of(request),
        "now": timezone.now(),
    }
    return TemplateResponse(request, "safety/checklist_list.html", context)


def seen_by(request: Request) -> QuerySet[Checklist]:
    rows = Checklist.objects.visible_to(request.user, INSPECT)
    counted = Count("versions__areas__items", filter=Q(versions__frozen_at=None))
    return rows.annotate(newest=Max("versions__number"), fresh=counted)


def grouped(lists: list[Checklist]) -> list[tuple[str, list[Checklist]]]:
    """Under the kind of record they are filed as, in the order of the kinds."""
    found: dict[str, list[Checklist]] = {kind: [] for kind in RoundKind.values}
    for one in lists:
        found[one.kind].append(one)
    return [(str(RoundKind(kind).label), rows) for kind, rows in found.items() if rows]


def under_way(request: Request) -> list[RunningRound]:
    """One's own first."""
    rows = RunningRound.objects.visible_to(request.user, INSPECT).under_way()
    rows = rows.select_related("edition__checklist", "begun_by", "campus")
    rows = rows.annotate(
        reached=Count("stops", filter=Q(stops__answers__isnull=False), distinct=True),
        all_stops=Count("stops", distinct=True),
    )
    roles, me = request.user.roles(), request.user.pk
    found = [
        run for run in rows[:30] if run.begun_by_id == me or run.edition.checklist.is_for(roles)
    ]
    return sorted(found, key=lambda run: run.begun_by_id != me)


def scope_of(request: Request) -> str:
    """The place a label was scanned at, handed on to the round."""
    query = request.GET.copy()
    for name in ("kind", "all", "list"):
        query.pop(name, None)
    return f"&{query.urlencode()}" if query else ""


def one_checklist(request: Request, pk: int, permission: str = INSPECT) -> Checklist:
    """A list one may see; of the whole school only who reaches all of it changes it."""
    rows = Checklist.objects.visible_to(request.user, permission)
    if permission == DESIGN and not request.user.reaches_all(DESIGN):
        rows = rows.exclude(campus=None)
    return get_object_or_404(rows.select_related("campus"), pk=pk)


@allow(INSPECT)
def checklist(request: Request, pk: int) -> HttpResponse:
    """What is looked at, since when, and the rounds that were walked by it."""
    found = one_checklist(request, pk)
    rounds = found.rounds.exclude(entry__status="voided").select_related(
        "entry", "entry__place", "entry__school_class", "company", "person", "checklist"
    )
    reach = request.user.reach("safety.view").within(campus="entry__campus_id")
    context = {
        "checklist": found,
        "areas": areas_of(found),
        "versions": found.versions.select_related("made_by").order_by("-number"),
        "rounds": rounds.filter(reach | Q(entry__entered_by=request.user.pk)).order_by(
            "-entry__happened_at", "-pk"
        )[:10],
        "may_walk": found.is_active and found.is_for(request.user.roles()),
        "may_design": may_design(request, found),
    }
    return TemplateResponse(request, "safety/checklist.html", context)


def may_design(request: Request, found: Checklist) -> bool:
    reached = Checklist.objects.visible_to(request.user, DESIGN).filter(pk=found.pk)
    everywhere = found.campus_id is not None or request.user.reaches_all(DESIGN)
    return request.user.has_perm(DESIGN) and everywhere and reached.exists()


@allow(DESIGN)
def checklist_new(request: Request) -> HttpResponse:
    """A list of one's own: first what it is about, then its lines."""
    return checklist_form(request, Checklist(), _("New checklist"))


@allow(DESIGN)
def checklist_edit(request: Request, pk: int) -> HttpResponse:
    found = one_checklist(request, pk, DESIGN)
    return checklist_form(request, found, _("Change %(checklist)s") % {"checklist": found})


def checklist_form(request: Request, found: Checklist, heading: str) -> HttpResponse:
    form = ChecklistForm(
        request.POST or None,
        instance=found,
        campuses=Campus.objects.visible_to(request.user, DESIGN).filter(is_active=True),
        everywhere=request.user.reaches_all(DESIGN),
        by=request.user,
        now=timezone.now(),
    )
    return form_page(
        request,
        form,
        heading=heading,
        purpose=_("A round of it proves the duties of its kind that ask for this list."),
        saved=_("Saved: {result}"),
        cancel_url=found.get_absolute_url() if found.pk else reverse("safety:checklist_list"),
    )


@allow(DESIGN)
def checklist_items(request: Request, pk: int) -> HttpResponse:
    """The lines of the list. Rounds that have begun keep those they began with."""
    found = one_checklist(request, pk, DESIGN)
    newest = found.versions.latest("number")
    form = ItemsForm(
        request.POST or None,
        checklist=found,
        edition=newest,
        by=request.user,
        now=timezone.now(),
    )
    return form_page(
        request,
        form,
        "safety/checklist_items.html",
        saved=_("Saved: {result}"),
        checklist=found,
        edition=newest,
        cancel_url=found.get_absolute_url(),
    )


@allow(DESIGN)
def checklist_copy(request: Request, pk: int) -> HttpResponse:
    """A list of one's own that begins like this one."""
    found = get_object_or_404(Checklist.objects.visible_to(request.user, DESIGN), pk=pk)
    form = CopyForm(
        request.POST or None,
        checklist=found,
        campus=found.campus or campus_of_own(request),
        by=request.user,
        now=timezone.now(),
        initial={"title": _("%(checklist)s (own)") % {"checklist": found}},
    )
    return form_page(
        request,
        form,
        heading=_("Copy %(checklist)s") % {"checklist": found},
        purpose=_("The copy can be changed line by line; the ready list stays as it is."),
        submit_label=_("Copy the list"),
        saved=_("Saved: {result}"),
        cancel_url=found.get_absolute_url(),
    )


def campus_of_own(request: Request) -> Campus | None:
    """For whoever does not answer for the whole school: a list of their own campus."""
    if request.user.reaches_all(DESIGN):
        return None
    return Campus.objects.visible_to(request.user, DESIGN).filter(is_active=True).first()


urls: list[URLPattern] = [
    path("checklists/", checklist_list, name="checklist_list"),
    path("checklists/new/", checklist_new, name="checklist_new"),
    path("checklists/<int:pk>/", checklist, name="checklist"),
    path("checklists/<int:pk>/edit/", checklist_edit, name="checklist_edit"),
    path("checklists/<int:pk>/items/", checklist_items, name="checklist_items"),
    path("checklists/<int:pk>/copy/", checklist_copy, name="checklist_copy"),
]
