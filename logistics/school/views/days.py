"""Days of the calendar written by hand: one, several, or a holiday of the State Council's notice."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from logistics.access import Request, allow
from logistics.school.forms.terms import DaysForm, NoticeForm
from logistics.school.models import Term
from logistics.school.views.frame import TERMS, by_whom, form_under


@allow("school.arrange")
def day_edit(request: Request, term_pk: int) -> HttpResponse:
    """What a day is; the calendar links here with the day in the address."""
    term = get_object_or_404(Term, pk=term_pk)
    form = DaysForm(
        request.POST or None,
        term=term,
        initial={"first": day_asked(request)},
        **by_whom(request),
    )
    heading, saved = _("What the days are"), _("The days are set.")
    return form_under(request, form, heading, TERMS, term, saved=saved)


def day_asked(request: Request) -> date | None:
    try:
        return parse_date(request.GET.get("day", ""))
    except ValueError:
        return None


@allow("school.arrange")
def notice_new(request: Request, term_pk: int) -> HttpResponse:
    term = get_object_or_404(Term, pk=term_pk)
    form = NoticeForm(request.POST or None, term=term, **by_whom(request))
    saved = _("The holiday is in the calendar.")
    heading = _("A holiday of the State Council's notice")
    return form_under(request, form, heading, TERMS, term, saved=saved)
