"""The pages of the kitchen: its day, its logs, visitors, licences, opinions, its lists."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from canteen.forms.food_safety import RiskItemForm
from canteen.forms.kitchen import AdditiveTableForm, ReplyForm
from canteen.kitchen import day, keeping, rules, watching
from canteen.kitchen.logs import LOGS, WRITE, Log
from canteen.models import Additive, FoodLicence, KitchenVisit, MealAccompaniment, RiskItem
from canteen.views.kitchen_frame import (
    KITCHEN,
    campus_tabs,
    meal_asked,
    meal_tabs,
    record_page,
)
from canteen.views.reached import one_campus, task_asked, within_reach
from logistics.access import Request, View, allow
from logistics.duties.views.records import may, one_entry
from logistics.errors import Refused
from logistics.pages import form_page, list_page, sent
from logistics.records.models import Entry
from logistics.school.rules import rule
from logistics.school.views.frame import form_under, looked_at, only_for_the_whole_school

VIEW, COOK, CHECK, ARRANGE = "canteen.view", "canteen.cook", "canteen.check", "canteen.arrange"
REPLY = "canteen.arrange"
VISITS = (gettext_lazy("Visitors to the kitchen"), "canteen:visit_list")
LICENCES = (gettext_lazy("Licences of the canteen"), "canteen:licence_list")
OPINIONS = (gettext_lazy("Opinions at meals"), "canteen:opinion_list")
ADDITIVES = (gettext_lazy("Table of additives"), "canteen:additive_list")
RISKS = (gettext_lazy("Food-safety list"), "canteen:risk_list")


@allow(VIEW)
def kitchen_day(request: Request) -> HttpResponse:
    """What is still to be written today in the order of its deadline; what is written; all logs."""
    now = timezone.now()
    at = one_campus(request, VIEW)
    context = {
        "now": now,
        "campus": at,
        "campuses": campus_tabs(within_reach(request, VIEW), at),
        "day": day.day_of(request.user, at, now),
        "logs": day.writable(request.user),
        "reads_all": request.user.has_perm("records.view_record"),
    }
    return TemplateResponse(request, "canteen/kitchen_day.html", context)


# The logs -------------------------------------------------------------------------------------


def page_of(log: Log) -> View:
    """The page on which a log is written: for a task, or for itself."""

    @allow(log.permission)
    def log_new(request: Request) -> HttpResponse:
        now, task = timezone.now(), task_asked(request)
        at = one_campus(request, log.permission, task)
        meal = meal_asked(request, at, task, now) if log.form.at_meal else ""
        form = log.form(*sent(request), at=at, task=task, meal=meal, now=now, by=request.user)
        fixed = task is not None
        return record_page(
            request,
            form,
            str(log.title),
            str(log.purpose),
            task,
            above=log.above,
            offline=log.waits,
            campus=at,
            campuses=[] if fixed else campus_tabs(within_reach(request, log.permission), at),
            meals=meal_tabs(at, meal) if meal and not (task and task.meal) else [],
            meal=meal,
            more=form.lines() if hasattr(form, "lines") else "",
        )

    log_new.__name__ = log.name
    return log_new


@allow(WRITE)
def log_correct(request: Request, pk: int) -> HttpResponse:
    """Correct a log of the kitchen: one's own, or as somebody who may void."""
    entry = one_entry(request, pk)
    log = get_log(entry)
    if entry.entered_by_id != request.user.pk and not may(request, "records.void", entry):
        raise PermissionDenied
    kept: Any = entry.content
    if entry.status == Entry.Status.VOIDED:
        raise PermissionDenied
    kept.entry = entry
    now = timezone.now()
    data = [request.POST] if request.method == "POST" else []
    given = {"at": entry.campus, "meal": entry.meal, "kept": kept, "now": now}
    form = log.form(*data, by=request.user, **given)
    return record_page(
        request,
        form,
        _("Correct %(number)s") % {"number": entry.number},
        _("What it said before stays readable, struck through, with your reason."),
        None,
        more=form.lines() if hasattr(form, "lines") else "",
        submit_label=_("Correct"),
        saved=_("Corrected: {result}"),
        then=entry,
        cancel_url=entry.get_absolute_url(),
        offline=False,
    )


def get_log(entry: Entry) -> Log:
    for log in LOGS:
        if log.kind_code == entry.kind:
            return log
    raise Http404(entry.pk)


# Visitors -------------------------------------------------------------------------------------


def seen(request: Request, model: Any, permission: str = VIEW) -> Any:
    """The records of this model within reach that were not voided."""
    entries = Entry.objects.standing().filter(
        request.user.reach(permission).within(campus="campus_id")
    )
    if campus := looked_at(request):
        entries = entries.filter(campus=campus)
    return model.objects.filter(entry__in=entries.values("pk"))


@allow(VIEW)
def visit_list(request: Request) -> HttpResponse:
    """Who is in the kitchen now, and who was."""
    rows = seen(request, KitchenVisit).select_related("entry__campus", "companion")
    rows = rows.defer("companion__identity_number")
    return list_page(
        request,
        rows.order_by(F("left_at").desc(nulls_first=True), "-entry__happened_at", "-pk"),
        "canteen/visit_list.html",
        fragment="canteen/_visit_rows.html",
    )


@require_POST
@allow(WRITE)
def visit_leave(request: Request, pk: int) -> HttpResponse:
    """One press: the visitor has left the kitchen."""
    rows = seen(request, KitchenVisit, WRITE).select_related("entry")
    visit = get_object_or_404(rows, pk=pk)
    keeping.let_out(visit, by=request.user, now=timezone.now())
    may_see = request.user.has_perm(VIEW)
    return redirect("canteen:visit_list" if may_see else "home")


