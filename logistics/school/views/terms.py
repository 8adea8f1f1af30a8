"""Terms, and the school calendar of each as a sheet of weeks."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.access import Request, allow
from logistics.pages import list_page
from logistics.school import calendar
from logistics.school.forms.terms import TermForm
from logistics.school.models import Campus, Term
from logistics.school.posts import campuses_of
from logistics.school.views.frame import (
    TERMS,
    by_whom,
    form_under,
    last_changes,
    looked_at,
    only_for_the_whole_school,
)
from logistics.school.weeks import suggested_term, weeks_of


@allow("duties.view_calendar")
def term_list(request: Request) -> HttpResponse:
    rows = "school/_term_rows.html"
    return list_page(
        request,
        Term.objects.all(),
        "school/term_list.html",
        fragment=rows,
        today=timezone.localdate(),
    )


@allow("duties.view_calendar")
def term(request: Request, pk: int) -> HttpResponse:
    shown = get_object_or_404(Term, pk=pk)
    today = timezone.localdate()
    sites = campuses_of(request.user, today)
    site = chosen_site(request, sites)
    context = {
        "term": shown,
        "tabs_of_sites": tabs_of(sites, site) if len(sites) > 1 else [],
        "weeks": weeks_of(shown, site, on=today) if site else [],
        "missing_years": calendar.years_without_notice(shown),
        "week_now": shown.week_of(today) if shown.starts_on <= today <= shown.ends_on else None,
        "changes": last_changes(shown),
        "now": timezone.now(),
    }
    return TemplateResponse(request, "school/term.html", context)


def tabs_of(sites: list[Campus], chosen: Campus | None) -> list[dict[str, Any]]:
    """The same sheet of every campus."""
    return [
        {"title": site.name, "url": f"?campus={site.pk}", "is_current": site == chosen}
        for site in sites
    ]


def chosen_site(request: Request, sites: list[Campus]) -> Campus | None:
    """The campus of the sheet: asked for, else looked at, else the first."""
    wanted = request.GET.get("campus", "")
    asked_for = next((site for site in sites if str(site.pk) == wanted), None)
    return asked_for or looked_at(request) or (sites[0] if sites else None)


@allow("school.arrange")
def term_new(request: Request) -> HttpResponse:
    only_for_the_whole_school(request, "school.arrange")
    form = TermForm(request.POST or None, initial=suggestion(request), **by_whom(request))
    saved = _("%(term)s is laid out.") % {"term": "{result}"}
    return form_under(request, form, _("New term"), TERMS, saved=saved)


def suggestion(request: Request) -> dict[str, Any]:
    """The dates of the term to come, as most schools have them."""
    coming = suggested_term(timezone.localdate())
    return {name: getattr(coming, name) for name in TermForm.Meta.fields}


@allow("school.arrange")
def term_edit(request: Request, pk: int) -> HttpResponse:
    only_for_the_whole_school(request, "school.arrange")
    shown = get_object_or_404(Term, pk=pk)
    form = TermForm(request.POST or None, instance=shown, **by_whom(request))
    saved = _("%(term)s is laid out anew.") % {"term": "{result}"}
    purpose = _("Days that were set by hand stay as they are.")
    return form_under(request, form, _("Edit"), TERMS, shown, saved=saved, purpose=purpose)
