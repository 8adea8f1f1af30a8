"""Drills, exercises and the training of the staff."""

from typing import Any

from django.db.models import Sum
from django.http import HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.access import Request, allow
from logistics.duties.forms.filed import people_at
from logistics.pages import list_page, sent
from logistics.records.models import Entry
from logistics.school.views.frame import looked_at
from safety.fire import drilling
from safety.forms.fire import DrillForm, TrainingForm
from safety.models import DrillType, EvacuationDrill, StaffTraining, Topic
from safety.views.reached import given, one_campus, record_page, task_asked

WRITE, VIEW = "duties.write_record", "duties.view_task"
DRILLS = (gettext_lazy("Drills and training"), "safety:drill_list")


def entries_seen(request: Request) -> Any:
    rows = Entry.objects.standing().visible_to(request.user, "records.view_register")
    campus = looked_at(request)
    return rows.filter(campus=campus) if campus else rows


@allow(VIEW)
def drill_list(request: Request) -> HttpResponse:
    """The drills, how fast they were, and which is next."""
    rows = EvacuationDrill.all_drills.filter(entry__in=entries_seen(request).values("pk"))
    rows = rows.select_related("entry__campus", "commander").defer("commander__identity_number")
    rows = rows.annotate(owed_count=Sum("lines__owed"), there_count=Sum("lines__there"))
    return list_page(
        request,
        rows.order_by("-entry__happened_at", "-pk"),
        "safety/drill_list.html",
        fragment="safety/_drill_rows.html",
        owed=drilling.next_owed(request.user, timezone.now()),
    )


@allow(WRITE)
def drill_new(request: Request) -> HttpResponse:
    """From the signal to the last class; the classes stand there with their numbers."""
    now, task = timezone.now(), task_asked(request)
    campus = one_campus(request, WRITE, task)
    kind = task.subject.partition(":")[2] if task else request.GET.get("type", "")
    form = DrillForm(
        *sent(request),
        campus=campus,
        classes=drilling.classes_owed(campus, timezone.localdate(now)),
        initial={"type": kind if kind in DrillType.values else DrillType.FIRE},
        **given(request, now, WRITE, task),
    )
    return record_page(
        request,
        form,
        _("Drill at %(campus)s") % {"campus": campus},
        _("The time is worked out from signal and assembly. The target is %(n)s s.")
        % {"n": drilling.target(timezone.localdate(now))},
        DRILLS,
        template="safety/drill_new.html",
        task=task,
        more=form.lines() if form.classes else "",
    )


@allow(VIEW)
def training_list(request: Request) -> HttpResponse:
    rows = StaffTraining.objects.filter(entry__in=entries_seen(request).values("pk"))
    return list_page(
        request,
        rows.select_related("entry__campus").order_by("-entry__happened_at", "-pk"),
        "safety/training_list.html",
        fragment="safety/_training_rows.html",
    )


@allow(WRITE)
def training_new(request: Request) -> HttpResponse:
    """What was taught; everybody on the staff was there but those who are touched."""
    now, task = timezone.now(), task_asked(request)
    who = given(request, now, WRITE, task)
    topic = task.subject.partition(":")[2] if task else ""
    form = TrainingForm(
        *sent(request),
        people=list(people_at(who["campuses"]).only("pk", "name", "pinyin")),
        initial={"topic": topic if topic in Topic.values else Topic.FIRE},
        **who,
    )
    return record_page(
        request,
        form,
        _("Staff training"),
        _("Everybody on the staff was there, but those who are touched."),
        DRILLS,
        task=task,
    )


urls: list[URLPattern] = [
    path("drills/", drill_list, name="drill_list"),
    path("drills/new/", drill_new, name="drill_new"),
    path("trainings/", training_list, name="training_list"),
    path("trainings/new/", training_new, name="training_new"),
]
