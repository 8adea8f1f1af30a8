"""Who decides: the school's own route or the kind's, and further up where somebody may not."""

from decimal import Decimal

import pytest
from django.utils import timezone

from logistics.approvals import asking, deciding
from logistics.approvals.models import Approval, Route, RouteStep, Step
from logistics.approvals.routing import stops, upwards, who_decides
from logistics.approvals.versions import Content
from logistics.contributions import ApprovalKind, Stop
from logistics.duties import arranging
from logistics.errors import Refused
from tests.approvals.factories import (
    HOUR,
    NOW,
    ask_excuse,
    ask_review,
    make_person,
    make_plan,
    missed_task,
)
from tests.factories import make_campus

TODAY = timezone.localdate(NOW)
LATER = NOW + HOUR
PURCHASE = ApprovalKind(
    code="purchase",
    title="Purchase",
    model="duties.Plan",
    route=(Stop("director"),),
    said=lambda document: {},
    facts=lambda said: [],
)


def make_route(*roles, campus=None, from_amount=0, kind="purchase", everybody=False):
    route = Route.objects.create(kind=kind, campus=campus, from_amount=from_amount)
    for position, role in enumerate(roles, start=1):
        RouteStep.objects.create(route=route, position=position, role=role, everybody=everybody)
    return route


def way(campus, amount=None):
    worth = None if amount is None else Decimal(amount)
    return [stop.role for stop in stops(PURCHASE, campus, Content("", worth, "", {}))]


# The route.


def test_without_a_route_of_the_school_the_usual_way_holds(campus):
    assert way(campus) == ["director"]


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (None, ["director"]),
        ("999.99", ["director"]),
        ("1000", ["director", "principal"]),
        ("9999.99", ["director", "principal"]),
        ("10000.00", ["accountant", "director", "principal"]),
    ],
)
def test_the_amount_leads_to_its_route(amount, expected, campus):
    make_route("director", "principal", from_amount=1000)
    make_route("accountant", "director", "principal", from_amount=10000)

    assert way(campus, amount) == expected


def test_the_route_of_the_campus_goes_before_that_of_the_school(campus):
    make_route("principal", from_amount=100)
    make_route("accountant", campus=campus)

    assert way(campus, "500") == ["accountant"]
    assert way(make_campus(), "500") == ["principal"]
    assert way(None, "500") == ["principal"]


def test_the_route_of_another_kind_and_one_without_steps_lead_nowhere(campus):
    make_route("cook", kind="other")
    make_route(campus=campus)

    assert way(campus) == ["director"]


def test_what_is_under_way_keeps_its_steps(campus):
    author, principal = make_person("director"), make_person("principal")
    approval = ask_review(make_plan(author))
    make_route("accountant", "principal", kind="plan_review")

    deciding.agree(approval, by=principal, now=LATER, seen=approval.digest)

    assert approval.state == "agreed"


# Who stands at a step.


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("storekeeper", ["storekeeper", "director", "principal"]),
        ("director", ["director", "principal"]),
        ("principal", ["principal"]),
    ],
)
def test_everybody_answers_to_the_director_and_the_director_to_the_principal(role, expected):
    assert upwards(role) == expected


def asked(role, campus, *apart, everybody=False):
    keys = {person.pk for person in apart}
    return who_decides(Stop(role, everybody), campus, apart=keys, on=TODAY)


def test_the_holders_at_the_campus_and_of_the_whole_school_are_asked(campus):
    here, of_all = make_person("director"), make_person("director", everywhere=True)
    make_person("director", make_campus())

    found = asked("director", campus)

    assert found.goes_to == "director"
    assert {person for person, _role in found.people} == {here, of_all}


def test_for_the_whole_school_those_of_the_whole_school_go_first(campus):
    here = make_person("principal")
    before = [person for person, _role in asked("principal", None).people]
    of_all = make_person("principal", everywhere=True)

    assert before == [here]
    assert [person for person, _role in asked("principal", None).people] == [of_all]


@pytest.mark.parametrize(
    "gone",
    [
        {"is_active": False},
        {"username": None},
        {"ends_on": TODAY - 24 * HOUR},
    ],
    ids=["locked", "without a login", "left"],
)
def test_who_cannot_log_in_is_not_asked(gone, campus):
    make_person("director", **gone)
    principal = make_person("principal")

    assert asked("director", campus).people == ((principal, "principal"),)


def test_who_asks_is_passed_over_for_another_holder(campus):
    asker, other = make_person("director"), make_person("director")

    assert asked("director", campus, asker).people == ((other, "director"),)


def test_the_only_holder_who_asks_is_passed_over_for_the_next_one_up(campus):
    asker, principal = make_person("director"), make_person("principal")

    found = asked("director", campus, asker)

    assert (found.goes_to, found.people) == ("principal", ((principal, "principal"),))


