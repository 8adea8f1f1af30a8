"""A child's health file on one page, and every health register of the term with its completeness."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from health import files
from health.care import ledgers
from health.views.care_frame import SEE, seen_children
from logistics.access import Request, allow
from logistics.pages import list_page
from logistics.school import reading
from logistics.school.forms.children import ChildSearch
from logistics.school.models import Child, Reading, Term
from logistics.school.views.frame import by_whom, this_term


class FileSearch(ChildSearch):
    """Children whose file this person may open."""

    permission = SEE


@allow(SEE)
def health_file_list(request: Request) -> HttpResponse:
    """Find the child whose file is wanted."""
    on = timezone.localdate()
    term = this_term(on)
    search = FileSearch(request.GET, term=term, **by_whom(request))
    seen = Child.objects.visible_to(request.user, SEE).defer("identity_number", "note")
    children = search.apply(seen).with_class(term).order_by("pinyin", "pk")
    rows = "health/_health_file_rows.html"
    return list_page(
        request, children, "health/health_file_list.html", fragment=rows, search=search
    )


@allow(SEE)
def health_file(request: Request, pk: int) -> HttpResponse:
    """All that is known of a child's health; it is kept who opened and who printed it."""
    on = timezone.localdate()
    child = get_object_or_404(seen_children(request).with_class(this_term(on)), pk=pk)
    on_paper = "print" in request.GET
    act = Reading.Act.PRINTED if on_paper else Reading.Act.OPENED
    reading.note_child(request, child, act, title=_("Health file"))
    context = {
        "child": child,
        "age": child.age(on),
        "school_class": child.class_name,
        "sections": files.sections(child, on),
        "now": timezone.now(),
    }
    name = "health_file_print" if on_paper else "health_file"
    return TemplateResponse(request, f"health/{name}.html", context)


@allow("records.view_register")
def ledger_set(request: Request) -> HttpResponse:
    """Every health register of a term: what was owed, what there is, what is missing."""
    on, now = timezone.localdate(), timezone.now()
    terms = list(Term.objects.filter(starts_on__lte=on).order_by("-starts_on")[:6])
    asked = request.GET.get("term", "")
    term = next((t for t in terms if str(t.pk) == asked), terms[0] if terms else None)
    rows = ledgers.of_term(term, request.user, now=now) if term else []
    context = {"term": term, "terms": terms, "rows": rows, "now": now}
    name = "ledger_set_print" if "print" in request.GET else "ledger_set"
    return TemplateResponse(request, f"health/{name}.html", context)


file_urls = [
    path("files/", health_file_list, name="health_file_list"),
    path("files/<int:pk>/", health_file, name="health_file"),
    path("registers/", ledger_set, name="ledger_set"),
]
