"""From head count to the table: what to issue, portions, the meal that goes out, its leftovers."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from canteen.forms.supply import IssueForMealForm, LeftoversForm, ServeForm
from canteen.menus.serving import Audience
from canteen.models import ServiceAct
from canteen.supply import day, diners, keeping, serving_out, tracing
from canteen.views.reached import one_campus, task_asked
from canteen.views.supply_frame import (
    COOK,
    QUANTITIES,
    RECEIVE,
    VIEW,
    crumb,
    day_asked,
    meal_asked,
)
from logistics.access import Request, Role, allow
from logistics.pages import form_page
from logistics.school.calendar import DAY
from logistics.school.models import Post
from logistics.school.models.campuses import Meal


def shown(request: Request) -> dict[str, Any]:
    on = day_asked(request)
    kitchen = day.work_out(on, one_campus(request, VIEW))
    return {"day": kitchen, "today": timezone.localdate()}


@allow(VIEW)
def quantities(request: Request) -> HttpResponse:
    """What each meal of the day takes, by this morning's attendance."""
    context = shown(request)
    on = context["day"].on
    context |= {
        "before": on - DAY,
        "after": on + DAY,
        "done": serving_out.served_on(on, context["day"].campus),
    }
    for plan in context["day"].meals:
        plan.went_out = context["done"].get((plan.meal, plan.audience, ServiceAct.SERVED))
        plan.weighed = context["done"].get((plan.meal, plan.audience, ServiceAct.LEFTOVERS))
    return TemplateResponse(request, "canteen/quantities.html", context)


@allow(VIEW)
def quantities_print(request: Request) -> HttpResponse:
    """The kitchen's sheet of the day: A4, quantities, then portions by class."""
    now = timezone.now()
    context = shown(request) | {"now": now}
    return TemplateResponse(request, "canteen/quantities_print.html", context)


@allow(RECEIVE)
def meal_issue(request: Request) -> HttpResponse:
    """Issue food for a meal: what is still needed stands there."""
    campus, on, meal = one_campus(request, RECEIVE), day_asked(request), meal_asked(request)
    kitchen = day.work_out(on, campus)
    theirs = request.GET.get("audience") == Audience.STAFF
    plans = kitchen.staff_meals if theirs else kitchen.meals
    plan = next((one for one in plans if one.meal == meal), None)
    store = keeping.store_of(campus)
    if plan is None or store is None:
        return redirect(f"{reverse('canteen:quantities')}?campus={campus.pk}&on={on}")
    form = IssueForMealForm(
        request.POST or None, plan=plan, store=store, by=request.user, now=timezone.now(),
        initial={"receiver": cook_of(campus, request.user, on)},
    )  # fmt: skip
    return form_page(
        request,
        form,
        "canteen/lines_form.html",
        heading=_("Issue for %(meal)s, %(day)s") % {"meal": plan.title, "day": on},
        purpose=_("First expiring first; expired goods are not issued. Needed by the head count."),
        crumbs=[crumb(QUANTITIES)],
        cancel_url=reverse("canteen:quantities"),
        submit_label=_("Issue"),
        saved=_("Posted: {result}"),
        then=f"{reverse('canteen:quantities')}?campus={campus.pk}&on={on}",
    )


def cook_of(campus: Any, person: Any, on: Any) -> Any:
    """Whoever cooks there; somebody else than who issues, if there is one."""
    posts = Post.objects.current(on).filter(role=Role.COOK, campus=campus).order_by("pk")
    cooks = [post.person_id for post in posts]
    return next((pk for pk in cooks if pk != person.pk), person.pk)


@allow(COOK)
def meal_serve(request: Request) -> HttpResponse:
    """配餐送餐: the meal goes to the classes."""
    task = task_asked(request)
    campus, on, meal = (
        one_campus(request, COOK, task), day_asked(request, task), meal_asked(request, task),
    )  # fmt: skip
    classes = diners.of_day(on, campus)
    form = ServeForm(
        request.POST or None, request.FILES or None, campus=campus, on=on, meal=meal,
        classes=classes, is_lunch=meal == Meal.LUNCH, by=request.user, now=timezone.now(),
    )  # fmt: skip
    waiting = [one.name for one in classes if not one.is_confirmed]
    purpose = _("Portions by the head count; change what was different.")
    if waiting:
        purpose += " " + _("Not confirmed yet: %(classes)s.") % {"classes": "、".join(waiting)}
    return meal_page(
        request, form, _("%(meal)s goes out, %(day)s") % {"meal": Meal(meal).label, "day": on},
        purpose, campus, on,
    )  # fmt: skip


@allow(COOK)
def leftovers(request: Request) -> HttpResponse:
    """剩餐称量: what came back of a meal."""
    task = task_asked(request)
    campus, on, meal = (
        one_campus(request, COOK, task), day_asked(request, task), meal_asked(request, task),
    )  # fmt: skip
    form = LeftoversForm(
        request.POST or None, request.FILES or None, campus=campus, on=on, meal=meal,
        by=request.user, now=timezone.now(),
    )  # fmt: skip
    heading = _("Leftovers of %(meal)s, %(day)s") % {"meal": Meal(meal).label, "day": on}
    purpose = _("Weigh what came back, and say why, so that the next menu is better.")
    return meal_page(request, form, heading, purpose, campus, on)


def meal_page(
    request: Request, form: Any, heading: str, purpose: str, campus: Any, on: Any
) -> HttpResponse:
    back = f"{reverse('canteen:quantities')}?campus={campus.pk}&on={on}"
    return form_page(
        request, form, "canteen/lines_form.html", heading=heading, purpose=purpose,
        crumbs=[crumb(QUANTITIES)], cancel_url=back, submit_label=_("Save the record"),
        saved=_("Saved: {result}"), then=back, is_plain=True, offline=True,
    )  # fmt: skip


@allow(VIEW)
def meal_trace(request: Request) -> HttpResponse:
    """A meal backwards: dishes, foods, lots, suppliers; and who ate it."""
    campus = one_campus(request, VIEW)
    on, meal = day_asked(request), meal_asked(request)
    context = {"trace": tracing.trace_meal(on, meal, campus), "meals": Meal.choices}
    return TemplateResponse(request, "canteen/meal_trace.html", context)


urls = [
    path("quantities/", quantities, name="quantities"),
    path("quantities/print/", quantities_print, name="quantities_print"),
    path("meals/issue/", meal_issue, name="meal_issue"),
    path("meals/serve/", meal_serve, name="meal_serve"),
    path("meals/leftovers/", leftovers, name="leftovers"),
    path("meals/trace/", meal_trace, name="meal_trace"),
]
