"""What the term summary says of accidents, of what was taught, of meetings, letters and plans."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from logistics.contributions import Asked, Chapter
from logistics.documents import Block, Listing, Number, Table, Text
from logistics.records.counting import READ, standing
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from safety.models import Accountability, Severity
from safety.organisation import answering, counting

FIGURES = "duties.view_compliance"


def write_accidents(asked: Asked) -> Iterator[Block]:
    """The rate against the target, and whose merits are vetoed."""
    figures = counting.of_term(
        asked.term, asked.person, FIGURES, now=asked.now, campus=asked.campus
    )
    url = f"{reverse('safety:injury_figures')}?{urlencode({'term': asked.term.pk})}"
    on = min(asked.now.date(), asked.term.ends_on)
    yield Table(
        (_("Target"), _("Figure"), _("At most"), pgettext("a target", "Met")),
        tuple(
            (
                str(target.title), Number(said(target.value), url), said(target.most),
                _("No") if target.is_met is False else _("Yes"),
            )
            for target in figures.targets(on)
        ),
        _("Safety targets"),
    )  # fmt: skip
    counts = [(str(s.label), figures.by_severity[s]) for s in Severity if figures.by_severity[s]]
    yield Text(
        (
            _("Injuries registered: "),
            Number(figures.count, url),
            *(part for title, count in counts for part in (f", {title} ", Number(count, url))),
        )
    )
    vetoed = list(within(answering.vetoed(*span(asked)), asked))
    if vetoed:
        yield Listing(tuple(veto_words(each) for each in vetoed))


def said(value: Any) -> str:
    return "—" if value is None else f"{value.normalize():f}"


def veto_words(each: Accountability) -> str:
    return _("Merits vetoed: %(person)s, %(what)s") % {"person": each.person, "what": each.what}


def span(asked: Asked) -> Any:
    return start_of(asked.term.starts_on), end_of(asked.term.ends_on)


def within(rows: Any, asked: Asked) -> Any:
    """Of the campuses the reader reaches."""
    entries = Entry.objects.filter(Entry.objects.within(asked.person, READ))
    if asked.campus:
        entries = entries.filter(campus=asked.campus)
    return rows.filter(entry__in=entries.values("pk"))


def write_people(asked: Asked) -> Iterator[Block]:
    """How often it was taught, talked about, met, signed and written."""
    rows = [
        (_("Safety education"), "safety-education"),
        (_("Safety talks"), "safety-talks"),
        (_("Meetings"), "safety-meetings"),
        (_("Responsibility letters"), "responsibility-letters"),
        (_("Pledges of the parents, by class"), "parent-pledges"),
        (_("Editions of emergency plans"), "emergency-plans"),
        (_("Contacts with the police and others"), "outside-contacts"),
    ]
    yield Table(
        (_("What"), _("Records")),
        tuple((title, standing(asked, code)) for title, code in rows),
    )


CHAPTERS = [
    Chapter(gettext_lazy("Accidents and safety targets"), write_accidents, order=51),
    Chapter(gettext_lazy("Safety education and responsibility"), write_people, order=52),
]
