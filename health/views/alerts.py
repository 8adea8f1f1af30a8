"""Alerts and what is written because of them: report, disinfection, the letter to parents."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from health.forms.epidemics import NoticeForm, ReportForm, TerminalForm
from health.illness import watching, wording
from health.models import Alert, InfectiousCase, OutbreakNotice
from logistics.access import Request, allow
from logistics.charts import Point
from logistics.duties.forms import ReasonForm
from logistics.duties.models import Task
from logistics.duties.views.tasks import campuses_for
from logistics.fields import whole_number
from logistics.pages import list_page
from logistics.records.models import Entry
from logistics.school import reading
from logistics.school.calendar import dates
from logistics.school.models import Child, Place, School, SchoolClass, Term
from logistics.school.views.frame import form_under, looked_at, term_asked

NUMBERS, ARRANGE, DISINFECT = "health.view_statistics", "health.arrange", "health.disinfect"
CHILDREN = "health.view_child"
ALERTS = (gettext_lazy("Alerts"), "health:alert_list")
MOST_DAYS = 30  # in a chart


def alerts_seen(request: Request, permission: str = NUMBERS) -> Any:
    alerts = Alert.objects.visible_to(request.user, permission)
    if campus := looked_at(request):
        alerts = alerts.filter(campus=campus)
    return alerts


@allow(NUMBERS)
def alert_list(request: Request) -> HttpResponse:
    """Clusters of illness; at first those that are open."""
    view = "all" if request.GET.get("view") == "all" else "open"
    alerts = alerts_seen(request)
    found = alerts.open() if view == "open" else alerts
    if term := term_asked(request):
        found = found.filter(reached_on__range=(term.starts_on, term.ends_on))
    tabs = [
        ("open", pgettext("alerts", "Open"), alerts.open().count()),
        ("all", pgettext("alerts", "All"), None),
    ]
    return list_page(
        request,
        found.for_rows().order_by("-reached_on", "-pk"),
        "health/alert_list.html",
        fragment="health/_alert_rows.html",
        view=view,
        term=term,
        tabs=[
            {"title": title, "url": f"?view={name}", "is_current": name == view, "count": count}
            for name, title, count in tabs
        ],
    )


def one_alert(request: Request, pk: int, permission: str = NUMBERS) -> Alert:
    return get_object_or_404(Alert.objects.visible_to(request.user, permission).for_rows(), pk=pk)


@allow(NUMBERS)
def alert(request: Request, pk: int) -> HttpResponse:
    """One alert: the levels it reached, what is owed and proved, its course, and who is ill."""
    now = timezone.now()
    shown = one_alert(request, pk)
    owed = shown.consequences.values("task")
    tasks = list(Task.objects.filter(pk__in=owed).with_state(now).for_rows().order_by("due_at"))
    signs = watching.signs_of(shown, on=timezone.localdate(now))
    context = {
        "alert": shown,
        "now": now,
        "tasks": tasks,
        "proved": sum(1 for task in tasks if task.proved_at),
        "levels": shown.levels.all(),
        "points": curve(shown, signs),
        "finding": finding(shown),
        "reports": shown.reports.exclude(entry__status="voided").select_related("entry"),
        "notices": shown.notices.exclude(entry__status="voided").select_related("entry"),
        "may_arrange": may(request, shown, ARRANGE),
        **who(request, shown, signs),
    }
    return TemplateResponse(request, "health/alert.html", context)


def may(request: Request, alert: Alert, permission: str) -> bool:
    return Alert.objects.visible_to(request.user, permission).filter(pk=alert.pk).exists()


def who(request: Request, alert: Alert, signs: list[Any]) -> dict[str, Any]:
    """The children, for those who may know them; else how many of each class."""
    pks = {sign.child for sign in signs}
    cases = InfectiousCase.objects.visible_to(request.user, CHILDREN).standing().filter(
        child__in=pks, disease=alert.disease, onset_on__gte=alert.first_on
    )  # fmt: skip
    known = list(cases.with_return().for_rows().order_by("onset_on", "pk"))
    registered = {case.child_id for case in known}
    names = Child.objects.visible_to(request.user, CHILDREN).filter(pk__in=pks - registered)
    classes: dict[int, set[int]] = {}
    for sign in signs:
        classes.setdefault(sign.school_class, set()).add(sign.child)
    named = SchoolClass.objects.in_bulk(classes)
    counts = [(named[pk], len(children)) for pk, children in classes.items()]
    others = list(names.only("name", "pinyin")) if request.user.has_perm(CHILDREN) else []
    shown = registered | {child.pk for child in others}
    reading.note_opened(request, shown, title=_("Illness"))
    return {
        "cases": known,
        "others": others,
        "classes": sorted(counts, key=lambda each: (-each[1], each[0].position)),
    }


def curve(alert: Alert, signs: list[Any]) -> list[Point]:
    """How many children fell ill on each day."""
    last = max(alert.last_on, alert.first_on)
    first = max(alert.first_on, last - timedelta(days=MOST_DAYS - 1))
    new: dict[Any, set[int]] = {}
    seen: set[int] = set()
    for sign in sorted(signs, key=lambda sign: sign.on):
        if sign.child not in seen:
            new.setdefault(sign.on, set()).add(sign.child)
            seen.add(sign.child)
    return [Point(f"{day:%m-%d}", len(new.get(day, ()))) for day in dates(first, last)]


def finding(alert: Alert) -> str:
    days = (alert.last_on - alert.first_on).days + 1
    said = {"count": alert.count, "days": days, "where": alert.where}
    sentence = ngettext(
        "%(where)s: %(count)s children within %(days)s day",
        "%(where)s: %(count)s children within %(days)s days",
        days,
    )
    return sentence % said


@allow(ARRANGE)
def alert_close(request: Request, pk: int) -> HttpResponse:
    """Close it before its time, with the reason."""
    shown = one_alert(request, pk, ARRANGE)
    now = timezone.now()

    def act(reason: str) -> Alert:
        watching.close(shown, by=request.user, now=now, reason=reason)
        return shown

    return form_under(
        request,
        ReasonForm(request.POST or None, act=act),
        _("Close the alert"),
        ALERTS,
        shown,
        purpose=_("It closes by itself on %(day)s. The same children raise it no second time.")
        % {"day": shown.closes_on},
        submit_label=_("Close the alert"),
        saved=_("Closed."),
        then=shown,
    )


def alert_asked(request: Request, permission: str) -> Alert | None:
    """The alert named in the address, or the one the task is about."""
    seen = Alert.objects.visible_to(request.user, permission).for_rows()
    if pk := whole_number(request.GET.get("alert", "")):
        return seen.filter(pk=pk).first()
    kind, _colon, number = (subject_asked(request)).partition(":")
    return seen.filter(pk=number).first() if kind == "alert" and number.isdecimal() else None


def task_asked(request: Request) -> Task | None:
    asked = whole_number(request.GET.get("task", ""))
    return Task.objects.visible_to(request.user).for_rows().filter(pk=asked or 0).first()


def subject_asked(request: Request) -> str:
    task = task_asked(request)
    return task.subject if task else ""


@allow(ARRANGE)
def report_new(request: Request) -> HttpResponse:
    """The report to the authorities, within its limit."""
    shown = alert_asked(request, ARRANGE)
    form = ReportForm(
        request.POST or None,
        alert=shown,
        campuses=campuses_for(request),
        now=timezone.now(),
        by=request.user,
    )
    return form_under(
        request,
        form,
        _("Report an epidemic"),
        ALERTS,
        purpose=_("Counts and classes only: no child is named."),
        submit_label=_("Save the report"),
        saved=_("Saved: {result}"),
        then=shown,
    )


@allow(DISINFECT)
def terminal_new(request: Request) -> HttpResponse:
    """Terminal disinfection after a case."""
    now = timezone.now()
    task = task_asked(request)
    term = Term.objects.on(timezone.localdate(now))
    classes = SchoolClass.objects.visible_to(request.user, DISINFECT)
    classes = classes.in_year(term.school_year if term else now.year).select_related("campus")
    form = TerminalForm(
        request.POST or None,
        classes=classes.order_by("campus__position", "position", "pk"),
        places=Place.objects.in_use().visible_to(request.user, DISINFECT).select_related("campus"),
        task=task,
        now=now,
        by=request.user,
    )
    return form_under(
        request,
        form,
        _("Terminal disinfection"),
        (_("Home"), "home"),
        purpose=_("After a case: what the sick child has touched, by the stronger method."),
        submit_label=_("Save the record"),
        saved=_("Saved: {result}"),
        then=task,
    )


@allow(ARRANGE)
def notice_new(request: Request) -> HttpResponse:
    """The letter to parents: drafted from the alert, read through, sent out."""
    shown = alert_asked(request, ARRANGE)
    if shown is None:
        return redirect("health:alert_list")
    school = School.current()
    form = NoticeForm(
        request.POST or None,
        alert=shown,
        now=timezone.now(),
        by=request.user,
        initial={"text": wording.draft(shown, school.name)},
    )
    return form_under(
        request,
        form,
        _("Notice to parents"),
        ALERTS,
        shown,
        purpose=_("A draft from what the alert knows. Read it through; it names no child."),
        submit_label=_("Save the notice"),
        saved=_("Saved: {result}"),
        then=shown,
    )


@allow(NUMBERS)
def notice_print(request: Request, pk: int) -> HttpResponse:
    """The letter on paper."""
    entries = Entry.objects.visible_to(request.user, NUMBERS).filter(kind="outbreak_notice")
    rows = OutbreakNotice.objects.filter(entry__in=entries.values("pk"))
    notice = get_object_or_404(rows.select_related("entry", "alert"), pk=pk)
    context: dict[str, Any] = {
        "notice": notice,
        "now": timezone.now(),
    }
    return TemplateResponse(request, "health/notice_print.html", context)


alert_urls = [
    path("alerts/", alert_list, name="alert_list"),
    path("alerts/<int:pk>/", alert, name="alert"),
    path("alerts/<int:pk>/close/", alert_close, name="alert_close"),
    path("reports/new/", report_new, name="report_new"),
    path("terminal-disinfections/new/", terminal_new, name="terminal_new"),
    path("outbreak-notices/new/", notice_new, name="notice_new"),
    path("outbreak-notices/<int:pk>/print/", notice_print, name="notice_print"),
]
