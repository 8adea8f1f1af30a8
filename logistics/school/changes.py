"""Who must hear of it when the calendar, the classes or the places change.

The school stands below the duties and cannot call them: whoever cares says so in its contributions.
"""

from datetime import date

from logistics.contributions import all_contributions
from logistics.school.models import Term


def calendar_changed(term: Term) -> None:
    for app in all_contributions():
        if app.after_calendar:
            app.after_calendar(term)


def days_changed(first: date, last: date) -> None:
    """Some days changed: in every term they touch."""
    for term in Term.objects.overlapping(first, last):
        calendar_changed(term)


def school_changed(on: date) -> None:
    """A class or a place changed: in every term that is not over on that day."""
    for term in Term.objects.filter(ends_on__gte=on):
        calendar_changed(term)
