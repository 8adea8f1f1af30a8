"""Examinations: what is due of every child; on entry, of a class, vaccination, transfer; the letters."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from health import schedule
from health.care import examining, rolls
from health.forms.care_sheets import NobodyForm
from health.forms.exams import (
    EntryExamForm,
    HealthExamForm,
    MadeUpForm,
    TransferCertForm,
    VaccinationForm,
)
from health.models import (
    EntryExam,
    HealthExam,
    HealthExamLine,
    TransferHealthCert,
    VaccinationCheck,
    VaccinationLine,
)
from health.views.care_frame import (
    EXAMS,
    KEEP,
    SEE,
    asked_child,
    asked_number,
    asked_task,
    classes_here,
    exam_tabs,
    one_class,
    sheet_form,
    then_task,
    who,
)
from logistics.access import Request, allow
from logistics.pages import list_page
from logistics.records.models import Entry
from logistics.school import reading
from logistics.school.models import Child, Reading, Term
from logistics.school.views.frame import form_under

VOIDED = Entry.Status.VOIDED


# What is due.


@allow(SEE)
def schedule_list(request: Request) -> HttpResponse:
    """Every child of a class, or those of the campus with something overdue."""
    on = timezone.localdate()
    classes = list(classes_here(request, on, SEE))
    chosen = next((c for c in classes if c.pk == asked_number(request, "class")), None)
    children = rolls.attending(request.user, on).filter(enrolments__school_class__in=classes)
    if chosen:
        children = children.filter(enrolments__school_class=chosen)
    planned = schedule.plan(children.distinct(), on)
    late = [each for each in planned if each.is_late]
    context = {
        "tabs": exam_tabs("schedule_list"),
        "classes": classes,
        "chosen": chosen,
        "items": schedule.known_items(),
        "rows": planned if chosen else late,
        "late_count": len(late),
        "child_count": len(planned),
    }
    return TemplateResponse(request, "health/schedule_list.html", context)


# On entry.


def with_exam(children: QuerySet[Child]) -> Any:
    """Adds what the last entry examination of a child says."""
    exams = EntryExam.objects.filter(child=OuterRef("pk")).exclude(entry__status=VOIDED)
    last = exams.order_by("-examined_on", "-pk")
    return children.annotate(
        exam_pk=Subquery(last.values("pk")[:1]),
        examined_on=Subquery(last.values("examined_on")[:1]),
        exam_result=Subquery(last.values("result")[:1]),
        card_number=Subquery(last.values("card_number")[:1]),
    )


@allow(SEE)
def entry_exam_list(request: Request) -> HttpResponse:
    """Who has no examination on file, whose health card is missing, and everybody."""
    on = timezone.localdate()
    children = with_exam(rolls.attending(request.user, on))
    views = {
        "missing": children.filter(exam_pk=None),
        "card": children.filter(exam_pk__isnull=False, card_number=""),
        "all": children,
    }
    view = request.GET.get("view", "missing")
    view = view if view in views else "missing"
    words = {"missing": _("No examination"), "card": _("No health card"), "all": _("All children")}
    return list_page(
        request,
        views[view],
        "health/entry_exam_list.html",
        fragment="health/_entry_exam_rows.html",
        tabs=exam_tabs("entry_exam_list"),
        views=[
            {"title": words[name], "url": f"?view={name}", "is_current": name == view}
            for name in views
        ],
        view=view,
        results=dict(EntryExam.Result.choices),
    )


@allow(KEEP)
def entry_exam_new(request: Request) -> HttpResponse:
    """The form a child brought from the hospital."""
    task = asked_task(request)
    form = EntryExamForm(
        request.POST or None,
        request.FILES or None,
        child=asked_child(request),
        **who(request, timezone.now()),
    )
    given = then_task(task, submit_label=_("Save the examination"), saved=_("Saved: {result}"))
    purpose = _("As it stands on the hospital's form. What the form leaves out stays empty.")
    return form_under(request, form, _("Entry examination"), EXAMS, purpose=purpose, **given)


@allow(KEEP)
def entry_exam_nobody(request: Request) -> HttpResponse:
    return nobody(request, "entry_exam", examining.no_new_child, _("No new child"))


def nobody(request: Request, kind: str, act: Any, heading: str) -> HttpResponse:
    """A zero report: there was nobody."""
    task = asked_task(request)
    form = NobodyForm(request.POST or None, kind_code=kind, act=act, **who(request, timezone.now()))
    given = then_task(task, submit_label=_("Nothing to report"), saved=_("Saved: {result}"))
    return form_under(request, form, heading, EXAMS, **given)


@allow(SEE)
def entry_exam_print(request: Request, pk: int) -> HttpResponse:
    """The official form with what was found, on paper; it is kept who printed it."""
    seen = Entry.objects.visible_to(request.user, SEE).values("pk")
    rows = EntryExam.objects.filter(entry__in=seen, child__isnull=False)
    exam = get_object_or_404(rows.select_related("child", "entry__school_class"), pk=pk)
    reading.note_child(request, exam.child, Reading.Act.PRINTED, title=_("Entry examination"))
    context = {"exam": exam, "findings": findings_of(exam), "now": timezone.now()}
    return TemplateResponse(request, "health/entry_exam_print.html", context)


SHEET = (
    "weight_kg", "weight_level", "height_cm", "height_level", "skin", "eye_left", "eye_right",
    "vision_left", "vision_right", "ear_left", "ear_right", "teeth", "caries", "head", "chest",
    "spine", "throat", "heart", "liver", "genitals", "other", "haemoglobin", "alt", "other_tests",
)  # fmt: skip


def findings_of(exam: EntryExam) -> list[tuple[Any, Any]]:
    """Each heading of the form with what was found, in the official order."""
    return [
        (exam._meta.get_field(name).verbose_name, getattr(exam, name))  # type: ignore[union-attr]
        for name in SHEET
    ]


# Every year.


@allow(SEE)
def health_exam_list(request: Request) -> HttpResponse:
    """Class by class: when it was examined last, how many, with what result."""
    on = timezone.localdate()
    classes = classes_here(request, on, SEE)
    sheets = HealthExam.objects.exclude(entry__status=VOIDED).filter(
        entry__school_class=OuterRef("pk")
    )
    last = sheets.order_by("-examined_on", "-pk")
    classes = classes.annotate(
        sheet_pk=Subquery(last.values("pk")[:1]),
        examined_on=Subquery(last.values("examined_on")[:1]),
        examined=Subquery(last.values("examined")[:1]),
        expected=Subquery(last.values("expected")[:1]),
        abnormal=Subquery(last.values("abnormal")[:1]),
    )
    context = {"tabs": exam_tabs("health_exam_list"), "classes": classes}
    return TemplateResponse(request, "health/health_exam_list.html", context)


@allow(KEEP)
def health_exam_new(request: Request, class_pk: int) -> HttpResponse:
    """The result list of the hospital, for one class."""
    school_class, now = one_class(request, class_pk, KEEP), timezone.now()
    children = rolls.children_of(school_class, timezone.localdate(now))
    form = HealthExamForm(
        request.POST or None, school_class=school_class, things=children, **who(request, now)
    )
    return sheet_form(
        request,
        form,
        _("Yearly examination of %(class)s") % {"class": school_class},
        EXAMS,
        purpose=_("Write only who had findings or was away; the rest is said once."),
        cancel_url=reverse("health:health_exam_list"),
        submit_label=_("Save the examination"),
        saved=_("Saved: {result}"),
    )


@allow(SEE)
def health_exam_letters(request: Request, pk: int) -> HttpResponse:
    """What each child's guardians are told, one letter a child, to print and hand out."""
    sheet = one_sheet(request, HealthExam, pk)
    lines = sheet.lines.exclude(result=HealthExamLine.Result.ABSENT).select_related("child")
    lines = list(lines.defer("child__identity_number", "child__note"))
    return letters(request, "health/health_exam_letters.html", sheet, lines, _("Examinations"))


