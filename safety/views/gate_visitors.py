"""Visitors: let in, known, expected, asked for; their papers; and what is deleted after the year."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from logistics.access import Request, allow
from logistics.labels import qr_code
from logistics.pages import asked_words, form_page, list_page, wants_fragment
from logistics.records.stamping import stamped
from logistics.school.models import School
from logistics.school.views.frame import looked_at
from safety.forms.visitors import ExpectedVisitForm, VisitorForm
from safety.gate import expecting, forgetting
from safety.gate.board import KEEP, VIEW
from safety.models import ExpectedVisit, PaperReading, Visitor, VisitorLog
from safety.models.visitors import VisitState
from safety.views.gate_frame import gate_form

HOST = "safety.report"
MOST_KNOWN = 8


def visitor_form(request: Request, **given: Any) -> HttpResponse:
    return gate_form(
        request,
        VisitorForm,
        heading=_("Register a visitor"),
        purpose=_("In only after the person visited, or a leader, has agreed."),
        template="safety/visitor_new.html",
        submit_label=_("Agreed, let in"),
        then=reverse("safety:gate"),
        **given,
    )


@allow(KEEP)
def visitor_new(request: Request) -> HttpResponse:
    """Somebody who has not been here before: four fields."""
    return visitor_form(request)


@allow(VIEW)
def visitor_known(request: Request) -> HttpResponse:
    """Who has been here, as the guard types the name, initials or last four digits."""
    seen = Visitor.objects.visible_to(request.user, VIEW)
    if campus := looked_at(request):
        seen = seen.filter(campus=campus)
    words = asked_words(request)
    found = seen.matching(words).select_related("host").defer("phone", "paper_number")
    context = {
        "found": found[:MOST_KNOWN],
        "words": words.strip(),
        "heading": _("Known visitors"),
    }
    page = "_known_visitors" if wants_fragment(request) else "visitor_known"
    return TemplateResponse(request, f"safety/{page}.html", context)


@allow(KEEP)
def visitor_again(request: Request, pk: int) -> HttpResponse:
    """Somebody who is known: everything is filled in."""
    known = get_object_or_404(Visitor.objects.visible_to(request.user, KEEP), pk=pk)
    return visitor_form(request, about={"known": known})


@require_POST
@allow(VIEW)
def visitor_reveal(request: Request, pk: int) -> HttpResponse:
    """Show the numbers that are masked, and remember who looked."""
    reach = request.user.reach(VIEW).within(campus="entry__campus_id")
    shown = get_object_or_404(VisitorLog.objects.filter(reach).select_related("entry"), pk=pk)
    stamped(PaperReading(entry=shown.entry, by=request.user, at=timezone.now())).save()
    readings = shown.entry.paper_readings.select_related("by")[:10]
    context = {"visit": shown, "readings": readings}
    return TemplateResponse(request, "safety/visitor_papers.html", context)


# Announced, and asked for.


@allow(HOST)
def visit_list(request: Request) -> HttpResponse:
    """Who is expected: by oneself, and at the gate by everybody."""
    today = timezone.localdate()
    seen = ExpectedVisit.objects.visible_to(request.user, VIEW)
    seen = (
        seen.filter(on__gte=today).select_related("host", "campus").defer("phone", "paper_number")
    )
    return list_page(
        request,
        seen.order_by("on", "clock", "pk"),
        "safety/visit_list.html",
        fragment="safety/_visit_rows.html",
    )


@allow(HOST)
def visit_new(request: Request) -> HttpResponse:
    """Announce a visitor: the gate then asks nothing."""
    form = ExpectedVisitForm(request.POST or None, by=request.user, now=timezone.now())
    return form_page(
        request,
        form,
        heading=_("Announce a visitor"),
        purpose=_("The visitor gets a code for the gate; the gate asks nothing again."),
        submit_label=_("Announce the visit"),
        saved=_("Announced: {result}"),
        cancel_url=reverse("safety:visit_list"),
    )


def one_visit(request: Request, pk: int) -> ExpectedVisit:
    seen = ExpectedVisit.objects.visible_to(request.user, VIEW)
    return get_object_or_404(seen.select_related("host", "campus", "agreed_by", "asked_by"), pk=pk)


@allow(HOST)
def visit(request: Request, pk: int) -> HttpResponse:
    """One expected visit, with the code that opens it at the gate."""
    shown = one_visit(request, pk)
    pass_url = request.build_absolute_uri(reverse("safety:visit_pass", args=[shown.code]))
    context = {
        "visit": shown,
        "pass_url": pass_url,
        "is_over": shown.on < timezone.localdate(),
        "may_answer": may_answer(request, shown),
        "may_keep": request.user.has_perm(KEEP),
    }
    return TemplateResponse(request, "safety/visit.html", context)


def may_answer(request: Request, shown: ExpectedVisit) -> bool:
    """The host, or a leader."""
    mine = shown.host_id == request.user.pk
    return mine or request.user.has_perm("safety.organise")


def answerable(request: Request, pk: int) -> ExpectedVisit:
    shown = one_visit(request, pk)
    if not may_answer(request, shown):
        raise Http404
    return shown


@require_POST
@allow(HOST)
def visit_agree(request: Request, pk: int) -> HttpResponse:
    shown = answerable(request, pk)
    expecting.agree(shown, by=request.user, now=timezone.now())
    messages.success(request, _("The gate knows: the visitor may come in."))
    return redirect(shown)


@require_POST
@allow(HOST)
def visit_refuse(request: Request, pk: int) -> HttpResponse:
    shown = answerable(request, pk)
    expecting.refuse(shown, by=request.user, now=timezone.now())
    messages.success(request, _("The gate knows: the visitor is not let in."))
    return redirect(shown)


@require_POST
@allow(HOST)
def visit_cancel(request: Request, pk: int) -> HttpResponse:
    shown = one_visit(request, pk)
    if request.user.pk not in (shown.host_id, shown.asked_by_id):
        raise Http404
    expecting.cancel(shown, by=request.user, now=timezone.now())
    messages.success(request, _("The visit is cancelled."))
    return redirect("safety:visit_list")


@allow(KEEP)
def visit_arrive(request: Request, pk: int) -> HttpResponse:
    """The expected visitor is here: papers looked at, badge out, in."""
    seen = ExpectedVisit.objects.visible_to(request.user, KEEP)
    shown = get_object_or_404(seen.select_related("host", "agreed_by"), pk=pk)
    if shown.state != VisitState.AGREED:
        return redirect(shown)
    return visitor_form(request, about={"expected": shown}, expected=shown)


@allow(KEEP)
def visit_scanned(request: Request, code: str) -> HttpResponse:
    """What the code of a visitor's pass opens at the gate."""
    seen = ExpectedVisit.objects.visible_to(request.user, KEEP)
    shown = get_object_or_404(seen, code=code)
    return redirect("safety:visit_arrive", shown.pk)


