"""The pages of food samples: what is in the fridge, the meal's sheet, discarding, labels, checks."""

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canteen.forms.samples import DiscardForm, EarlyDiscardForm, SampleSheetForm, SpotCheckForm
from canteen.models import FoodSample, SampleLine
from canteen.samples import board, labels, sampling
from canteen.samples.owing import MealOf, owed
from canteen.samples.rules import Limits
from canteen.views.reached import campuses_in, one_campus, task_asked
from logistics.access import Request, allow
from logistics.addresses import site_of
from logistics.duties.models import Task
from logistics.fields import whole_number
from logistics.labels import MOST_LABELS, sheets
from logistics.pages import form_page, sent
from logistics.records.models import Entry
from logistics.school.calendar import DAY
from logistics.school.forms.places import LabelForm
from logistics.school.models import Campus
from logistics.school.models.campuses import Meal

VIEW, TAKE, CHECK = "canteen.view", "canteen.cook", "canteen.check"
SAMPLES = (gettext_lazy("Food samples"), "canteen:samples")


def day_asked(request: Request, now: datetime) -> date:
    """The ?day= of the address; today, if it says none or none that can be."""
    today = timezone.localdate(now)
    try:
        asked = parse_date(request.GET.get("day", ""))
    except ValueError:
        return today
    return asked if asked is not None and date(2000, 1, 1) <= asked <= today else today


# The fridge -----------------------------------------------------------------------------------


@allow(VIEW)
def samples(request: Request) -> HttpResponse:
    """The meals of the day with what is missing, and everything that lies in the fridge."""
    now = timezone.now()
    on, campuses = day_asked(request, now), list(campuses_in(request, VIEW))
    shown = board.read(campuses, on, now)
    context = {
        "now": now,
        "on": on,
        "is_today": on == timezone.localdate(now),
        "earlier": on - DAY,
        "later": on + DAY,
        "board": shown,
        "several": len(campuses) > 1,
        "may_take": request.user.has_perm(TAKE),
        "may_check": request.user.has_perm(CHECK),
    }
    return TemplateResponse(request, "canteen/samples.html", context)


# The meal's sheet -----------------------------------------------------------------------------


@allow(TAKE)
def sample_take(request: Request) -> HttpResponse:
    """The samples of one meal: one press if all is as it stands; written down already, corrected."""
    task = task_asked(request)
    form = sheet_form(request, task, with_more="more" in request.GET)
    campus, meal = form.campus, form.meal
    more = request.GET.copy()
    more["more"] = "1"
    return form_page(
        request,
        form,
        "canteen/sample_take.html",
        heading=_("Food samples: %(meal)s") % {"meal": Meal(meal.meal).label},
        campus=campus,
        meal=meal,
        meals=other_meals(campus, meal),
        is_today=form.is_today,
        limits=form.limits,
        more_url=f"{reverse('canteen:sample_more')}?{request.GET.urlencode()}",
        with_more_url=f"?{more.urlencode()}",
        saved=_("Saved: {result}"),
        then=task.get_absolute_url() if task else f"{reverse('canteen:samples')}?day={meal.on}",
        cancel_url=task.get_absolute_url() if task else reverse("canteen:samples"),
    )


def sheet_form(request: Request, task: Task | None, *, with_more: bool) -> SampleSheetForm:
    now = timezone.now()
    campus = one_campus(request, TAKE, task)
    meal = meal_asked(request, task, campus, now)
    return SampleSheetForm(
        *sent(request),
        campus=campus,
        meal=meal,
        owed=owed(meal.on, meal.on, [campus]).get(meal, []),
        limits=Limits.on(meal.on),
        sheet=sampling.sheet_of(campus, meal),
        with_more=with_more,
        now=now,
        by=request.user,
    )


@allow(TAKE)
def sample_more(request: Request) -> HttpResponse:
    """What few need on the meal's sheet, fetched when it is opened."""
    form = sheet_form(request, task_asked(request), with_more=True)
    return TemplateResponse(request, "canteen/_sample_more.html", {"form": form})


