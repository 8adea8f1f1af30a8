"""Children: found by those who look after them; what they must not get, by those who must know."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from logistics.access import Request, allow
from logistics.pages import list_page
from logistics.school import consents, reading
from logistics.school.forms.children import (
    ChildForm,
    ChildSearch,
    EnrolmentForm,
    GuardianForm,
    HealthForm,
)
from logistics.school.masks import masked_identity
from logistics.school.models import Child, Guardian, Reading, School
from logistics.school.models.classes import ChildQuerySet
from logistics.school.views.frame import CHILDREN, by_whom, form_under, last_changes, this_term
from logistics.sheets import XLSX, write_sheet

MOST_READINGS = 10


@allow("school.view_child")
def child_list(request: Request) -> HttpResponse:
    term = this_term(timezone.localdate())
    search = ChildSearch(request.GET, term=term, **by_whom(request))
    # A list never opens what is encrypted.
    children = search.apply(seen(request).defer("identity_number", "note")).with_class(term)
    rows = "school/_child_rows.html"
    return list_page(request, children, "school/child_list.html", fragment=rows, search=search)


@allow("school.view_child")
def child_sheet(request: Request) -> HttpResponse:
    """The same rows as a spreadsheet: without numbers, which are never needed by the dozen."""
    term = this_term(timezone.localdate())
    search = ChildSearch(request.GET, term=term, **by_whom(request))
    children = list(search.apply(seen(request).defer("identity_number", "note")).with_class(term))
    title = f"{School.current()} {_('Children')}"
    notice = reading.note_taken(
        request, Reading.Act.EXPORTED, _("List of children"), [child.pk for child in children]
    )
    headings = [
        pgettext("of a person", "Name"),
        _("Class"),
        _("Number"),
        _("Sex"),
        _("Date of birth"),
        _("Left on"),
    ]
    rows = [
        [c.name, c.class_name, c.number, str(c.get_sex_display()), c.birth_on, c.left_on]
        for c in children
    ]
    book = write_sheet(title, headings, rows, notes=[notice])
    response = HttpResponse(book, content_type=XLSX)
    name = _("Children %(day)s.xlsx") % {"day": timezone.localdate()}
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response.headers["Content-Disposition"] = disposition
    return response


@allow("school.view_child")
def child(request: Request, pk: int) -> HttpResponse:
    shown = get_object_or_404(seen(request), pk=pk)
    reading.note_child(request, shown, Reading.Act.OPENED)
    return child_page(request, shown, revealed=False)


@require_POST
@allow("school.view_child")
def child_reveal(request: Request, pk: int) -> HttpResponse:
    """Show the numbers that are masked, and remember who looked."""
    shown = get_object_or_404(seen(request), pk=pk)
    reading.note_child(request, shown, Reading.Act.REVEALED)
    return child_page(request, shown, revealed=True)


def seen(request: Request) -> ChildQuerySet:
    """The children this person looks after."""
    return Child.objects.visible_to(request.user, "school.view_child")


def child_page(request: Request, shown: Child, *, revealed: bool) -> HttpResponse:
    guardians = list(shown.guardians.all())
    enrolments = shown.enrolments.select_related("term", "school_class")
    context = {
        "child": shown,
        "age": shown.age(timezone.localdate()),
        "revealed": revealed,
        "masked_identity": masked_identity(shown.identity_number),
        "guardians": guardians,
        "has_numbers": any(guardian.phone for guardian in guardians) or shown.identity_number,
        "enrolments": enrolments.order_by("-term__starts_on"),
        "may_change": changeable(request).filter(pk=shown.pk).exists(),
        "changes": last_changes(shown),
        "now": timezone.now(),
        "answers": consents.answers([shown], timezone.localdate())[shown.pk],
    }
    context |= health_of(request, shown) | privacy_of(request, shown)
    return TemplateResponse(request, "school/child.html", context)


def privacy_of(request: Request, child: Child) -> dict[str, Any]:
    """Who has read this page, and since when its data are gone, for those who answer for it."""
    if not request.user.has_perm("school.view_reading"):
        return {"readings": [], "erased": None}
    log = Reading.objects.about_child(child).select_related("by")
    return {
        "readings": log[:MOST_READINGS],
        "readings_url": f"{reverse('school:reading_list')}?child={child.pk}",
        "erased": child.erasures.first(),
    }


def health_of(request: Request, child: Child) -> dict[str, Any]:
    """What it must not get and how it eats, for those who must know."""
    known = Child.objects.visible_to(request.user, "school.view_allergy")
    if not known.filter(pk=child.pk).exists():
        return {"may_know": False}
    return {
        "may_know": True,
        "allergies": list(child.allergies.all()),
        "diets": list(child.diets.all()),
    }


def changeable(request: Request) -> QuerySet[Child]:
    return Child.objects.visible_to(request.user, "school.change_child")


@allow("school.change_child")
def child_new(request: Request) -> HttpResponse:
    term = this_term(timezone.localdate())
    given = {"school_class": request.GET.get("class")}
    form = ChildForm(request.POST or None, term=term, initial=given, **by_whom(request))
    saved = _("%(name)s is added.") % {"name": "{result}"}
    return form_under(request, form, _("New child"), CHILDREN, saved=saved)


@allow("school.change_child")
def child_edit(request: Request, pk: int) -> HttpResponse:
    shown = get_object_or_404(changeable(request), pk=pk)
    form = ChildForm(request.POST or None, instance=shown, term=None, **by_whom(request))
    saved = _("%(name)s is saved.") % {"name": shown}
    return form_under(request, form, _("Edit"), CHILDREN, shown, saved=saved)


@allow("school.change_child")
def child_enrol(request: Request, pk: int) -> HttpResponse:
    """Put a child into a class for a term."""
    shown = get_object_or_404(changeable(request), pk=pk)
    given = {"term": this_term(timezone.localdate())}
    form = EnrolmentForm(request.POST or None, child=shown, initial=given, **by_whom(request))
    saved = _("The class of %(name)s is saved.") % {"name": shown}
    return form_under(request, form, _("Class of a term"), CHILDREN, shown, saved=saved)


@allow("school.view_allergy")
def child_health(request: Request, pk: int) -> HttpResponse:
    """What a child must not get, and how it eats."""
    visible = Child.objects.visible_to(request.user, "school.view_allergy")
    shown = get_object_or_404(visible, pk=pk)
    reading.note_child(request, shown, Reading.Act.OPENED, title=_("Allergies and diets"))
    form = HealthForm(request.POST or None, instance=shown)
    saved = _("Allergies and diets of %(name)s are saved.") % {"name": shown}
    return form_under(request, form, _("Allergies and diets"), CHILDREN, shown, saved=saved)


@allow("school.change_child")
def guardian_new(request: Request, child_pk: int) -> HttpResponse:
    shown = get_object_or_404(changeable(request), pk=child_pk)
    form = GuardianForm(request.POST or None, instance=Guardian(child=shown))
    saved = _("%(name)s is added.") % {"name": "{result}"}
    return form_under(request, form, _("New guardian"), CHILDREN, shown, saved=saved, then=shown)


@allow("school.change_child")
def guardian_edit(request: Request, pk: int) -> HttpResponse:
    found = Guardian.objects.filter(child__in=changeable(request)).select_related("child")
    guardian = get_object_or_404(found, pk=pk)
    form = GuardianForm(request.POST or None, instance=guardian)
    saved = _("%(name)s is saved.") % {"name": guardian}
    child = guardian.child
    return form_under(request, form, str(guardian), CHILDREN, child, saved=saved, then=child)


@require_POST
@allow("school.change_child")
def guardian_remove(request: Request, pk: int) -> HttpResponse:
    found = Guardian.objects.filter(child__in=changeable(request)).select_related("child")
    guardian = get_object_or_404(found, pk=pk)
    guardian.delete()
    messages.success(request, _("%(name)s is taken off the list.") % {"name": guardian})
    return redirect(guardian.child)
