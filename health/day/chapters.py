"""What the term summary says of the class's day."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from health.day import statistics
from health.day.registers import AttendanceStatistics, ObservationRegister
from health.models import HealthObservation, MorningCheck
from logistics.contributions import Asked, Chapter
from logistics.documents import Block, Number, Table, Text
from logistics.records.counting import closed, listed, standing
from logistics.school.models import SchoolClass


def classes_of(asked: Asked, term: Any) -> Any:
    seen = SchoolClass.objects.visible_to(asked.person, "health.view_statistics")
    rows = seen.in_year(term.school_year)
    return rows.filter(campus=asked.campus) if asked.campus else rows


def figures_of(asked: Asked, term: Any) -> statistics.Figures:
    pairs = classes_of(asked, term).order_by().values_list("pk", "campus")
    last: date = min(term.ends_on, timezone.localdate(asked.now))
    return statistics.total(statistics.by_class(pairs, term.starts_on, last).values())


def write(asked: Asked) -> Iterator[Block]:
    """Attendance of this term and the one before; checks, observations and medicine given."""
    terms = [term for term in (asked.term, asked.before) if term]
    if not classes_of(asked, asked.term).exists():
        yield Text((_("There was no class this term."),))
        return
    yield Table(
        (_("Term"), _("Attendances due"), _("Attendances"), _("Attendance rate"),
         _("Absent ill"), _("Days nobody opened")),
        tuple(row(asked, term, figures_of(asked, term)) for term in terms),
        _("Attendance of the children"),
    )  # fmt: skip
    yield Table(
        (_("Kind"), _("Number")),
        (
            (_("Checks and all-day observations"), observed(asked)),
            (_("Doses of medicine given"), standing(asked, "medicine-given")),
        ),
        _("Checks, observation and medicine"),
    )


def observed(asked: Asked) -> Number:
    """One register has both."""
    if asked.person.has_perm(ObservationRegister.permission):
        return standing(asked, ObservationRegister.code)
    return closed(asked, MorningCheck.kind_code, HealthObservation.kind_code)


def row(asked: Asked, term: Any, figures: statistics.Figures) -> tuple[Any, ...]:
    """What stands at the foot of the statistic leads there."""
    code, period = AttendanceStatistics.code, f"t{term.pk}"
    rate = "—" if figures.rate is None else f"{figures.rate}%"
    ill = figures.of("infectious") + figures.of("ill")
    return (
        str(term),
        listed(asked, figures.of("expected"), code, period=period),
        listed(asked, figures.of("present"), code, period=period),
        rate,
        ill,
        listed(asked, figures.missing_days, code, period=period),
    )


CHAPTERS = [Chapter(gettext_lazy("The children's days"), write, order=60)]