def test_the_principals_own_goes_to_the_heads_who_must_all_agree(campus):
    asker = make_person("principal")
    heads = {make_person("director"), make_person("accountant")}
    make_person("cook")

    found = asked("principal", campus, asker)

    assert (found.goes_to, found.everybody) == ("group", True)
    assert {person for person, _role in found.people} == heads


def test_where_nobody_else_could_decide_nothing_is_asked(campus):
    plan = make_plan(make_person("principal"))

    with pytest.raises(Refused, match="post of principal first"):
        ask_review(plan)

    assert Approval.objects.count() == 0


# In the walk.


def test_the_principals_own_plan_is_agreed_when_all_the_heads_have_agreed(campus):
    plan = make_plan(make_person("principal"))
    director, accountant = make_person("director"), make_person("accountant")
    approval = ask_review(plan)

    deciding.agree(approval, by=director, now=LATER, seen=approval.digest)
    between = Approval.objects.get().state
    deciding.agree(approval, by=accountant, now=LATER, seen=approval.digest)

    assert (between, Approval.objects.get().state) == ("pending", "agreed")


def test_the_directors_own_missed_task_goes_to_the_principal(campus):
    director, principal = make_person("director"), make_person("principal")
    task = missed_task(role="director")

    approval = ask_excuse(task, by=director)

    assert approval.waits_for == [principal]


def test_whom_it_concerns_does_not_decide_though_another_asked(campus):
    """A carer asks for the director's task to be excused: the director has no say in it."""
    make_person("director")
    principal = make_person("principal")
    task = missed_task(role="director")

    approval = ask_excuse(task, by=make_person("carer"))

    assert approval.waits_for == [principal]


def test_whom_it_comes_to_concern_has_no_say_any_more(campus):
    director, carer = make_person("director"), make_person("carer")
    task = missed_task()
    approval = ask_excuse(task, by=carer)
    arranging.assign(task, person=director, by=carer, now=LATER)

    with pytest.raises(Refused, match="their own request"):
        deciding.agree(approval, by=director, now=LATER, seen=approval.digest)


def test_a_route_is_walked_step_by_step(campus):
    author = make_person("carer")
    make_route("director", "principal", kind="plan_review")
    director, principal = make_person("director"), make_person("principal")
    approval = ask_review(make_plan(author))
    waits = [approval.waits_for]

    deciding.agree(approval, by=director, now=LATER, seen=approval.digest)
    waits.append(Approval.objects.get().waits_for)
    with pytest.raises(Refused, match="nothing left to decide"):
        deciding.agree(approval, by=director, now=LATER, seen=approval.digest)
    deciding.agree(approval, by=principal, now=LATER, seen=approval.digest)

    assert waits == [[director], [principal]]
    assert Approval.objects.get().state == "agreed"


def test_a_route_of_the_school_may_end_with_the_decision_of_the_heads(campus):
    heads = {make_person(role) for role in ("principal", "director", "accountant")}
    make_route("guard", "group", kind="plan_review")
    guard = make_person("guard")
    approval = ask_review(make_plan(make_person("carer")))

    deciding.agree(approval, by=guard, now=LATER, seen=approval.digest)

    assert set(Approval.objects.get().waits_for) == heads
    assert Step.objects.get(role="group").signers.filter(must=True).count() == len(heads)


def test_one_of_several_is_enough_unless_all_are_asked(campus):
    first, second = make_person("principal"), make_person("principal")
    one = ask_review(make_plan(make_person("carer")))
    make_route("principal", kind="plan_review", everybody=True)
    both = ask_review(make_plan(make_person("carer")))

    for approval in (one, both):
        deciding.agree(approval, by=first, now=LATER, seen=approval.digest)
    states = [Approval.objects.get(pk=a.pk).state for a in (one, both)]
    deciding.agree(both, by=second, now=LATER, seen=both.digest)

    assert states == ["agreed", "pending"]
    assert Approval.objects.get(pk=both.pk).state == "agreed"


def test_a_step_goes_to_who_holds_the_role_when_it_opens(campus):
    make_route("director", "principal", kind="plan_review")
    director, leaving = make_person("director"), make_person("principal")
    approval = ask_review(make_plan(make_person("carer")))
    leaving.posts.all().delete()
    successor = make_person("principal")

    deciding.agree(approval, by=director, now=LATER, seen=approval.digest)

    assert Approval.objects.get().waits_for == [successor]


def test_a_change_begins_with_the_first_step_again(campus):
    make_route("director", "principal", kind="plan_review")
    director = make_person("director")
    make_person("principal")
    plan = make_plan(make_person("carer"))
    approval = ask_review(plan)
    deciding.agree(approval, by=director, now=LATER, seen=approval.digest)
    plan.lines.create(text="One more", month=10)

    asking.renew(approval, now=LATER + HOUR)

    assert Approval.objects.get().waits_for == [director]
    assert list(Step.objects.filter(closed_at=None).values_list("version__number", flat=True)) == [
        2,
        2,
    ]
