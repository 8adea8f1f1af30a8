"""What the term summary says of records: how many, how many late and why, what was corrected."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.contributions import Asked, Chapter, kinds, registers
from logistics.documents import Block, Number, Table, Text
from logistics.records.models import Entry
from logistics.records.searching import EntrySearch
from logistics.school.calendar import end_of, start_of

MOST_REASONS = 20


def entries_of(asked: Asked, kind: str) -> QuerySet[Entry]:
    """The records of a kind that the person may open, as its register counts them."""
    seen = Entry.objects.visible_to(asked.person, "records.view_register").filter(kind=kind)
    first, last = days(asked)
    seen = seen.filter(happened_at__range=(start_of(first), end_of(last)))
    return seen.filter(campus=asked.campus) if asked.campus else seen


def days(asked: Asked) -> tuple[date, date]:
    return asked.term.starts_on, asked.term.ends_on


def listed(asked: Asked, value: int, register: Any, **more: Any) -> Number:
    first, last = days(asked)
    query = {"first": first, "last": last} | more
    if asked.campus:
        query["campus"] = asked.campus.pk
    return Number(value, f"{reverse('duties:register', args=[register.code])}?{urlencode(query)}")


def written(asked: Asked) -> Iterator[Block]:
    """Each register of records: how many, late, corrected, voided; then why they were late."""
    books = [register for register in registers().values() if register.kind]
    rows: list[tuple[str | Number, ...]] = []
    for register in books:
        counts = entries_of(asked, register.kind).aggregate(all=Count("pk"), **by_state())
        figures = (listed(asked, counts[state], register, state=state) for state in STATES)
        rows.append((str(register.title), listed(asked, counts["all"], register), *figures))
    headings = (_("Register"), _("Records"), _("Late entries"), _("Corrected"), _("Voided"))
    yield Table(headings, tuple(rows))
    for register in books:
        yield from reasons(asked, register)


STATES = ("late", "corrected", "voided")


def by_state() -> dict[str, Count]:
    return {state: Count("pk", filter=EntrySearch.STATES[state]) for state in STATES}


def reasons(asked: Asked, register: Any) -> Iterator[Block]:
    late = entries_of(asked, register.kind).filter(Q(is_late=True))
    counted = late.values("late_reason").annotate(count=Count("pk"))
    found = list(counted.order_by("-count", "late_reason")[:MOST_REASONS])
    if found:
        title = kinds()[register.kind].title
        yield Table(
            (_("Reason"), _("Records")),
            tuple(
                (
                    row["late_reason"],
                    listed(asked, row["count"], register, state="late", reason=row["late_reason"]),
                )
                for row in found
            ),
            _("Why records were entered late: %(kind)s") % {"kind": title},
        )
    else:
        yield Text((_("%(kind)s: no record was entered late.") % {"kind": register.title},))


CHAPTERS = [Chapter(gettext_lazy("What was recorded, and when"), written, 30)]
