"""The page on which the administrator sees how the installation is."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from logistics.access import Request, allow
from logistics.upkeep import archives, facts, health, keeping, tasks

SHOWN = 8


@allow("school.admin")
def status(request: Request) -> HttpResponse:
    now = timezone.now()
    parts = health.parts(now)
    lines = [line for part in parts for line in part.lines]
    context = {
        "now": now,
        "parts": parts,
        "wrong": [line for line in lines if line.tone == "danger"],
        "backups": keeping.all_kept()[:SHOWN],
        "folder": keeping.folder(),
        "asked_at": facts.noted_at("asked"),
        "version": archives.version(),
    }
    return TemplateResponse(request, "upkeep/status.html", context)


@require_POST
@allow("school.admin")
def backup_now(request: Request) -> HttpResponse:
    facts.note("asked", at=timezone.now())
    tasks.back_up_now()
    messages.info(request, _("The backup is being made. This page says when it is done."))
    return redirect("upkeep:status")


@require_POST
@allow("school.admin")
def backup_try(request: Request) -> HttpResponse:
    facts.note("asked", at=timezone.now())
    tasks.try_out_now()
    messages.info(request, _("The backup is being tried out. This page says when it is done."))
    return redirect("upkeep:status")
