"""The school's duties, their rotas, and the catalogue they are ticked from."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from logistics.access import Request, Role, allow
from logistics.contributions import trades
from logistics.duties import making
from logistics.duties.catalogue import catalogue, tick, untick
from logistics.duties.forms import DutyForm, HappenedForm, TurnForm
from logistics.duties.models import Duty, Rhythm, RotaTurn, State, Task
from logistics.duties.models.tasks import in_state
from logistics.duties.views.tasks import campuses_for
from logistics.pages import asked_words, form_page, list_page
from logistics.school.models import Person
from logistics.school.views.frame import only_for_the_whole_school


@allow("duties.view_all")
def duty_list(request: Request) -> HttpResponse:
    """The duties in force, by trade."""
    duties = Duty.objects.visible_to(request.user).select_related("person", "campus")
    if request.GET.get("all") != "on":
        duties = duties.active()
    if (trade := request.GET.get("trade", "")) in trades():
        duties = duties.filter(trade=trade)
    if words := asked_words(request):
        duties = duties.filter(Q(title__icontains=words) | Q(title_en__icontains=words))
    return list_page(
        request,
        duties.order_by("trade", "role", "pk"),
        "duties/duty_list.html",
        fragment="duties/_duty_rows.html",
        trades=trades().items(),
        trade=trade,
        q=words,
        shows_all=request.GET.get("all") == "on",
    )


def changeable_duty(request: Request, pk: int) -> Duty:
    return get_object_or_404(Duty.objects.changeable_by(request.user), pk=pk)


@allow("duties.view_all")
def duty(request: Request, pk: int) -> HttpResponse:
    """One duty: its rule in words, its figures of this term, what comes next, who changed it."""
    duty = get_object_or_404(Duty.objects.visible_to(request.user), pk=pk)
    now = timezone.now()
    tasks = Task.objects.visible_to(request.user).filter(duty=duty)
    counted = tasks.aggregate(
        **{state.value: Count("pk", filter=in_state(state, now)) for state in State}
    )
    coming = tasks.filter(closes_at__gte=now, proved_at=None, excused_at=None)
    context = {
        "duty": duty,
        "figures": [
            {"count": counted[state], "title": state.label, "state": state.value,
             "url": f"{reverse('duties:task_list')}?duty={duty.pk}&state={state}"}
            for state in State
        ],
        "coming": coming.with_state(now).for_rows().order_by("due_at", "pk")[:10],
        "turns": duty.turns.select_related("person"),
        "now": now,
        "is_event": duty.rhythm == Rhythm.EVENT,
        "events": [
            {"at": row.history_date, "who": row.history_user,
             "text": history_words(row), "url": ""}
            for row in duty.history.select_related("history_user")[:10]
        ],
    }  # fmt: skip
    return TemplateResponse(request, "duties/duty.html", context)


def history_words(row: Any) -> str:
    if row.history_type == "+":
        return _("Taken into force")
    return _("Changed") if row.is_active else _("Out of force")


@allow("duties.arrange")
def duty_new(request: Request) -> HttpResponse:
    return edit_duty(request, Duty(rhythm=Rhythm.WEEKLY), _("New duty"))


@allow("duties.arrange")
def duty_edit(request: Request, pk: int) -> HttpResponse:
    duty = changeable_duty(request, pk)
    return edit_duty(request, duty, _("Change “%(duty)s”") % {"duty": duty})


def edit_duty(request: Request, duty: Duty, heading: str) -> HttpResponse:
    form = DutyForm(request.POST or None, instance=duty, person=request.user, now=timezone.now())
    return form_page(
        request,
        form,
        "duties/duty_edit.html",
        heading=heading,
        purpose=_("Its tasks are made anew from now on; what is proved or missed stays as it is."),
        submit_label=_("Save"),
        saved=_("“{result}” is saved."),
        cancel_url=duty.get_absolute_url() if duty.pk else reverse("duties:duty_list"),
    )


@allow("duties.arrange")
def turn_new(request: Request, pk: int) -> HttpResponse:
    """Whose turn it is, from one day to another."""
    duty = changeable_duty(request, pk)
    people = Person.objects.visible_to(request.user, "duties.arrange")
    form = TurnForm(
        request.POST or None, instance=RotaTurn(duty=duty), people=people, now=timezone.now()
    )
    return form_page(
        request,
        form,
        heading=_("A turn of “%(duty)s”") % {"duty": duty},
        submit_label=_("Save"),
        saved=_("Saved: {result}"),
        then=duty,
        cancel_url=duty.get_absolute_url(),
    )


@require_POST
@allow("duties.arrange")
def turn_delete(request: Request, pk: int) -> HttpResponse:
    duties = Duty.objects.changeable_by(request.user)
    turn = get_object_or_404(RotaTurn.objects.filter(duty__in=duties), pk=pk)
    duty = turn.duty
    turn.delete()
    making.remake(duty, now=timezone.now())
    messages.success(request, _("The turn is taken out."))
    return redirect(duty)


@allow("duties.write_record")
def duty_happened(request: Request, pk: int) -> HttpResponse:
    """Something happened that sets off a duty: it is owed within its hours."""
    seen = Duty.objects.active().visible_to(request.user, "duties.write_record")
    duty = get_object_or_404(seen.filter(rhythm=Rhythm.EVENT), pk=pk)
    form = HappenedForm(
        request.POST or None, duty=duty, campuses=campuses_for(request), now=timezone.now()
    )
    return form_page(
        request,
        form,
        heading=_("It has happened: %(duty)s") % {"duty": duty},
        purpose=_("The duty is then owed within %(hours)s hours.") % {"hours": duty.hours or 24},
        submit_label=_("Save"),
        saved=_("The duty is owed: {result}"),
        then="home",  # who says so need not see the task of another
    )


@allow("duties.arrange")
def catalogue_page(request: Request) -> HttpResponse:
    """The whole catalogue as a list to tick; those without a rhythm ask for one."""
    only_for_the_whole_school(request, "duties.arrange")
    in_force = dict(Duty.objects.active().exclude(code="").values_list("code", "pk"))
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = change_force(request, set(in_force))
        if not errors:
            return redirect(request.get_full_path())
    trade, choice = request.GET.get("trade", "logistics"), request.GET.get("choice", "default")
    lines = [line for line in catalogue().values() if (line.trade, line.choice) == (trade, choice)]
    ticked = set(request.POST.getlist("code")) if errors else set(in_force)
    context = {
        "rows": [
            {"line": line, "is_ticked": line.code in ticked, "pk": in_force.get(line.code),
             "error": errors.get(line.code, ""),
             "chosen": request.POST.get(f"rhythm-{line.code}", "")}
            for line in lines
        ],
        "errors": errors,
        "rhythms": [(code, words) for code, words in Rhythm.choices if code in SIMPLE],
        "roles": dict(Role.choices),
        "trade": trade,
        "choice": choice,
        "in_force_count": len(in_force),
        "tabs": [
            {"title": title, "url": f"?trade={code}&choice={choice}", "is_current": code == trade}
            for code, title in trades().items()
        ],
        "choices": [
            {"title": title, "url": f"?trade={trade}&choice={code}", "is_current": code == choice}
            for code, title in CHOICES
        ],
    }  # fmt: skip
    status = 422 if errors else 200
    return TemplateResponse(request, "duties/catalogue.html", context, status=status)


# Rhythms that need nothing else to be said.
SIMPLE = set(Rhythm.values) - {Rhythm.UNSET, Rhythm.ROTA, *DutyForm.NEEDS}
CHOICES = [
    ("default", gettext_lazy("Usual")),
    ("optional", gettext_lazy("Optional")),
    ("trigger", gettext_lazy("When something happens")),
]


def change_force(request: Request, in_force: set[str]) -> dict[str, str]:
    """Bring the ticked lines of the page into force and the others out; or say what is missing."""
    shown = set(request.POST.getlist("shown")) & set(catalogue())
    ticked = set(request.POST.getlist("code")) & shown
    rhythms = {code: request.POST.get(f"rhythm-{code}", "") for code in ticked}
    new = ticked - in_force
    errors = {
        code: _("Choose how often it is owed.")
        for code in new
        if catalogue()[code].asks_for_a_rhythm and rhythms[code] not in SIMPLE
    }
    if errors:
        return errors
    now = timezone.now()
    came = tick(sorted(new), rhythms=rhythms, now=now)
    went = untick(sorted((shown & in_force) - ticked), now=now)
    messages.success(
        request,
        _("In force: %(came)s more, %(went)s fewer.") % {"came": len(came), "went": len(went)},
    )
    return {}
