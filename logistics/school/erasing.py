"""Deleting what the law no longer lets the school keep: ordered, confirmed by a second person, done.

Figures stay: sex, year of birth, class and dates, under a pseudonym. A list of what was deleted lies
beside the database (`erasures.json`, without any name), so that an old backup brings nothing back.
"""

import json
import secrets
from collections.abc import Iterable
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.contributions import child_data
from logistics.errors import Refused
from logistics.models import Draft
from logistics.school import retention
from logistics.school.forgetting import Forgotten, forget, safe_words, words_of
from logistics.school.models import (
    Child,
    Consent,
    DataErasure,
    DataRequest,
    ErasureOrder,
    Guardian,
    Hold,
    Person,
)
from logistics.school.rules import rule

LIST = "erasures.json"
LONGEST = 200


@transaction.atomic
def order(child: Child, *, typed: str, by: Any, now: datetime, reason: str = "") -> ErasureOrder:
    """Order that whatever is due is deleted. Where the rule asks for no second person, it is done.

    Refuses another name than the child's, while an incident is open, and when nothing is due.
    """
    on = timezone.localdate(now)
    refuse_another_name(child.name, typed)
    refuse_held(child)
    parts = retention.due_parts(child, on)
    if not parts:
        raise Refused(_("Nothing of %(child)s may be deleted yet.") % {"child": child})
    if child.orders.waiting().exists():
        raise Refused(_("The deletion is ordered already."))
    ordered = ErasureOrder.objects.create(
        child=child, parts=listed(parts), reason=reason, ordered_by=by, ordered_at=now
    )
    if not rule(retention.SECOND_PERSON, on=on):
        carry_out(ordered, second=None, now=now)
    return ordered


@transaction.atomic
def confirm(ordered: ErasureOrder, *, typed: str, by: Any, now: datetime) -> DataErasure:
    """The second person: never the one who ordered it."""
    if ordered.ordered_by_id == by.pk:
        raise Refused(_("Somebody else confirms what you ordered."))
    refuse_another_name(ordered.child.name, typed)
    return carry_out(ordered, second=by, now=now)


@transaction.atomic
def withdraw(ordered: ErasureOrder, *, now: datetime) -> None:
    if not ErasureOrder.objects.waiting().filter(pk=ordered.pk).update(withdrawn_at=now):
        raise Refused(_("This was decided meanwhile."))


@transaction.atomic
def answer(asked: DataRequest, *, outcome: str, answer: str, by: Any, now: datetime) -> DataRequest:
    """Say once what became of a guardian's request."""
    said = {"outcome": outcome, "answered_by": by, "answered_at": now}
    if not DataRequest.objects.open().filter(pk=asked.pk).update(**said, answer=answer):
        raise Refused(_("This request was answered meanwhile."))
    asked.refresh_from_db()
    return asked


@transaction.atomic
def lift(hold: Hold, *, by: Any, now: datetime) -> None:
    if not Hold.objects.filter(pk=hold.pk, lifted_at=None).update(lifted_by=by, lifted_at=now):
        raise Refused(_("This was decided meanwhile."))


def carry_out(ordered: ErasureOrder, *, second: Any, now: datetime) -> DataErasure:
    if not ErasureOrder.objects.waiting().filter(pk=ordered.pk).update(confirmed_at=now):
        raise Refused(_("This was decided meanwhile."))
    refuse_held(ordered.child)
    due = set(retention.due_parts(ordered.child, timezone.localdate(now)))
    parts = [code for code in ordered.parts.split() if code in due]
    if not parts:
        raise Refused(_("Nothing of %(child)s may be deleted yet.") % {"child": ordered.child})
    basis = basis_of(parts)
    return erase(ordered.child, parts, by=ordered.ordered_by, second=second, now=now, basis=basis)


def refuse_another_name(name: str, typed: str) -> None:
    if typed.strip() != name:
        raise Refused(_("Type the name exactly as it stands here: %(name)s") % {"name": name})


def refuse_held(child: Child) -> None:
    for reason in retention.holds_of(child):
        raise Refused(_("This child's data are kept: %(reason)s") % {"reason": reason})


def basis_of(parts: Iterable[str]) -> str:
    """The rules, by their codes."""
    kept = child_data()
    return ", ".join(sorted({kept[code].keep for code in parts}))[:LONGEST]


def listed(parts: Iterable[str]) -> str:
    return f" {' '.join(parts)} "


# Doing it ----------------------------------------------------------------------------------------


@transaction.atomic
def erase(
    child: Child,
    parts: Iterable[str],
    *,
    by: Any,
    second: Any,
    now: datetime,
    basis: str,
    name: str = "",
) -> DataErasure:
    """Delete these parts. With the part that names the child, everybody else forgets the name too."""
    parts = list(parts)
    pseudonym = name or pseudonym_of(child)
    done = DataErasure.objects.create(
        pseudonym=pseudonym, child=child, parts=listed(parts), mark=mark_of(child.number),
        basis=basis, by=by, second=second, at=now,
    )  # fmt: skip
    words = words_of(child)
    if retention.CHILD in parts:
        safe, _shared = safe_words(words, child)
        forget(Forgotten(safe, pseudonym, by, now, basis))
    kept = child_data()
    for code in parts:
        kept[code].erase(child, now=now, by=by, basis=basis)
    drop_drafts(child)
    transaction.on_commit(keep_list)
    return done


def pseudonym_of(child: Child) -> str:
    """The same for each deletion of one child."""
    earlier = child.erasures.first()
    return earlier.pseudonym if earlier else f"X{secrets.token_hex(4).upper()}"


