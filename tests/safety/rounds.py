"""Build what a test of rounds does not care about, so that it names only what it does."""

from datetime import date

from safety.models import Checklist, ChecklistArea, ChecklistItem, ChecklistVersion, Result
from safety.rounds import progress, submitting, walking
from safety.rounds.stops import offered
from safety.rounds.submitting import Closing
from safety.rounds.walking import Said
from tests.duties.factories import moment

MONDAY = date(2026, 9, 7)
AT = moment("2026-09-07 09:00")
LATER = moment("2026-09-07 09:40")


def make_list(*titles, code="own-list", items=(), **given):
    """A list of things to tick, unless its items are given as fields."""
    usual = {"title": "Yard", "kind": "inspection", "source": "weekly"}
    checklist = Checklist.objects.create(code=code, **usual | given)
    edition = ChecklistVersion.objects.create(checklist=checklist, number=1)
    area = ChecklistArea.objects.create(version=edition, title="All", position=1)
    fields = [{"title": title} for title in titles] + list(items)
    ChecklistItem.objects.bulk_create(
        ChecklistItem(area=area, position=n, **given) for n, given in enumerate(fields)
    )
    return checklist


def begin(checklist, campus, by, *, now=AT, about=None):
    """Begun at every stop there is, or at those named."""
    stops = offered(checklist, campus, by, on=MONDAY)
    wanted = [stop for stop in stops if about is None or stop.about in about]
    return walking.begin(checklist, campus, wanted, by=by, now=now)


def say(run, by, *said, stop=0, now=AT, at=None):
    """The results of the things of a stop, in their order; None is not answered."""
    here = list(run.stops.order_by("position"))[stop]
    items = list(progress.items_of(run.edition))
    rows = [
        one if isinstance(one, Said) else Said(item, one)
        for item, one in zip(items, said, strict=False)
        if one is not None
    ]
    return walking.answer(here, rows, by=by, now=now, at=at)


def submit(run, by, *, now=LATER, **given):
    return submitting.submit(
        progress.read(run), Closing(**{"happened_at": now} | given), by=by, now=now
    )


def wrong(item, note="", **given):
    return Said(item, Result.ABNORMAL, note=note, **given)


def walk(checklist, campus, by, *said, now=LATER):
    """A round of one stop, begun, answered and submitted."""
    run = begin(checklist, campus, by, now=now)
    say(run, by, *said, now=now)
    return submit(run, by, now=now)
