"""Which way a request goes, and who decides at each step of it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from logistics.access import Role
from logistics.approvals.models import GROUP, Approval, Route, Signer
from logistics.approvals.versions import Content, document_of
from logistics.contributions import ApprovalKind, Stop
from logistics.errors import Refused
from logistics.school.models import Campus, Person, Post

# Who decides together where the last one up has asked, or is concerned.
HEADS = (Role.PRINCIPAL, Role.DIRECTOR, Role.ACCOUNTANT)


@dataclass(frozen=True)
class Asked:
    """Who is asked at a step, each in the role they are asked for."""

    goes_to: str
    people: tuple[tuple[Person, str], ...]
    everybody: bool


def stops(
    kind: ApprovalKind,
    campus: Campus | None,
    content: Content,
    *,
    usual: tuple[Stop, ...] | None = None,
) -> list[Stop]:
    """The steps of the school's own route; where it has none, the usual ones of the kind."""
    route = own_route(kind, campus, content)
    if route is None:
        return list(kind.route if usual is None else usual)
    return [Stop(step.role, step.everybody) for step in route.steps.all()]


def own_route(kind: ApprovalKind, campus: Campus | None, content: Content) -> Route | None:
    """The campus goes before the whole school, then the highest amount reached."""
    here = Q(campus=None) if campus is None else Q(campus=None) | Q(campus=campus)
    reached = Route.objects.filter(here, kind=kind.code, from_amount__lte=content.amount or 0)
    return max(
        reached.filter(steps__isnull=False).distinct().prefetch_related("steps"),
        key=lambda route: (route.campus_id is not None, route.from_amount),
        default=None,
    )


def who_decides(stop: Stop, campus: Campus | None, *, apart: set[int], on: date) -> Asked:
    """Those who hold the role, without the asker and whom it concerns; nobody left: further up."""
    for role in [] if stop.role == GROUP else upwards(stop.role):
        people = [person for person in holders(role, campus, on) if person.pk not in apart]
        if people:
            return Asked(role, tuple((person, role) for person in people), stop.everybody)
    heads = {p.pk: (p, role) for role in reversed(HEADS) for p in holders(role, campus, on)}
    group = tuple(head for pk, head in heads.items() if pk not in apart)
    if not group:
        role = str(dict(Role.choices).get(stop.role, _("group decision")))
        raise Refused(
            _("Nobody else could decide this. Give another person the post of %(role)s first.")
            % {"role": role}
        )
    return Asked(GROUP, group, everybody=True)


def upwards(role: str) -> list[str]:
    """A role and those above it: everybody answers to the director, the director to the principal."""
    above = [Role.DIRECTOR.value, Role.PRINCIPAL.value]
    return above[above.index(role) :] if role in above else [role, *above]


def holders(role: str, campus: Campus | None, on: date) -> QuerySet[Person]:
    """Who holds a role there and can log in. For the whole school: from a post for all of it, if any."""
    posts = Post.objects.current(on).filter(role=role)
    if campus is not None:
        posts = posts.filter(Q(campus=campus) | Q(campus=None))
    elif (whole := posts.filter(campus=None)).exists():
        posts = whole
    return able(posts, on)


def able(posts: QuerySet[Post], on: date) -> QuerySet[Person]:
    people = Person.objects.employed(on).filter(is_active=True, username__isnull=False)
    return people.filter(pk__in=posts.values("person"))


def still_holds(signer: Signer, approval: Approval, on: date) -> bool:
    """Whether a signer is still there, in the role for which they were asked."""
    if not signer.role:
        return able(Post.objects.current(on), on).filter(pk=signer.person_id).exists()
    return holders(signer.role, approval.campus, on).filter(pk=signer.person_id).exists()


def gone(approval: Approval, *, on: date) -> list[Signer]:
    """For whom it waits in vain: they left the post, or it has come to concern them."""
    waiting = list(approval.signers.open().select_related("person"))
    apart = apart_from(approval, on) if waiting else set()
    return [
        signer
        for signer in waiting
        if signer.person_id in apart or not still_holds(signer, approval, on)
    ]


def colleagues(approval: Approval, *, on: date) -> QuerySet[Person]:
    """To whom it may be handed on: who works there, reads such things, and is not kept apart."""
    posts = Post.objects.current(on).exclude(role=Role.INSPECTOR)
    if approval.campus_id is not None:
        posts = posts.filter(Q(campus=approval.campus_id) | Q(campus=None))
    return able(posts, on).exclude(pk__in=apart_from(approval, on))


def apart_from(approval: Approval, on: date) -> set[int]:
    """Who has no say in it: who asked, and whom it concerns."""
    document = document_of(approval)
    if approval.declared is None or document is None:
        return {approval.asked_by_id}
    return {approval.asked_by_id, *approval.declared.concerned(document, on)}
