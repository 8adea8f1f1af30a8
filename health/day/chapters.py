"""What the term summary says of the class's day."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from health.day import statistics
from health.models import HealthObservation, MedicineGiven, MorningCheck
from logistics.contributions import Asked, Chapter, registers
from logistics.documents import Block, Number, Table, Text
from logistics.records.models import Entry
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
        tuple(row(term, figures_of(asked, term)) for term in terms),
        _("Attendance of the children"),
    )  # fmt: skip
    yield Table(
        (_("Kind"), _("Number")),
        (
            (_("Morning and noon checks"), counted(asked, MorningCheck, "health-observations")),
            (_("All-day observations"), counted(asked, HealthObservation, "health-observations")),
            (_("Doses of medicine given"), counted(asked, MedicineGiven, "medicine-given")),
        ),
        _("Checks, observation and medicine"),
    )


def row(term: Any, figures: statistics.Figures) -> tuple[Any, ...]:
    address = f"{reverse('duties:register', args=['attendance-statistics'])}?period=t{term.pk}"
    rate = "—" if figures.rate is None else f"{figures.rate}%"
    ill = figures.of("infectious") + figures.of("ill")
    return (
        str(term),
        figures.expected,
        figures.present,
        Number(rate, address),
        ill,
        figures.missing_days,
    )


def counted(asked: Asked, model: Any, register: str) -> Number:
    """How many of the term; the address leads to the register for those who may read it."""
    standing = ~Q(entry__status=Entry.Status.VOIDED)
    rows = model.objects.filter(standing, on__range=(asked.term.starts_on, asked.term.ends_on))
    rows = rows.filter(entry__school_class__in=classes_of(asked, asked.term))
    if not asked.person.has_perm(registers()[register].permission):
        return Number(rows.count())
    query = urlencode({"first": asked.term.starts_on, "last": asked.term.ends_on})
    return Number(rows.count(), f"{reverse('duties:register', args=[register])}?{query}")


CHAPTERS = [Chapter(gettext_lazy("The children's days"), write, order=60)]
