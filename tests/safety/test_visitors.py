"""Visitors: in once somebody agreed, out once, known the next time, forgotten after the year."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.models import Version
from logistics.records.verifying import verify
from safety.gate import admitting, expecting, forgetting, staying
from safety.models import ExpectedVisit, GateStep, PaperReading, Visitor, VisitorLog
from tests.factories import make_campus, make_person
from tests.safety.gate import MINUTE, NOW, WEDNESDAY, let_in, visit

YEAR_AFTER = NOW + timedelta(days=367)


def announced(campus, host, **given):
    usual = {"name": "Zhang Wei", "purpose": "parent", "on": WEDNESDAY, "campus": campus}
    return expecting.announce(ExpectedVisit(**usual | given), by=host, now=NOW)


def asked(campus, host, *, by, now=NOW):
    waits = ExpectedVisit(
        campus=campus, host=host, name="Zhang Wei", purpose="parent",
        on=timezone.localdate(now),
    )  # fmt: skip
    return expecting.ask(waits, by=by, now=now)


def test_a_visitor_leaves_once_and_only_after_coming_in(campus, guard, teacher):
    entry = let_in(campus, teacher, by=guard)

    with pytest.raises(Refused):
        staying.end(entry, by=guard, now=NOW, happened_at=NOW - MINUTE)
    staying.end(entry, by=guard, now=NOW + MINUTE)
    with pytest.raises(Refused):
        staying.end(entry, by=guard, now=NOW + 2 * MINUTE)

    assert [step.act for step in GateStep.objects.all()] == ["ended"]
    assert VisitorLog.objects.get().ended_at == NOW + MINUTE


def test_a_press_by_mistake_is_taken_back_and_both_stay_readable(campus, guard, teacher):
    entry = let_in(campus, teacher, by=guard)
    staying.end(entry, by=guard, now=NOW + MINUTE)

    staying.take_back(entry, by=guard, now=NOW + 2 * MINUTE)

    assert VisitorLog.objects.open().get().pk == entry.pk
    assert [step.act for step in entry.gate_steps.all()] == ["ended", "undone"]
    with pytest.raises(Refused):
        staying.take_back(entry, by=guard, now=NOW + 3 * MINUTE)


def test_what_was_long_ago_is_not_taken_back(campus, guard, teacher):
    entry = let_in(campus, teacher, by=guard)
    staying.end(entry, by=guard, now=NOW + MINUTE)

    with pytest.raises(Refused):
        staying.take_back(entry, by=guard, now=NOW + timedelta(hours=1))

    assert VisitorLog.objects.get().ended_at == NOW + MINUTE


def test_leaving_leaves_the_seal_of_the_record_whole(campus, guard, teacher):
    entry = let_in(campus, teacher, by=guard)
    staying.end(entry, by=guard, now=NOW + MINUTE)

    assert verify(now=NOW + MINUTE).is_clean


@pytest.mark.parametrize("written", [None, NOW + 2 * MINUTE])
def test_who_writes_over_when_a_visitor_left_is_found_out(campus, guard, teacher, written):
    entry = let_in(campus, teacher, by=guard)
    staying.end(entry, by=guard, now=NOW + MINUTE)

    VisitorLog.objects.update(ended_at=written)

    [(day, [row], _count)] = verify(now=NOW + 2 * MINUTE).days()
    assert (day, row.row) == (NOW.date(), entry.number)


def test_who_makes_a_visitor_leave_without_a_step_is_found_out_too(campus, guard, teacher):
    let_in(campus, teacher, by=guard)

    VisitorLog.objects.update(ended_at=NOW + MINUTE)

    assert not verify(now=NOW + MINUTE).is_clean


def test_steps_at_the_gate_are_never_changed(campus, guard, teacher):
    step = staying.end(let_in(campus, teacher, by=guard), by=guard, now=NOW + MINUTE)

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        GateStep.objects.filter(pk=step.pk).update(act="undone")

    assert GateStep.objects.get().act == "ended"


def test_nobody_asked_is_kept_and_said(campus, guard):
    entry = let_in(campus, by=guard)

    kept = VisitorLog.objects.get(pk=entry.pk)
    assert (kept.consent, kept.agreed_by) == ("none", None)


def test_the_database_wants_to_know_who_agreed(campus, guard, teacher):
    let_in(campus, teacher, by=guard)

    with pytest.raises(IntegrityError), transaction.atomic():
        VisitorLog.objects.update(agreed_by=None)


def test_a_visitor_who_comes_again_is_known_with_everything(campus, guard, teacher):
    given = {"name": "张伟", "phone": "13812345678"}
    let_in(campus, teacher, by=guard, plate="京A12345", **given)
    let_in(campus, teacher, by=guard, now=NOW + timedelta(days=1), **given)

    known = Visitor.objects.get()

    assert (known.visits, known.host, known.phone_end) == (2, teacher, "5678")
    for words in ("zw", "张伟", "5678"):
        assert list(Visitor.objects.matching(words)) == [known]


def test_a_name_of_two_hundred_letters_goes_in_and_out(campus, guard, teacher):
    entry = let_in(campus, teacher, by=guard, name="王" * 200)
    staying.end(entry, by=guard, now=NOW + MINUTE)

    assert VisitorLog.objects.get().name == "王" * 200


def test_the_next_badge_is_the_lowest_nobody_wears(campus, guard, teacher):
    first = let_in(campus, teacher, by=guard, badge="1")
    let_in(campus, teacher, by=guard, badge="2")
    assert admitting.next_badge(campus) == "3"

    staying.end(first, by=guard, now=NOW + MINUTE)

    assert admitting.next_badge(campus) == "1"


def test_the_host_is_asked_agrees_and_the_visitor_comes_in_once(campus, guard, teacher):
    waits = asked(campus, teacher, by=guard)
    with pytest.raises(Refused):
        admitting.arrive(visit(campus, teacher), waits, by=guard, now=NOW)

    expecting.agree(waits, by=teacher, now=NOW)
    entry = admitting.arrive(visit(campus, teacher), waits, by=guard, now=NOW)
    with pytest.raises(Refused):
        admitting.arrive(visit(campus, teacher), waits, by=guard, now=NOW)

    kept = VisitorLog.objects.get(pk=entry.pk)
    assert (kept.consent, kept.agreed_by) == ("system", teacher)
    assert ExpectedVisit.objects.get().state == "visit_arrived"


def test_an_answer_is_given_once_and_a_refused_visitor_stays_outside(campus, guard, teacher):
    waits = asked(campus, teacher, by=guard)
    expecting.refuse(waits, by=teacher, now=NOW)

    with pytest.raises(Refused):
        expecting.agree(waits, by=teacher, now=NOW)
    with pytest.raises(Refused):
        admitting.arrive(visit(campus, teacher), waits, by=guard, now=NOW)

    assert VisitorLog.objects.count() == 0


def test_an_announced_visit_is_agreed_to_and_may_be_cancelled(campus, guard, teacher):
    expected = announced(campus, teacher)
    assert expected.state == "visit_agreed"

    expecting.cancel(expected, by=teacher, now=NOW)

    with pytest.raises(Refused):
        admitting.arrive(visit(campus, teacher), expected, by=guard, now=NOW)


def test_after_a_year_nothing_names_the_visitor_and_that_somebody_came_stays(
    campus, guard, teacher
):
    old = let_in(campus, teacher, by=guard, phone="13812345678", company="Moon Ltd")
    announced(campus, teacher)
    fresh = let_in(campus, teacher, by=guard, name="Sun Li", now=YEAR_AFTER - timedelta(days=5))
    on = timezone.localdate(YEAR_AFTER)

    assert (forgetting.count_due(on), forgetting.sweep(on)) == (1, 2)
    count = forgetting.forget(on=on, by=guard, now=YEAR_AFTER)

    said = json.dumps(list(Version.objects.values_list("said", flat=True)), ensure_ascii=False)
    kept = VisitorLog.objects.get(pk=old.pk)
    assert (count, kept.name, kept.paper_number, kept.phone, kept.host) == (1, "—", "", "", teacher)
    assert ("Zhang Wei" in said, "Moon Ltd" in said, "Sun Li" in said) == (False, False, True)
    assert VisitorLog.objects.get(pk=fresh.pk).name == "Sun Li"
    assert forgetting.count_due(on) == 0
    assert verify(now=YEAR_AFTER).is_clean


def test_what_is_kept_for_an_incident_is_not_forgotten(campus, guard, teacher):
    entry = let_in(campus, teacher, by=guard)
    entry.hold = "Theft of 18 November"
    entry.save()

    assert forgetting.count_due(timezone.localdate(YEAR_AFTER)) == 0


def test_the_numbers_of_a_paper_cannot_be_read_in_the_database(campus, guard, teacher):
    let_in(campus, teacher, by=guard)

    with connection.cursor() as cursor:
        cursor.execute("SELECT paper_number FROM safety_visitorlog")
        [stored] = cursor.fetchone()

    assert "110105" not in stored


# Its pages.


def post_new(client, **said):
    usual = {"name": "Zhang Wei", "purpose": "parent", "paper": "identity", "count": 1}
    form = client.get(reverse("safety:visitor_new")).context["form"]
    moments = {"happened_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}", "consent": "phone"}
    campus = form.initial["campus"]
    return client.post(reverse("safety:visitor_new"), usual | moments | {"campus": campus} | said)


def test_a_new_visitor_is_let_in_with_four_fields(enter, term, teacher):
    client = enter("guard")

    answer = post_new(client, host=teacher.pk)

    kept = VisitorLog.objects.get()
    assert answer.status_code == 302
    assert (kept.host, kept.agreed_by, kept.consent) == (teacher, teacher, "phone")


def test_without_a_host_or_somebody_who_agreed_the_form_says_so(enter, term):
    answer = post_new(enter("guard"))

    assert "who else agreed" in answer.text
    assert VisitorLog.objects.count() == 0


def test_the_guard_asks_the_host_and_the_host_answers_from_the_inbox(enter, term, teacher):
    post_new(enter("guard"), host=teacher.pk, ask="1")
    waits = ExpectedVisit.objects.get()
    host = enter("teacher", person=teacher)

    inbox = host.get(reverse("notices:inbox")).text
    host.post(reverse("safety:visit_agree", args=[waits.pk]))

    waits.refresh_from_db()
    assert ("A visitor waits at the gate" in inbox, "Zhang Wei" in inbox) == (True, False)
    assert (waits.state, VisitorLog.objects.count()) == ("visit_agreed", 0)


def test_another_teacher_neither_sees_nor_answers(enter, campus, term, guard, teacher):
    waits = asked(campus, teacher, by=guard, now=timezone.now())
    other = enter("cook")

    answers = [
        other.get(waits.get_absolute_url()).status_code,
        other.post(reverse("safety:visit_agree", args=[waits.pk])).status_code,
    ]

    waits.refresh_from_db()
    assert (answers, waits.agreed_at) == ([404, 404], None)


def test_papers_are_masked_and_uncovering_them_is_written_down(enter, campus, term, teacher):
    client = enter("guard")
    entry = let_in(campus, teacher, by=client.person, now=timezone.now())

    shown = client.get(entry.get_absolute_url()).text
    uncovered = client.post(reverse("safety:visitor_reveal", args=[entry.pk])).text

    assert ("11010519491231002X" in shown, "11010519491231002X" in uncovered) == (False, True)
    assert PaperReading.objects.get().by == client.person


def test_leaving_is_one_press_on_the_board(enter, campus, term, teacher):
    client = enter("guard")
    entry = let_in(campus, teacher, by=client.person, now=timezone.now() - MINUTE)

    page = client.get(reverse("safety:gate")).text
    client.post(reverse("safety:stay_end", args=[entry.pk]))

    assert "Zhang Wei" in page
    assert not VisitorLog.objects.open().exists()


def test_a_guard_of_another_campus_finds_nothing_here(enter, campus, guard, teacher, term):
    client = enter("guard", at=make_campus())
    entry = let_in(campus, teacher, by=guard, now=timezone.now() - MINUTE)

    answer = client.post(reverse("safety:stay_end", args=[entry.pk]))

    assert (answer.status_code, VisitorLog.objects.open().count()) == (404, 1)
    assert "Zhang Wei" not in client.get(reverse("safety:gate")).text


@pytest.mark.parametrize("rows", [1, 4])
def test_the_board_asks_as_many_queries_for_four_visitors_as_for_one(
    enter, campus, term, teacher, rows, django_assert_max_num_queries
):
    client = enter("guard")
    for n in range(rows):
        let_in(campus, teacher, by=client.person, now=timezone.now() - MINUTE, name=f"Visitor {n}")
    client.get(reverse("safety:gate"))

    with django_assert_max_num_queries(20):
        page = client.get(reverse("safety:gate")).text

    assert all(f"Visitor {n}" in page for n in range(rows))


def test_the_pass_names_nobody_and_ends_with_the_visit(client, campus, teacher, guard):
    on = timezone.localdate()
    expected = announced(campus, teacher, on=on)
    url = reverse("safety:visit_pass", args=[expected.code])

    shown = client.get(url)
    expecting.cancel(expected, by=teacher, now=NOW)

    assert ("Zhang Wei" in shown.text, teacher.name in shown.text) == (False, False)
    assert (shown.status_code, client.get(url).status_code) == (200, 404)


def test_a_voided_visit_is_not_inside(campus, guard, teacher):
    entry = let_in(campus, teacher, by=guard)
    filing.void(entry, by=teacher, now=NOW, reason="Entered twice")

    assert not VisitorLog.objects.open().exists()


def test_a_person_of_two_gates_is_remembered_at_each(guard, teacher):
    for campus in (make_campus(), make_campus()):
        let_in(campus, make_person(), by=guard)

    assert Visitor.objects.count() == 2
