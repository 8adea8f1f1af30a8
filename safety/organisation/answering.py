"""Letters of responsibility given out and signed by both sides; who answers when something went wrong."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.access import Role
from logistics.duties import filing, signing
from logistics.errors import Refused
from logistics.records.models import Entry, Signature, Signer
from logistics.records.models.signatures import Capacity
from logistics.school.models import Post, SchoolClass
from safety.models import (
    Accountability,
    LetterRound,
    LettersSigned,
    ResponsibilityLetter,
)


def letter_subject(sort: str) -> str:
    return f"letter:{sort}"


@transaction.atomic
def give_out(letters: LetterRound, people: Sequence[Any], *, by: Any, now: datetime) -> LetterRound:
    """A letter for each person, waiting for their signature and the leader's."""
    people = [person for person in dict.fromkeys(people) if person != letters.leader]
    if not people:
        raise Refused(_("Choose who signs. Nobody signs both sides."))
    letters.made_by, letters.made_at = by, now
    letters.save(force_insert=True)
    posts = posts_of(people, letters.campus_id, timezone.localdate(now))
    sheets = [letter_for(letters, person, posts.get(person.pk), by, now) for person in people]
    for entry in filing.submit_many(sheets, settle=False):
        sheet = next(each for each in sheets if each.entry.pk == entry.pk)
        signing.ask(
            entry,
            [(Capacity.LEADER, letters.leader), (Capacity.RESPONSIBLE, sheet.person)],
            now=now,
        )
    return letters


def letter_for(
    letters: LetterRound, person: Any, post: Post | None, by: Any, now: datetime
) -> ResponsibilityLetter:
    entry = Entry(
        campus=letters.campus,
        school_class=class_of(post) if post else None,
        subject=letter_subject(letters.sort),
        happened_at=now,
        entered_at=now,
        entered_by=by,
    )
    return ResponsibilityLetter(
        entry=entry,
        round=letters,
        person=person,
        post=str(post.get_role_display()) if post else "",
        text=letters.text,
        valid_from=letters.valid_from,
        valid_to=letters.valid_to,
    )


def class_of(post: Post) -> SchoolClass | None:
    """A class teacher answers for the class; others for the school."""
    return post.school_class if post.role == Role.TEACHER else None


def posts_of(people: Iterable[Any], campus: int, day: date) -> dict[int, Post]:
    """The post each holds at the campus, that of a class before others; in one query."""
    rows = Post.objects.current(day).filter(person__in=[person.pk for person in people])
    rows = rows.select_related("school_class").order_by("school_class", "pk")
    found: dict[int, Post] = {}
    for post in rows:
        known = found.get(post.person_id)
        if known is None or (post.campus_id == campus and known.campus_id != campus):
            found[post.person_id] = post
    return found


def when_signed(entry: Entry, *, by: Any, now: datetime) -> None:
    """The last signature of the last letter of a round proves that all have signed."""
    sheet = ResponsibilityLetter.objects.select_related("round").get(pk=entry.pk)
    finish(sheet.round, by=by, now=now)


@transaction.atomic
def finish(letters: LetterRound, *, by: Any, now: datetime) -> Entry | None:
    """File that everybody has signed, if that is so and is not filed yet.

    Of two who give the last two signatures at once the later one waits here and sees both.
    """
    letters = LetterRound.objects.select_for_update().select_related("campus").get(pk=letters.pk)
    sheets = standing_letters(letters)
    filed = letters.completions.exclude(entry__status=Entry.Status.VOIDED)
    waiting = Signer.objects.open().filter(entry__in=sheets.values("entry"))
    if not sheets.exists() or waiting.exists() or filed.exists():
        return None
    entry = Entry(campus=letters.campus, subject=letter_subject(letters.sort), happened_at=now)
    done = LettersSigned(entry=entry, round=letters, letters=sheets.count())
    return filing.submit(done, by=by, now=now)


def standing_letters(letters: LetterRound) -> Any:
    return letters.letters.exclude(entry__status=Entry.Status.VOIDED)


