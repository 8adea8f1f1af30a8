"""What the term summary says of contradictions."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy

from logistics.contradictions.models import CONDITIONS, Contradiction, State
from logistics.contributions import Asked, Chapter
from logistics.documents import Block, Number, Table

VIEW = "contradictions.view"


def found(asked: Asked) -> Iterator[Block]:
    """Of this term: to be checked, in hand, put right, explained."""
    if not asked.person.has_perm(VIEW):
        return
    rows = Contradiction.objects.visible_to(asked.person, VIEW)
    rows = rows.filter(on__range=(asked.term.starts_on, asked.term.ends_on))
    if asked.campus:
        rows = rows.filter(campus=asked.campus)
    counts = rows.aggregate(**{s.value: Count("pk", filter=CONDITIONS[s]) for s in State})
    yield Table(
        tuple(str(state.label) for state in State),
        (tuple(number(asked, counts[state.value], state) for state in State),),
    )


def number(asked: Asked, value: int, state: State) -> Number:
    query = {"state": state.value, "term": asked.term.pk}
    if asked.campus:
        query["campus"] = asked.campus.pk
    return Number(value, f"{reverse('contradictions:contradiction_list')}?{urlencode(query)}")


CHAPTERS = [Chapter(gettext_lazy("Records that contradicted each other"), found, 70)]
