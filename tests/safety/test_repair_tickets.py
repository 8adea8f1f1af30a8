"""From the report to the signature: who may take which step, and what each leaves behind."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from logistics.duties.models import Duty, Proof, Task
from logistics.errors import Refused
from logistics.notices.models import Notice
from logistics.records.models import Entry, Signature
from safety.models import RepairTicket, TicketState, TicketStep, Urgency
from safety.repairs import accepting, repairing, reporting
from safety.repairs.acts import acts_for
from tests.factories import make_person
from tests.safety.repairs import DAY, HOUR, NOW, Site, fresh, school_day, steps


@pytest.fixture
def site(campus):
    return Site(campus)


def codes(ticket, person, now=NOW):
    return [act.code for act in acts_for(fresh(ticket), person, on=timezone.localdate(now))]


def test_a_report_is_repaired_accepted_and_signed_for(site):
    ticket = site.report()
    states = [ticket.state]
    site.take(ticket)
    states.append(fresh(ticket).state)
    site.finish(ticket)
    states.append(fresh(ticket).state)
    entry = site.accept(ticket, satisfaction=3)

    ticket = fresh(ticket)
    assert [*states, ticket.state] == ["reported", "repairing", "to_accept", "done"]
    assert steps(ticket) == ["reported", "taken", "done", "accepted"]
    assert (ticket.accepted_by, ticket.satisfaction) == (site.teacher, 3)
    signed = Signature.objects.get(entry=entry)
    assert (signed.by, signed.capacity) == (site.teacher, "accepted")


def test_the_report_the_repair_and_the_acceptance_are_records(site):
    ticket = site.repaired()
    site.accept(ticket)

    kinds = list(Entry.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["repair_report", "repair_done", "repair_ticket"]
    assert {entry.place for entry in Entry.objects.all()} == {site.room}


def test_repair_times_count_school_days(site):
    normal = site.report()
    urgent = site.report(urgency="urgent")
    extra = site.report(urgency="extra")

    due = [ticket.due_on for ticket in (normal, urgent, extra)]
    assert due == [school_day(11, 20), school_day(11, 16), school_day(11, 12)]
    answer = [ticket.answer_by - NOW for ticket in (normal, urgent, extra)]
    assert answer == [DAY, 4 * HOUR, HOUR]


def test_a_report_on_friday_is_answered_on_monday(site):
    friday = NOW + 2 * DAY

    ticket = site.report(now=friday)

    assert timezone.localdate(ticket.answer_by) == school_day(11, 16)


def test_nobody_but_the_reporter_accepts(site):
    ticket = site.repaired()

    for person in (site.colleague, site.director, site.other, site.repairer):
        with pytest.raises(Refused):
            site.accept(ticket, by=person)

    assert fresh(ticket).state == TicketState.TO_ACCEPT
    assert not Entry.objects.filter(kind="repair_ticket").exists()


def test_what_the_repairer_reported_is_accepted_by_the_custodian(site):
    ticket = site.repaired(by=site.repairer)

    with pytest.raises(Refused):
        site.accept(ticket, by=site.repairer)
    site.accept(ticket, by=site.colleague)

    assert fresh(ticket).accepted_by == site.colleague


def test_who_has_left_signs_nothing_the_custodian_does(site):
    ticket = site.repaired()
    site.teacher.ends_on = timezone.localdate(NOW - DAY)
    site.teacher.save()

    with pytest.raises(Refused):
        site.accept(ticket)
    site.accept(ticket, by=site.colleague)

    assert fresh(ticket).state == TicketState.DONE


def test_where_nobody_is_left_the_director_accepts(site):
    site.room.custodian = None
    site.room.save()
    ticket = site.repaired(by=site.repairer)

    site.accept(ticket, by=site.director)

    assert fresh(ticket).accepted_by == site.director


def test_what_is_not_right_goes_back_and_its_day_still_holds(site):
    ticket = site.repaired()
    accepting.send_back(ticket, why="It still drips", by=site.teacher, now=NOW + 3 * HOUR)
    again = fresh(ticket)

    assert (again.state, again.redone, again.due_on) == ("repairing", 1, ticket.due_on)
    site.finish(again, now=NOW + DAY)
    site.accept(again, now=NOW + DAY + HOUR)
    assert fresh(ticket).state == TicketState.DONE
    assert fresh(ticket).repairs.count() == 2


def test_the_director_closes_only_after_the_silence_and_says_so(site):
    ticket = site.repaired()
    early, last = NOW + 7 * DAY, NOW + 8 * DAY  # five school days after Wednesday: next Wednesday

    with pytest.raises(Refused):
        accepting.close_unanswered(ticket, why="No answer", by=site.director, now=early)
    entry = accepting.close_unanswered(ticket, why="No answer", by=site.director, now=last)

    ticket = fresh(ticket)
    assert (ticket.state, ticket.closing, ticket.closed_by) == (
        "closed",
        "unanswered",
        site.director,
    )
    assert entry.content.conclusion == "unanswered"
    assert Signature.objects.get(entry=entry).capacity == "leader"
    assert "nobody answered" in ticket.state_words


def test_a_ticket_taken_by_one_is_not_taken_by_another(site):
    ticket = site.report()
    first, second = fresh(ticket), fresh(ticket)
    repairing.take(first, by=site.repairer, now=NOW)

    with pytest.raises(Refused):
        repairing.take(second, by=site.other, now=NOW)
    with pytest.raises(Refused):
        repairing.take(fresh(ticket), by=site.other, now=NOW)

    assert fresh(ticket).repairer == site.repairer


def test_a_ticket_in_somebodys_hands_can_be_given_to_another(site):
    ticket = site.report()
    site.take(ticket)

    repairing.assign(fresh(ticket), repairer=site.other, by=site.director, now=NOW + HOUR)

    ticket = fresh(ticket)
    assert (ticket.repairer, ticket.state) == (site.other, "assigned")
    assert Notice.objects.filter(person=site.other, kind="repair_assigned").exists()


def test_who_waits_reads_why_it_waits(site):
    ticket = site.report()
    site.take(ticket)

    repairing.hold(fresh(ticket), "parts", by=site.repairer, now=NOW, note="on Friday")

    assert fresh(ticket).state_words == "waits for parts"
    assert Notice.objects.get(person=site.teacher, kind="repair_waits").said["why"]
    repairing.resume(fresh(ticket), by=site.repairer, now=NOW)
    assert fresh(ticket).waiting == ""


def test_a_returned_report_is_answered_by_its_reporter_alone(site):
    ticket = site.report()
    reporting.give_back_to_reporter(ticket, why="Which tap?", by=site.director, now=NOW)

    with pytest.raises(Refused):
        reporting.send_again(fresh(ticket), words="Left", by=site.colleague, now=NOW)
    assert fresh(ticket).state == TicketState.RETURNED
    reporting.send_again(fresh(ticket), words="The left one", by=site.teacher, now=NOW)

    assert fresh(ticket).state == TicketState.REPORTED
    assert ticket.steps.filter(kind="sent_again", note="The left one").exists()


def test_doubles_are_joined_and_both_reporters_are_told(site):
    main, double = site.report(), site.report(by=site.colleague, urgency="urgent")

    reporting.join(double, fresh(main), by=site.director, now=NOW)

    main, double = fresh(main), fresh(double)
    assert (double.state, double.merged_into, main.state) == ("closed", main, "reported")
    assert (main.urgency, main.due_on) == (Urgency.URGENT, double.due_on)
    assert Notice.objects.filter(person=site.colleague, kind="repair_joined").exists()
    site.take(main)
    assert Notice.objects.filter(person=site.colleague, kind="repair_taken").exists()


def test_an_ended_ticket_takes_no_double(site):
    main, double = site.report(), site.report()
    reporting.withdraw(main, why="", by=site.teacher, now=NOW)

    with pytest.raises(Refused):
        reporting.join(double, fresh(main), by=site.director, now=NOW)

    assert fresh(double).is_open


def test_the_same_fault_soon_after_counts_as_a_repeat(site):
    first = site.repaired()
    site.accept(first)

    soon = site.report(now=NOW + 10 * DAY)
    elsewhere = site.report(now=NOW + 10 * DAY, category="power")
    later = site.report(now=NOW + 60 * DAY)

    assert [t.again_of for t in (soon, elsewhere, later)] == [first, None, None]


def test_a_dangerous_fault_is_a_hazard_put_right_by_the_repair_and_closed_by_another(site):
    ticket = site.report(is_dangerous=True)
    assert (ticket.urgency, ticket.finding.state) == ("extra", "to_put_right")
    site.take(ticket)
    site.finish(ticket)

    finding = fresh(ticket).finding
    assert (finding.state, finding.put_right_by) == ("to_recheck", site.repairer)


def test_the_repairer_of_the_trade_is_proposed(site):
    from safety.models import TradeRepairer

    TradeRepairer.objects.create(campus=site.campus, category="water", person=site.other)

    assert repairing.usual_repairer(site.campus, "water") == site.other
    assert repairing.usual_repairer(site.campus, "power") is None


def test_an_accepted_ticket_proves_its_own_duty_and_no_other(site):
    Duty.objects.create(
        title="Repair", trade="safety", role="repairer", rhythm="event", proof="repair_ticket",
        hours=72, starts_on=school_day(9, 1),
    )  # fmt: skip
    first, second = site.report(), site.report(what="The drain is blocked")
    site.take(second)
    site.finish(second)
    site.accept(second)

    tasks = {task.subject: task for task in Task.objects.filter(proof="repair_ticket")}
    assert tasks[f"ticket:{first.pk}"].proved_at is None
    assert tasks[f"ticket:{second.pk}"].proved_at is not None
    assert timezone.localdate(tasks[f"ticket:{first.pk}"].due_at) == first.due_on
    assert Proof.objects.count() == 1


def test_what_is_not_repaired_is_owed_by_nobody(site):
    Duty.objects.create(
        title="Repair", trade="safety", role="repairer", rhythm="event", proof="repair_ticket",
        hours=72, starts_on=school_day(9, 1),
    )  # fmt: skip
    ticket = site.report()

    reporting.drop(ticket, why="Renewed in summer", by=site.director, now=NOW)

    task = Task.objects.get(proof="repair_ticket")
    assert (task.excused_by, task.excuse) == (site.director, "Renewed in summer")


def test_between_the_terms_a_report_is_taken_all_the_same(campus):
    site = Site(campus, laid_out=False)

    ticket = site.report(now=NOW)

    assert ticket.due_on > timezone.localdate(NOW)


def test_a_repair_cannot_end_before_it_was_reported(site):
    ticket = site.report()
    site.take(ticket)

    with pytest.raises(Refused):
        site.finish(ticket, happened_at=NOW - HOUR, late_reason="forgotten")

    assert fresh(ticket).state == TicketState.REPAIRING


def test_steps_only_grow(site):
    step = site.report().steps.get()

    for change in (lambda rows: rows.update(note="x"), lambda rows: rows._raw_delete("default")):
        with pytest.raises(DatabaseError, match="ticketstep"), transaction.atomic():
            change(TicketStep.objects.filter(pk=step.pk))

    assert TicketStep.objects.get(pk=step.pk).note == ""


def test_the_database_itself_refuses_what_is_never_true(site):
    ticket = site.repaired()
    wrong = [
        {"accepted_at": NOW, "accepted_by": site.repairer},
        {"closed_at": NOW, "closed_by": site.director, "closing": "dropped", "why": ""},
        {"closed_at": NOW, "closed_by": site.director, "closing": "merged", "why": "x"},
        {"merged_into": ticket},
        {"closed_at": NOW},
    ]

    for told in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            RepairTicket.objects.filter(pk=ticket.pk).update(**told)

    assert fresh(ticket).state == TicketState.TO_ACCEPT
    assert connection.vendor in ("sqlite", "postgresql")


def test_each_person_is_offered_what_they_can_do(site):
    ticket = site.report()
    assert codes(ticket, site.colleague) == []
    assert codes(ticket, site.teacher) == ["withdraw"]
    assert codes(ticket, site.repairer) == ["take", "estimate"]
    assert codes(ticket, site.director)[:2] == ["take", "assign"]

    site.take(ticket)
    assert codes(ticket, site.repairer)[:4] == ["finish", "arrive", "parts", "hold"]
    assert "finish" not in codes(ticket, site.other)
    site.finish(ticket)
    assert codes(ticket, site.teacher) == ["accept", "send_back"]
    assert codes(ticket, site.director) == []
    assert codes(ticket, site.director, NOW + timedelta(days=8)) == ["close"]


def test_a_company_repairs_and_whoever_let_it_in_notes_it(site):
    from logistics.stores.models import Supplier

    company = Supplier.objects.create(name="Water Ltd")
    ticket = site.report()
    repairing.assign(ticket, company=company, by=site.director, now=NOW)
    site.finish(ticket, by=site.director, labour_cost=200)

    ticket = fresh(ticket)
    assert (ticket.who_repairs, ticket.is_outside, ticket.cost) == ("Water Ltd", True, 200)
    site.accept(ticket)
    assert fresh(ticket).state == TicketState.DONE


def test_somebody_of_the_other_campus_repairs_nothing_here(site, db):
    from tests.factories import make_campus

    stranger = make_person(role="director", campus=make_campus())
    ticket = site.report()

    assert codes(ticket, stranger) == []