# Licences and opinions ------------------------------------------------------------------------


@allow(VIEW)
def licence_list(request: Request) -> HttpResponse:
    """The licences in force and until when; what was renewed stays below."""
    on = timezone.localdate()
    rows = seen(request, FoodLicence).select_related("entry__campus")
    current = rows.filter(pk__in=FoodLicence.objects.current().values("pk"))
    context = {
        "licences": current.order_by("valid_to", "pk"),
        "former": rows.exclude(pk__in=current.values("pk")).order_by("-valid_to", "-pk")[:50],
        "today": on,
        "soon": watching.soon(on),
        "may_write": request.user.has_perm(CHECK),
    }
    return TemplateResponse(request, "canteen/licence_list.html", context)


@allow(VIEW)
def opinion_list(request: Request) -> HttpResponse:
    """What parents said at the meal: what waits for an answer first."""
    rows = seen(request, MealAccompaniment).exclude(opinion="").select_related("entry__campus")
    return list_page(
        request,
        rows.order_by(F("replied_at").desc(nulls_first=True), "reply_by", "pk"),
        "canteen/opinion_list.html",
        fragment="canteen/_opinion_rows.html",
        today=timezone.localdate(),
        days=int(rule(rules.REPLY_DAYS, on=timezone.localdate())),
        may_reply=request.user.has_perm(REPLY),
    )


@allow(REPLY)
def accompaniment_reply(request: Request, pk: int) -> HttpResponse:
    """Answer what parents said."""
    rows = seen(request, MealAccompaniment, REPLY).exclude(opinion="").select_related("entry")
    meal = get_object_or_404(rows, pk=pk)
    if meal.reply:
        raise Refused(_("There is no opinion to answer here."))
    form = ReplyForm(request.POST or None, meal=meal, by=request.user, now=timezone.now())
    return form_under(
        request,
        form,
        _("Answer the opinion"),
        KITCHEN,
        OPINIONS,
        purpose=meal.opinion,
        saved=_("Answered: {result}"),
        then=OPINIONS[1],
    )


# The school's lists ---------------------------------------------------------------------------


@allow(VIEW)
def additive_list(request: Request) -> HttpResponse:
    """What may be added to food, and how much."""
    context = {
        "additives": Additive.objects.order_by("-is_active", "name", "food", "pk"),
        "may_arrange": request.user.has_perm(ARRANGE) and request.user.reaches_all(ARRANGE),
    }
    return TemplateResponse(request, "canteen/additive_list.html", context)


@allow(ARRANGE)
def additive_new(request: Request) -> HttpResponse:
    return of_all(request, AdditiveTableForm, Additive(), _("Add to the table"), ADDITIVES)


@allow(ARRANGE)
def additive_edit(request: Request, pk: int) -> HttpResponse:
    thing = get_object_or_404(Additive.objects.all(), pk=pk)
    return of_all(request, AdditiveTableForm, thing, _("Change the table"), ADDITIVES)


@allow(VIEW)
def risk_list(request: Request) -> HttpResponse:
    """The school's own food-safety list, part by part."""
    context = {
        "items": RiskItem.objects.order_by("position", "pk"),
        "may_arrange": request.user.has_perm(ARRANGE) and request.user.reaches_all(ARRANGE),
    }
    return TemplateResponse(request, "canteen/risk_list.html", context)


@allow(ARRANGE)
def risk_new(request: Request) -> HttpResponse:
    return of_all(request, RiskItemForm, RiskItem(), _("Add to the list"), RISKS)


@allow(ARRANGE)
def risk_edit(request: Request, pk: int) -> HttpResponse:
    item = get_object_or_404(RiskItem.objects.all(), pk=pk)
    return of_all(request, RiskItemForm, item, _("Change the list"), RISKS)


def of_all(request: Request, form: Any, thing: Any, heading: str, above: Any) -> HttpResponse:
    """A line of a list that is the same at every campus."""
    only_for_the_whole_school(request, ARRANGE)
    back = reverse(above[1])
    return form_page(
        request,
        form(request.POST or None, instance=thing),
        "school/form.html",
        heading=heading,
        crumbs=[(str(above[0]), back)],
        saved=_("Saved: {result}"),
        then=above[1],
        cancel_url=back,
    )


urls: list[URLPattern] = [
    path("kitchen/", kitchen_day, name="kitchen_day"),
    *(path(f"kitchen/{log.path}", page_of(log), name=log.name) for log in LOGS),
    path("kitchen/logs/<int:pk>/correct/", log_correct, name="log_correct"),
    path("kitchen/visits/", visit_list, name="visit_list"),
    path("kitchen/visits/<int:pk>/leave/", visit_leave, name="visit_leave"),
    path("kitchen/licences/", licence_list, name="licence_list"),
    path("kitchen/opinions/", opinion_list, name="opinion_list"),
    path("kitchen/opinions/<int:pk>/reply/", accompaniment_reply, name="accompaniment_reply"),
    path("kitchen/additives/", additive_list, name="additive_list"),
    path("kitchen/additives/new/", additive_new, name="additive_new"),
    path("kitchen/additives/<int:pk>/edit/", additive_edit, name="additive_edit"),
    path("kitchen/food-safety-list/", risk_list, name="risk_list"),
    path("kitchen/food-safety-list/new/", risk_new, name="risk_new"),
    path("kitchen/food-safety-list/<int:pk>/edit/", risk_edit, name="risk_edit"),
]
