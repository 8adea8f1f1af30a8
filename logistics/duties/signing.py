"""Signing a sheet: whom it asks, who has signed this version of it, and by hand on paper."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.contributions import InboxLine, InboxSource
from logistics.errors import Refused
from logistics.records.models import Entry, Signature, Signer
from logistics.records.stamping import stamped


@transaction.atomic
def ask(entry: Entry, people: Iterable[tuple[str, Any]], *, now: datetime) -> None:
    """Ask these people, each with the capacity in which they sign, to sign the sheet."""
    wanted = [
        Signer(entry=entry, capacity=capacity, person=person, asked_at=now)
        for capacity, person in dict.fromkeys(people)
    ]
    Signer.objects.bulk_create(wanted, ignore_conflicts=True)


@transaction.atomic
def sign(
    entry: Entry, capacity: str, *, by: Any, now: datetime, seen: int, noted_by: Any = None
) -> Signature:
    """Sign the version that was seen. Only who is asked signs, and only once a version.

    `noted_by` keeps the sheet that somebody without a login has signed by hand. With the last
    signature the kind's own rule is called; of two who sign at once the later one completes it.
    """
    if not entry.signers.filter(capacity=capacity, person=by).exists():
        raise Refused(_("This sheet does not ask for your signature."))
    # Written although nothing changes: whoever signs beside us waits, and then sees our signature.
    stands = Entry.objects.standing().filter(pk=entry.pk, version=seen)
    if not stands.update(version=seen):
        raise Refused(_("This record has been changed or voided meanwhile. Look at it again."))
    if noted_by is not None and by.username:
        raise Refused(_("%(person)s has a login and signs alone.") % {"person": by})
    signature = Signature(
        entry=entry, version=seen, capacity=capacity, by=by, noted_by=noted_by, at=now
    )
    try:
        with transaction.atomic():
            stamped(signature).save()
    except IntegrityError as twice:
        raise Refused(_("This is signed already.")) from twice
    if is_signed(entry):
        entry.declared.signed(entry, by=by, now=now)
    return signature


def is_signed(entry: Entry) -> bool:
    """Whether everybody it asks has signed it as it stands."""
    return not entry.signers.open().exists()


def lines_of(entry: Entry) -> list[dict[str, Any]]:
    """Who signs a sheet, in which capacity, and when each did; for its page and its paper."""
    done = {
        (s.capacity, s.by_id): s
        for s in entry.signatures.filter(version=entry.version).select_related("noted_by")
    }
    return [
        {"signer": signer, "signature": done.get((signer.capacity, signer.person_id))}
        for signer in entry.signers.select_related("person")
    ]


# What of it stands in people's inboxes.


def waiting(person: Any, now: datetime) -> QuerySet[Signer]:
    open_now = Signer.objects.open().filter(person_id=person.pk)
    return open_now.select_related("entry", "entry__campus").order_by("asked_at", "pk")


def line(signer: Signer, now: datetime) -> InboxLine:
    entry = signer.entry
    title = _("Sign %(sheet)s") % {"sheet": entry}
    return InboxLine(title, entry.get_absolute_url(), str(signer.get_capacity_display()))


SIGNATURES = InboxSource(
    code="signatures",
    title=gettext_lazy("To sign"),
    waiting=waiting,
    line=line,
    leaves=True,
    order=15,
)