def meal_asked(request: Request, task: Task | None, campus: Campus, now: datetime) -> MealOf:
    """Of the task or of the address; else the one that is served about now."""
    if task is not None:
        meal = task.meal or meal_about(campus, now)
        return MealOf(campus.pk, timezone.localdate(task.due_at), meal)
    asked = request.GET.get("meal", "")
    meal = asked if asked in Meal.values else meal_about(campus, now)
    return MealOf(campus.pk, day_asked(request, now), meal)


def meal_about(campus: Campus, now: datetime) -> str:
    """The last meal that has begun, or begins within the hour; before all of them the first."""
    clock = f"{timezone.localtime(now + board.HOUR):%H:%M}"
    ordered = sorted(campus.meals.items(), key=lambda each: each[1])
    begun = [meal for meal, begins in ordered if begins <= clock]
    first = ordered[0][0] if ordered else Meal.LUNCH.value
    return begun[-1] if begun else first


def other_meals(campus: Campus, meal: MealOf) -> list[tuple[str, str, bool]]:
    """The meals of the campus, each with its page and whether it is this one."""
    url = reverse("canteen:sample_take")
    codes = sorted(campus.meals, key=lambda code: campus.meals[code])
    return [
        (
            str(Meal(code).label),
            f"{url}?campus={campus.pk}&day={meal.on}&meal={code}",
            code == meal.meal,
        )
        for code in codes
        if code in Meal.values
    ]


@allow(TAKE)
def sample_correct(request: Request, pk: int) -> HttpResponse:
    """From a record back to the screen on which it was written."""
    entry = get_object_or_404(Entry.objects.visible_to(request.user, TAKE), pk=pk)
    sheet = entry.content
    if not isinstance(sheet, FoodSample):
        raise Http404(pk)
    query = f"campus={sheet.campus_id}&day={sheet.on}&meal={sheet.meal}"
    return redirect(f"{reverse('canteen:sample_take')}?{query}")


# One sample -----------------------------------------------------------------------------------


def samples_seen(request: Request, permission: str) -> Any:
    rows = SampleLine.objects.standing().visible_to(request.user, permission)
    return rows.select_related(
        "dish", "fridge", "sampled_by", "sheet__campus", "sheet__entry__entered_by"
    ).defer("sampled_by__identity_number", "sheet__entry__entered_by__identity_number")


@allow(VIEW)
def sample(request: Request, code: str) -> HttpResponse:
    """What the label opens: one sample, how long it has to stay, and whether it may go."""
    now = timezone.now()
    one = get_object_or_404(samples_seen(request, VIEW), code=code)
    context = {
        "now": now,
        "sample": one,
        "kept": board.kept_of(one, now),
        "gone": board.gone_with(one),
        "may_take": request.user.has_perm(TAKE),
        "may_check": request.user.has_perm(CHECK),
    }
    return TemplateResponse(request, "canteen/sample.html", context)


@allow(TAKE)
def sample_discard(request: Request) -> HttpResponse:
    """Everything at a campus that has lain long enough; with ?sample= that one alone."""
    now, task = timezone.now(), task_asked(request)
    campus = one_campus(request, TAKE, task)
    due = samples_seen(request, TAKE).in_fridge().due(now)
    due = due.filter(sheet__campus=campus, sheet__entry__hold="")
    if code := request.GET.get("sample"):
        due = due.filter(code=code)
    rows = list(due.order_by("kept_until", "sheet", "position", "pk")[: board.MOST])
    form = DiscardForm(
        request.POST or None,
        campus=campus,
        samples=rows,
        now=now,
        by=request.user,
        initial={"sample": [row.code for row in rows]},
    )
    return form_page(
        request,
        form,
        "canteen/sample_discard.html",
        heading=_("Discard samples"),
        campus=campus,
        samples=rows,
        saved=_("Discarded: {result}"),
        then=task.get_absolute_url() if task else reverse("canteen:samples"),
        cancel_url=reverse("canteen:samples"),
    )


@allow(TAKE)
def sample_discard_early(request: Request, code: str) -> HttpResponse:
    """It is gone before its time or under hold: that is written down, not refused."""
    now = timezone.now()
    one = get_object_or_404(samples_seen(request, TAKE).in_fridge(), code=code)
    form = EarlyDiscardForm(request.POST or None, sample=one, now=now, by=request.user)
    return form_page(
        request,
        form,
        "canteen/record_form.html",
        heading=_("%(dish)s is gone already") % {"dish": one.dish},
        purpose=_("It is kept as what it is, and somebody sees to it."),
        crumbs=[(str(SAMPLES[0]), reverse(SAMPLES[1])), (str(one), one.get_absolute_url())],
        saved=_("Saved: {result}"),
        submit_label=_("Write it down"),
        offline=True,
        then="canteen:samples",
        cancel_url=one.get_absolute_url(),
    )


