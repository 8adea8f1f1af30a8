"""Repair tickets: reporting, the lists, the card with what can be done now, and each step."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from assets import interface as assets
from assets.interface import Thing
from logistics.access import Request, allow
from logistics.duties.models import FindingState
from logistics.duties.views.findings import acts_of
from logistics.errors import Refused
from logistics.fields import whole_number
from logistics.pages import list_page
from logistics.records.models import Photo
from logistics.school.models import Campus, Place
from logistics.school.views.frame import form_under
from safety.forms import repairs as forms
from safety.models import Hazard, RepairTicket, TicketState
from safety.repairs import listing, repairing, reporting
from safety.repairs.acts import ACTS, acts_for, can
from safety.repairs.hazard import asked_of, tickets_of
from safety.repairs.reporting import Fault
from safety.repairs.signing import acceptors

TICKETS = (gettext_lazy("Repairs"), "safety:ticket_list")
HAZARDS = (gettext_lazy("Hazards"), "safety:hazard_list")
CARD = (
    "report__entry", "campus", "place", "place__custodian", "school_class", "reporter", "repairer",
    "company", "done_by", "accepted_by", "closed_by", "merged_into", "again_of", "finding",
)  # fmt: skip
MOST_BEFORE = 5


@allow("school.view_place")
def ticket_list(request: Request) -> HttpResponse:
    """My jobs, what is to be sorted, what I reported, what is open; each row says where it stands."""
    now = timezone.now()
    on = timezone.localdate(now)
    views = listing.views_for(request.user, on)
    asked = request.GET.get("view", "")
    view = next((each for each in views if each.code == asked), views[0])
    if any(request.GET.get(name) for name in ("place", "asset", "state")) and not asked:
        view = views[-1]
    search = forms.TicketSearch(request.GET)
    return list_page(
        request,
        search.apply(view.ordered).for_rows(),
        "safety/ticket_list.html",
        fragment="safety/_ticket_rows.html",
        search=search,
        view=view,
        tabs=tabs(views, view),
        about=about(request),
        now=now,
        today=on,
    )


def tabs(views: list[listing.View], current: listing.View) -> list[dict[str, Any]]:
    return [
        {
            "title": view.title,
            "url": f"?view={view.code}",
            "is_current": view.code == current.code,
            "count": view.rows.count() if view.is_counted else None,
        }
        for view in views
    ]


def about(request: Request) -> str:
    """The place or the thing whose history is looked at."""
    if pk := whole_number(request.GET.get("place", "")):
        place = Place.objects.visible_to(request.user, listing.SEEN).filter(pk=pk).first()
        return str(place or "")
    pk = whole_number(request.GET.get("asset", ""))
    thing = thing_seen(request, pk) if pk else None
    return f"{thing.number} {thing.name}" if thing else ""


def thing_seen(request: Request, pk: int) -> Thing | None:
    """A thing at a campus the person works at."""
    thing = assets.by_id(pk)
    if thing is None:
        return None
    campuses = Campus.objects.visible_to(request.user, listing.SEEN)
    return thing if campuses.filter(pk=thing.campus_id).exists() else None


@allow("safety.report")
def ticket_new(request: Request) -> HttpResponse:
    """报修: three fields, two of them filled in already where the label was scanned."""
    now = timezone.now()
    thing, hazard = thing_asked(request), hazard_asked(request)
    if hazard and request.method != "POST" and (known := being_repaired(hazard)):
        return redirect(known)
    places = places_for(request, thing)
    own = own_rooms(request, now)
    initial = asked_of(hazard) if hazard else {"place": place_asked(request, thing, own)}
    form = forms.ReportForm(
        request.POST or None,
        request.FILES or None,
        places=places,
        own=own,
        thing=thing,
        campus=campus_of(thing, hazard),
        by=request.user,
        now=now,
        hazard=hazard,
        initial=initial,
    )
    return form_under(
        request,
        form,
        _("Report a fault"),
        *((HAZARDS, hazard) if hazard else (TICKETS,)),
        template="safety/ticket_new.html",
        saved=_("Reported: {result}. You are told as soon as somebody has it."),
        purpose=purpose_of(thing, hazard),
        submit_label=pgettext("a repair", "Report"),
        offline=True,
        alike=reporting.alike(asked_fault(request, thing)),
    )


def thing_asked(request: Request) -> Thing | None:
    pk = whole_number(request.GET.get("asset", ""))
    thing = thing_seen(request, pk) if pk is not None else None
    if pk is not None and thing is None:
        raise Http404
    return thing


def hazard_asked(request: Request) -> Hazard | None:
    """The hazard a ticket is to put right; one that is put right already needs none."""
    pk = whole_number(request.GET.get("hazard", ""))
    if pk is None:
        return None
    seen = Hazard.objects.visible_to(request.user, listing.SEEN).in_state(FindingState.OPEN)
    return get_object_or_404(seen.for_rows(), pk=pk)


def being_repaired(hazard: Hazard) -> RepairTicket | None:
    return tickets_of(hazard.finding).open().first()


def campus_of(thing: Thing | None, hazard: Hazard | None) -> Campus | None:
    """Where it is, if no room says it."""
    if thing:
        return Campus.objects.get(pk=thing.campus_id)
    return hazard.entry.campus if hazard else None


def purpose_of(thing: Thing | None, hazard: Hazard | None) -> str:
    if hazard:
        return _("The repair puts the hazard right; somebody else then checks it again.")
    return f"{thing.number} {thing.name}" if thing else _("Where, what, a photo: that is all.")


def places_for(request: Request, thing: Thing | None) -> Any:
    rows = Place.objects.in_use().visible_to(request.user, "safety.report")
    if thing:
        rows = rows.filter(campus=thing.campus_id)
    return rows.select_related("campus", "school_class").order_by(
        "campus__position", "kind", "name"
    )


def place_asked(request: Request, thing: Thing | None, own: list[Place]) -> int | None:
    """The one whose label was scanned, that of the thing, else the first of one's own."""
    scanned = whole_number(request.GET.get("place", ""))
    return scanned or (thing.place_id if thing else None) or (own[0].pk if own else None)


