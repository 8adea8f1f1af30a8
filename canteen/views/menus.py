"""Menus: the weeks, one week as a grid to write on, its review, its publication, its sheet."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST

from canteen.forms.menus import (
    ChangeForm,
    CopyForm,
    DropForm,
    MenuDishForm,
    MenuEditForm,
    MenuForm,
    MenuSearch,
    MoveForm,
    SwapForm,
)
from canteen.menus import checking, costing, publishing, reviewing, writing
from canteen.menus.week import all_dishes, lay_out, with_grams
from canteen.models import AgeGroup, MealComplaint, Menu, MenuDish
from canteen.nutrition import panel as nutrition
from canteen.nutrition import rules
from logistics.access import Request, allow
from logistics.approvals import asking
from logistics.approvals.models import Approval
from logistics.duties.approving import said_before_asking
from logistics.duties.forms.records import ReasonForm
from logistics.errors import Refused
from logistics.pages import list_page, wants_fragment
from logistics.school.models import Person
from logistics.school.views.frame import asked, by_whom, form_under, looked_at

VIEW, WRITE = "canteen.view", "canteen.write_menu"
CHANGE = "canteen.cook"
MENUS = (pgettext_lazy("of meals", "Menus"), "canteen:menu_list")
State = Menu.State


# The weeks ---------------------------------------------------------------------------------------


@allow(VIEW)
def menu_list(request: Request) -> HttpResponse:
    """Every week, the newest first: for whom, how far it is, when it was published."""
    search = MenuSearch(asked(request), **by_whom(request))
    rows = search.apply(Menu.objects.visible_to(request.user, VIEW))
    rows = rows.select_related("campus", "written_by").defer("written_by__identity_number")
    return list_page(
        request,
        rows.order_by("-week_on", "campus__position", "audience", "special", "pk"),
        "canteen/menu_list.html",
        fragment="canteen/_menu_rows.html",
        search=search,
        on=timezone.localdate(),
    )


@allow(WRITE)
def menu_new(request: Request) -> HttpResponse:
    initial: dict[str, Any] = {"campus": looked_at(request)}
    for name in ("week_on", "audience", "special"):
        if name in request.GET:
            initial[name] = request.GET[name]
    form = MenuForm(request.POST or None, initial=initial, **by_whom(request))
    saved = _("The week is laid out: put the dishes on it.")
    return form_under(request, form, _("New menu"), MENUS, saved=saved)


# One week ----------------------------------------------------------------------------------------


def one_menu(request: Request, pk: int, permission: str = VIEW) -> Menu:
    rows = Menu.objects.visible_to(request.user, permission)
    rows = rows.select_related("campus", "written_by", "analysis").defer(
        "written_by__identity_number"
    )
    found: Menu = get_object_or_404(rows, pk=pk)
    return found


@allow(VIEW)
def menu(request: Request, pk: int) -> HttpResponse:
    """The week as a grid; whoever writes menus writes on it as long as nobody looks at it."""
    shown = one_menu(request, pk)
    if wants_fragment(request):
        return TemplateResponse(request, "canteen/_menu_grid.html", grid_context(request, shown))
    opinions = MealComplaint.objects.standing().filter(menu=shown).order_by("pk")
    context = grid_context(request, shown) | {
        "opinions": opinions.prefetch_related("answers__entry"),
        "may_say": request.user.has_perm("duties.write_record"),
    }
    return TemplateResponse(request, "canteen/menu.html", context)


def grid_context(request: Request, shown: Menu) -> dict[str, Any]:
    on, dishes = timezone.localdate(), all_dishes(shown)
    week = lay_out(shown, dishes)
    approval = asking.latest(writing.KIND, shown) if not is_published(shown) else None
    pending = approval if approval and approval.is_pending else None
    own = rules.own_rules(each.code for each in (*checking.RULES, *rules.RULES))
    look = checking.look_over(week, costing.prices(), on=on, others=dishes, own=own)
    checking.dress(with_grams(week, week.ages[0]), look)
    may_write = reaches(request, WRITE, shown)
    is_open = may_write and not is_published(shown) and not pending
    return {
        "menu": shown,
        "week": week,
        "look": look,
        "panel": None if shown.special or week.is_empty else nutrition.of_week(week, own),
        "on": on,
        "approval": approval,
        "waits_for": pending.waits_for if pending else (),
        "returned": returned_by(approval),
        "is_open": is_open,
        "may_ask": is_open and not is_agreed(shown),
        "may_take_back": bool(pending and pending.asked_by_id == request.user.pk),
        "may_publish": is_open and (is_agreed(shown) or not publishing.needs_review(shown)),
        "may_change": is_published(shown) and may_change(request, shown),
        "public_url": public_url(request, shown),
    }


def reaches(request: Request, permission: str, shown: Menu) -> bool:
    reach = request.user.reach(permission)
    return reach.everywhere or shown.campus_id in reach.campuses


def is_published(shown: Menu) -> bool:
    return shown.state == State.PUBLISHED


def returned_by(approval: Approval | None) -> Any:
    """What the leader said who sent it back, until it is handed in anew."""
    if approval is None or approval.state != Approval.State.RETURNED:
        return None
    return approval.decisions.filter(act="return").select_related("by").last()


def is_agreed(shown: Menu) -> bool:
    return shown.state == State.AGREED


def may_change(request: Request, shown: Menu) -> bool:
    """Who cooks and who writes menus says what came to the table instead."""
    return reaches(request, CHANGE, shown) or reaches(request, WRITE, shown)


def public_url(request: Request, shown: Menu) -> str:
    if not shown.token or not is_published(shown):
        return ""
    return request.build_absolute_uri(reverse("canteen:menu_public", args=[shown.token]))


@allow(WRITE)
def menu_edit(request: Request, pk: int) -> HttpResponse:
    """The note of the week, how warm it is served, exam days and notes of its days."""
    shown = one_menu(request, pk, WRITE)
    form = MenuEditForm(request.POST or None, instance=shown, **by_whom(request))
    return form_under(
        request, form, _("Notes of the week"), MENUS, shown, saved=_("The notes are saved.")
    )


@allow(WRITE)
def menu_copy(request: Request, pk: int) -> HttpResponse:
    shown = one_menu(request, pk, WRITE)
    form = CopyForm(request.POST or None, menu=shown)
    return form_under(
        request,
        form,
        _("Copy from another week"),
        MENUS,
        shown,
        purpose=_("Fills the meals that are still empty; what is written stays."),
        submit_label=_("Copy"),
        saved=_("The empty meals are filled."),
    )


# Dishes on it ------------------------------------------------------------------------------------


@allow(WRITE)
def menu_dish_new(request: Request, pk: int) -> HttpResponse:
    """One more dish: typed into the grid, or chosen from the whole list on a page of its own."""
    shown = one_menu(request, pk, WRITE)
    initial = {name: request.GET.get(name, "") for name in ("on", "meal")}
    form = MenuDishForm(request.POST or None, menu=shown, initial=initial)
    if request.method == "POST" and wants_fragment(request):
        return in_grid(request, shown, form.save if form.is_valid() else None)
    saved = _("%(dish)s is on the menu.") % {"dish": "{result}"}
    then = f"{shown.get_absolute_url()}"
    return form_under(
        request, form, _("Put a dish on the menu"), MENUS, shown, saved=saved, then=then
    )


def one_dish(request: Request, pk: int, permission: str = WRITE) -> MenuDish:
    menus = Menu.objects.visible_to(request.user, permission).order_by()
    rows = MenuDish.objects.filter(menu__in=menus.values("pk"))
    found: MenuDish = get_object_or_404(rows.select_related("menu__campus", "dish"), pk=pk)
    return found


def in_grid(request: Request, shown: Menu, act: Any) -> HttpResponse:
    """Do something to the week and answer with the grid, or with why it was not done."""
    refusal = ""
    try:
        if act:
            act()
    except Refused as refused:
        refusal = str(refused)
    if not wants_fragment(request):
        return redirect(shown)
    shown.refresh_from_db(fields=["state", "note", "serving"])
    context = grid_context(request, shown) | {"refusal": refusal}
    return TemplateResponse(request, "canteen/_menu_grid.html", context)


@require_POST
@allow(WRITE)
def menu_dish_move(request: Request, pk: int) -> HttpResponse:
    row = one_dish(request, pk)
    form = DropForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    return in_grid(request, row.menu, lambda: form.move(row))


@require_POST
@allow(WRITE)
def menu_dish_swap(request: Request, pk: int) -> HttpResponse:
    row = one_dish(request, pk)
    form = SwapForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    return in_grid(request, row.menu, lambda: form.swap(row))


@require_POST
@allow(WRITE)
def menu_dish_remove(request: Request, pk: int) -> HttpResponse:
    row = one_dish(request, pk)
    return in_grid(request, row.menu, lambda: writing.remove(row))


@allow(WRITE)
def menu_dish_edit(request: Request, pk: int) -> HttpResponse:
    """Another day or meal for a dish, and its note: for whoever does not drag."""
    row = one_dish(request, pk)
    form = MoveForm(request.POST or None, row=row)
    return form_under(
        request, form, _("Move “%(dish)s”") % {"dish": row.dish}, MENUS, row.menu,
        then=row.menu.get_absolute_url(),
    )  # fmt: skip


@allow(VIEW)
def menu_dish_change(request: Request, pk: int) -> HttpResponse:
    """What came to the table instead of a promised dish: with its reason and who agreed."""
    row = one_dish(request, pk, VIEW)
    if not may_change(request, row.menu):
        raise PermissionDenied(CHANGE)
    now = timezone.now()
    people = Person.objects.employed(timezone.localdate(now)).visible_to(request.user, VIEW)
    form = ChangeForm(request.POST or None, row=row, people=people.distinct(), now=now)
    return form_under(
        request, form, _("Change “%(dish)s” of the day") % {"dish": row.dish}, MENUS, row.menu,
        purpose=_("What was promised stays to be read; samples and quantities follow the change."),
        saved=_("The change is written down."), then=row.menu.get_absolute_url(),
    )  # fmt: skip


# Review and publication --------------------------------------------------------------------------


@allow(WRITE)
def menu_ask(request: Request, pk: int) -> HttpResponse:
    """Hand the week in for review as it is now."""
    shown, now = one_menu(request, pk, WRITE), timezone.now()

    def act(reason: str) -> Approval:
        return reviewing.ask(shown, by=request.user, now=now, reason=reason)

    form = ReasonForm(request.POST or None, act=act)
    form.fields["reason"].label = _("What the reviewer should know")
    form.fields["reason"].required = False
    return form_under(
        request, form, _("Hand in for review"), MENUS, shown,
        purpose=said_before_asking(writing.KIND, shown, by=request.user, now=now),
        submit_label=_("Submit"), saved=_("Asked: {result}"), then=shown.get_absolute_url(),
    )  # fmt: skip


@require_POST
@allow(WRITE)
def menu_take_back(request: Request, pk: int) -> HttpResponse:
    shown = one_menu(request, pk, WRITE)
    try:
        reviewing.take_back(shown, by=request.user, now=timezone.now())
        messages.success(request, _("It is yours again: write on."))
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect(shown)


@require_POST
@allow(WRITE)
def menu_publish(request: Request, pk: int) -> HttpResponse:
    shown = one_menu(request, pk, WRITE)
    try:
        publishing.publish(shown, by=request.user, now=timezone.now())
        messages.success(request, _("Published: whoever has the address can read it."))
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect(shown)


@allow(VIEW)
def menu_print(request: Request, pk: int) -> HttpResponse:
    """The sheet on the wall: A4 lying on its side, meals by days, each dish with its grams."""
    shown = one_menu(request, pk)
    week = lay_out(shown)
    age = request.GET.get("for", "")
    wanted = age if age in week.ages else week.ages[0]
    context = {
        "menu": shown,
        "week": with_grams(week, wanted),
        "age": wanted,
        "age_words": AgeGroup(wanted).label if wanted else "",
        "approval": agreed_by(shown),
        "printed_at": timezone.now(),
    }
    return TemplateResponse(request, "canteen/menu_print.html", context)


def agreed_by(shown: Menu) -> Any:
    """Who reviewed it, for the foot of the sheet."""
    approval = asking.latest(writing.KIND, shown)
    if approval is None or approval.state != Approval.State.AGREED:
        return None
    return approval.decisions.filter(act="agree").select_related("by").last()


urls = [
    path("menus/", menu_list, name="menu_list"),
    path("menus/new/", menu_new, name="menu_new"),
    path("menus/<int:pk>/", menu, name="menu"),
    path("menus/<int:pk>/edit/", menu_edit, name="menu_edit"),
    path("menus/<int:pk>/copy/", menu_copy, name="menu_copy"),
    path("menus/<int:pk>/dishes/new/", menu_dish_new, name="menu_dish_new"),
    path("menus/<int:pk>/ask/", menu_ask, name="menu_ask"),
    path("menus/<int:pk>/take-back/", menu_take_back, name="menu_take_back"),
    path("menus/<int:pk>/publish/", menu_publish, name="menu_publish"),
    path("menus/<int:pk>/print/", menu_print, name="menu_print"),
    path("menu-dishes/<int:pk>/move/", menu_dish_move, name="menu_dish_move"),
    path("menu-dishes/<int:pk>/swap/", menu_dish_swap, name="menu_dish_swap"),
    path("menu-dishes/<int:pk>/remove/", menu_dish_remove, name="menu_dish_remove"),
    path("menu-dishes/<int:pk>/edit/", menu_dish_edit, name="menu_dish_edit"),
    path("menu-dishes/<int:pk>/change/", menu_dish_change, name="menu_dish_change"),
]
