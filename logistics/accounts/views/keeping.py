"""Keeping the logins of others: first passwords, locked accounts, who came in, shared devices."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from logistics.access import Request, allow
from logistics.accounts import devices, factors, locking, passwords
from logistics.accounts.forms import DeviceForm, GiveForm, GiveManyForm, SignInSearch
from logistics.accounts.models import Device, SignIn, Way
from logistics.pages import list_page
from logistics.school.models import Person, Post
from logistics.school.models.people import PersonQuerySet
from logistics.school.posts import school_of
from logistics.school.views.frame import asked, by_whom

GIVE, UNLOCK = "accounts.give_login", "accounts.unlock"
ARRANGE, VIEW = "accounts.arrange_device", "accounts.view_sign_in"


def tabs(request: Request) -> list[dict[str, Any]]:
    """The pages beside this one that the person may open."""
    pages = {
        "accounts:login_list": (_("First passwords"), GIVE),
        "accounts:device_list": (_("Shared devices"), ARRANGE),
        "accounts:locked_list": (_("Locked accounts"), UNLOCK),
        "accounts:sign_in_list": (_("Sign-ins"), VIEW),
    }
    return [
        {"title": title, "url": reverse(name), "is_current": reverse(name) == request.path}
        for name, (title, permission) in pages.items()
        if request.user.has_perm(permission)
    ]


def changeable(request: Request, permission: str = GIVE) -> PersonQuerySet:
    return Person.objects.changeable_by(request.user, permission)


def without_login(request: Request) -> PersonQuerySet:
    """Who works here today, holds a post and has no login, and whom this person may give one."""
    on = timezone.localdate()
    people = changeable(request).employed(on).without_login()
    roles = roles_of(people, on)
    mine = [pk for pk, held in roles.items() if passwords.covers(request.user, held)]
    return people.filter(pk__in=mine)


def roles_of(people: PersonQuerySet, on: date) -> dict[int, set[str]]:
    """Of those who hold any post today."""
    held: dict[int, set[str]] = {}
    posts = Post.objects.current(on).filter(person__in=people.order_by().values("pk"))
    for person, role in posts.values_list("person", "role"):
        held.setdefault(person, set()).add(role)
    return held


@allow(GIVE)
def login_list(request: Request) -> HttpResponse:
    """People without a login, given one together: a slip of paper each."""
    form = GiveManyForm(request.POST or None, offered=without_login(request), **by_whom(request))
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        given = passwords.give_many(form.cleaned_data["people"], now=now)
        return slips(request, given)
    return TemplateResponse(
        request, "accounts/login_list.html", {"form": form, "tabs": tabs(request)}
    )


def slips(request: Request, given: list[tuple[Person, str]]) -> HttpResponse:
    """Shown once: the passwords stand nowhere else."""
    context = {
        "slips": given,
        "address": request.build_absolute_uri("/"),
        "school": school_of(request.user).name,
        "until": timezone.localdate() + passwords.FIRST_GOOD_FOR,
    }
    return TemplateResponse(request, "accounts/slips.html", context)


@allow(GIVE)
def login_give(request: Request, pk: int) -> HttpResponse:
    """A login name and a first password, which is shown this once."""
    somebody = get_object_or_404(changeable(request), pk=pk)
    if not passwords.may_give(request.user, somebody):
        raise PermissionDenied(GIVE)
    form = GiveForm(request.POST or None, instance=somebody)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        password = passwords.give(
            somebody,
            username=wanted["username"],
            may_log_in=wanted["is_active"],
            now=timezone.now(),
        )
        return slips(request, [(somebody, password)])
    context = {"form": form, "somebody": somebody, "submit_label": _("Give a new password")}
    return TemplateResponse(
        request, "accounts/login_give.html", context | factors.state_of(somebody)
    )


@require_POST
@allow(UNLOCK)
def factor_reset(request: Request, pk: int) -> HttpResponse:
    """Somebody lost the phone and the recovery codes. It is kept who did this."""
    somebody = get_object_or_404(changeable(request, UNLOCK), pk=pk)
    said = {"by": request.user, "now": timezone.now()}
    factors.reset(somebody, **said)
    locking.note(request, somebody, way=Way.CODE, result=SignIn.Result.RESET, **said)
    messages.success(request, _("%(name)s sets up a new authenticator.") % {"name": somebody})
    return redirect("accounts:login_give", somebody.pk)


@allow(UNLOCK)
def locked_list(request: Request) -> HttpResponse:
    now = timezone.now()
    people = changeable(request, UNLOCK)
    context = {
        "now": now,
        "tabs": tabs(request),
        "locked": locking.locked_accounts(people.exclude(username=None), now),
        "pins_off": people.filter(pin__wrong__gte=5).order_by("pinyin", "pk"),
    }
    return TemplateResponse(request, "accounts/locked_list.html", context)


@require_POST
@allow(UNLOCK)
def unlock(request: Request, pk: int) -> HttpResponse:
    somebody = get_object_or_404(changeable(request, UNLOCK), pk=pk)
    locking.unlock(somebody, request=request, by=request.user, now=timezone.now())
    messages.success(request, _("%(name)s may log in again.") % {"name": somebody})
    return redirect("accounts:locked_list")


@allow(VIEW)
def sign_in_list(request: Request) -> HttpResponse:
    visible = SignIn.objects.visible_to(request.user, VIEW)
    search = SignInSearch(asked(request), **by_whom(request))
    rows = search.apply(visible.select_related("person", "by"))
    fragment = "accounts/_sign_in_rows.html"
    template = "accounts/sign_in_list.html"
    shown = {"search": search, "tabs": tabs(request)}
    return list_page(request, rows, template, fragment=fragment, **shown)


# Shared devices ---------------------------------------------------------------------------------------


@allow(ARRANGE)
def device_list(request: Request) -> HttpResponse:
    now = timezone.now()
    visible = Device.objects.shared().visible_to(request.user, ARRANGE)
    context = {
        "now": now,
        "tabs": tabs(request),
        "devices": visible.good(now).select_related("campus", "registered_by"),
        "here": devices.shared_device(request, now),
    }
    return TemplateResponse(request, "accounts/device_list.html", context)


@allow(ARRANGE)
def device_new(request: Request) -> HttpResponse:
    """Register the browser in front of which one stands."""
    form = DeviceForm(request.POST or None, **by_whom(request))
    if request.method == "POST" and form.is_valid():
        device, token = form.save_on(timezone.now())
        messages.success(request, _("This device is “%(name)s” now.") % {"name": device})
        response = redirect("accounts:device_list")
        devices.set_cookie(response, devices.SHARED, token, devices.SHARED_FOR)
        return response
    return TemplateResponse(request, "accounts/device_new.html", {"form": form})


@require_POST
@allow(ARRANGE)
def device_revoke(request: Request, pk: int) -> HttpResponse:
    visible = Device.objects.shared().visible_to(request.user, ARRANGE)
    device = get_object_or_404(visible, pk=pk)
    devices.revoke(device)
    messages.success(request, _("“%(name)s” is no shared device any more.") % {"name": device})
    return redirect("accounts:device_list")
