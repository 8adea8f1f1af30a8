"""The walk of a request along its steps: held, opened one after the other, brought to an end."""

from datetime import date, datetime
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.approvals import news
from logistics.approvals.models import Approval, Decision, Signer, Step, Version
from logistics.approvals.routing import Asked, apart_from, stops, who_decides
from logistics.approvals.versions import Content, document_of
from logistics.contributions import Stop
from logistics.errors import Refused
from logistics.records.stamping import stamped


def hold(approval: Approval) -> None:
    """Nobody else acts on it until this transaction ends; what it is now is read again.

    The update waits for whoever is ahead, on PostgreSQL for the row and on SQLite for the
    database, and finds nothing if they brought it to its end.
    """
    if not Approval.objects.pending().filter(pk=approval.pk).update(version=F("version")):
        raise Refused(nothing_left(approval))
    approval.refresh_from_db()


def nothing_left(approval: Approval) -> str:
    """Who was faster."""
    last = approval.decisions.select_related("by").exclude(act=Decision.Act.REMIND).last()
    if last is None:
        return _("This was not asked yet.")
    at = f"{timezone.localtime(last.at):%m-%d %H:%M}"
    told = {"person": last.by, "act": last.get_act_display(), "at": at}
    return _("There is nothing left to decide: %(person)s %(act)s at %(at)s.") % told


def begin(approval: Approval, content: Content, *, now: datetime) -> Version:
    """Put a content before the deciders, from the first step on: earlier agreement was to another."""
    approval.signers.open().update(is_open=False)
    approval.version += 1
    approval.title, approval.amount = content.title, content.amount
    approval.digest = content.digest
    approval.save(update_fields=["version", "title", "amount", "digest"])
    version = Version(
        approval=approval,
        number=approval.version,
        title=content.title,
        amount=content.amount,
        reason=content.reason,
        said=content.said,
        digest=content.digest,
        at=now,
    )
    stamped(version).save()
    lay_steps(approval, version, content, now=now)
    return version


def lay_steps(approval: Approval, version: Version, content: Content, *, now: datetime) -> None:
    """Every step has somebody who can decide it, or nothing is asked at all."""
    steps = [
        Step(version=version, position=n, role=stop.role, goes_to=asked.goes_to,
             everybody=stop.everybody)
        for n, (stop, asked) in enumerate(planned(approval, content, now=now), start=1)
    ]  # fmt: skip
    Step.objects.bulk_create(steps)
    open_step(approval, steps[0], by=approval.asked_by, now=now)


def planned(approval: Approval, content: Content, *, now: datetime) -> list[tuple[Stop, Asked]]:
    """The steps a content will take, and who decides at each."""
    if approval.declared is None:
        return []
    campus, on = approval.campus, timezone.localdate(now)
    apart = apart_from(approval, on)
    return [
        (stop, who_decides(stop, campus, apart=apart, on=on))
        for stop in stops(approval.declared, campus, content, usual=usual_route(approval, on))
    ]


def usual_route(approval: Approval, on: date) -> tuple[Stop, ...] | None:
    """The route a kind works out for this very document."""
    document = document_of(approval)
    if approval.declared is None or approval.declared.route_for is None or document is None:
        return None
    return approval.declared.route_for(document, on)


def current_version(approval: Approval) -> Version:
    return approval.versions.get(number=approval.version)


def current_step(approval: Approval) -> Step:
    """The step that waits now: while an approval is pending there is one."""
    opened = Step.objects.filter(
        version__approval=approval, opened_at__isnull=False, closed_at=None
    )
    [step] = opened.filter(version__number=approval.version)
    return step


def next_step(version: Version) -> Step | None:
    return version.steps.filter(opened_at=None).first()


def open_step(approval: Approval, step: Step, *, by: Any, now: datetime) -> None:
    """Put it before those who hold the role by now."""
    asked = asked_at(step, approval, now=now)
    step.goes_to, step.everybody, step.opened_at = asked.goes_to, asked.everybody, now
    step.save(update_fields=["goes_to", "everybody", "opened_at"])
    put_before(approval, step, asked, by=by, now=now)


def asked_at(step: Step, approval: Approval, *, now: datetime) -> Asked:
    stop, on = Stop(step.role, step.everybody), timezone.localdate(now)
    return who_decides(stop, approval.campus, apart=apart_from(approval, on), on=on)


def put_before(approval: Approval, step: Step, asked: Asked, *, by: Any, now: datetime) -> None:
    Signer.objects.bulk_create(
        Signer(approval=approval, step=step, person=person, role=role, must=asked.everybody)
        for person, role in asked.people
    )
    people = [person for person, _role in asked.people]
    news.must_act(approval, step, "approval_asked", people, by=by, now=now)


def is_complete(step: Step) -> bool:
    """Everybody who must has agreed; and of those of whom one is enough, one has."""
    signers = list(step.signers.all())
    enough = [signer.has_agreed for signer in signers if not signer.must]
    waits = any(signer.must and signer.is_open for signer in signers)
    return not waits and (any(enough) or not enough)


def close(approval: Approval, step: Step, *, now: datetime) -> None:
    """Whatever was decided: it waits for nobody here any more."""
    step.signers.open().update(is_open=False)
    Step.objects.filter(pk=step.pk).update(closed_at=now)
    news.settled(approval, step, now=now)


def bring_to_end(approval: Approval, step: Step, state: str, *, now: datetime) -> None:
    """The last thing that happens at this step, and to this request until it is asked again."""
    close(approval, step, now=now)
    approval.state, approval.over_at = state, now
    approval.save(update_fields=["state", "over_at"])


def note(
    approval: Approval, act: str, *, step: Step, by: Any, now: datetime, **said: Any
) -> Decision:
    """Write down what somebody did, and on which version."""
    row = Decision(
        approval=approval,
        version=current_version(approval),
        step=step,
        act=act,
        asked_by_id=approval.asked_by_id,
        by=by,
        at=now,
        **said,
    )
    stamped(row).save()
    return row