def own_rooms(request: Request, now: datetime) -> list[Place]:
    """The rooms of one's own class, the activity room first; else those one answers for."""
    posts = request.user.posts_on(timezone.localdate(now))
    classes = {post.school_class_id for post in posts if post.school_class_id}
    rows = Place.objects.in_use()
    own = rows.filter(school_class__in=classes) if classes else rows.filter(custodian=request.user)
    first = {"activity_room": 0, "classroom": 0}
    return sorted(own, key=lambda place: (first.get(place.kind, 1), place.name))


def asked_fault(request: Request, thing: Thing | None) -> Fault:
    """What the label stands for: what is reported of it already is shown before it is typed again."""
    return Fault(category="", asset=thing.id if thing else None)


def near(request: Request, pk: int) -> RepairTicket:
    rows = listing.seen_by(request.user).select_related(*CARD)
    ticket: RepairTicket = get_object_or_404(rows, pk=pk)
    return ticket


@allow("school.view_place")
def ticket(request: Request, pk: int) -> HttpResponse:
    """One ticket: where it stands, whom it waits for, and what its reader can do now."""
    return show(request, near(request, pk))


def show(request: Request, ticket: RepairTicket) -> HttpResponse:
    now = timezone.now()
    on = timezone.localdate(now)
    offered = acts_for(ticket, request.user, on=on)
    acts = [(act, act.url(ticket)) for act in offered if not act.is_aside]
    context = {
        "ticket": ticket,
        "entry": ticket.report.entry,
        "state": ticket.state,
        "steps": bar(),
        "current": place_in_bar(ticket),
        "is_late": ticket.is_late(on),
        "waits_for": waits_for(ticket, now),
        "acts": acts,
        "aside": [(act, act.url(ticket)) for act in offered if act.is_aside],
        "photos": pictures(ticket),
        "parts": ticket.parts.select_related("item", "entry"),
        "before": before(ticket),
        "doubles": ticket.duplicates.select_related("reporter"),
        "hazard": hazard_of(ticket),
        "timeline": timeline(ticket),
        "now": now,
        "today": on,
    }
    return TemplateResponse(request, "safety/ticket.html", context)


def hazard_of(ticket: RepairTicket) -> Hazard | None:
    """The hazard it puts right, with how that stands."""
    if ticket.finding_id is None:
        return None
    return Hazard.objects.filter(finding=ticket.finding_id).select_related("finding").first()


def bar() -> list[str]:
    states = ("reported", "assigned", "repairing", "to_accept", "done")
    return [str(TicketState(state).label) for state in states]


def place_in_bar(ticket: RepairTicket) -> int:
    order = (TicketState.REPORTED, TicketState.ASSIGNED, TicketState.REPAIRING)
    if ticket.state in order:
        return order.index(ticket.state) + 1
    return {TicketState.TO_ACCEPT: 4, TicketState.DONE: 6}.get(ticket.state, 0)