@allow(CHECK)
def sample_check_choose(request: Request) -> HttpResponse:
    """Whoever comes from a task checks the newest sheet that somebody else has written."""
    rows = FoodSample.objects.standing().visible_to(request.user, CHECK)
    rows = rows.exclude(entry__entered_by=request.user.pk).order_by("-on", "-pk")
    newest = rows.filter(entry__is_zero=False).values_list("pk", flat=True).first()
    if newest is None:
        return redirect("canteen:samples")
    return redirect("canteen:sample_check", newest)


@allow(CHECK)
def sample_check(request: Request, pk: int) -> HttpResponse:
    """A spot check: time, quantity and label of what was kept of a meal."""
    now = timezone.now()
    rows = FoodSample.objects.standing().visible_to(request.user, CHECK)
    sheet = get_object_or_404(rows.select_related("entry", "campus"), pk=pk)
    form = SpotCheckForm(
        request.POST or None, request.FILES or None, sheet=sheet, now=now, by=request.user
    )
    return form_page(
        request,
        form,
        "canteen/sample_check.html",
        heading=_("Spot check of samples"),
        purpose=str(sheet),
        crumbs=[(str(SAMPLES[0]), reverse(SAMPLES[1]))],
        samples=sheet.lines.select_related("dish", "fridge"),
        saved=_("Saved: {result}"),
        submit_label=_("Save the check"),
        offline=True,
        then="canteen:samples",
        cancel_url=reverse("canteen:samples"),
    )


# Labels ---------------------------------------------------------------------------------------


def chosen(request: Request) -> Any:
    """Those ticked; else those of a sheet; else all that lie in the fridge."""
    rows = samples_seen(request, VIEW)
    if ticked := [code for code in request.GET.getlist("sample") if code]:
        rows = rows.filter(code__in=ticked[:MOST_LABELS])
    elif (sheet := whole_number(request.GET.get("sheet", ""))) is not None:
        rows = rows.filter(sheet=sheet)
    else:
        rows = rows.filter(sheet__campus__in=campuses_in(request, VIEW)).in_fridge()
    return rows.order_by("-sheet__on", "sheet", "position", "pk")[:MOST_LABELS]


@allow(VIEW)
def sample_labels(request: Request) -> HttpResponse:
    """Which labels, on which paper, from which position on."""
    context = {
        "things": list(chosen(request)),
        "ticked": bool(request.GET.get("sheet") or request.GET.getlist("sample")),
        "form": LabelForm(initial={"paper": "roll", "start": 1}),
    }
    return TemplateResponse(request, "canteen/sample_labels.html", context)


@allow(VIEW)
def sample_labels_print(request: Request) -> HttpResponse:
    """The labels themselves, in millimetres."""
    printed = labels.labels_of(chosen(request), site_of(request))
    start = whole_number(request.GET.get("start", "")) or 1
    context = {
        "on_roll": request.GET.get("paper") == "roll",
        "labels": printed,
        "sheets": sheets(printed, start=start),
    }
    return TemplateResponse(request, "canteen/sample_labels_print.html", context)


urls: list[URLPattern] = [
    path("samples/", samples, name="samples"),
    path("samples/take/", sample_take, name="sample_take"),
    path("samples/more/", sample_more, name="sample_more"),
    path("samples/discard/", sample_discard, name="sample_discard"),
    path("samples/labels/", sample_labels, name="sample_labels"),
    path("samples/labels/print/", sample_labels_print, name="sample_labels_print"),
    path("samples/check/", sample_check_choose, name="sample_check_choose"),
    path("samples/sheets/<int:pk>/", sample_correct, name="sample_correct"),
    path("samples/sheets/<int:pk>/check/", sample_check, name="sample_check"),
    path("samples/<slug:code>/", sample, name="sample"),
    path("samples/<slug:code>/early/", sample_discard_early, name="sample_discard_early"),
]
