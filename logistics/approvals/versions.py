"""The version seen: what a document says now, its digest, and how it differs from what was asked."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from logistics.approvals.models import Approval, Version
from logistics.contributions import ApprovalKind, Fact
from logistics.errors import Refused
from logistics.records.keeping import canonical
from logistics.templatetags.house import NOTHING, money

LONGEST_TITLE = 200
BATCH = 500
MOST_TOLD = 3  # changes that one sentence names; the page shows them all


@dataclass(frozen=True)
class Content:
    """What is put before the deciders. The digest is over all but the title, which is worded in
    the language of whoever asks: what of it matters, `said` says too.
    """

    title: str
    amount: Decimal | None
    reason: str
    said: dict[str, Any]

    @property
    def digest(self) -> str:
        amount = None if self.amount is None else f"{self.amount:.2f}"
        whole = canonical([amount, self.reason, self.said])
        return sha256(whole.encode()).hexdigest()


def content_of(kind: ApprovalKind, document: Any, reason: str) -> Content:
    """What the document says at this moment."""
    said = json.loads(canonical(kind.said(document)))  # as the database will give it back
    return Content(str(document)[:LONGEST_TITLE], kind.amount(document), reason, said)


def document_of(approval: Approval) -> Any:
    """The document; nothing if it is gone, or the trade that knew it."""
    return approval.declared.find(approval.object_id) if approval.declared else None


def content_now(approval: Approval) -> Content | None:
    """What there is to decide on, if the document is still there."""
    document = document_of(approval)
    if approval.declared is None or document is None:
        return None
    return content_of(approval.declared, document, approval.reason)


def content_in(version: Version) -> Content:
    return Content(version.title, version.amount, version.reason, version.said)


def changed(rows: QuerySet[Version]) -> Iterator[int]:
    """Those that no longer have the digest they were decided on."""
    for version in rows.iterator(BATCH):
        if content_in(version).digest != version.digest:
            yield version.pk


def facts_of(approval: Approval, content: Content) -> list[Fact]:
    """All that a content says beside its amount and reason; of a draft without document, nothing."""
    if approval.declared is None or not content.said:
        return []
    return list(approval.declared.facts(content.said))


def facts_under(approval: Approval, content: Content) -> list[Fact]:
    """Those shown under a heading that says the title."""
    return [fact for fact in facts_of(approval, content) if fact.code != "title"]


@dataclass(frozen=True)
class Change:
    """One thing that is no longer as it was: the old beside the new, or the lines that differ."""

    title: str
    before: str
    after: str
    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.before == self.after:
            return _("%(what)s was changed") % {"what": self.title}
        told = {"what": self.title, "before": self.before, "after": self.after}
        return _("%(what)s was changed from %(before)s to %(after)s") % told


def changes(approval: Approval, old: Content, new: Content) -> list[Change]:
    return [*changes_around(old, new), *changes_within(approval, old, new)]


def changes_around(old: Content, new: Content) -> Iterator[Change]:
    """Of what every request has."""
    if old.amount != new.amount:
        yield Change(_("Amount"), money(old.amount), money(new.amount))
    if old.reason != new.reason:
        yield Change(_("Reason"), old.reason or NOTHING, new.reason or NOTHING)


def changes_within(approval: Approval, old: Content, new: Content) -> Iterator[Change]:
    """Of the facts, by their codes: a fact that is only there before or after differs from none."""
    before = {fact.code: fact for fact in facts_of(approval, old)}
    after = {fact.code: fact for fact in facts_of(approval, new)}
    for code in [*before, *(code for code in after if code not in before)]:
        was, now = before.get(code), after.get(code)
        if was != now:
            yield change_of(was, now)


def change_of(was: Fact | None, now: Fact | None) -> Change:
    some = was or now
    assert some is not None  # noqa: S101  one of both is there
    old_parts, new_parts = was.parts if was else (), now.parts if now else ()
    return Change(
        title=str(some.title),
        before=was.value if was else NOTHING,
        after=now.value if now else NOTHING,
        removed=tuple(part for part in old_parts if part not in new_parts),
        added=tuple(part for part in new_parts if part not in old_parts),
    )


class Changed(Refused):
    """The document is no longer what the decider saw: it is shown again, and asked again."""

    def __init__(self, found: list[Change]) -> None:
        told = _("; ").join(str(change) for change in found[:MOST_TOLD])
        super().__init__(
            _("%(changes)s. Look at it again before deciding.") % {"changes": told}
            if told
            else _("This was changed in the meantime. Look at it again before deciding.")
        )
        self.changes = found


def must_be_seen(approval: Approval, seen: str) -> None:
    """A decision belongs to the version seen: it is the one asked, and the document still says it."""
    now = content_now(approval)
    if now is None:
        raise Refused(_("“%(title)s” is no longer there.") % {"title": approval.title})
    if seen == approval.digest == now.digest:
        return
    asked = {version.digest: version for version in approval.versions.all()}
    old = asked.get(seen) or asked[approval.digest]
    raise Changed(changes(approval, content_in(old), now))