def one_sheet(request: Request, model: Any, pk: int) -> Any:
    """A sheet of a class this person may read."""
    seen = Entry.objects.visible_to(request.user, SEE).values("pk")
    rows = model.objects.filter(entry__in=seen).exclude(entry__status=VOIDED)
    return get_object_or_404(rows.select_related("entry__school_class", "entry__campus"), pk=pk)


def letters(
    request: Request, template: str, sheet: Any, lines: list[Any], title: str
) -> HttpResponse:
    """Letters about several children: it is kept who took them, and of whom."""
    children = [line.child_id for line in lines]
    notice = reading.note_taken(request, Reading.Act.PRINTED, title, children)
    context = {"sheet": sheet, "lines": lines, "reading_notice": notice, "now": timezone.now()}
    return TemplateResponse(request, template, context)


# Vaccination certificates.


@allow(SEE)
def vaccination_list(request: Request) -> HttpResponse:
    """Class by class: whether the certificates were looked at this term; and what is still missing."""
    on = timezone.localdate()
    term = Term.objects.on(on)
    classes = classes_here(request, on, SEE)
    sheets = VaccinationCheck.objects.exclude(entry__status=VOIDED).filter(
        entry__school_class=OuterRef("pk"),
        entry__happened_at__date__gte=term.starts_on if term else on,
    )
    last = sheets.order_by("-entry__happened_at", "-pk")
    classes = list(
        classes.annotate(
            sheet_pk=Subquery(last.values("pk")[:1]),
            checked_at=Subquery(last.values("entry__happened_at")[:1]),
            checked=Subquery(last.values("checked")[:1]),
            children=Subquery(last.values("children")[:1]),
            missing=Subquery(last.values("missing")[:1]),
        )
    )
    context = {
        "tabs": exam_tabs("vaccination_list"),
        "classes": classes,
        "open_lines": open_lines(classes),
    }
    return TemplateResponse(request, "health/vaccination_list.html", context)


