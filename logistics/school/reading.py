"""The reading log is written here, in one way: who opened, uncovered or took what, and when.

The clock is read here: the log says when the page was answered, whatever the page is about.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.school.models import Reading, ReadingChild

LONGEST_PAGE, LONGEST_TITLE = 200, 100


def note_child(request: HttpRequest, child: Any, act: str, *, title: str = "") -> Reading:
    """Somebody has a child's page or numbers before them, or takes its file."""
    return kept(request, act, child=child, title=title)


def note_opened(request: HttpRequest, children: Iterable[int | None], *, title: str) -> None:
    """Somebody has a page before them on which each of these children's data stand."""
    given: dict[str, Any] = {"by": request.user, "act": Reading.Act.OPENED, "at": timezone.now()}
    given |= {"title": title[:LONGEST_TITLE], "page": request.path[:LONGEST_PAGE]}
    seen = sorted({child for child in children if child})
    Reading.objects.bulk_create([Reading(child_id=child, **given) for child in seen])


def note_person(request: HttpRequest, person: Any) -> Reading:
    """Somebody has the numbers of a colleague before them."""
    return kept(request, Reading.Act.REVEALED, person=person)


def note_taken(request: HttpRequest, act: str, title: str, children: Iterable[int]) -> str:
    """Somebody takes a list of children away, as a file or on paper.

    Answers the sentence with which the list announces itself: whose it is, and how to treat it.
    """
    return taken_by(request.user, act, title, children, page=request.path)


@transaction.atomic
def taken_by(reader: Any, act: str, title: str, children: Iterable[int], *, page: str) -> str:
    """The same for what leaves in parts, while its request is being answered."""
    children = set(children)
    reading = written(reader, page, act, title=title, count=len(children))
    listed = [ReadingChild(reading=reading, child_id=child) for child in sorted(children)]
    ReadingChild.objects.bulk_create(listed, batch_size=500)
    return announcement(reading)


def kept(request: HttpRequest, act: str, *, title: str = "", **about: Any) -> Reading:
    return written(request.user, request.path, act, title=title, **about)


def written(reader: Any, page: str, act: str, *, title: str = "", **about: Any) -> Reading:
    return Reading.objects.create(
        by=reader,
        act=act,
        title=title[:LONGEST_TITLE],
        page=page[:LONGEST_PAGE],
        at=timezone.now(),
        **about,
    )


def announcement(reading: Reading) -> str:
    said = {
        "person": reading.by,
        "at": f"{timezone.localtime(reading.at):%Y-%m-%d %H:%M}",
        "number": reading.pk,
    }
    return (
        _(
            "Holds personal data of children: show it to nobody else, shred it after use. "
            "Taken by %(person)s on %(at)s, No. %(number)s of the reading log."
        )
        % said
    )
