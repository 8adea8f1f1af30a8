"""Consent: the answers of one child, of a whole class, and the forms guardians sign."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.access import Request, allow
from logistics.pages import form_page
from logistics.school import consents, reading
from logistics.school.forms.consents import ConsentForm
from logistics.school.models import Child, Reading, SchoolClass
from logistics.school.views.children import seen
from logistics.school.views.classes import last_term
from logistics.school.views.frame import CHILDREN, way_to


@allow("school.view_child")
def child_consents(request: Request, pk: int) -> HttpResponse:
    """What holds now, purpose by purpose, and all that was ever said."""
    child = get_object_or_404(seen(request), pk=pk)
    reading.note_child(request, child, Reading.Act.OPENED)
    context = {
        "child": child,
        "answers": consents.answers([child], timezone.localdate())[child.pk],
        "said": [
            {"title": consents.PURPOSES[said.purpose].title, "consent": said}
            for said in child.consents.select_related("recorded_by")
        ],
        "may_record": recordable(request).filter(pk=pk).exists(),
    }
    return TemplateResponse(request, "school/child_consents.html", context)


def recordable(request: Request) -> QuerySet[Child]:
    return Child.objects.visible_to(request.user, "school.record_consent")


@allow("school.record_consent")
def consent_new(request: Request, pk: int) -> HttpResponse:
    """Write down what a guardian said, or took back."""
    child = get_object_or_404(recordable(request), pk=pk)
    now = timezone.now()
    form = ConsentForm(
        request.POST or None,
        child=child,
        guardians=list(child.guardians.all()),
        by=request.user,
        now=now,
        on=timezone.localdate(now),
    )
    crumbs = [way_to(CHILDREN), way_to(child)]
    return form_page(
        request,
        form,
        "school/consent_new.html",
        saved=_("What was said for %(child)s is written down.") % {"child": child},
        then=child_page(child),
        heading=_("Consent of a guardian"),
        child=child,
        crumbs=crumbs,
        cancel_url=child_page(child),
    )


def child_page(child: Child) -> str:
    return reverse("school:child_consents", args=[child.pk])


@allow("school.view_child")
def consent_form(request: Request, pk: int) -> HttpResponse:
    """The A4 form for one child; with ?blank=1 nothing is filled in."""
    child = get_object_or_404(seen(request), pk=pk)
    return forms_page(request, [child], way_to(child), blank="blank" in request.GET)


@allow("school.view_child")
def class_consents(request: Request, pk: int) -> HttpResponse:
    """Who of a class has agreed to what; on paper with ?print=1."""
    school_class = found_class(request, pk)
    today = timezone.localdate()
    children = attending(request, school_class, today)
    answers = consents.answers(children, today)
    on_paper = "print" in request.GET
    context = {
        "school_class": school_class,
        "purposes": consents.PURPOSES.values(),
        "rows": [{"child": child, "answers": answers[child.pk]} for child in children],
        "totals": totals(list(answers.values())),
        "today": today,
        "now": timezone.now(),
        "may_record": request.user.has_perm("school.record_consent"),
    }
    if on_paper:
        title = _("Consents of %(school_class)s") % {"school_class": school_class}
        context["announcement"] = reading.note_taken(
            request, Reading.Act.PRINTED, title, [child.pk for child in children]
        )
    name = "class_consents_print" if on_paper else "class_consents"
    return TemplateResponse(request, f"school/{name}.html", context)


def totals(rows: list[list[consents.Answer]]) -> list[dict[str, Any]]:
    """How many said yes to each purpose, and how many were not asked."""
    return [
        {
            "purpose": purpose,
            "yes": sum(row[place].is_yes for row in rows),
            "unasked": sum(row[place].consent is None for row in rows),
        }
        for place, purpose in enumerate(consents.PURPOSES.values())
    ]


@allow("school.view_child")
def class_consent_forms(request: Request, pk: int) -> HttpResponse:
    """A form for each child of the class, a page each."""
    school_class = found_class(request, pk)
    children = attending(request, school_class, timezone.localdate())
    return forms_page(request, children, way_to(school_class), title=str(school_class))


def found_class(request: Request, pk: int) -> SchoolClass:
    visible = SchoolClass.objects.visible_to(request.user, "school.view_child")
    return get_object_or_404(visible.select_related("campus"), pk=pk)


def attending(request: Request, school_class: SchoolClass, today: date) -> list[Child]:
    term = last_term(school_class.school_year, today)
    there = seen(request).attending(today).defer("identity_number", "note")
    return list(there.filter(enrolments__school_class=school_class, enrolments__term=term))


def forms_page(
    request: Request,
    children: list[Child],
    back: tuple[str, str],
    *,
    blank: bool = False,
    title: str = "",
) -> HttpResponse:
    """The forms to sign: filled in with what holds, or blank."""
    today = timezone.localdate()
    answers = consents.answers(children, today)
    pages = [{"child": child, "answers": answers[child.pk]} for child in children]
    context = {
        "pages": [{"child": None, "answers": unasked()}] if blank else pages,
        "back": back,
        "wording": consents.WORDING,
        "now": timezone.now(),
    }
    if not blank:
        title = _("Consent forms %(of)s") % {"of": title or children[0].number}
        keys = [child.pk for child in children]
        context["announcement"] = reading.note_taken(request, Reading.Act.PRINTED, title, keys)
    return TemplateResponse(request, "school/consent_form.html", context)


def unasked() -> list[consents.Answer]:
    return [consents.Answer(purpose, None) for purpose in consents.PURPOSES.values()]
