"""The yardstick: what a page costs that does nothing but show rows."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from health.models import AttendanceLine
from logistics.access import allow
from logistics.duties.models import Task


@allow(None)
def bare(request: HttpRequest) -> HttpResponse:
    """One query with four joins, 50 rows of 13 cells, one template without a layout."""
    rows = Task.objects.select_related("duty", "campus", "school_class", "term")
    return render(request, "bare.html", {"rows": rows.order_by("due_at", "pk")[:50]})


@require_POST
@allow(None)
def bare_rows(request: HttpRequest, pk: int) -> HttpResponse:
    """The lines of a class inserted in one go, and nothing else."""
    AttendanceLine.objects.bulk_create(
        AttendanceLine(sheet_id=pk, child_id=int(child), on=date(2000, 1, 1), position=position)
        for position, child in enumerate(request.POST.getlist("child"))
    )
    return redirect("/bare/")
