"""A figure of a text, and the page of the register on which it can be counted.

What a register lists is counted as its page counts it, so that the figure equals the page.
"""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse

from logistics.contributions import Asked, registers
from logistics.documents import Number
from logistics.records.models import Entry
from logistics.records.registers import EntryRegister
from logistics.records.searching import EntrySearch
from logistics.school.calendar import end_of, start_of

READ = "records.view_register"


def days(asked: Asked) -> tuple[date, date]:
    return asked.term.starts_on, asked.term.ends_on


def narrowed(asked: Asked, **more: Any) -> str:
    """The part of an address that says of which rows we speak: those of the term, if of no other
    period."""
    first, last = days(asked)
    span = {} if "period" in more else {"first": first, "last": last}
    campus = {"campus": asked.campus.pk} if asked.campus else {}
    return urlencode(span | more | campus)


def listed(asked: Asked, value: int | str, code: str, **more: Any) -> Number:
    """What was counted, or what stands on the page of a register; nowhere to go without the right."""
    if not asked.person.has_perm(registers()[code].permission):
        return Number(value)
    return Number(value, f"{reverse('duties:register', args=[code])}?{narrowed(asked, **more)}")


def in_register(asked: Asked, code: str, **more: Any) -> Number:
    """How many rows the page of a register lists for this person, as `more` narrows it."""
    register: Any = registers()[code]
    if not asked.person.has_perm(register.permission):
        return closed(asked, register.kind)
    if lists_records(register) and set(more) <= {"state", "reason"}:
        rows: Any = entries_of(asked, register)
        if state := more.get("state"):
            rows = rows.filter(EntrySearch.STATES[state])
        if reason := more.get("reason"):
            rows = rows.filter(late_reason=reason)
        return listed(asked, rows.count(), code, **more)
    search = register.search(
        QueryDict(narrowed(asked, **more)),
        person=asked.person,
        now=asked.now,
        permission=register.permission,
        only=register.filters,
    )
    return listed(asked, register().rows(asked.person, search).count(), code, **more)


def standing(asked: Asked, code: str, **more: Any) -> Number:
    """The same without what was voided."""
    return in_register(asked, code, state="standing", **more)


def closed(asked: Asked, *kinds: str) -> Number:
    """For whoever may not open their register: how many stand where the person reads registers."""
    here = Entry.objects.standing().filter(Entry.objects.within(asked.person, READ))
    return Number(of_term(asked, here.filter(kind__in=kinds)).count())


def lists_records(register: Any) -> bool:
    """Whether its rows are the records of its kind, all of them: these are counted in one go."""
    return register.rows is EntryRegister.rows and register.search is EntrySearch


def entries_of(asked: Asked, register: Any) -> QuerySet[Entry]:
    """The records of a kind that the person may open, as its register counts them."""
    seen = Entry.objects.visible_to(asked.person, register.permission).filter(kind=register.kind)
    return of_term(asked, seen)


def of_term(asked: Asked, entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Those of the term, at the campus that is looked at."""
    first, last = days(asked)
    entries = entries.filter(happened_at__range=(start_of(first), end_of(last)))
    return entries.filter(campus=asked.campus) if asked.campus else entries


def read(asked: Asked) -> QuerySet[Entry]:
    """All records of the term that stand, within what the person reads."""
    return of_term(asked, Entry.objects.standing().visible_to(asked.person, READ))