def mark_of(number: str | None) -> str:
    """Tells the same child or colleague again in an old copy, without saying the number."""
    return sha256(f"houqin {number}".encode()).hexdigest()


def drop_drafts(child: Child) -> None:
    """What somebody typed into a form about the child and did not send."""
    Draft.objects.filter(path__startswith=child.get_absolute_url()).delete()


def make_nameless(child: Child, *, now: datetime, by: Any, basis: str) -> None:
    """Sex, year of birth and dates stay for the statistics; the rest and its history go."""
    erasure = child.erasures.of_part(retention.CHILD).latest("at", "pk")
    child.history.all().delete()
    Child.objects.filter(pk=child.pk).update(
        number=erasure.pseudonym,
        name=erasure.pseudonym,
        pinyin=erasure.pseudonym.lower(),
        initials="",
        birth_on=date(child.birth_on.year, 1, 1),
        identity_number="",
        note="",
    )
    child.requests.update(guardian="—", said="", answer="")
    child.orders.update(reason="")
    child.holds.update(reason="—")
    child.refresh_from_db()


def delete_guardians(child: Child, *, now: datetime, by: Any, basis: str) -> None:
    child.guardians.all().delete()
    Guardian.history.filter(child_id=child.pk).delete()  # also what it says of the deletion


def delete_health(child: Child, *, now: datetime, by: Any, basis: str) -> None:
    for rows in (child.allergies, child.diets):
        rows.all().delete()
        rows.model.history.filter(child_id=child.pk).delete()  # also what it says of the deletion


def empty_consents(child: Child, *, now: datetime, by: Any, basis: str) -> None:
    """That there was a yes stays; who said it goes."""
    Consent.objects.filter(child=child).update(guardian="", relation="", paper="")


# Colleagues --------------------------------------------------------------------------------------


@transaction.atomic
def erase_person(
    person: Person, *, typed: str, by: Any, now: datetime, name: str = "", checked: bool = True
) -> DataErasure:
    """Telephone, identity number and login of somebody who left go; the name under records stays."""
    on = timezone.localdate(now)
    if checked:
        refuse_another_name(person.name, typed)
        if not retention.is_staff_due(person, on):
            raise Refused(_("Nothing of %(person)s may be deleted yet.") % {"person": person})
    done = DataErasure.objects.create(
        pseudonym=name or f"Y{secrets.token_hex(4).upper()}", person=person,
        parts=listed([retention.STAFF]), mark=mark_of(f"{person.pk} {person.name}"),
        basis=retention.KEEP_STAFF, by=by, at=now,
    )  # fmt: skip
    person.set_unusable_password()
    Person.objects.filter(pk=person.pk).update(
        phone="", identity_number="", username=None, password=person.password, is_active=False
    )
    person.history.update(phone="", identity_number="", username=None)
    transaction.on_commit(keep_list)
    return done


# After a restore ---------------------------------------------------------------------------------


def list_place() -> Path:
    return Path(settings.DATA_DIR) / LIST


def read_list(place: Path) -> list[dict[str, Any]]:
    return json.loads(place.read_text("utf-8")) if place.exists() else []


def line_of(done: DataErasure) -> dict[str, Any]:
    return {
        "pseudonym": done.pseudonym,
        "kind": "child" if done.child_id else "person",
        "id": done.child_id or done.person_id,
        "mark": done.mark,
        "parts": done.codes,
        "basis": done.basis,
        "by": done.by_id,
        "second": done.second_id,
        "at": done.at.isoformat(),
    }


def keep_list() -> None:
    """Write down beside the database what was deleted; in one step, and never less than before."""
    place = list_place()
    lines = {key_of(line): line for line in read_list(place)}
    lines |= {key_of(line): line for line in map(line_of, DataErasure.objects.order_by("at", "pk"))}
    fresh = place.with_name(place.name + ".part")
    fresh.write_text(json.dumps(list(lines.values()), ensure_ascii=False, indent=1), "utf-8")
    fresh.replace(place)


def key_of(line: dict[str, Any]) -> tuple[str, str]:
    return line["pseudonym"], " ".join(line["parts"])


def reapply(place: Path) -> int:
    """Delete again what had been deleted when an older copy of the database came back.

    Says how many deletions were done again. One whose child or colleague is not in the copy, or is
    another one there, is passed over.
    """
    known = {(e.pseudonym, " ".join(e.codes)) for e in DataErasure.objects.all()}
    missing = [line for line in read_list(place) if key_of(line) not in known]
    return sum(done_again(line) for line in missing)


def done_again(line: dict[str, Any]) -> bool:
    at, people = datetime.fromisoformat(line["at"]), Person.objects.order_by("pk")
    by = people.filter(pk=line["by"]).first() or people.first()  # an old copy may not know them yet
    if line["kind"] == "person":
        person = people.filter(pk=line["id"]).first()
        if person is None or mark_of(f"{person.pk} {person.name}") != line["mark"]:
            return False
        erase_person(person, typed="", by=by, now=at, name=line["pseudonym"], checked=False)
        return True
    child = Child.objects.filter(pk=line["id"]).first()
    earlier = child is not None and child.erasures.filter(pseudonym=line["pseudonym"]).exists()
    if child is None or not (earlier or mark_of(child.number) == line["mark"]):
        return False
    second = people.filter(pk=line["second"]).exclude(pk=by.pk if by else None).first()
    erase(
        child, line["parts"], by=by, second=second, now=at, basis=line["basis"],
        name=line["pseudonym"],
    )  # fmt: skip
    return True


def after_restore(made_at: datetime, kept: Path) -> None:
    """What the command that restores calls: `kept` is the data directory that stays."""
    reapply(kept / LIST)
