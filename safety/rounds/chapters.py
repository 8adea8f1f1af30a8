"""What the term summary says of the rounds."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.contributions import Asked, Chapter
from logistics.documents import Block, Number, Table, Text
from logistics.records.counting import standing
from safety.models import Round
from safety.rounds import publishing, summing

REGISTER_OF = {
    "inspection": "inspections",
    "patrol": "patrols",
    "equipment_check": "equipment-checks",
    "closing_check": "closing-checks",
    "building_check": "building-checks",
    "utility_check": "utility-checks",
    "fire_patrol": "fire-patrols",
    "fire_inspection": "fire-inspections",
}
MOST_RANKS = 20


def reach_of(asked: Asked) -> Q:
    reach = asked.person.reach("records.view_register").within(campus="entry__campus_id")
    return reach & Q(entry__campus=asked.campus) if asked.campus else reach


def listed(asked: Asked, one: summing.ListSum) -> Number:
    """In the register in which they stand, unless its words find those of another list as well."""
    found = standing(asked, REGISTER_OF[one.kind], q=one.title)
    return found if found.value == one.rounds else Number(one.rounds)


def write(asked: Asked) -> Iterator[Block]:
    """How many rounds by which list, what they found, what became of it, who stands where."""
    reach, first, last = reach_of(asked), asked.term.starts_on, asked.term.ends_on
    summary = summing.sum_up(reach, first, last, on=timezone.localdate(asked.now))
    yield Text(
        (
            _(
                "%(rounds)s rounds were walked; %(abnormal)s things were not in order, "
                "%(unchecked)s were not reached. Of %(found)s findings %(closed)s are closed."
            )
            % {
                "rounds": summary.rounds,
                "abnormal": summary.abnormal,
                "unchecked": summary.unchecked,
                "found": summary.found,
                "closed": summary.closed,
            },
        )
    )
    if summary.lists:
        yield by_list(asked, summary)
        yield from rankings(reach, asked)


def by_list(asked: Asked, summary: summing.Summary) -> Table:
    rows = tuple(
        (one.title, listed(asked, one), str(one.abnormal), str(one.unchecked))
        for one in summary.lists
    )
    headings = (_("Checklist"), _("Rounds"), _("Not in order"), _("Not checked"))
    return Table(headings, rows, _("Rounds by checklist"))


def rankings(reach: Q, asked: Asked) -> Iterator[Block]:
    """The points of zones, classes and companies over the term; never of people."""
    scored = summing.standing(reach, asked.term.starts_on, asked.term.ends_on)
    scored = scored.filter(score__isnull=False, person=None)
    titles = dict(scored.order_by().values_list("checklist", "checklist__title").distinct())
    for pk, title in titles.items():
        ranks = publishing.ranking(Round.objects.filter(pk__in=scored.filter(checklist=pk)))
        rows = tuple(
            (rank.name or "—", f"{rank.share} %", str(rank.abnormal))
            for rank in ranks[:MOST_RANKS]
            if rank.share is not None
        )
        if rows:
            yield Table((_("Name"), _("Of the points"), _("Not in order")), rows, title)


CHAPTERS = [Chapter(gettext_lazy("Patrols and inspections"), write, 70)]
