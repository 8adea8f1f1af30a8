"""Pages that belong to no app: drafts, appearance, status, errors."""

import sys
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from logistics import typed
from logistics.access import Request, allow
from logistics.fields import whole_number
from logistics.models import Draft
from logistics.upkeep import failures, health
from logistics.upkeep.logs import number_of

MOST_DRAFT = 1_000_000
THEMES = ("auto", "light", "dark")
TEXT_SIZES = ("standard", "large", "largest")


def back(request: Request) -> HttpResponse:
    """To the page the person came from, if it is one of ours."""
    wanted = request.POST.get("next") or request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}):
        return redirect(wanted)
    return redirect("home")


@require_POST
@allow(None)
def draft_save(request: Request) -> HttpResponse:
    """Keep what is typed so far in the form of the page `path`."""
    path = request.GET.get("path", "")
    if not path.startswith("/") or len(path) > 300 or len(request.body) > MOST_DRAFT:
        return HttpResponse(status=400)
    draft = typed.save_draft(request.user, path, request.POST)
    return JsonResponse({"saved_at": f"{timezone.localtime(draft.saved_at):%H:%M}"})


@require_POST
@allow(None)
def draft_discard(request: Request) -> HttpResponse:
    Draft.objects.filter(person_id=request.user.pk, path=request.POST.get("path", "")).delete()
    messages.info(request, _("The draft is discarded."))
    return back(request)


@require_POST
@allow(None)
def appearance(request: Request) -> HttpResponse:
    """Colours and text size, kept with the person."""
    person = request.user
    if (theme := request.POST.get("theme")) in THEMES:
        person.theme = theme
    if (size := request.POST.get("text_size")) in TEXT_SIZES:
        person.text_size = size
    person.save(update_fields=["theme", "text_size"])
    return back(request)


@allow(None)
def me(request: Request) -> HttpResponse:
    """我的: who I am here, how the pages look, and the way out."""
    posts = request.user.posts_on(timezone.localdate())
    return TemplateResponse(request, "me.html", {"posts": posts})


@require_POST
@allow(None)
def campus_choose(request: Request) -> HttpResponse:
    """Look at one campus, or at all. What may be seen is not widened by it."""
    chosen = request.POST.get("campus", "")
    request.session["campus"] = whole_number(chosen)
    return back(request)


@login_not_required
def status_live(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def status_ready(request: HttpRequest) -> HttpResponse:
    """Whether a request would be served: all is there and takes a write. One word says what not."""
    reason = health.reason_not_ready()
    return HttpResponse(reason or "ok", status=503 if reason else 200, content_type="text/plain")


@login_not_required
def manifest(request: HttpRequest) -> HttpResponse:
    """Lets a phone put the application on its home screen."""
    icons = [
        {"src": static(f"img/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    body = {
        "name": _("Houqin"),
        "short_name": _("Houqin"),
        "start_url": "/",
        "display": "standalone",
        "background_color": "#F5F7F9",
        "theme_color": "#0B6B57",
        "icons": icons,
    }
    return JsonResponse(body, content_type="application/manifest+json")


@login_not_required
def favicon(request: HttpRequest) -> HttpResponse:
    return redirect(static("img/favicon.ico"), permanent=False)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was opened in another login: say so, with a way back."""
    sentence = _("The form was opened before the last login. Go back, reload the page and send it.")
    return TemplateResponse(request, "errors/403.html", {"sentence": sentence}, status=403).render()


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return TemplateResponse(request, "errors/400.html", status=400).render()


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return TemplateResponse(request, "errors/403.html", status=403).render()


def server_error(request: HttpRequest) -> HttpResponse:
    """Said with the number its lines in the log carry; the template needs nothing of the database."""
    failure = failures.of(sys.exc_info()[1])
    context: dict[str, Any] = {"number": number_of(request), "failure": failure}
    if failure.passes:
        context |= failures.typed_again(request)
    answer = HttpResponse(render_to_string("errors/500.html", context), status=failure.status)
    if failure.passes:
        answer.headers["Retry-After"] = "30"
    return answer


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return TemplateResponse(request, "errors/404.html", status=404).render()