def open_lines(classes: list[Any]) -> QuerySet[VaccinationLine]:
    """Of each child the last look, where something is still to be made up for."""
    lines = VaccinationLine.objects.exclude(sheet__entry__status=VOIDED)
    later = lines.filter(
        child=OuterRef("child"), sheet__entry__happened_at__gt=OuterRef("sheet__entry__happened_at")
    ).exclude(state=VaccinationLine.State.UNSEEN)
    states = VaccinationLine.State
    rows = lines.filter(
        sheet__entry__school_class__in=classes,
        state__in=[states.MISSING, states.NONE],
        seen_again_on=None,
    ).filter(~Exists(later))
    rows = rows.select_related("child", "sheet__entry__school_class")
    rows = rows.defer("child__identity_number", "child__note")
    return rows.order_by("sheet__entry__school_class__position", "child__pinyin", "pk")


@allow(KEEP)
def vaccination_new(request: Request, class_pk: int) -> HttpResponse:
    """The certificates of a class."""
    school_class, now = one_class(request, class_pk, KEEP), timezone.now()
    task = asked_task(request)
    children = rolls.children_of(school_class, timezone.localdate(now))
    if child := asked_child(request):
        children = [each for each in children if each.pk == child.pk]
    form = VaccinationForm(
        request.POST or None, school_class=school_class, things=children, **who(request, now)
    )
    given = then_task(
        task,
        cancel_url=reverse("health:vaccination_list"),
        submit_label=_("Save the check"),
        saved=_("Saved: {result}"),
    )
    return sheet_form(
        request,
        form,
        _("Vaccination certificates of %(class)s") % {"class": school_class},
        EXAMS,
        purpose=_("Write only whose doses are missing or who has no certificate."),
        **given,
    )


@allow(KEEP)
def vaccination_of_task(request: Request) -> HttpResponse:
    """The check a task asks for: it names the class; without a task one is chosen."""
    task = asked_task(request)
    if task and task.school_class_id:
        url = reverse("health:vaccination_new", args=[task.school_class_id])
        return redirect(f"{url}?task={task.pk}")
    return redirect("health:vaccination_list")