@login_not_required
def visit_pass(request: HttpRequest, code: str) -> HttpResponse:
    """The visitor's own page: the code for the gate, day and campus, and nobody's name."""
    shown = get_object_or_404(ExpectedVisit.objects.select_related("campus"), code=code)
    if shown.state != VisitState.AGREED or shown.on < timezone.localdate():
        raise Http404
    scanned = request.build_absolute_uri(reverse("safety:visit_scanned", args=[code]))
    context = {
        "visit": shown,
        "qr": qr_code(scanned),
        "school_name": School.current().name,
        "short": code[:6],
    }
    response = TemplateResponse(request, "safety/visit_pass.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


# What goes when the year is over.


@allow("school.protect_data")
def visitor_forgetting(request: Request) -> HttpResponse:
    """How many visitors and vehicles are past their year; one press deletes what names them."""
    on = timezone.localdate()
    context = {"count": forgetting.count_due(on), "last_day": forgetting.last_day(on)}
    return TemplateResponse(request, "safety/visitor_forgetting.html", context)


@require_POST
@allow("school.protect_data")
def visitor_forget(request: Request) -> HttpResponse:
    now = timezone.now()
    count = forgetting.forget(on=timezone.localdate(now), by=request.user, now=now)
    sentence = ngettext(
        "%(count)s record names nobody any more.", "%(count)s records name nobody any more.", count
    )
    messages.success(request, sentence % {"count": count})
    return redirect("safety:visitor_forgetting")


urls: list[Any] = [
    path("gate/visitors/new/", visitor_new, name="visitor_new"),
    path("gate/visitors/known/", visitor_known, name="visitor_known"),
    path("gate/visitors/known/<int:pk>/", visitor_again, name="visitor_again"),
    path("gate/visitors/<int:pk>/papers/", visitor_reveal, name="visitor_reveal"),
    path("gate/visitors/forgetting/", visitor_forgetting, name="visitor_forgetting"),
    path("gate/visitors/forget/", visitor_forget, name="visitor_forget"),
    path("visits/", visit_list, name="visit_list"),
    path("visits/new/", visit_new, name="visit_new"),
    path("visits/<int:pk>/", visit, name="visit"),
    path("visits/<int:pk>/agree/", visit_agree, name="visit_agree"),
    path("visits/<int:pk>/refuse/", visit_refuse, name="visit_refuse"),
    path("visits/<int:pk>/cancel/", visit_cancel, name="visit_cancel"),
    path("visits/<int:pk>/arrive/", visit_arrive, name="visit_arrive"),
    path("visits/at-the-gate/<str:code>/", visit_scanned, name="visit_scanned"),
    path("pass/<str:code>/", visit_pass, name="visit_pass"),
]
