"""What children have borrowed, class by class: who has what, handing out, taking back, the list."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from assets.custody import class_lending
from assets.custody.class_lending import CHILDREN
from assets.forms.class_loans import ClassLendForm
from assets.forms.loans import BackForm
from assets.models import Loan
from logistics.access import Request, allow
from logistics.fields import whole_number
from logistics.pages import asked_words, form_page, list_page
from logistics.school.models import SchoolClass
from logistics.school.views.frame import form_under, looked_at, way_to
from logistics.school.weeks import school_year

CLASSES = (gettext_lazy("Lent to children"), "assets:loan_class_list")
OPTIONS = 20


def classes_seen(request: Request) -> Any:
    """The classes whose children this person sees."""
    return SchoolClass.objects.visible_to(request.user, CHILDREN).select_related("campus")


@allow(CHILDREN)
def loan_class_list(request: Request) -> HttpResponse:
    """The classes of this year, and those of earlier ones that still have something."""
    on = timezone.localdate()
    classes = class_lending.with_counts(classes_seen(request), on)
    classes = classes.filter(school_year=school_year(on)) | classes.filter(out__gt=0)
    if campus := looked_at(request):
        classes = classes.filter(campus=campus)
    return list_page(
        request,
        classes.order_by("-school_year", "campus__position", "position", "pk"),
        "assets/loan_class_list.html",
        fragment="assets/_loan_class_rows.html",
    )


def one_class(request: Request, pk: int) -> SchoolClass:
    return get_object_or_404(classes_seen(request), pk=pk)


@allow(CHILDREN)
def loan_class(request: Request, pk: int) -> HttpResponse:
    """Child by child what is out; on paper with ?print, to take everything back by."""
    shown, on = one_class(request, pk), timezone.localdate()
    name = "loan_class_print" if "print" in request.GET else "loan_class"
    loans = list(class_lending.loans_of(shown))
    context = {
        "school_class": shown,
        "children": by_child(shown, loans),
        "loans": loans,
        "today": on,
        "now": timezone.now(),
    }
    return TemplateResponse(request, f"assets/{name}.html", context)


def by_child(school_class: SchoolClass, loans: list[Loan]) -> list[tuple[Any, list[Loan]]]:
    """Every child of the class with what it has, also those who have left it with something."""
    there = class_lending.children_of(school_class, timezone.localdate())
    found: dict[Any, list[Loan]] = {child: [] for child in there}
    for loan in loans:
        held = getattr(loan, "held", None)  # none, once the child's file is deleted
        if held:
            found.setdefault(held.child, []).append(loan)
    return list(found.items())


@allow(CHILDREN)
def loan_class_lend(request: Request, pk: int) -> HttpResponse:
    """One thing to each child that is ticked."""
    shown = one_class(request, pk)
    asked = whole_number(request.GET.get("asset", ""))
    form = ClassLendForm(
        request.POST or None,
        school_class=shown,
        by=request.user,
        now=timezone.now(),
        initial={"asset": asked} if asked else {},
    )
    return form_under(
        request,
        form,
        _("Lend to the children of %(class)s") % {"class": shown},
        CLASSES,
        crumbs=[way_to(CLASSES), (str(shown), class_lending.page_of(shown))],
        cancel_url=class_lending.page_of(shown),
        purpose=_("The class teacher answers for it and is reminded."),
        then=class_lending.page_of(shown),
        submit_label=_("Lend"),
        saved=_("Lent: {result}"),
    )


@allow(CHILDREN)
def loan_class_return(request: Request, pk: int) -> HttpResponse:
    """By the list of the class: what is back is ticked."""
    shown = one_class(request, pk)
    form = BackForm(
        request.POST or None,
        by=request.user,
        now=timezone.now(),
        loans=list(class_lending.loans_of(shown)),
    )
    return form_page(
        request,
        form,
        "assets/loan_return.html",
        heading=_("Take back from %(class)s") % {"class": shown},
        names_children=True,
        then=class_lending.page_of(shown),
        cancel_url=class_lending.page_of(shown),
        saved=_("Back: {result}"),
        submit_label=pgettext("a loan", "Take back"),
    )


@allow(CHILDREN)
def loan_class_options(request: Request) -> HttpResponse:
    """What a search box offers to lend to children."""
    found = class_lending.lendable_by(request.user).matching(asked_words(request))[:OPTIONS]
    return TemplateResponse(request, "school/_options.html", {"options": found})


class_loan_urls = [
    path("", loan_class_list, name="loan_class_list"),
    path("options/", loan_class_options, name="loan_class_options"),
    path("<int:pk>/", loan_class, name="loan_class"),
    path("<int:pk>/lend/", loan_class_lend, name="loan_class_lend"),
    path("<int:pk>/return/", loan_class_return, name="loan_class_return"),
]
