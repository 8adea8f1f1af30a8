"""What the term summary says of examinations, special care, health education and the staff."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from health.care import counting, educating
from health.models import HealthExam, VaccinationCheck
from logistics.contributions import Asked, Chapter
from logistics.documents import Block, Number, Table, Text
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of

SEE = "records.view_register"


def of_term(asked: Asked, kind: str) -> Any:
    """The records of a kind in the term where the person reads; figures only, so no name is told."""
    span = (start_of(asked.term.starts_on), end_of(asked.term.ends_on))
    entries = Entry.objects.standing().filter(kind=kind, happened_at__range=span)
    entries = entries.filter(Entry.objects.within(asked.person, SEE))
    return entries.filter(campus=asked.campus) if asked.campus else entries


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
            (row.title, *map(Number, (row.carried, row.opened, row.closed)), Number(row.open, url))
            for row in rows
        ),
        _("Special care"),
    )


def sums(model: Any, asked: Asked, *columns: str) -> dict[str, int]:
    entries = of_term(asked, model.kind_code)
    rows = model.objects.filter(entry__in=entries.values("pk"))
    added = rows.aggregate(**{name: Sum(name) for name in columns})
    return {name: value or 0 for name, value in added.items()}


def education(asked: Asked) -> Text:
    held = list(educating.of_term(asked.term, asked.person, SEE))
    if asked.campus:
        held = [each for each in held if each.entry.campus_id == asked.campus.pk]
    query = urlencode({"first": asked.term.starts_on, "last": asked.term.ends_on})
    url = f"{reverse('duties:register', args=['health-education'])}?{query}"
    lectures = sum(each.form == each.Form.LECTURE for each in held)
    return Text(
        (
            _("Health education: "),
            Number(len(held), url),
            _(", of them lectures: %(count)s") % {"count": lectures},
        )
    )


CHAPTERS = [Chapter(gettext_lazy("Examinations and special care"), write, order=44)]
