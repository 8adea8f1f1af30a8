"""The track of a request: each step with its people, opinions, names and times, as shown and printed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from logistics.access import Role
from logistics.approvals.models import Approval, Decision, Signer, Step, Version

TONES = {
    Decision.Act.AGREE: "ok",
    Decision.Act.RETURN: "danger",
    Decision.Act.HAND_ON: "info",
    Decision.Act.ADD_SIGNER: "info",
}
SIGNED = (Decision.Act.AGREE, Decision.Act.RETURN)


@dataclass(frozen=True)
class Line:
    """What one person did at a step."""

    who: str
    word: str
    at: datetime
    tone: str = "neutral"
    opinion: str = ""
    to: str = ""


@dataclass(frozen=True)
class Stage:
    """One step: done, waiting now, still to come, or left because the request ended before it."""

    title: str
    state: str
    lines: tuple[Line, ...] = ()
    waits: tuple[str, ...] = ()
    instead_of: str = ""
    everybody: bool = False
    must: tuple[str, ...] = ()  # of those it waits for, without whom it does not end

    @property
    def unsigned(self) -> tuple[str, ...]:
        """The empty lines of the sheet: one for each who must sign, one for those of whom one will."""
        if self.state not in ("now", "next"):
            return ()
        return self.must if self.waits and len(self.must) == len(self.waits) else (*self.must, "")


@dataclass(frozen=True)
class Round:
    """The way of one version."""

    number: int
    at: datetime
    reason: str
    stages: tuple[Stage, ...]


@dataclass(frozen=True)
class Past:
    """All that has happened to a request: three queries, however long it took."""

    approval: Approval
    versions: list[Version]
    steps: dict[int, list[Step]]
    decisions: dict[int | None, list[Decision]]
    waiting: dict[int, list[Signer]]

    @property
    def rounds(self) -> list[Round]:
        """The latest first."""
        return [self.round_of(version) for version in reversed(self.versions)]

    def round_of(self, version: Version) -> Round:
        is_now = self.approval.is_pending and version.number == self.approval.version
        stages = (
            stage(step, self.decisions[step.pk], self.waiting[step.pk], is_now=is_now)
            for step in self.steps[version.pk]
        )
        return Round(version.number, version.at, version.reason, tuple(stages))

    def is_waiting_for(self, person: Any) -> bool:
        return any(signer.person_id == person.pk for s in self.waiting.values() for signer in s)

    def version_seen(self, digest: str) -> Version | None:
        found = (version for version in reversed(self.versions) if version.digest == digest)
        return next(found, None)

    def version_decided(self, person: Any) -> Version | None:
        """The last one on which this person said yes or no."""
        said = [d for rows in self.decisions.values() for d in rows]
        own = [d.version_id for d in said if d.by_id == person.pk and d.act in SIGNED]
        return next((v for v in self.versions if own and v.pk == max(own)), None)


def past(approval: Approval) -> Past:
    steps, decisions, waiting = defaultdict(list), defaultdict(list), defaultdict(list)
    walked = Step.objects.filter(version__approval=approval).select_related("version")
    for step in walked.order_by("version__number", "position"):
        steps[step.version_id].append(step)
    for decision in approval.decisions.select_related("by", "to"):
        decisions[decision.step_id].append(decision)
    for signer in approval.signers.open().select_related("person"):
        waiting[signer.step_id].append(signer)
    versions = [rows[0].version for rows in steps.values()]
    return Past(approval, versions, steps, decisions, waiting)


def stage(step: Step, said: Iterable[Decision], waits: list[Signer], *, is_now: bool) -> Stage:
    return Stage(
        title=str(step),
        state=state_of(step, is_now=is_now),
        lines=tuple(line_of(decision) for decision in said),
        waits=tuple(str(signer) for signer in waits),
        must=tuple(str(signer) for signer in waits if signer.must),
        instead_of=str(Role(step.role).label) if step.goes_to != step.role else "",
        everybody=step.everybody,
    )


def state_of(step: Step, *, is_now: bool) -> str:
    if step.closed_at:
        return "done"
    if not is_now:
        return "left"
    return "now" if step.opened_at else "next"


def line_of(decision: Decision) -> Line:
    act: Any = decision.act
    return Line(
        who=str(decision.by),
        word=str(decision.get_act_display()),
        at=decision.at,
        tone=TONES.get(act, "neutral"),
        opinion=decision.opinion,
        to=str(decision.to) if decision.to else "",
    )
