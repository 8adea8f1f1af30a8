"""Money before it is spent, the plan of the holidays, upkeep by the piece, and works to their end."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from logistics.approvals import asking, deciding
from logistics.approvals.models import Approval
from logistics.duties.models import Finding
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.stores.issuing import Wanted
from logistics.stores.models import StockOut
from safety.models import (
    Project,
    ProjectItem,
    ProjectState,
    RepairPlan,
    RepairPlanLine,
    RepairTicket,
    RestoredRoom,
    TicketState,
    WorksAcceptance,
    WorksSupervision,
)
from safety.repairs import counted, money, planning, repairing, statistics, works
from tests.safety.repairs import DAY, HOUR, NOW, Site, fresh, school_day


@pytest.fixture
def site(campus):
    return Site(campus)


def agree(kind, document, *people, now=NOW):
    for person in people:
        approval = asking.latest(kind, document)
        deciding.agree(approval, by=person, now=now, seen=approval.digest)


def test_a_small_cost_is_entered_and_a_large_one_waits_for_consent(site):
    small, large = site.report(), site.report(what="The pump is broken")
    site.take(small)
    site.take(large)

    asked = [
        money.ask(fresh(small), amount=Decimal(80), why="Valve", by=site.repairer, now=NOW),
        money.ask(fresh(large), amount=Decimal(900), why="Pump", by=site.repairer, now=NOW),
    ]

    assert asked == [False, True]
    assert (fresh(small).waiting, fresh(large).waiting) == ("", "money")
    with pytest.raises(Refused):
        site.finish(large)


def test_agreed_to_the_repair_goes_on(site):
    ticket = site.report()
    site.take(ticket)
    money.ask(fresh(ticket), amount=Decimal(900), why="Pump", by=site.repairer, now=NOW)

    agree(money.COST, ticket, site.director, site.principal)

    assert fresh(ticket).waiting == ""
    assert ticket.steps.filter(kind="agreed").exists()
    site.finish(ticket)


def test_parts_leave_the_store_and_their_cost_is_on_the_ticket(site):
    from tests.stores.factories import bring, make_item, make_store

    store, washer = make_store(site.campus, kind="parts"), make_item(name="Washer")
    bring(store, washer, 10, by=site.director)
    ticket = site.report()
    site.take(ticket)

    entry = repairing.use_parts(
        fresh(ticket), store, [Wanted(washer, Decimal(2))], by=site.repairer, now=NOW + HOUR
    )

    assert StockOut.objects.get(pk=entry.pk).receiver == site.repairer
    [part] = fresh(ticket).parts.all()
    assert (part.item, part.quantity, part.entry) == (washer, 2, entry)
    assert fresh(ticket).parts_cost == part.amount


def plan_of(site, *lines, **given):
    told = {"title": "Winter", "occasion": "winter"} | given
    plan = RepairPlan(
        entry=Entry(campus=site.campus, happened_at=NOW), first_on=school_day(12, 1),
        last_on=school_day(12, 20), **told,
    )  # fmt: skip
    planning.write(plan, lines, by=site.director, now=NOW)
    return RepairPlan.objects.get(pk=plan.pk)


def test_the_plan_gathers_what_is_not_repaired(site):
    open_one, done = site.report(), site.repaired()
    dangerous = site.report(what="Loose railing", is_dangerous=True)

    assert set(planning.tickets_for(site.campus)) == {open_one, dangerous}
    assert done not in planning.tickets_for(site.campus)
    assert list(planning.findings_for(site.campus)) == []  # its ticket takes care of it


def test_agreed_to_every_line_gets_its_ticket_once(site):
    ticket = site.report()
    lines = [
        RepairPlanLine(what=ticket.title, ticket=ticket, cost=Decimal(50)),
        RepairPlanLine(what="Paint the fence", cost=Decimal(300)),
    ]
    plan = plan_of(site, *lines)
    with pytest.raises(Refused):
        planning.begin(plan, by=site.director, now=NOW)
    agree(money.PLAN, plan, site.principal)
    plan = RepairPlan.objects.get(pk=plan.pk)

    [opened] = planning.begin(plan, by=site.director, now=NOW)

    assert (opened.title, opened.due_on) == ("Paint the fence 1", plan.last_on)
    assert fresh(ticket).plan_line.sheet == plan
    assert fresh(ticket).due_on == plan.last_on
    with pytest.raises(Refused):
        planning.begin(plan, by=site.director, now=NOW)
    assert plan.cost == Decimal(350)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("更换电容 8 个", ("更换电容", 8, "个")),
        ("风扇清洗128台", ("风扇清洗", 128, "台")),
        ("14 fans", ("fans", 14, "")),
        ("fans cleaned 14 pcs", ("fans cleaned", 14, "pcs")),
        ("脚套 ２００ 只", ("脚套", 200, "只")),
        ("hose 2.5 m", ("hose", Decimal("2.5"), "m")),
        ("looked at the lift", ("looked at the lift", 1, "")),
    ],
)
def test_things_are_counted_as_people_write_them(line, found):
    [read] = counted.read(line)

    assert (read.thing, read.quantity, read.unit) == found


def test_nothing_of_a_long_or_strange_line_breaks_the_reader():
    assert counted.read("\n \n") == []
    assert counted.read("x" * 300)[0].thing == "x" * 80
    assert counted.read("0 pcs of nothing")[:1] == counted.read("0 pcs of nothing")


def make_project(site, **given):
    return Project.objects.create(
        **{"campus": site.campus, "year": 2026, "name": "Paint the corridors"} | given
    )


def schemed(site, **given):
    project = make_project(site, **given)
    works.make_scheme(project, scheme="Paint", safety="At night", by=site.director, now=NOW)
    agree(works.APPROVAL, project, site.principal)
    return Project.objects.get(pk=project.pk)


def test_a_project_goes_from_the_list_to_its_warranty(site):
    project = make_project(site)
    ProjectItem.objects.create(project=project, what="Wall", rooms="A1、A2", quantity=2)
    states = [project.state]
    works.make_scheme(project, scheme="Paint", safety="At night", by=site.director, now=NOW)
    states.append(again(project).state)
    agree(works.APPROVAL, project, site.principal)
    states.append(again(project).state)
    works.start(project, on=school_day(11, 11), by=site.director, now=NOW)
    states.append(again(project).state)
    record = WorksAcceptance(
        project=project, conclusion="passed", warranty_until=school_day(12, 31)
    )
    works.accept(
        record, [RestoredRoom(room="A1", is_back=True, is_clean=False)], by=site.director, now=NOW
    )

    assert [*states, again(project).state] == ["listed", "schemed", "agreed", "going", "accepted"]
    assert again(project).warranty_until == school_day(12, 31)
    assert [room.is_restored for room in record.lines.all()] == [False]


def again(project):
    return Project.objects.get(pk=project.pk)


def test_works_do_not_begin_without_scheme_and_consent(site):
    project = make_project(site)

    with pytest.raises(Refused):
        works.start(project, on=school_day(11, 11), by=site.director, now=NOW)

    assert again(project).state == ProjectState.LISTED


def test_a_tender_needs_its_numbers_by_verb_and_by_database(site):
    project = schemed(site, needs_tender=True)

    with pytest.raises(Refused):
        works.start(project, on=school_day(11, 11), by=site.director, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.filter(pk=project.pk).update(started_on=school_day(11, 11))
    Project.objects.filter(pk=project.pk).update(tender_reference="T1", bureau_reference="B1")
    works.start(project, on=school_day(11, 11), by=site.director, now=NOW)

    assert again(project).state == ProjectState.GOING


def test_what_is_wrong_on_the_site_is_a_hazard(site):
    project = schemed(site)
    works.start(project, on=school_day(11, 11), by=site.director, now=NOW)
    seen = WorksSupervision(project=project, quality="right", safety="wrong", seen="Open shaft")

    works.supervise(seen, by=site.director, now=NOW)

    assert "Open shaft" in Finding.objects.get().what


def test_an_acceptance_that_failed_leaves_the_works_going(site):
    project = schemed(site)
    works.start(project, on=school_day(11, 11), by=site.director, now=NOW)
    record = WorksAcceptance(project=project, conclusion="failed", defects="Damp")

    works.accept(record, [], by=site.director, now=NOW)

    assert again(project).state == ProjectState.GOING


def test_a_month_counts_what_was_reported_and_leaves_doubles_out(site):
    from safety.repairs import reporting

    first, second = site.repaired(), site.report(what="Other")
    double = site.report(what="Again")
    site.accept(first, satisfaction=3)
    reporting.join(double, fresh(second), by=site.director, now=NOW)

    month = statistics.month_of(RepairTicket.objects.all(), school_day(11, 1), school_day(11, 30))

    assert (month.count, month.repaired, month.in_time_rate, month.accepted) == (2, 1, 1.0, 1)
    assert (month.mean_days, month.good_rate) == (Decimal("0.0"), 1.0)
    assert [(trade.category, trade.count) for trade in month.by_trade] == [("water", 2)]


def test_late_is_late_although_it_is_repaired_by_now(site):
    ticket = site.report()
    site.take(ticket)
    site.finish(ticket, now=NOW + 20 * DAY)

    ticket = fresh(ticket)
    assert ticket.is_late(timezone.localdate(NOW))
    assert ticket.state == TicketState.TO_ACCEPT
    assert ticket.days_taken == 20
    assert timedelta(days=1) == DAY
    assert Approval.objects.count() == 0