@allow(KEEP)
def vaccination_made_up(request: Request, pk: int) -> HttpResponse:
    """The missing doses were given."""
    seen = Entry.objects.visible_to(request.user, KEEP).values("pk")
    rows = VaccinationLine.objects.filter(sheet__entry__in=seen)
    line = get_object_or_404(rows.select_related("child", "sheet__entry"), pk=pk)
    reading.note_child(request, line.child, Reading.Act.OPENED, title=_("Vaccination"))
    form = MadeUpForm(request.POST or None, line=line, **who(request, timezone.now()))
    back = reverse("health:vaccination_list")
    heading = _("Doses made up for: %(child)s") % {"child": line.child}
    given = {"cancel_url": back, "then": back, "saved": _("Saved: {result}")}
    return form_under(request, form, heading, EXAMS, **given)


@allow(SEE)
def vaccination_letters(request: Request, pk: int) -> HttpResponse:
    """补种通知: to the guardians of those whose doses are missing."""
    sheet = one_sheet(request, VaccinationCheck, pk)
    states = VaccinationLine.State
    lines = sheet.lines.filter(state__in=[states.MISSING, states.NONE], seen_again_on=None)
    lines = list(lines.select_related("child").defer("child__identity_number", "child__note"))
    return letters(request, "health/vaccination_letters.html", sheet, lines, _("Vaccination"))


# Transfer.


@allow(KEEP)
def transfer_cert_new(request: Request) -> HttpResponse:
    """What goes along with a child that changes its kindergarten."""
    task = asked_task(request)
    form = TransferCertForm(
        request.POST or None, child=asked_child(request), **who(request, timezone.now())
    )
    given = then_task(task, submit_label=_("Issue the certificate"), saved=_("Saved: {result}"))
    return form_under(request, form, _("Transfer health certificate"), EXAMS, **given)


@allow(SEE)
def transfer_cert_print(request: Request, pk: int) -> HttpResponse:
    seen = Entry.objects.visible_to(request.user, SEE).values("pk")
    rows = TransferHealthCert.objects.filter(entry__in=seen).exclude(entry__status=VOIDED)
    cert = get_object_or_404(rows.select_related("child", "entry__entered_by"), pk=pk)
    reading.note_child(request, cert.child, Reading.Act.PRINTED, title=_("Transfer certificate"))
    context = {"cert": cert, "now": timezone.now()}
    return TemplateResponse(request, "health/transfer_cert_print.html", context)


exam_urls = [
    path("examinations/", schedule_list, name="schedule_list"),
    path("examinations/entry/", entry_exam_list, name="entry_exam_list"),
    path("examinations/entry/new/", entry_exam_new, name="entry_exam_new"),
    path("examinations/entry/nobody/", entry_exam_nobody, name="entry_exam_nobody"),
    path("examinations/entry/<int:pk>/print/", entry_exam_print, name="entry_exam_print"),
    path("examinations/yearly/", health_exam_list, name="health_exam_list"),
    path("examinations/yearly/<int:class_pk>/new/", health_exam_new, name="health_exam_new"),
    path("examinations/yearly/<int:pk>/letters/", health_exam_letters, name="health_exam_letters"),
    path("vaccination/", vaccination_list, name="vaccination_list"),
    path("vaccination/new/", vaccination_of_task, name="vaccination_of_task"),
    path("vaccination/<int:class_pk>/new/", vaccination_new, name="vaccination_new"),
    path("vaccination/lines/<int:pk>/made-up/", vaccination_made_up, name="vaccination_made_up"),
    path("vaccination/<int:pk>/letters/", vaccination_letters, name="vaccination_letters"),
    path("transfers/new/", transfer_cert_new, name="transfer_cert_new"),
    path("transfers/<int:pk>/print/", transfer_cert_print, name="transfer_cert_print"),
]