def waits_for(ticket: RepairTicket, now: datetime) -> str:
    """The people it waits for at this moment."""
    on = timezone.localdate(now)
    match ticket.state:
        case TicketState.ASSIGNED | TicketState.REPAIRING:
            return ticket.who_repairs
        case TicketState.TO_ACCEPT:
            return _(", ").join(str(person) for person in acceptors(ticket, on=on))
        case TicketState.RETURNED:
            return str(ticket.reporter or "")
    return ""


def pictures(ticket: RepairTicket) -> dict[str, list[Photo]]:
    """Before and after: of the report, and of each time it was repaired."""
    done = list(ticket.repairs.values_list("pk", flat=True))
    rows = Photo.objects.filter(entry__in=[ticket.report_id, *done]).order_by("entry", "position")
    found = list(rows)
    return {
        "before": [photo for photo in found if photo.entry_id == ticket.report_id],
        "after": [photo for photo in found if photo.entry_id != ticket.report_id],
    }


def before(ticket: RepairTicket) -> list[RepairTicket]:
    """What was repaired on this thing, or in this room, before."""
    rows = RepairTicket.objects.filter(reported_at__lt=ticket.reported_at)
    rows = rows.filter(asset=ticket.asset) if ticket.asset else rows.filter(place=ticket.place_id)
    if not ticket.asset and ticket.place_id is None:
        return []
    return list(rows.for_rows().order_by("-reported_at")[:MOST_BEFORE])


def timeline(ticket: RepairTicket) -> list[dict[str, Any]]:
    steps = ticket.steps.select_related("by", "entry").order_by("-pk")
    return [
        {
            "at": step.at,
            "who": step.by,
            "text": f"{step.get_kind_display()} {step.note}".strip(),
            "url": step.entry.get_absolute_url() if step.entry else "",
        }
        for step in steps
    ]


@allow("school.view_place")
def ticket_print(request: Request, pk: int) -> HttpResponse:
    """报修单 on paper, with the signature of whoever accepted it."""
    ticket, now = near(request, pk), timezone.now()
    context = {
        "ticket": ticket,
        "entry": ticket.report.entry,
        "parts": ticket.parts.select_related("item"),
        "now": now,
    }
    return TemplateResponse(request, "safety/ticket_print.html", context)


# The steps.


def allowed(request: Request, pk: int, code: str) -> RepairTicket:
    """The ticket, if this person may take this step with it now; the verb asks once more."""
    ticket = near(request, pk)
    on = timezone.localdate()
    if not can(code, ticket, request.user, on=on):
        raise Refused(_("This step is not yours to take now. Look at the ticket again."))
    return ticket


def step_page(
    request: Request, pk: int, code: str, form_class: type[forms.StepForm], *, saved: str,
    purpose: str = "", says_why: bool = False, after: Any = None, **given: Any,
) -> HttpResponse:  # fmt: skip
    """One step of a ticket. `after` says where it goes on from there, if not at the ticket."""
    ticket = allowed(request, pk, code)
    purpose = ticket.why if says_why else purpose
    form = form_class(
        request.POST or None,
        request.FILES or None,
        ticket=ticket,
        by=request.user,
        now=timezone.now(),
    )
    act = ACTS[code]
    ends = {"saved": saved, "then": ticket} | (after(request, ticket) if after else {})
    return form_under(
        request, form, str(act.title), TICKETS, ticket, submit_label=act.title,
        purpose=purpose or f"{ticket.title} · {ticket.where}", **ends, **given,
    )  # fmt: skip


@require_POST
@allow("safety.repair")
def ticket_take(request: Request, pk: int) -> HttpResponse:
    ticket = near(request, pk)
    repairing.take(ticket, by=request.user, now=timezone.now())
    messages.success(request, _("%(ticket)s is yours now.") % {"ticket": ticket})
    return redirect(ticket)


@require_POST
@allow("safety.repair")
def ticket_arrive(request: Request, pk: int) -> HttpResponse:
    ticket = allowed(request, pk, "arrive")
    repairing.arrive(ticket, by=request.user, now=timezone.now())
    messages.success(request, _("Noted: on the spot."))
    return redirect(ticket)


@require_POST
@allow("safety.repair")
def ticket_resume(request: Request, pk: int) -> HttpResponse:
    ticket = allowed(request, pk, "resume")
    repairing.resume(ticket, by=request.user, now=timezone.now())
    messages.success(request, _("The repair goes on."))
    return redirect(ticket)


@allow("safety.manage")
def ticket_assign(request: Request, pk: int) -> HttpResponse:
    saved = _("Given out. The repairer is told.")
    return step_page(request, pk, "assign", forms.AssignForm, saved=saved)


@allow("safety.repair")
def ticket_finish(request: Request, pk: int) -> HttpResponse:
    saved = _("Repaired. Whoever reported it is asked to look at it and sign.")
    return step_page(request, pk, "finish", forms.FinishForm, saved=saved, offline=True)


