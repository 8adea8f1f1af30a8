"""Requests as people meet them: what waits, one card, and what may be done with it."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from logistics import typed
from logistics.access import Request, allow
from logistics.approvals import asking, deciding, reading
from logistics.approvals.forms import AgreeForm, ReturnForm, ToForm
from logistics.approvals.models import Approval
from logistics.approvals.routing import colleagues
from logistics.approvals.tracks import Past, past
from logistics.approvals.versions import (
    Change,
    Content,
    changes,
    content_in,
    content_now,
    content_of,
    document_of,
    facts_under,
)
from logistics.approvals.walking import current_version
from logistics.errors import Refused
from logistics.pages import list_page, save_once, sent_before
from logistics.school.views.frame import form_under

VIEWS = ("waiting", "asked", "handled")
APPROVALS = (gettext_lazy("Approvals"), "approvals:approval_list")


@allow("approvals.view")
def approval_list(request: Request) -> HttpResponse:
    """What waits for me, what I asked, what I have decided; what waits is what one comes for."""
    person, asked = request.user, request.GET.get("view", "")
    view = asked if asked in VIEWS else VIEWS[0]
    rows = {
        "waiting": Approval.objects.waiting_for(person).order_by("asked_at", "pk"),
        "asked": Approval.objects.asked_by(person).order_by("-pk"),
        "handled": Approval.objects.handled_by(person).order_by("-pk"),
    }[view]
    return list_page(
        request,
        rows.for_rows(),
        "approvals/approval_list.html",
        fragment="approvals/_approval_rows.html",
        view=view,
        tabs=list_tabs(person, view),
        now=timezone.now(),
    )


def list_tabs(person: Any, view: str) -> list[dict[str, Any]]:
    """Counted is what has to be done: the others only grow."""
    tabs = [
        ("waiting", _("Waiting for me"), Approval.objects.waiting_for(person).count()),
        ("asked", _("Asked by me"), None),
        ("handled", _("Handled by me"), None),
    ]
    return [
        {"title": title, "url": f"?view={name}", "is_current": name == view, "count": count}
        for name, title, count in tabs
    ]


def near(request: Request, pk: int) -> Approval:
    """A request of one's own campus, of the whole school, or that concerns one."""
    rows = Approval.objects.visible_to(request.user, "approvals.view")
    return get_object_or_404(rows.select_related("asked_by", "campus"), pk=pk)


def readable(request: Request, pk: int) -> Approval:
    """Who asked, who was asked, and who may read all of the campus; a colleague is told no."""
    approval = near(request, pk)
    if not reading.may_open(approval, request.user, on=timezone.localdate()):
        raise PermissionDenied("approvals.view_all")
    return approval


def addressed(request: Request, pk: int) -> Approval:
    """A request that was put before this person; if it no longer waits for them, the act says so."""
    approval = near(request, pk)
    if not approval.signers.filter(person=request.user).exists():
        raise PermissionDenied("approvals.decide")
    return approval


def own(request: Request, pk: int) -> Approval:
    """A request this person asked: nobody else withdraws it or asks it again."""
    return get_object_or_404(Approval.objects.asked_by(request.user), pk=pk)


# The card.


@allow("approvals.view")
def approval(request: Request, pk: int) -> HttpResponse:
    return card(request, readable(request, pk))


def card(
    request: Request, approval: Approval, *, seen: str = "", refusal: str = "", status: int = 200
) -> HttpResponse:
    """Who, what, why, how much, what was said so far; and what this person may do with it."""
    person, kind, document = request.user, approval.declared, document_of(approval)
    now = content_of(kind, document, approval.reason) if kind and document else None
    history = past(approval)
    shown = what_is_shown(history, now)
    context = {
        "approval": approval,
        "content": shown,
        "facts": facts_under(approval, shown),
        "document": document if kind and document and kind.opens(person, document) else None,
        "attachments": list(kind.attachments(document)) if kind and document else [],
        "changes": differences(history, person, now, seen),
        "is_gone": document is None,
        "rounds": history.rounds,
        "form": agree_form(shown) if history.is_waiting_for(person) else None,
        "form_key": typed.new_key(),
        "is_own": approval.asked_by_id == person.pk,
        "refusal": refusal,
        "now": timezone.now(),
    }
    return TemplateResponse(request, "approvals/approval.html", context, status=status)


def what_is_shown(history: Past, now: Content | None) -> Content:
    """What there is to decide on; when it is decided, or the document is gone, what was asked."""
    if now and (history.approval.is_pending or not history.versions):
        return now
    if history.versions:
        return content_in(history.versions[-1])
    return Content(history.approval.title, history.approval.amount, history.approval.reason, {})


def agree_form(shown: Content) -> AgreeForm:
    return AgreeForm(act=deciding.agree, initial={"seen": shown.digest})


def differences(history: Past, person: Any, now: Content | None, seen: str) -> list[Change]:
    """From what this person saw last, here or when they last decided, to what there is now."""
    if now is None or not history.approval.is_pending:
        return []
    known = history.version_seen(seen) or history.version_decided(person) or history.versions[-1]
    return changes(history.approval, content_in(known), now)


