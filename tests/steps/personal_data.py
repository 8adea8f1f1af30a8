"""What guardians ask about their child's data, what holds it, and its deletion."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from logistics.school import erasing
from logistics.school.models import Child, DataErasure, DataRequest, ErasureOrder, Hold
from tests.factories import make_child
from tests.pages.asking import MISSING
from tests.pages.declaring import PROTECTORS
from tests.steps.declaring import Flow, at, sent_to
from tests.world.terms import DAY


def answered(world: Any) -> DataRequest:
    said = {"outcome": "done", "answer": "A copy was given"}
    by = world.people["director"]
    return erasing.answer(world.own["request"], by=by, now=timezone.now(), **said)


DATA_REQUEST = Flow(
    "guardian's request",
    {"open": lambda world: world.own["request"], "answered": answered},
    {"answer": sent_to("school:request", outcome="partly", answer="The half of it")},
    {("open", "answer"): ("answered", PROTECTORS)},
    lambda asked: "answered" if DataRequest.objects.get(pk=asked.pk).answered_at else "open",
    (DataRequest,),
)


def lifted(world: Any) -> Hold:
    erasing.lift(world.own["hold"], by=world.people["director"], now=timezone.now())
    return world.own["hold"]


HOLD = Flow(
    "hold",
    {"held": lambda world: world.own["hold"], "lifted": lifted},
    {"lift": sent_to("school:hold_lift")},
    {("held", "lift"): ("lifted", PROTECTORS)},
    lambda hold: "lifted" if Hold.objects.get(pk=hold.pk).lifted_at else "held",
    (Hold,),
)


def long_gone(world: Any) -> Child:
    """A child who left so long ago that everything may go."""
    years = timezone.localdate() - 4 * 366 * DAY
    school_class = world.own["class"]
    return make_child(school_class=school_class, term=world.term, name="Gone", left_on=years)


def ordered(world: Any) -> Child:
    child = long_gone(world)
    erasing.order(child, typed="Gone", by=world.people["head"], now=timezone.now())
    return child


def taken_from_order(world: Any) -> Child:
    child = ordered(world)
    erasing.withdraw(child.orders.get(), now=timezone.now())
    return child


def erased(world: Any) -> Child:
    child = ordered(world)
    by = world.people["principal"]
    erasing.confirm(child.orders.get(), typed="Gone", by=by, now=timezone.now())
    return child


def order_of(name: str, **data: Any) -> Callable[[Any], tuple[str, dict[str, Any]]]:
    """An act on the last order about a child; before there is one it has no address."""

    def sent(child: Child) -> tuple[str, dict[str, Any]]:
        last = child.orders.first()
        return at(name, last.pk if last else MISSING), data

    return sent


def state_of_erasure(child: Child) -> str:
    last = child.orders.first()
    if last is None:
        return "kept"
    return "deleted" if last.confirmed_at else "withdrawn" if last.withdrawn_at else "ordered"


ERASURE = Flow(
    "deletion",
    {"kept": long_gone, "ordered": ordered, "withdrawn": taken_from_order, "deleted": erased},
    {
        "order": sent_to("school:child_erase", typed="Gone"),
        "confirm": order_of("school:erasure_confirm", typed="Gone"),
        "withdraw": order_of("school:erasure_withdraw"),
    },
    {
        ("kept", "order"): ("ordered", PROTECTORS),
        ("ordered", "confirm"): ("deleted", PROTECTORS - {"head"}),  # who ordered it
        ("ordered", "withdraw"): ("withdrawn", PROTECTORS),
        ("withdrawn", "order"): ("ordered", PROTECTORS),
    },
    state_of_erasure,
    (ErasureOrder, DataErasure, Child),
)
