"""What waits for people and is told to them: news, the inbox, what is put before others."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from logistics.contributions.records import Words, nothing


@dataclass(frozen=True)
class NoticeKind:
    """A kind of news. Its sentence has places: `%(task)s`; it is told in the reader's language.

    `urgent`: told at night too, and beyond the day's measure (what cannot wait for the morning).
    `leaves`: the whole sentence may leave the house, by mail and chat robot; otherwise only the
    title does. Never say so of a sentence that can hold a child's name or anything of health.
    """

    code: str
    title: Words
    sentence: Words
    urgent: bool = False
    leaves: bool = False


@dataclass(frozen=True)
class InboxLine:
    """One thing that waits, as the inbox shows it. `url` is the page on which it is acted on.

    `state` is the code of a state, as `state_tag` knows it; `at` is when it was or will be due.
    """

    title: Words
    url: str
    facts: Words = ""
    state: Words = ""
    is_late: bool = False
    at: datetime | None = None


@dataclass(frozen=True)
class InboxSource:
    """A place from which things wait for a person.

    `waiting(person, now)` is the query of what that person must act on, worst first: its count is
    exact, and every page asks for it; `late(now)` is the condition of those that are late. Both
    are worded once a day for each person: they compare with `now` or its day, never with a moment
    worked out from it, and ask the database for nothing while they are worded.
    `started(person, now)` is what they began and is not ended.
    `line(row, now)` says one row. `everything` names the page that lists them all, with its query.
    `leaves`: the titles of its lines may stand in a mail.
    """

    code: str
    title: Words
    waiting: Callable[[Any, datetime], QuerySet[Any]]
    line: Callable[[Any, datetime], InboxLine]
    late: Callable[[datetime], Q] | None = None
    started: Callable[[Any, datetime], QuerySet[Any]] | None = None
    started_title: Words = ""
    started_line: Callable[[Any, datetime], InboxLine] | None = None
    everything: str = ""
    everything_query: str = ""
    leaves: bool = False
    order: int = 50


@dataclass(frozen=True)
class Fact:
    """One thing those who decide are shown. `parts` are the lines behind it, if it has any.

    The fact `title` is told when it changes; where nothing has, the heading says it.
    """

    code: str
    title: Words
    value: str
    parts: tuple[str, ...] = ()
    is_beginning: bool = False  # the value is no more than how the parts begin


@dataclass(frozen=True)
class Stop:
    """A step of a route: the role that is asked there, one who holds it or everybody."""

    role: str
    everybody: bool = False


@dataclass(frozen=True)
class ApprovalKind:
    """A kind of document that is put before others, and all an approval has to know of it.

    `said(document)` is what they decide on: plain JSON in which no word hangs on a language, for
    its digest is the version seen. `facts(said)` shows that, now or as it was. `campus(document,
    on)` is where the deciders are; None: the whole school. `concerned(document, on)` are the people
    who may not decide, beside the asker. `agreed` and `returned` are called with the document and
    `approval=, by=, now=`, in the transaction of the decision; a refusal there takes it back.
    """

    code: str
    title: Words
    model: type[Model] | str
    route: tuple[Stop, ...]
    said: Callable[[Any], dict[str, Any]]
    facts: Callable[[dict[str, Any]], Iterable[Fact]]
    campus: Callable[[Any, date], Any] = nothing
    amount: Callable[[Any], Decimal | None] = nothing
    concerned: Callable[[Any, date], Iterable[int]] = lambda document, on: ()
    opens: Callable[[Any, Any], bool] = lambda person, document: True
    attachments: Callable[[Any], Iterable[tuple[Words, str]]] = lambda document: ()
    agreed: Callable[..., None] = nothing
    returned: Callable[..., None] = nothing
    phrases: tuple[Words, ...] = ()
    related: tuple[str, ...] = ()  # what of other tables its facts name
    # The route of one document on a day, where it hangs on more than the kind; else `route`.
    route_for: Callable[[Any, date], tuple[Stop, ...]] | None = None
    # What of `route_for` the list of routes says beside `route`, on a day.
    route_said: Callable[[date], Words] = lambda on: ""

    @property
    def has_amount(self) -> bool:
        return self.amount is not nothing

    def find(self, pk: int) -> Any:
        """The document, if it is still there."""
        model = apps.get_model(self.model) if isinstance(self.model, str) else self.model
        rows = model._default_manager.filter(pk=pk)
        return (rows.select_related(*self.related) if self.related else rows).first()
