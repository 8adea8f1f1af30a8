"""One's calendar for other programs: its secret address made, renewed, revoked; and what it answers."""

import hashlib

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from logistics.access import Request, allow
from logistics.addresses import site_of
from logistics.duties import feed
from logistics.duties.models import CalendarAddress
from logistics.school.labels import qr_code


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """Whoever knows the address reads the calendar; a program asks every hour and mostly gets 304."""
    now = timezone.now()
    person = feed.reader_of(token, on=timezone.localdate(now))
    if person is None:
        raise Http404
    text = feed.calendar_of(person, site=site_of(request), now=now).encode()
    etag = f'"{hashlib.sha256(text).hexdigest()[:32]}"'
    headers = {
        "ETag": etag,
        "Cache-Control": "private, no-cache",
        "Content-Disposition": 'inline; filename="houqin.ics"',
        "X-Robots-Tag": "noindex",
    }
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)
    return get_conditional_response(request, etag=etag, response=response) or response


@allow(None)
def calendar_address(request: Request) -> HttpResponse:
    """Whether there is an address, since when, and what it is good for."""
    return address_page(request)


@require_POST
@allow(None)
def calendar_address_make(request: Request) -> HttpResponse:
    """Make it, or make another: shown on this answer and never again."""
    token = feed.make_address(request.user, now=timezone.now())
    return address_page(request, site_of(request) + reverse("duties:calendar_feed", args=[token]))


@require_POST
@allow(None)
def calendar_address_revoke(request: Request) -> HttpResponse:
    feed.revoke_address(request.user)
    messages.success(request, _("The address opens nothing any more."))
    return redirect("duties:calendar_address")


def address_page(request: Request, url: str = "") -> HttpResponse:
    context = {
        "address": CalendarAddress.objects.filter(person=request.user).first(),
        "url": url,
        "webcal": url.replace("https://", "webcal://").replace("http://", "webcal://"),
        "qr": qr_code(url) if url else "",
    }
    return TemplateResponse(request, "duties/calendar_address.html", context)
