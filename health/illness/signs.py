"""Signs of illness: which child showed what on which day, from wherever it was written down.

Whoever writes such things down answers `Sign`s of the days from `first` to `last`, and has one line
in a list here.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.utils import timezone

from health.day import showing
from health.models import InfectiousCase, IsolationRoomUse
from health.signs import Sign, Source
from logistics.school.calendar import end_of, start_of

SPELL = timedelta(days=14)  # of the same child and disease: the same illness goes on


def of_cases(first: date, last: date) -> Iterator[Sign]:
    """The registered cases, each on the day of its onset."""
    rows = InfectiousCase.objects.standing().filter(onset_on__range=(first, last))
    for on, school_class, child, disease in rows.values_list(
        "onset_on", "entry__school_class_id", "child_id", "disease__code"
    ):
        if school_class:
            yield Sign(on, school_class, child, disease)


def symptoms_of_cases(first: date, last: date) -> Iterator[Sign]:
    rows = InfectiousCase.objects.standing().filter(onset_on__range=(first, last))
    for on, school_class, child, symptoms in rows.values_list(
        "onset_on", "entry__school_class_id", "child_id", "symptoms"
    ):
        if school_class:
            yield from (Sign(on, school_class, child, symptom) for symptom in symptoms)


def of_isolation_room(first: date, last: date) -> Iterator[Sign]:
    rows = IsolationRoomUse.objects.exclude(entry__status="voided").filter(
        entry__happened_at__range=(start_of(first), end_of(last))
    )
    for at, school_class, child, symptoms in rows.values_list(
        "entry__happened_at", "entry__school_class_id", "child_id", "symptoms"
    ):
        if school_class:
            on = timezone.localdate(at)
            yield from (Sign(on, school_class, child, symptom) for symptom in symptoms)


# Who tells of diseases, over half a year; and who tells of symptoms, over days.
DISEASES: list[Source] = [of_cases, showing.diseases]
SYMPTOMS: list[Source] = [symptoms_of_cases, of_isolation_room, showing.symptoms]


def gather(sources: Iterable[Source], first: date, last: date) -> list[Sign]:
    return [sign for source in sources for sign in source(first, last)]


def onsets(signs: Iterable[Sign]) -> list[Sign]:
    """Of each illness of each child the first day alone: who is away ill for a week fell ill once."""
    found: list[Sign] = []
    last: dict[tuple[int, str], date] = {}
    for sign in sorted(signs, key=lambda sign: (sign.on, sign.child, sign.what)):
        before = last.get((sign.child, sign.what))
        if before is None or sign.on - before > SPELL:
            found.append(sign)
        last[sign.child, sign.what] = sign.on
    return found
