"""阅读确认: who must read which version, who has, who has not yet."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.contributions import InboxLine, InboxSource
from logistics.papers.models import Paper, PaperConfirmation, PaperReader, PaperVersion
from logistics.school.models import Person, Post


@dataclass(frozen=True)
class Asked:
    """One colleague who must read a paper, and when they confirmed the version."""

    person: Person
    roles: str
    confirmed_at: datetime | None


def asked_of(version: PaperVersion, on: date) -> list[Asked]:
    """Everybody whose post today asks for it, first who has not confirmed; two queries."""
    confirmed = dict(version.confirmations.values_list("person", "at"))
    people: dict[int, tuple[Person, list[str]]] = {}
    for post in posts_asked(version.paper, on):
        known = people.setdefault(post.person_id, (post.person, []))
        words = str(post.get_role_display())
        if words not in known[1]:
            known[1].append(words)
    rows = [
        Asked(person, _(", ").join(roles), confirmed.get(pk))
        for pk, (person, roles) in people.items()
    ]
    return sorted(rows, key=lambda row: (row.confirmed_at is not None, row.person.pinyin))


def posts_asked(paper: Paper, on: date) -> QuerySet[Post]:
    roles = PaperReader.objects.filter(paper=paper).values("role")
    posts = Post.objects.current(on).filter(role__in=roles, person__is_active=True)
    if paper.campus_id:
        posts = posts.filter(Q(campus=paper.campus_id) | Q(campus=None))
    return posts.select_related("person").order_by("pk")


def may_confirm(person: Any, version: PaperVersion, on: date) -> bool:
    """Whether this version waits for this person."""
    return waiting_of(person, on).filter(pk=version.pk).exists()


def waiting_of(person: Any, on: date) -> QuerySet[PaperVersion]:
    """The versions in force that one of the person's roles must read and they have not confirmed."""
    done = PaperConfirmation.objects.filter(version=OuterRef("pk"), person_id=person.pk)
    rows = PaperVersion.objects.current().valid_on(on).filter(~Exists(done), by_roles(person, on))
    return rows.select_related("paper")


def by_roles(person: Any, on: date) -> Exists:
    """A paper of one campus is asked of those who hold the role there.

    Left to the database: the question is worded before it is known for which day.
    """
    held = Post.objects.current(on).filter(person_id=person.pk, role=OuterRef("role"))
    there = held.filter(Q(campus=None) | Q(campus=OuterRef("paper__campus")))
    asked = PaperReader.objects.filter(paper=OuterRef("paper"))
    return Exists(asked.filter((Q(paper__campus=None) & Exists(held)) | Exists(there)))


def waiting(person: Any, now: datetime) -> QuerySet[PaperVersion]:
    return waiting_of(person, timezone.localdate(now)).order_by("valid_from", "pk")


def line(version: PaperVersion, now: datetime) -> InboxLine:
    title = _("Read and confirm: %(paper)s") % {"paper": version.paper}
    facts = _("Version %(number)s") % {"number": version.number}
    return InboxLine(title, version.paper.get_absolute_url(), facts)


TO_READ = InboxSource(
    code="papers",
    title=gettext_lazy("To read"),
    waiting=waiting,
    line=line,
    everything="papers:paper_list",
    everything_query="view=mine",
    leaves=True,
    order=35,
)
