"""What the term summary says of records: how many, how many late and why, what was corrected."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.contributions import Asked, Chapter, kinds, registers
from logistics.documents import Block, Number, Table
from logistics.records.counting import entries_of, in_register, listed, lists_records
from logistics.records.searching import EntrySearch

MOST_REASONS = 20
STATES = ("late", "corrected", "voided")


def written(asked: Asked) -> Iterator[Block]:
    """Each register the person may open: how many rows, late, corrected, voided; and why late."""
    found = (register for register in registers().values() if register.kind)
    books = [register for register in found if asked.person.has_perm(register.permission)]
    headings = (_("Register"), _("Records"), _("Late entries"), _("Corrected"), _("Voided"))
    yield Table(headings, tuple((str(book.title), *figures(asked, book)) for book in books))
    for register in books:
        yield from reasons(asked, register)


def figures(asked: Asked, register: Any) -> list[Number | str]:
    """All rows, then those of each state, as far as the register can be asked for it."""
    if lists_records(register):
        states = {s: Count("pk", filter=EntrySearch.STATES[s]) for s in STATES}
        counts = entries_of(asked, register).aggregate(all=Count("pk"), **states)
        each = (listed(asked, counts[state], register.code, state=state) for state in STATES)
        return [listed(asked, counts["all"], register.code), *each]
    by_state = "state" in register.filters
    return [
        in_register(asked, register.code),
        *(in_register(asked, register.code, state=s) if by_state else "—" for s in STATES),
    ]


def reasons(asked: Asked, register: Any) -> Iterator[Block]:
    title = kinds()[register.kind].title
    late = entries_of(asked, register).filter(is_late=True)
    counted = late.values_list("late_reason").annotate(count=Count("pk"))
    found = list(counted.order_by("-count", "late_reason")[:MOST_REASONS])
    rows = [(reason, late_for(asked, register, reason, count)) for reason, count in found]
    if shown := tuple(row for row in rows if row[1].value):
        caption = _("Why records were entered late: %(kind)s") % {"kind": title}
        yield Table((_("Reason"), _("Records")), shown, caption)


def late_for(asked: Asked, register: Any, reason: str, records: int) -> Number:
    if lists_records(register):
        return listed(asked, records, register.code, state="late", reason=reason)
    if {"state", "reason"} <= set(register.filters):
        return in_register(asked, register.code, state="late", reason=reason)
    return Number(records)


CHAPTERS = [Chapter(gettext_lazy("What was recorded, and when"), written, 30)]
