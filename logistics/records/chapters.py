"""What the term summary says of records: how many, how many late and why, what was corrected.

What a register lists is counted as its page counts it, so that each number equals the page.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.contributions import Asked, Chapter, kinds, registers
from logistics.documents import Block, Number, Table
from logistics.records.models import Entry
from logistics.records.registers import EntryRegister
from logistics.records.searching import EntrySearch
from logistics.school.calendar import end_of, start_of

MOST_REASONS = 20
STATES = ("late", "corrected", "voided")


def days(asked: Asked) -> tuple[date, date]:
    return asked.term.starts_on, asked.term.ends_on


def narrowed(asked: Asked, **more: Any) -> str:
    """The part of an address that says of which rows we speak."""
    first, last = days(asked)
    query = {"first": first, "last": last} | more
    if asked.campus:
        query["campus"] = asked.campus.pk
    return urlencode(query)


def listed(asked: Asked, value: int, register: Any, **more: Any) -> Number:
    url = reverse("duties:register", args=[register.code])
    return Number(value, f"{url}?{narrowed(asked, **more)}")


def in_register(asked: Asked, register: Any, **more: Any) -> Number:
    """How many rows the page of a register lists for this person; nowhere to go without the right."""
    search = register.search(
        QueryDict(narrowed(asked, **more)),
        person=asked.person,
        now=asked.now,
        permission=register.permission,
        only=register.filters,
    )
    count = register().rows(asked.person, search).count()
    if not asked.person.has_perm(register.permission):
        return Number(count)
    return listed(asked, count, register, **more)


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
        each = (listed(asked, counts[state], register, state=state) for state in STATES)
        return [listed(asked, counts["all"], register), *each]
    by_state = "state" in register.filters
    return [
        in_register(asked, register),
        *(in_register(asked, register, state=s) if by_state else "—" for s in STATES),
    ]


def lists_records(register: Any) -> bool:
    """Whether its rows are the records of its kind, all of them: these are counted in one go."""
    return register.rows is EntryRegister.rows and register.search is EntrySearch


def entries_of(asked: Asked, register: Any) -> QuerySet[Entry]:
    """The records of a kind that the person may open, as its register counts them."""
    seen = Entry.objects.visible_to(asked.person, register.permission).filter(kind=register.kind)
    first, last = days(asked)
    seen = seen.filter(happened_at__range=(start_of(first), end_of(last)))
    return seen.filter(campus=asked.campus) if asked.campus else seen


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
        return listed(asked, records, register, state="late", reason=reason)
    if {"state", "reason"} <= set(register.filters):
        return in_register(asked, register, state="late", reason=reason)
    return Number(records)


CHAPTERS = [Chapter(gettext_lazy("What was recorded, and when"), written, 30)]
