"""Diseases and thresholds as the school arranges them, and what the thresholds would have seen."""

from functools import lru_cache
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from health.forms.thresholds import DiseaseForm, ThresholdForm
from health.illness import replaying
from health.models import Disease, Threshold
from health.symptoms import Symptom
from logistics.access import Request, allow
from logistics.school.views.frame import form_under, only_for_the_whole_school

ARRANGE = "health.arrange"
THRESHOLDS = (gettext_lazy("Thresholds of alerts"), "health:threshold_list")
DISEASES = (gettext_lazy("Diseases"), "health:disease_list")
TIMES, DAYS = 30, 60  # outbreaks of each sort, days of ordinary illness


@allow(ARRANGE)
def threshold_list(request: Request) -> HttpResponse:
    rows = Threshold.objects.select_related("disease").order_by(
        "-is_active", "counts", "disease__position", "scope", "case_count", "pk"
    )
    return TemplateResponse(
        request,
        "health/threshold_list.html",
        {"thresholds": rows, "may_arrange": arranges(request)},
    )


@allow(ARRANGE)
def threshold_new(request: Request) -> HttpResponse:
    only_for_the_whole_school(request, ARRANGE)
    form = ThresholdForm(request.POST or None)
    return threshold_page(request, form, _("New threshold"))


@allow(ARRANGE)
def threshold_edit(request: Request, pk: int) -> HttpResponse:
    only_for_the_whole_school(request, ARRANGE)
    threshold = get_object_or_404(Threshold, pk=pk)
    return threshold_page(
        request, ThresholdForm(request.POST or None, instance=threshold), _("Edit the threshold")
    )


def threshold_page(request: Request, form: ThresholdForm, title: str) -> HttpResponse:
    given: dict[str, Any] = {"saved": _("Saved: {result}"), "then": "health:threshold_list"}
    return form_under(request, form, title, THRESHOLDS, **given)


@allow(ARRANGE)
def disease_list(request: Request) -> HttpResponse:
    rows = Disease.objects.all()
    context = {"diseases": rows, "may_arrange": arranges(request)}
    return TemplateResponse(request, "health/disease_list.html", context)


def arranges(request: Request) -> bool:
    """What holds for all campuses is set by who answers for all of them."""
    return request.user.reach(ARRANGE).everywhere


@allow(ARRANGE)
def disease_edit(request: Request, pk: int) -> HttpResponse:
    only_for_the_whole_school(request, ARRANGE)
    disease = get_object_or_404(Disease, pk=pk)
    form = DiseaseForm(request.POST or None, instance=disease)
    given = {"saved": _("Saved: {result}"), "then": "health:disease_list"}
    return form_under(request, form, str(disease), DISEASES, **given)


@allow(ARRANGE)
def threshold_replay(request: Request) -> HttpResponse:
    """What the thresholds in force would have made of invented outbreaks and of none."""
    rules = list(Threshold.objects.in_force())
    seen, wolf = replayed(tuple(mark(rule) for rule in rules))
    named = names()
    context = {
        "rows": [(named.get(one.what, one.what), one) for one in seen],
        "wolf": wolf,
        "cries": [(named.get(what, what), count) for what, count in wolf.by_what.items()],
        "now": timezone.now(),
    }
    return TemplateResponse(request, "health/threshold_replay.html", context)


def mark(rule: Threshold) -> tuple[Any, ...]:
    """All of a threshold that a replay hangs on."""
    disease = rule.disease.code if rule.disease else ""
    return (
        rule.counts,
        disease,
        tuple(rule.symptoms),
        rule.scope,
        rule.window_days,
        rule.case_count,
    )


@lru_cache(maxsize=8)
def replayed(
    marks: tuple[Any, ...],
) -> tuple[list[replaying.Replayed], replaying.FalseAlarms]:
    """The same thresholds give the same answer: worked out once."""
    rules = [
        Threshold(
            counts=counts,
            disease=Disease(code=disease) if disease else None,
            symptoms=list(symptoms),
            scope=scope,
            window_days=days,
            case_count=count,
        )
        for counts, disease, symptoms, scope, days, count in marks
    ]
    seen = [replaying.replay(rules, scenario, times=TIMES) for scenario in replaying.SCENARIOS]
    return seen, replaying.cry_wolf(rules, days=DAYS)


def names() -> dict[str, str]:
    known = {code: str(words) for code, words in Symptom.choices}
    return known | {disease.code: str(disease) for disease in Disease.objects.all()}


threshold_urls = [
    path("thresholds/", threshold_list, name="threshold_list"),
    path("thresholds/new/", threshold_new, name="threshold_new"),
    path("thresholds/replay/", threshold_replay, name="threshold_replay"),
    path("thresholds/<int:pk>/edit/", threshold_edit, name="threshold_edit"),
    path("diseases/", disease_list, name="disease_list"),
    path("diseases/<int:pk>/edit/", disease_edit, name="disease_edit"),
]