@transaction.atomic
def sign_all(letters: LetterRound, *, by: Any, now: datetime) -> int:
    """The leader signs every letter of a round that still waits for it; says how many."""
    rows = Signer.objects.open().filter(entry__in=standing_letters(letters).values("entry"))
    mine = list(rows.filter(person=by).select_related("entry"))
    for signer in mine:
        entry = signer.entry
        signing.sign(entry, signer.capacity, by=by, now=now, seen=entry.version)
    return len(mine)


@transaction.atomic
def signed_on_paper(
    sheet: ResponsibilityLetter, *, by: Any, now: datetime, photos: Sequence[Any] = ()
) -> Signature:
    """Somebody without a login has signed by hand; `by` keeps the paper, its photo goes with it."""
    entry = sheet.entry
    for attach in photos:
        attach(entry=entry)
    given = {"by": sheet.person, "now": now, "seen": entry.version, "noted_by": by}
    return signing.sign(entry, Capacity.RESPONSIBLE, **given)


@dataclass(frozen=True)
class Progress:
    """How many letters a round has, and how many of them both sides have signed."""

    letters: int = 0
    signed: int = 0

    @property
    def is_done(self) -> bool:
        return self.letters > 0 and self.letters == self.signed

    @property
    def missing(self) -> int:
        return self.letters - self.signed


def progress_of(rounds: Iterable[LetterRound]) -> dict[int, Progress]:
    """Of several rounds, in two queries."""
    sheets = ResponsibilityLetter.objects.filter(round__in=[each.pk for each in rounds])
    sheets = sheets.exclude(entry__status=Entry.Status.VOIDED)
    told = list(sheets.values_list("pk", "round"))
    waiting = Signer.objects.open().filter(entry__in=[pk for pk, _round in told])
    unsigned = set(waiting.values_list("entry_id", flat=True))
    every = Counter(of_round for _pk, of_round in told)
    signed = Counter(of_round for pk, of_round in told if pk not in unsigned)
    return {key: Progress(every[key], signed[key]) for key in every}


def unsigned(rounds: Any) -> Any:
    """The letters of these rounds that still wait for somebody's signature."""
    waiting = Signer.objects.open().filter(entry=OuterRef("pk"))
    sheets = ResponsibilityLetter.objects.filter(Exists(waiting), round__in=rounds.values("pk"))
    return sheets.exclude(entry__status=Entry.Status.VOIDED)


# When something went wrong.


def letter_in_force(person: Any, day: date) -> ResponsibilityLetter | None:
    """The letter by which somebody answered on a day: signed by them, the latest."""
    signed = Signature.objects.filter(by=person, capacity=Capacity.RESPONSIBLE).values("entry")
    rows = ResponsibilityLetter.objects.filter(
        person=person, valid_from__lte=day, valid_to__gte=day, entry__in=signed
    ).exclude(entry__status=Entry.Status.VOIDED)
    return rows.select_related("entry", "round").order_by("-valid_from", "-pk").first()


@transaction.atomic
def hold_accountable(said: Accountability, *, by: Any, now: datetime) -> Entry:
    """File who answers, with the letter in force on the day; nobody judges themselves."""
    if said.person == by:
        raise Refused(_("Nobody decides about their own responsibility."))
    day = timezone.localdate(happened(said))
    said.letter = letter_in_force(said.person, day)
    return filing.submit(said, by=by, now=now)


def happened(said: Accountability) -> datetime:
    """When it went wrong: the day whose letter counts."""
    if said.injury:
        return said.injury.entry.happened_at
    if said.finding:
        return said.finding.found_at
    return said.entry.happened_at


def vetoed(first: datetime, last: datetime) -> Any:
    """Whose merits are vetoed for what was decided between two moments."""
    rows = Accountability.objects.filter(vetoes=True, entry__happened_at__range=(first, last))
    return rows.exclude(entry__status=Entry.Status.VOIDED).select_related("person", "entry")
