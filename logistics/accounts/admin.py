"""The administration pages have no login of their own: theirs would ask for no second factor."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse


@login_not_required
def to_the_login(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next") or reverse("admin:index"))


def to_the_password(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    return redirect("password_change")


admin.site.login = to_the_login  # type: ignore[method-assign]
admin.site.password_change = to_the_password  # type: ignore[method-assign,assignment]
