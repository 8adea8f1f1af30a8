"""Rounds, hazards, repairs, the gate, fire and bus, and who answers for safety."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from logistics.access import Role
from logistics.duties import filing, righting
from logistics.duties.models import WorkNote
from logistics.records.models import Entry
from logistics.records.photos import Prepared
from logistics.school.models import Campus, Child, Place, Term
from logistics.stores.models import Supplier
from safety import models as safety
from safety.gate import admitting, slips
from safety.hazards.opening import report as report_hazard
from safety.models import (
    DoorReport,
    ExitSlip,
    ExpectedVisit,
    GateKey,
    GateTurn,
    GuardEquipment,
    PatrolPoint,
    PatrolRun,
    PickupAuthorization,
    Project,
    RepairPlan,
    RepairPlanLine,
    Round,
    Visitor,
    VisitorLog,
)
from safety.organisation import answering, pledging, preparing, registering
from safety.organisation.attending import about_child
from safety.repairs import reporting
from safety.repairs.reporting import Fault
from safety.rounds import progress, publishing, submitting, walking
from safety.rounds.submitting import Closing
from tests.factories import make_person, make_place
from tests.safety.rounds import begin as begin_round
from tests.safety.rounds import make_list
from tests.world.records import a_minute_ago
from tests.world.terms import DAY


def walk_rounds(campus: Campus, person: Any, now: datetime) -> dict[str, Any]:
    """A list of the campus, a round of it under way with a photo, one filed and one put up."""
    checklist = make_list("gate", "fence", code=f"yard-{campus.pk}", campus=campus, is_scored=True)
    scored, published = (filed_round(checklist, campus, person, now) for _ in range(2))
    publication = publishing.publish(published, by=person, now=now)
    run = begin_round(checklist, campus, person, now=now)
    gate = progress.items_of(run.edition).first()
    said = walking.Said(gate, "abnormal", photos=[Prepared(b"large", b"small", None)])
    stop = walking.answer(run.stops.get(), [said], by=person, now=now)
    return {
        "checklist": checklist, "running_round": run, "running_stop": stop,
        "running_photo": stop.photos.get(), "scored_round": scored, "publication": publication,
    }  # fmt: skip


def filed_round(checklist: Any, campus: Campus, person: Any, now: datetime) -> Any:
    """A round of the list of which all was in order."""
    run = begin_round(checklist, campus, person, now=now)
    said = [walking.Said(item, "normal") for item in progress.items_of(run.edition)]
    walking.answer(run.stops.get(), said, by=person, now=now)
    closing_words = Closing(happened_at=now, late_reason="just before midnight")
    [entry] = submitting.submit(progress.read(run), closing_words, by=person, now=now)
    return Round.objects.get(pk=entry.pk)


def find_hazards(campus: Campus, person: Any, now: datetime) -> dict:
    """A finding, a major hazard and a contract, none of them of a class."""
    note = WorkNote(entry=Entry(campus=campus, **a_minute_ago(now)), text="Looked")
    found = filing.submit(note, by=person, now=now)
    finding = righting.found(found, what=f"{campus} tap", by=person, now=now)
    danger = safety.Hazard(
        entry=Entry(campus=campus, **a_minute_ago(now)), what=f"{campus} stairs",
        category="building", level="major", basis="exits",
        measure="Weld", responsible=person, deadline=timezone.localdate(now) + DAY, fund=0,
        contingency="Other stairs", interim="Closed off",
    )  # fmt: skip
    hazard = report_hazard(danger, by=person, now=now)
    supplier, _new = Supplier.objects.get_or_create(name="Bright Ltd")
    contract = safety.ServiceContract.objects.create(
        service="cleaning", supplier=supplier, campus=campus, ends_on=timezone.localdate(now) + DAY,
        starts_on=timezone.localdate(now) - DAY,
    )  # fmt: skip
    return {"finding": finding, "hazard": hazard, "contract": contract}


def break_something(place: Any, person: Any, now: datetime) -> dict[str, Any]:
    """A fault reported at the label by nobody of the school, a plan and a project."""
    door = DoorReport.objects.create(
        token=f"{place.campus}", campus=place.campus, place=place, category="water",
        what=f"{place.campus} tap", at=now,
    )  # fmt: skip
    fault = Fault("water", f"{place.campus} drain", place)
    ticket = reporting.report(fault, by=person, now=now, is_outside=True, outsider="A parent")
    today = timezone.localdate(now)
    plan = RepairPlan(
        entry=Entry(campus=place.campus, happened_at=now), title=f"{place.campus} holidays",
        occasion="winter", first_on=today, last_on=today,
    )  # fmt: skip
    plan.new_lines = [RepairPlanLine(what="Fence")]
    filing.submit(plan, by=person, now=now)
    project = Project.objects.create(
        campus=place.campus, year=today.year, name=f"{place.campus} painting"
    )
    return {"ticket": ticket, "door": door, "repair_plan": plan, "project": project}


def keep_the_gate(
    campus: Campus, person: Any, school_class: Any, child: Child, now: datetime
) -> dict[str, Any]:
    """A visitor inside, one who waits, a key, a slip, a patrol under way, who may fetch the child."""
    today = timezone.localdate(now)

    def entry(**more: Any) -> Entry:
        return Entry(campus=campus, **a_minute_ago(now), **more)

    inside = VisitorLog(
        entry=entry(), name=f"{campus} visitor", paper="identity", purpose="parent", host=person,
        consent="phone", agreed_by=person,
    )  # fmt: skip
    visit = ExpectedVisit.objects.create(
        campus=campus, host=person, name=f"{campus} guest", purpose="parent", on=today,
        asked_by=person, asked_at=now,
    )  # fmt: skip
    leader = make_person(role=Role.DIRECTOR, campus=campus, name=f"{campus} leader")
    slip = ExitSlip(
        entry=entry(), sort="person", person=person, leader=leader, reason=f"{campus} bank"
    )
    allowed = PickupAuthorization(
        entry=entry(school_class=school_class, subject=f"child:{child.pk}"), child=child,
        name="Aunt", relation="aunt", valid_from=today, guardian="Mother", signed="paper",
        paper="Folder",
    )  # fmt: skip
    point = make_place(campus=campus, name=f"{campus} gate")
    return {
        "gate_visit": admitting.admit(inside, by=person, now=now),
        "known_visitor": Visitor.objects.get(campus=campus),
        "visit": visit,
        "exit_slip": slips.ask(slip, by=person, now=now),
        "pickup_authorization": filing.submit(allowed, by=person, now=now),
        "gate_key": GateKey.objects.create(campus=campus, label=f"{campus} key"),
        "guard_equipment": GuardEquipment.objects.create(campus=campus, name=f"{campus} torch"),
        "patrol_point": PatrolPoint.objects.create(campus=campus, place=point),
        "patrol_run": PatrolRun.objects.create(
            campus=campus, about="patrol:day", by=person, begun_at=now
        ),
        "gate_turn": GateTurn.objects.create(
            campus=campus, on=today, slot="guard_day", person=person
        ),
    }


def watch_over(
    campus: Campus, person: Any, place: Place, school_class: Any, child: Child, now: datetime
) -> dict[str, Any]:
    """One thing of every kind that is watched, and a bus on its way."""
    today, here = timezone.localdate(now), {"campus": campus, "place": place}
    ride = run_a_bus(campus, person, school_class, child, now)
    permit = safety.HotWorkPermit(
        entry=Entry(campus=campus, place=place, **a_minute_ago(now)),
        work="welding", what=f"{campus} railing", starts_at=now, ends_at=now + DAY, worker="Wang",
        watcher=person,
    )  # fmt: skip
    filing.submit(permit, by=person, now=now)
    return {
        "fire_equipment": safety.FireEquipment.objects.create(number="M1", type="powder", **here),
        "special_equipment": safety.SpecialEquipment.objects.create(
            name=f"{campus} lift", category="lift", **here
        ),
        "play_equipment": safety.PlayEquipment.objects.create(
            number="P1", name=f"{campus} slide", category="large", **here
        ),
        "charging_place": safety.ChargingPlace.objects.create(name=f"{campus} shed", **here),
        "bike": safety.ElectricBike.objects.create(
            campus=campus, person=person, plate=f"{campus} 1"
        ),
        "fire_responsibility": safety.FireResponsibility.objects.create(
            level="area", person=person, starts_on=today, **here
        ),
        "hot_work": permit,
        **ride,
    }


def run_a_bus(
    campus: Campus, person: Any, school_class: Any, child: Child, now: datetime
) -> dict[str, Any]:
    today = timezone.localdate(now)
    bus = safety.SchoolBus.objects.create(
        campus=campus, plate=f"{campus} bus", seats=20, owner="School"
    )
    driver, attendant = (
        safety.BusCrew.objects.create(campus=campus, person=person, job=job)
        for job in ("driver", "attendant")
    )
    route = safety.BusRoute.objects.create(
        campus=campus, name=f"{campus} line", bus=bus, driver=driver, attendant=attendant
    )
    stop = safety.BusStop.objects.create(route=route, name=f"{campus} bridge")
    rider = safety.BusRider.objects.create(
        child=child, school_class=school_class, stop=stop, starts_on=today
    )
    check = safety.BusCheck(entry=Entry(campus=campus, **a_minute_ago(now)), bus=bus)
    filing.submit(check, by=person, now=now)
    run = safety.BusRun.objects.create(
        route=route, direction="to_school", on=today, bus=bus, driver=driver, attendant=attendant,
        check_before=check, departed_at=now, begun_by=person,
    )  # fmt: skip
    safety.BusSeat.objects.create(
        run=run, child=child, school_class=school_class, stop=stop, on_at=now
    )
    return {
        "bus": bus, "bus_crew": attendant, "bus_route": route, "bus_stop": stop,
        "bus_rider": rider, "bus_run": run,
    }  # fmt: skip


def answer_for_safety(
    campus: Campus, person: Any, school_class: Any, child: Child, term: Term, now: datetime
) -> dict[str, Any]:
    """A child that was hurt, a topic, letters given out, pledges asked for, an emergency plan."""
    today = timezone.localdate(now)
    injury = safety.ChildInjury(
        entry=about_child(child, **a_minute_ago(now)), child=child, type=2, spot=1, activity=1, company=3,
        body_part="leg", severity="minor", on_duty=person, treatment=1, story="Fell",
    )  # fmt: skip
    letters = safety.LetterRound(
        campus=campus, sort="post", title=f"{campus} letter", text="I answer for it.",
        leader=make_person(campus=campus), valid_from=today, valid_to=today + 300 * DAY,
    )  # fmt: skip
    answering.give_out(letters, [make_person(campus=campus)], by=person, now=now)
    asked = safety.PledgeRound(
        school_class=school_class, term=term, sort="drowning", text="We watch"
    )
    plan = safety.EmergencyPlan(campus=campus, sort="fire", title=f"{campus} plan")
    edition = safety.PlanEdition(
        entry=Entry(campus=campus, **a_minute_ago(now)), steps="Sound the alarm"
    )
    registering.register(injury, by=person, now=now)
    preparing.adopt(plan, edition, by=person, now=now)
    return {
        "injury": injury,
        "safety_topic": safety.TermTopic.objects.create(
            term=term, campus=campus, title=f"{campus} topic"
        ),
        "letter_round": letters,
        "responsibility_letter": letters.letters.get(),
        "pledges": pledging.begin(asked, by=person, now=now),
        "emergency_plan": plan,
    }
