"""The yardstick: what a page costs that does nothing but show rows."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from logistics.access import allow
from logistics.duties.models import Task


@allow(None)
def bare(request: HttpRequest) -> HttpResponse:
    """One query with four joins, 50 rows of 13 cells, one template without a layout."""
    rows = Task.objects.select_related("duty", "campus", "school_class", "term")
    return render(request, "bare.html", {"rows": rows.order_by("due_at", "pk")[:50]})