@allow("approvals.view")
def approval_print(request: Request, pk: int) -> HttpResponse:
    """The request as a sheet: its facts, and each step with the name, the day and a line to sign."""
    approval = readable(request, pk)
    if not approval.version:
        return redirect(approval)
    content, now = content_in(current_version(approval)), timezone.now()
    context = {
        "approval": approval,
        "content": content,
        "facts": facts_under(approval, content),
        "round": past(approval).rounds[0],
        "now": now,
    }
    return TemplateResponse(request, "approvals/approval_print.html", context)


# Deciding.


@require_POST
@allow("approvals.ask")
def approval_agree(request: Request, pk: int) -> HttpResponse:
    if first := sent_before(request):
        return first
    approval, now = addressed(request, pk), timezone.now()
    form = AgreeForm(request.POST, act=partial(deciding.agree, approval, by=request.user, now=now))
    if stopped := renew(request, approval, now):
        return stopped
    saved = _("“%(title)s” is agreed to.") % {"title": approval}
    response = save_once(request, form, saved=saved, then="approvals:approval_list")
    return response or refused(request, approval, form)


@allow("approvals.ask")
def approval_return(request: Request, pk: int) -> HttpResponse:
    def make(approval: Approval, now: datetime) -> ReturnForm:
        kind = approval.declared
        act = partial(deciding.return_, approval, by=request.user, now=now)
        phrases = kind.phrases if kind else ()
        return ReturnForm(request.POST or None, act=act, phrases=phrases, initial=seen(approval))

    return act_page(
        request,
        pk,
        make,
        heading=_("Return: %(title)s"),
        purpose=_("The asker reads the reason, and may change it and ask again."),
        submit_label=_("Return it"),
        saved=_("“%(title)s” is returned."),
    )


@allow("approvals.ask")
def approval_hand_on(request: Request, pk: int) -> HttpResponse:
    return act_page(
        request,
        pk,
        partial(to_form, request, deciding.hand_on),
        heading=_("Hand on: %(title)s"),
        purpose=_("A colleague decides in your place."),
        submit_label=_("Hand on"),
        saved=_("“%(title)s” is handed on."),
    )


@allow("approvals.ask")
def approval_add_signer(request: Request, pk: int) -> HttpResponse:
    return act_page(
        request,
        pk,
        partial(to_form, request, deciding.add_signer),
        heading=_("Add a signer: %(title)s"),
        purpose=_("A colleague has to agree as well before it goes on."),
        submit_label=_("Add the signer"),
        saved=_("A signer is added to “%(title)s”."),
    )


def to_form(request: Request, verb: Any, approval: Approval, now: datetime) -> ToForm:
    people = colleagues(approval, on=timezone.localdate(now))
    act = partial(verb, approval, by=request.user, now=now)
    return ToForm(
        request.POST or None, act=act, people=people, by=request.user, initial=seen(approval)
    )


def seen(approval: Approval) -> dict[str, str]:
    """What the form of an act says to be about: what the card shows at the same time."""
    content = content_now(approval)
    return {"seen": content.digest if content else ""}


def act_page(
    request: Request,
    pk: int,
    make: Callable[[Approval, datetime], Any],
    *,
    heading: str,
    saved: str,
    **context: Any,
) -> HttpResponse:
    """An act that needs a form of its own. Refused, it leads back to the card, which says why."""
    if first := sent_before(request):
        return first
    approval, now = addressed(request, pk), timezone.now()
    if request.method == "POST" and (stopped := renew(request, approval, now)):
        return stopped
    form, told = make(approval, now), {"title": approval}
    response = form_under(
        request,
        form,
        heading % told,
        APPROVALS,
        approval,
        saved=saved % told,
        then="approvals:approval_list",
        **context,
    )
    return refused(request, approval, form) if form.non_field_errors() else response


def renew(request: Request, approval: Approval, now: datetime) -> HttpResponse | None:
    """A document that has changed is asked anew before anybody decides on it."""
    try:
        if approval.is_pending:
            asking.renew(approval, now=now)
    except Refused as refusal:  # it came to its end meanwhile, or nobody could decide on it
        approval.refresh_from_db()
        return card(request, approval, refusal=str(refusal), status=409)
    return None


def refused(request: Request, approval: Approval, form: Any) -> HttpResponse:
    """The card as it is now, with the reason, and what changed since the person looked."""
    approval.refresh_from_db()
    refusal = " ".join(str(sentence) for said in form.errors.values() for sentence in said)
    return card(request, approval, seen=form.data.get("seen", ""), refusal=refusal, status=409)


# The asker.


@require_POST
@allow("approvals.ask")
def approval_ask(request: Request, pk: int) -> HttpResponse:
    """Once more, as the document is now."""
    approval = asking.put(own(request, pk), by=request.user, now=timezone.now())
    people = ", ".join(str(person) for person in approval.waits_for)
    messages.success(request, _("Asked. It waits for %(people)s.") % {"people": people})
    return redirect(approval)


@require_POST
@allow("approvals.ask")
def approval_withdraw(request: Request, pk: int) -> HttpResponse:
    approval = own(request, pk)
    asking.withdraw(approval, by=request.user, now=timezone.now())
    messages.success(request, _("“%(title)s” is withdrawn.") % {"title": approval})
    return redirect(approval)


@require_POST
@allow("approvals.ask")
def approval_remind(request: Request, pk: int) -> HttpResponse:
    approval = own(request, pk)
    people = asking.remind(approval, by=request.user, now=timezone.now())
    names = ", ".join(str(person) for person in people)
    messages.success(request, _("%(people)s are reminded.") % {"people": names})
    return redirect(approval)
