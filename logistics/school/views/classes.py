"""Classes of a school year, and the days on which one of them stays at home."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from logistics.access import Request, allow
from logistics.pages import list_page
from logistics.school import closures, zones
from logistics.school.forms.classes import ClassForm, ClassSearch, ClosureForm, EnrolClassForm
from logistics.school.models import Child, ClassClosure, SchoolClass, Term
from logistics.school.views.frame import (
    CLASSES,
    asked,
    by_whom,
    form_under,
    last_changes,
    looked_at,
    this_term,
)
from logistics.school.weeks import school_year


@allow("school.view_class")
def class_list(request: Request) -> HttpResponse:
    today = timezone.localdate()
    search = ClassSearch(asked(request), **by_whom(request))
    visible = SchoolClass.objects.visible_to(request.user, "school.view_class")
    rows = "school/_class_rows.html"
    return list_page(
        request,
        search.apply(visible).select_related("campus").with_children(term_of(search), today),
        "school/class_list.html",
        fragment=rows,
        search=search,
    )


def term_of(search: ClassSearch) -> Term | None:
    """The term in which the children of a year are counted: this one, or the year's last."""
    search.is_valid()
    year = search.cleaned_data.get("school_year") or school_year(search.on)
    return last_term(year, search.on)


def last_term(year: int, today: date) -> Term | None:
    now = this_term(today)
    if now and now.school_year == year:
        return now
    return Term.objects.filter(school_year=year).order_by("-starts_on").first()


def arranged(request: Request) -> QuerySet[SchoolClass]:
    return SchoolClass.objects.visible_to(request.user, "school.arrange")


@allow("school.view_class")
def class_(request: Request, pk: int) -> HttpResponse:
    visible = SchoolClass.objects.visible_to(request.user, "school.view_class")
    shown = get_object_or_404(visible.select_related("campus"), pk=pk)
    today = timezone.localdate()
    term = last_term(shown.school_year, today)
    context = {
        "school_class": shown,
        "term": term,
        "today": today,
        "children": children_of(request, shown, term),
        "posts": shown.posts.current(today).select_related("person"),
        "places": shown.places.in_use().select_related("custodian"),
        "closures": shown.closures.all(),
        "may_change": arranged(request).filter(pk=pk).exists(),
        "before": zones.term_before(term) if term else None,
        "changes": last_changes(shown),
        "now": timezone.now(),
    }
    return TemplateResponse(request, "school/class.html", context)


def children_of(
    request: Request, school_class: SchoolClass, term: Term | None
) -> list[dict[str, Any]]:
    """Who is in the class this term, as far as one may know: with sex and age."""
    today = timezone.localdate()
    visible = Child.objects.visible_to(request.user, "school.view_child").attending(today)
    there = visible.filter(enrolments__school_class=school_class, enrolments__term=term)
    return [{"child": child, "age": child.age(today)} for child in there]


@allow("school.arrange")
def class_new(request: Request) -> HttpResponse:
    given = {"campus": looked_at(request), "school_year": school_year(timezone.localdate())}
    form = ClassForm(request.POST or None, initial=given, **by_whom(request))
    saved = _("%(name)s is added.") % {"name": "{result}"}
    return form_under(request, form, _("New class"), CLASSES, saved=saved)


@allow("school.arrange")
def class_edit(request: Request, pk: int) -> HttpResponse:
    shown = get_object_or_404(arranged(request), pk=pk)
    form = ClassForm(request.POST or None, instance=shown, **by_whom(request))
    saved = _("%(name)s is saved.") % {"name": shown}
    return form_under(request, form, _("Edit"), CLASSES, shown, saved=saved)


@allow("school.arrange")
def class_enrol(request: Request, pk: int) -> HttpResponse:
    """Take over the children of a class as it was in the term before."""
    shown = get_object_or_404(arranged(request), pk=pk)
    term = last_term(shown.school_year, timezone.localdate())
    before = zones.term_before(term) if term else None
    if term is None or before is None:
        raise Http404
    form = EnrolClassForm(
        request.POST or None, school_class=shown, term=term, before=before, **by_whom(request)
    )
    saved = _("The children are in %(name)s.") % {"name": shown}
    purpose = _("From %(before)s into %(term)s. Children who have a class already stay there.") % {
        "before": before,
        "term": term,
    }
    heading = _("Take over children")
    return form_under(request, form, heading, CLASSES, shown, saved=saved, purpose=purpose)


@allow("school.arrange")
def closure_new(request: Request, class_pk: int) -> HttpResponse:
    shown = get_object_or_404(arranged(request), pk=class_pk)
    form = ClosureForm(
        request.POST or None, instance=ClassClosure(school_class=shown), **by_whom(request)
    )
    saved = _("%(name)s stays at home on these days.") % {"name": shown}
    heading = _("Close the class for some days")
    return form_under(request, form, heading, CLASSES, shown, saved=saved, then=shown)


@require_POST
@allow("school.arrange")
def closure_remove(request: Request, pk: int) -> HttpResponse:
    found = ClassClosure.objects.filter(school_class__in=arranged(request))
    closure = get_object_or_404(found.select_related("school_class"), pk=pk)
    closures.reopen(closure)
    messages.success(
        request, _("%(name)s comes to school on these days.") % {"name": closure.school_class}
    )
    return redirect(closure.school_class)
