"""Lines of work: the one person named for locks and water, for meals and tea …"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from logistics.access import Request, allow
from logistics.fields import whole_number
from logistics.pages import list_page
from logistics.school.forms.people import WorkLineForm
from logistics.school.models import WorkLine
from logistics.school.views.frame import LINES, PEOPLE, by_whom, form_under
from logistics.school.weeks import school_year


@allow("school.view_person")
def work_line_list(request: Request) -> HttpResponse:
    visible = WorkLine.objects.visible_to(request.user, "school.view_person")
    years = list(visible.order_by("-school_year").values_list("school_year", flat=True).distinct())
    wanted = whole_number(request.GET.get("year", ""))
    year = school_year(timezone.localdate()) if wanted is None else wanted
    lines = (
        visible.filter(school_year=year).select_related("person", "campus").order_by("title", "pk")
    )
    rows = "school/_work_line_rows.html"
    template = "school/work_line_list.html"
    return list_page(request, lines, template, fragment=rows, years=years, year=year)


@allow("school.arrange")
def work_line_new(request: Request) -> HttpResponse:
    form = WorkLineForm(request.POST or None, **by_whom(request))
    saved = _("%(line)s is named.") % {"line": "{result}"}
    return form_under(request, form, _("New line of work"), PEOPLE, LINES, saved=saved)


@allow("school.arrange")
def work_line_edit(request: Request, pk: int) -> HttpResponse:
    line = get_object_or_404(WorkLine.objects.visible_to(request.user, "school.arrange"), pk=pk)
    form = WorkLineForm(request.POST or None, instance=line, **by_whom(request))
    saved = _("%(line)s is named.") % {"line": "{result}"}
    return form_under(request, form, _("Edit the line of work"), PEOPLE, LINES, saved=saved)


@require_POST
@allow("school.arrange")
def work_line_remove(request: Request, pk: int) -> HttpResponse:
    line = get_object_or_404(WorkLine.objects.visible_to(request.user, "school.arrange"), pk=pk)
    line.delete()
    messages.success(request, _("%(line)s is taken off the list.") % {"line": line})
    return redirect("school:work_line_list")
