"""One's own login, under "Me": password, PIN, second factor, and where one is logged in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from logistics.access import Request, allow
from logistics.accounts import devices, factors, passwords, pins, standing, visiting
from logistics.accounts.forms import CodeForm, PasswordForm, PinForm
from logistics.accounts.models import Device, Pin, Visit
from logistics.accounts.standing import mark_of
from logistics.errors import Refused
from logistics.fields import decrypt, encrypt
from logistics.school.posts import school_of

View = Callable[..., HttpResponse]
NEW_FACTOR = "new_factor"  # until a code shows that the phone has it


def by_password(view: View) -> View:
    """Whoever came by six digits on a shared device does not change how they get in."""

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        mark = mark_of(request.session)
        if mark and mark.is_by_pin:
            raise Refused(_("Log in with the password for this, on a device of your own."))
        return view(request, *args, **kwargs)

    return guarded


@allow(None)
@sensitive_post_parameters()
@by_password
def password_change(request: Request) -> HttpResponse:
    form = PasswordForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        passwords.change(request.user, form.cleaned_data["new"])
        visiting.renew(request)
        messages.success(request, _("The password is changed. You are logged out elsewhere."))
        return redirect("me")
    mark = mark_of(request.session)
    context = {"form": form, "is_first": bool(mark and mark.first)}
    return TemplateResponse(request, "registration/password_change_form.html", context)


@require_POST
@allow(None)
def go_on(request: Request) -> HttpResponse:
    """ "Continue", said to the warning: the session counts from now."""
    if mark_of(request.session):
        visiting.update(request, seen=timezone.now().timestamp())
    return HttpResponse(status=204)


# Where one is logged in -----------------------------------------------------------------------------


@allow(None)
def visit_list(request: Request) -> HttpResponse:
    now = timezone.now()
    context = {
        "now": now,
        "visits": visiting.open_visits(request, now),
        "kept": list(request.user.devices.good(now)),
    }
    return TemplateResponse(request, "accounts/visit_list.html", context)


@require_POST
@allow(None)
def visit_end(request: Request, pk: int) -> HttpResponse:
    visit = get_object_or_404(Visit.objects.filter(person=request.user), pk=pk)
    visiting.end_visits([visit])
    messages.success(request, _("%(browser)s is logged out.") % {"browser": visit.browser})
    return redirect("accounts:visit_list")


@require_POST
@allow(None)
def others_end(request: Request) -> HttpResponse:
    others = Visit.objects.filter(person=request.user)
    count = visiting.end_visits(others.exclude(session_key=request.session.session_key))
    told = ngettext("%(n)d other session is ended.", "%(n)d other sessions are ended.", count)
    messages.success(request, told % {"n": count})
    return redirect("accounts:visit_list")


@require_POST
@allow(None)
def device_forget(request: Request, pk: int) -> HttpResponse:
    device = get_object_or_404(Device.objects.filter(person=request.user), pk=pk)
    devices.revoke(device)
    messages.success(request, _("%(device)s is remembered no more.") % {"device": device})
    return redirect("accounts:visit_list")


# PIN and second factor --------------------------------------------------------------------------------


@allow(None)
@sensitive_post_parameters()
@by_password
def pin(request: Request) -> HttpResponse:
    if not standing.may_use_pin(request.user.roles()):
        raise PermissionDenied
    form = PinForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        pins.set_pin(request.user, form.cleaned_data["pin"], now=timezone.now())
        messages.success(
            request, _("The PIN is set. It works on the shared devices where you work.")
        )
        return redirect("me")
    has_one = Pin.objects.filter(person=request.user).exists()
    context = {"form": form, "has_one": has_one}
    return TemplateResponse(request, "accounts/pin.html", context)


@allow(None)
@sensitive_post_parameters()
@by_password
def factor(request: Request) -> HttpResponse:
    """Scan, type the code, keep the recovery codes; later: what is set up."""
    if factors.has_factor(request.user):
        return factor_shown(request)
    key = secret_of(request)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = factors.confirm(
                request.user, key, form.cleaned_data["code"], now=timezone.now()
            )
        except Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            del request.session[NEW_FACTOR]
            return codes_shown(request, codes)
    address = factors.key_address(request.user, key, school_of(request.user).name)
    context = {
        "form": form,
        "drawing": factors.drawing(address),
        "key_url": address,
        "secret": factors.in_groups(key),
        "is_required": standing.needs_factor(request.user.roles()),
    }
    return TemplateResponse(request, "accounts/factor.html", context)


def secret_of(request: Request) -> str:
    """Made once for this session, so that the page may be loaded again before it is confirmed."""
    if NEW_FACTOR not in request.session:
        request.session[NEW_FACTOR] = encrypt(factors.new_secret())
    return decrypt(request.session[NEW_FACTOR])


def factor_shown(request: Request) -> HttpResponse:
    mark = mark_of(request.session)
    if mark and not mark.factor and standing.needs_factor(request.user.roles()):
        # The post came during this session, the authenticator before it: the login asks for it.
        visiting.end(request)
        return redirect("login")
    context = factors.state_of(request.user)
    return TemplateResponse(request, "accounts/factor_done.html", context)


def codes_shown(request: Request, codes: list[str]) -> HttpResponse:
    """On paper, this once. Who has just given a code has given it for this session."""
    if mark_of(request.session):
        visiting.update(request, factor=True)
    context = {"codes": codes, "school": school_of(request.user).name, "now": timezone.now()}
    return TemplateResponse(request, "accounts/codes.html", context)


@require_POST
@allow(None)
@sensitive_post_parameters()
@by_password
def recovery(request: Request) -> HttpResponse:
    """Ten new recovery codes instead of the old ones."""
    mine = factors.factor_of(request.user)
    if mine is None:
        return redirect("accounts:factor")
    return codes_shown(request, factors.new_codes(mine))
