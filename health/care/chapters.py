"""What the term summary says of examinations, special care, health education and the staff."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from health.care import counting
from health.models import HealthEducation, HealthExam, VaccinationCheck
from logistics.contributions import Asked, Chapter
from logistics.documents import Block, Number, Table, Text
from logistics.records.counting import READ, of_term, read, standing
from logistics.records.models import Entry


def write(asked: Asked) -> Iterator[Block]:
    """Special care by reason and outcome; examinations; certificates; what was taught."""
    rows = counting.of_term(asked.term, asked.person, campus=asked.campus)
    if rows:
        yield special_care(rows, asked)
    exams = sums(HealthExam, asked, "expected", "examined", "abnormal")
    yield Text(
        (
            _(
                "Yearly examination: %(examined)s of %(expected)s children examined, %(abnormal)s "
                "with findings."
            )
            % exams,
        )
    )
    checked = sums(VaccinationCheck, asked, "checked", "missing")
    yield Text(
        (_("Vaccination certificates checked: %(checked)s, doses missing: %(missing)s.") % checked,)
    )
    yield education(asked)


def special_care(rows: list[counting.Tally], asked: Asked) -> Table:
    url = f"{reverse('health:special_care_counts')}?{urlencode({'term': asked.term.pk})}"
    return Table(
        (_("Reason"), _("Carried over"), _("Began"), _("Closed"), pgettext("cases", "Open")),
        tuple(
            (row.title, *(Number(n, url) for n in (row.carried, row.opened, row.closed, row.open)))
            for row in rows
        ),
        _("Special care"),
    )


def sums(model: Any, asked: Asked, *columns: str) -> dict[str, int]:
    """Figures only, of all campuses whose registers the person reads: no name is told."""
    here: Any = Entry.objects.standing().filter(Entry.objects.within(asked.person, READ))
    here = of_term(asked, here.filter(kind=model.kind_code)).order_by()
    rows = model.objects.filter(entry__in=here.values("pk"))
    added = rows.aggregate(**{name: Sum(name) for name in columns})
    return {name: value or 0 for name, value in added.items()}


def education(asked: Asked) -> Text:
    held = read(asked).filter(kind=HealthEducation.kind_code).order_by()
    lectures = HealthEducation.objects.filter(
        entry__in=held.values("pk"), form=HealthEducation.Form.LECTURE
    )
    return Text(
        (
            _("Health education: "),
            standing(asked, "health-education"),
            _(", of them lectures: %(count)s") % {"count": lectures.count()},
        )
    )


CHAPTERS = [Chapter(gettext_lazy("Examinations and special care"), write, order=44)]
