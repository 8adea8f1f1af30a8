"""The gate: its board, what ends there by one press, and the list of all its pages."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from logistics.access import Request, allow
from logistics.pages import asked_words
from safety.forms.gate import staff_of
from safety.gate import board, slips, staying
from safety.gate.board import KEEP, VIEW
from safety.views import gate_children, gate_guarding, gate_passing, gate_visitors
from safety.views.gate_frame import one_stay, reached

OPTIONS = 20


@allow(VIEW)
def gate(request: Request) -> HttpResponse:
    """The board: inside now, expected, out, next; every act one press away."""
    here = reached(request)
    context = board.read(here) | {"now": here.now, "may_keep": request.user.has_perm(KEEP)}
    return TemplateResponse(request, "safety/gate.html", context)


@require_POST
@allow(KEEP)
def stay_end(request: Request, pk: int) -> HttpResponse:
    """Left, came back, handed over: one press."""
    entry = one_stay(request, pk)
    staying.end(entry, by=request.user, now=timezone.now(), is_lacking="lacking" in request.POST)
    messages.success(request, _("%(what)s: ended.") % {"what": entry})
    return redirect("safety:gate")


@require_POST
@allow(KEEP)
def stay_pass(request: Request, pk: int) -> HttpResponse:
    """Who or what the signed slip names goes out."""
    entry = one_stay(request, pk)
    slips.pass_gate(entry, by=request.user, now=timezone.now())
    messages.success(request, _("%(what)s: gone out.") % {"what": entry})
    return redirect("safety:gate")


@require_POST
@allow(KEEP)
def stay_take_back(request: Request, pk: int) -> HttpResponse:
    """The press was a mistake."""
    entry = one_stay(request, pk)
    staying.take_back(entry, by=request.user, now=timezone.now())
    messages.success(request, _("%(what)s: taken back.") % {"what": entry})
    return redirect("safety:gate")


@allow(KEEP)
def host_options(request: Request) -> HttpResponse:
    """The colleagues a search box of the gate offers."""
    return options(request, KEEP)


@allow("safety.inspect")
def colleague_options(request: Request) -> HttpResponse:
    return options(request, "safety.inspect")


def options(request: Request, permission: str) -> HttpResponse:
    people = staff_of(request.user, permission, timezone.localdate())
    found = people.matching(asked_words(request))[:OPTIONS]
    return TemplateResponse(request, "school/_options.html", {"options": found})


urls: list[Any] = [
    path("gate/", gate, name="gate"),
    path("gate/stays/<int:pk>/end/", stay_end, name="stay_end"),
    path("gate/stays/<int:pk>/pass/", stay_pass, name="stay_pass"),
    path("gate/stays/<int:pk>/take-back/", stay_take_back, name="stay_take_back"),
    path("gate/options/hosts/", host_options, name="host_options"),
    path("gate/options/colleagues/", colleague_options, name="colleague_options"),
    *gate_visitors.urls,
    *gate_passing.urls,
    *gate_children.urls,
    *gate_guarding.urls,
]
