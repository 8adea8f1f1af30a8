"""The way in and the way out."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth import load_backend
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.template.response import TemplateResponse
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from logistics import typed
from logistics.access import Request, allow
from logistics.accounts import devices, factors, locking, pins, standing, visiting
from logistics.accounts.forms import EnterCodeForm, LoginForm
from logistics.accounts.models import Account, SecondFactor, SignIn, Way
from logistics.contributions import stickers
from logistics.school.models import Person

HALF_IN = "half_in"  # the password was right, the code is still missing
CODE_WITHIN = timedelta(minutes=5)
LABELS = ("sticker", "asset_label")  # the pages behind the labels of places and things


def safe_next(request: HttpRequest) -> str:
    """Where the person wanted to go, if that is one of our pages."""
    wanted = request.POST.get("next", request.GET.get("next", ""))
    host = {request.get_host()}
    if url_has_allowed_host_and_scheme(wanted, host, require_https=request.is_secure()):
        return wanted
    return resolve_url(settings.LOGIN_REDIRECT_URL)


@login_not_required
@sensitive_post_parameters()
def login(request: Request) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(safe_next(request))
    now = timezone.now()
    if request.method == "GET" and "password" not in request.GET and takes_pins(request, now):
        query = {"next": request.GET["next"]} if "next" in request.GET else None
        return redirect(reverse("accounts:chooser", query=query))
    form = LoginForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        return password_was_right(request, form, now)
    context = {
        "form": form,
        "next": request.POST.get("next", request.GET.get("next", "")),
        "kept_form": typed.KEPT in request.session,
        "has_ended": visiting.ENDED in request.session,
        "may_keep": devices.is_phone(request),
        "outside": doors(request.GET.get("next", "")),
    }
    return TemplateResponse(request, "registration/login.html", context)


def doors(wanted: str) -> list[dict[str, Any]]:
    """Who came by a label and has no login: what can be done there all the same."""
    try:
        match = resolve(urlsplit(wanted).path)
    except (Resolver404, ValueError):
        return []
    if match.url_name not in LABELS:
        return []
    return [
        {
            "title": sticker.title,
            "icon": sticker.icon,
            "url": reverse(sticker.outside, args=[match.kwargs["code"]]),
        }
        for sticker in stickers()
        if sticker.outside
    ]


def takes_pins(request: HttpRequest, now: datetime) -> bool:
    """Whether this is a known device, and somebody has a PIN to take it over with."""
    device = pins.device_at(request, now)
    return bool(device and pins.people_at(device, now).exists())


def password_was_right(request: Request, form: LoginForm, now: datetime) -> HttpResponse:
    person = form.get_user()
    if has_expired(person, now):
        result = SignIn.Result.EXPIRED
        locking.note(request, person, way=Way.PASSWORD, result=result, now=now)
        form.add_error(None, _("The first password was good for seven days. Ask for a new one."))
        context = {"form": form, "next": request.POST.get("next", "")}
        return TemplateResponse(request, "registration/login.html", context)
    wants_kept = form.cleaned_data["keep"] and devices.is_phone(request)
    kept = wants_kept and standing.may_keep(person.roles())
    own = devices.own_device(request, now)
    trusted = bool(own and own.person_id == person.pk and own.trusted)
    if standing.needs_factor(person.roles()) and factors.has_factor(person) and not trusted:
        request.session.cycle_key()
        request.session[HALF_IN] = {
            "person": person.pk,
            "password": person.get_session_auth_hash(),  # a keyed digest of its digest
            "at": now.timestamp(),
            "next": safe_next(request),
        }
        return redirect("accounts:code")
    return let_in(request, person, safe_next(request), now, kept=kept, factor=trusted)


def has_expired(person: Person, now: datetime) -> bool:
    """Whether the first password was left lying for too long."""
    return Account.objects.filter(person=person, first_password_until__lte=now).exists()


def let_in(
    request: Request,
    person: Person,
    then: str,
    now: datetime,
    *,
    way: str = Way.PASSWORD,
    kept: bool = False,
    factor: bool = False,
    trust: bool = False,
) -> HttpResponse:
    """Begin the session; keep the device if that was asked for."""
    first = Account.objects.filter(person=person, first_password_until__isnull=False).exists()
    device, token = None, ""
    if kept or trust:
        old = devices.own_device(request, now)
        name = devices.browser_of(request)
        device, token = devices.keep(person, name, trusted=trust, now=now, instead_of=old)
    shared = devices.shared_device(request, now)
    visiting.begin(
        request,
        person,
        way=way,
        now=now,
        kept=kept,
        factor=factor,
        first=first,
        device=device or shared,
    )
    response = redirect(then)
    if token:
        devices.set_cookie(response, devices.OWN, token, devices.OWN_FOR)
    devices.remember_opened(request, response, locking.account_key(person.username or ""))
    return response


# The code ------------------------------------------------------------------------------------------


@login_not_required
@sensitive_post_parameters()
def code(request: Request) -> HttpResponse:
    """The second step: what the authenticator shows, counted like a password."""
    now = timezone.now()
    half = request.session.get(HALF_IN, {})
    factor = factor_of(half, now) if half else None
    if factor is None:
        request.session.pop(HALF_IN, None)
        return redirect("login")
    form = EnterCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if way := judged(request, factor, given["code"], now):
            del request.session[HALF_IN]
            then, trust = half["next"], given["trust"]
            return let_in(request, factor.person, then, now, way=way, factor=True, trust=trust)
        form.add_error("code", _("This code is not right, or was used already."))
    return TemplateResponse(request, "accounts/code.html", {"form": form})


def factor_of(half: dict[str, Any], now: datetime) -> SecondFactor | None:
    """Of the person who gave the password a moment ago and may still log in."""
    if now.timestamp() - half["at"] > CODE_WITHIN.total_seconds():
        return None
    person = load_backend(visiting.BACKEND).get_user(half["person"])
    if person is None or half["password"] != person.get_session_auth_hash():
        return None
    return SecondFactor.objects.filter(person=person).select_related("person").first()


def judged(request: Request, factor: SecondFactor, code: str, now: datetime) -> str | None:
    """By which way a code lets in. A wrong one counts like a wrong password."""
    named = {"username": factor.person.username, "way": Way.CODE}
    if not AxesProxyHandler.is_allowed(request, named):
        request.axes_locked_out = True  # type: ignore[attr-defined]  # its middleware answers
        return None
    way = factors.way_of(factor, code, now=now)
    if way is None:
        user_login_failed.send(sender=__name__, credentials=named, request=request)
    return way


@require_POST
@allow(None)
def logout(request: Request) -> HttpResponse:
    """End the session. What the browser kept of the pages goes too, but not what waits offline."""
    visiting.end(request)
    response = redirect(settings.LOGOUT_REDIRECT_URL)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