@allow("safety.repair")
def ticket_parts(request: Request, pk: int) -> HttpResponse:
    saved = _("The parts are booked out of the store.")
    return step_page(request, pk, "parts", forms.PartsForm, saved=saved)


@allow("safety.repair")
def ticket_hold(request: Request, pk: int) -> HttpResponse:
    saved = _("Whoever waits for it reads why.")
    return step_page(request, pk, "hold", forms.HoldForm, saved=saved)


@allow("safety.repair")
def ticket_estimate(request: Request, pk: int) -> HttpResponse:
    saved = _("Entered. From the school's limit on it waits for consent.")
    return step_page(request, pk, "estimate", forms.EstimateForm, saved=saved)


@allow("safety.repair")
def ticket_hand_back(request: Request, pk: int) -> HttpResponse:
    saved = _("Handed back. The office gives it to somebody else.")
    return step_page(request, pk, "hand_back", forms.HandBackForm, saved=saved)


@allow("safety.report")
def ticket_accept(request: Request, pk: int) -> HttpResponse:
    return step_page(
        request, pk, "accept", forms.AcceptForm, saved=_("Accepted and signed: {result}"),
        purpose=_("With this you sign that it is repaired."), after=recheck_after,
    )  # fmt: skip


def recheck_after(request: Request, ticket: RepairTicket) -> dict[str, Any]:
    """After the signature comes the recheck of the hazard, if it was one and the reader may."""
    finding = ticket.finding
    if not finding or not acts_of(request, finding, timezone.localdate())["may_recheck"]:
        return {}
    return {
        "saved": _("Accepted and signed: {result}. Now check its hazard again."),
        "then": reverse("duties:finding_recheck", args=[finding.pk]),
    }


@allow("safety.report")
def ticket_send_back(request: Request, pk: int) -> HttpResponse:
    saved = _("The repairer is told what is not right yet.")
    return step_page(request, pk, "send_back", forms.SendBackForm, saved=saved)


@allow("safety.manage")
def ticket_close(request: Request, pk: int) -> HttpResponse:
    saved = _("Closed in your name: {result}")
    return step_page(
        request, pk, "close", forms.CloseForm, saved=saved,
        purpose=_("The reporter has not answered. It is written down that you closed it, and why."),
    )  # fmt: skip


@allow("safety.repair")
def ticket_return(request: Request, pk: int) -> HttpResponse:
    saved = _("Returned. The reporter is told what is missing.")
    return step_page(request, pk, "return", forms.ReturnForm, saved=saved)


@allow("safety.report")
def ticket_answer(request: Request, pk: int) -> HttpResponse:
    saved = _("Sent. It is sorted again.")
    return step_page(request, pk, "answer", forms.AnswerForm, saved=saved, says_why=True)


@allow("safety.manage")
def ticket_join(request: Request, pk: int) -> HttpResponse:
    saved = _("Joined. Both reporters are told.")
    return step_page(request, pk, "join", forms.JoinForm, saved=saved)


@allow("safety.manage")
def ticket_drop(request: Request, pk: int) -> HttpResponse:
    saved = _("Closed. The reporter is told why.")
    return step_page(request, pk, "drop", forms.DropForm, saved=saved, is_dangerous=True)


@allow("safety.report")
def ticket_withdraw(request: Request, pk: int) -> HttpResponse:
    saved = pgettext("a repair", "Withdrawn: {result}")
    return step_page(request, pk, "withdraw", forms.WithdrawForm, saved=saved)


STEPS = {
    "take": ticket_take, "arrive": ticket_arrive, "resume": ticket_resume,
    "assign": ticket_assign, "finish": ticket_finish, "parts": ticket_parts, "hold": ticket_hold,
    "estimate": ticket_estimate, "hand_back": ticket_hand_back, "accept": ticket_accept,
    "send_back": ticket_send_back, "close": ticket_close, "return": ticket_return,
    "answer": ticket_answer, "join": ticket_join, "drop": ticket_drop,
    "withdraw": ticket_withdraw,
}  # fmt: skip

urls: list[Any] = [
    path("repairs/", ticket_list, name="ticket_list"),
    path("repairs/new/", ticket_new, name="ticket_new"),
    path("repairs/<int:pk>/", ticket, name="ticket"),
    path("repairs/<int:pk>/print/", ticket_print, name="ticket_print"),
    *(
        path(f"repairs/<int:pk>/{code.replace('_', '-')}/", view, name=f"ticket_{code}")
        for code, view in STEPS.items()
    ),
]
