"""Which record proves which task."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from logistics.duties import filing, making
from logistics.duties.models import Proof, State, Task
from logistics.duties.proving import Owed, Written, share_out
from logistics.errors import Refused
from logistics.records.models import Entry, Version
from logistics.school.calendar import set_days
from logistics.school.models import Campus
from tests.duties.factories import (
    make_class,
    make_duty,
    make_line,
    make_person,
    make_term,
    moment,
    owe,
    write_note,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def term(campus):
    return make_term()


@pytest.fixture
def carer(campus):
    return make_person()


def states(duty, now):
    tasks = duty.tasks.with_state(moment(now)).order_by("due_at")
    return {f"{timezone.localdate(task.due_at):%m-%d}": task.state for task in tasks}


def test_a_record_closes_the_task_of_its_day(term, carer):
    duty = make_duty()
    tasks = owe(duty, term)

    write_note(tasks[0], "2026-09-01 17:00", by=carer)

    now = states(duty, "2026-09-02 09:00")
    assert (now["09-01"], now["09-02"], now["09-03"]) == ("proved", "due", "upcoming")


def test_todays_record_does_not_make_up_for_yesterday(term, carer):
    duty = make_duty()
    tasks = owe(duty, term)

    write_note(tasks[1], "2026-09-02 17:00", by=carer)

    now = states(duty, "2026-09-02 18:00")
    assert (now["09-01"], now["09-02"]) == ("late", "proved")


def test_a_second_record_of_today_makes_up_for_yesterday_late(term, carer):
    duty = make_duty()
    tasks = owe(duty, term)

    write_note(tasks[1], "2026-09-02 10:00", by=carer)
    write_note(tasks[1], "2026-09-02 17:00", by=carer)

    now = states(duty, "2026-09-02 18:00")
    assert (now["09-01"], now["09-02"]) == ("proved_late", "proved")


def test_a_missed_task_can_still_be_proved_late(term, carer):
    duty = make_duty()
    tasks = owe(duty, term)
    assert states(duty, "2026-09-08 09:00")["09-01"] == "missed"

    write_note(tasks[0], "2026-09-01 17:00", by=carer, entered="2026-09-08 09:00", reason="忘记")

    assert states(duty, "2026-09-08 09:00")["09-01"] == "proved_late"


def test_a_late_entry_without_a_reason_is_refused_and_leaves_nothing(term, carer):
    [task, *_] = owe(make_duty(), term)

    with pytest.raises(Refused, match="Say why"):
        write_note(task, "2026-09-01 17:00", by=carer, entered="2026-09-08 09:00")

    assert not Entry.objects.exists()


def test_a_record_of_the_future_is_refused(term, carer):
    [task, *_] = owe(make_duty(), term)

    with pytest.raises(Refused, match="future"):
        write_note(task, "2026-09-01 17:00", by=carer, entered="2026-09-01 09:00")

    assert not Entry.objects.exists()


def test_a_note_about_one_duty_does_not_prove_another(term, carer):
    lamp, toys = make_duty(), make_duty(title="玩具清洗")
    [task, *_] = owe(lamp, term)
    owe(toys, term)

    write_note(task, "2026-09-01 17:00", by=carer)

    assert states(toys, "2026-09-01 18:00")["09-01"] == "due"


def test_a_record_of_one_class_does_not_prove_the_task_of_another(term, carer):
    first, second = make_class("Junior 1"), make_class("Junior 2")
    duty = make_duty(scope="class")
    tasks = owe(duty, term)

    write_note(tasks[0], "2026-09-01 17:00", by=carer)

    proved = Task.objects.filter(proved_at__isnull=False)
    assert [task.school_class for task in proved] == [tasks[0].school_class]
    assert {task.school_class for task in tasks} == {first, second}


def test_two_times_a_day_need_two_records(term, carer):
    duty = make_duty(times=["10:30", "16:00"])
    tasks = owe(duty, term)

    write_note(tasks[0], "2026-09-01 09:00", by=carer)
    write_note(tasks[0], "2026-09-01 10:00", by=carer)
    write_note(tasks[0], "2026-09-01 15:00", by=carer)

    [morning, afternoon] = duty.tasks.order_by("due_at")[:2]
    assert (morning.proofs.count(), afternoon.proofs.count()) == (1, 1)


def test_a_duty_that_needs_two_records_is_proved_by_the_second(term, carer):
    duty = make_duty(rhythm="weekly", count=2)
    [task, *_] = owe(duty, term)

    write_note(task, "2026-09-01 10:00", by=carer)
    after_one = states(duty, "2026-09-02 09:00")["09-04"]
    write_note(task, "2026-09-02 10:00", by=carer)

    assert (after_one, states(duty, "2026-09-02 11:00")["09-04"]) == ("due", "proved")


def test_correcting_the_time_of_a_record_reopens_the_task_it_proved(term, carer):
    duty = make_duty()
    tasks = owe(duty, term)
    entry = write_note(tasks[1], "2026-09-02 10:00", by=carer)

    note = entry.content
    note.entry.happened_at = moment("2026-09-01 10:00")
    filing.correct(note, by=carer, now=moment("2026-09-02 11:00"), reason="日期写错", seen=1)

    now = states(duty, "2026-09-02 12:00")
    assert (now["09-01"], now["09-02"]) == ("proved_late", "due")


def test_correcting_the_class_of_a_record_reopens_the_task_of_the_class_it_left(term, carer):
    first, second = make_class("Junior 1"), make_class("Junior 2")
    tasks = owe(make_duty(scope="class"), term)
    entry = write_note(tasks[0], "2026-09-01 10:00", by=carer)
    [wrong, right] = [first, second] if entry.school_class == first else [second, first]

    note = entry.content
    note.entry.school_class = right
    filing.correct(note, by=carer, now=moment("2026-09-01 11:00"), reason="班级写错", seen=1)

    proved = Task.objects.filter(proved_at__isnull=False)
    assert wrong != right
    assert [task.school_class for task in proved] == [right]


def test_a_voided_record_proves_nothing_and_stays_readable(term, carer):
    duty = make_duty()
    [task, *_] = owe(duty, term)
    entry = write_note(task, "2026-09-01 10:00", by=carer)

    filing.void(entry, by=carer, now=moment("2026-09-01 11:00"), reason="写错班级")

    acts = Version.objects.filter(entry=entry).values_list("act", "reason")
    assert states(duty, "2026-09-01 12:00")["09-01"] == "due"
    assert list(acts) == [("submit", ""), ("void", "写错班级")]


def test_a_correction_of_what_somebody_else_corrected_is_refused(term, carer):
    [task, *_] = owe(make_duty(), term)
    entry = write_note(task, "2026-09-01 10:00", by=carer)
    filing.correct(entry.content, by=carer, now=moment("2026-09-01 11:00"), reason="补充", seen=1)

    with pytest.raises(Refused, match="meanwhile"):
        filing.correct(
            entry.content, by=carer, now=moment("2026-09-01 12:00"), reason="再改", seen=1
        )

    assert entry.versions.count() == 2


def test_nobody_reviews_their_own_record(term, carer):
    [task, *_] = owe(make_duty(), term)
    entry = write_note(task, "2026-09-01 10:00", by=carer)

    with pytest.raises(Refused, match="their own"):
        filing.review(entry, by=carer, now=moment("2026-09-01 11:00"))

    assert Entry.objects.get().status == Entry.Status.SUBMITTED


def test_a_plan_line_is_proved_by_a_note_about_it(term, carer):
    _line, task = make_line(term)

    write_note(task, "2026-09-20 10:00", by=carer)

    assert Task.objects.get(line__isnull=False).state_now(moment("2026-09-21 09:00")) == "proved"


def test_records_written_before_the_tasks_were_made_prove_them(term, carer):
    duty = make_duty()
    [task, *_] = owe(duty, term)
    write_note(task, "2026-09-01 10:00", by=carer)
    duty.tasks.all().delete()

    making.make_tasks(term, duties=[duty])

    assert states(duty, "2026-09-01 12:00")["09-01"] == "proved"


def test_numbers_count_up_without_a_gap_in_each_year(term, carer):
    [task, *_] = owe(make_duty(), term)

    first = write_note(task, "2026-09-01 10:00", by=carer)
    second = write_note(task, "2026-09-01 11:00", by=carer)

    assert (first.number, second.number) == ("GZ-2026-000001", "GZ-2026-000002")


def test_many_records_at_once_prove_as_one_by_one(term, carer):
    duty = make_duty()
    tasks = owe(duty, term)[:10]
    records = []
    for task in tasks:
        entry = Entry(
            campus=task.campus,
            subject=task.subject,
            happened_at=task.due_at - timedelta(hours=5),
            entered_at=task.due_at - timedelta(hours=4),
            entered_by=carer,
        )
        records.append(duty_note(entry, duty))

    filing.submit_many(records)

    assert duty.tasks.filter(proved_at__isnull=False, proved_late=False).count() == 10
    assert Version.objects.count() == 10


def duty_note(entry, duty):
    from logistics.duties.models import WorkNote

    return WorkNote(entry=entry, duty=duty, text="已完成")


def test_proving_a_record_asks_at_most_six_queries(term, carer, django_assert_max_num_queries):
    from logistics.duties import proving

    tasks = owe(make_duty(), term)
    entry = write_note(tasks[0], "2026-09-01 10:00", by=carer)
    Proof.objects.all().delete()
    Task.objects.update(proved_at=None)

    with django_assert_max_num_queries(6):
        proving.prove(entry)

    assert Proof.objects.count() == 1


def test_a_record_of_an_earlier_day_moves_what_came_after_it_and_nothing_before(term, carer):
    duty = make_duty()
    [first, second, third, *_] = owe(duty, term)
    write_note(first, "2026-09-01 10:00", by=carer)
    write_note(third, "2026-09-03 10:00", by=carer)
    made_up = write_note(third, "2026-09-03 11:00", by=carer)  # for the day before, which is late

    written_after_all = write_note(second, "2026-09-02 10:00", by=carer)

    proofs = [list(task.proofs.values_list("entry", flat=True)) for task in (first, second, third)]
    assert proofs[1] == [written_after_all.pk]
    assert [len(each) for each in proofs] == [1, 1, 1]
    assert not Proof.objects.filter(entry=made_up, task=second).exists()


def test_records_of_one_act_are_filed_as_one_by_one(term, carer, django_assert_max_num_queries):
    duty = make_duty()
    tasks = owe(duty, term)[:2]
    write_note(tasks[0], "2026-08-31 10:00", by=carer)  # the first number of a year costs more
    at = moment("2026-09-02 10:00")
    records = [
        duty_note(Entry(campus=t.campus, subject=t.subject, happened_at=at), duty) for t in tasks
    ]

    with django_assert_max_num_queries(14):  # two of them savepoints, one a lock where there are
        entries = filing.submit_together(records, by=carer, now=at)

    assert [entry.number for entry in entries] == ["GZ-2026-000002", "GZ-2026-000003"]
    assert Version.objects.filter(entry__in=entries).count() == 2
    assert Proof.objects.filter(entry__in=entries).count() == 2


# What a task's state must be, told again in the plainest way there is: look at every record in
# the order in which things happened and hand it to the best task left.


def oracle(tasks, records):
    left = {task["pk"]: task["count"] for task in tasks}
    given = {task["pk"]: [] for task in tasks}
    for record in sorted(records, key=lambda r: (r["happened"], r["pk"])):
        fitting = [
            task
            for task in tasks
            if left[task["pk"]] and task["opens"] <= record["happened"] <= task["closes"]
        ]
        in_time = [task for task in fitting if record["happened"] <= task["due"]]
        choice = sorted(in_time or fitting, key=lambda t: (t["due"], t["pk"]))
        if choice:
            left[choice[0]["pk"]] -= 1
            given[choice[0]["pk"]].append(record["pk"])
    return given


def hours(number):
    return datetime(2026, 9, 1, tzinfo=timezone.get_fixed_timezone(480)) + timedelta(hours=number)


spans = st.tuples(st.integers(0, 80), st.integers(0, 30), st.integers(0, 30), st.integers(1, 2))


@given(st.lists(spans, max_size=12), st.lists(st.integers(0, 140), max_size=25))
def test_sharing_out_agrees_with_the_plain_telling(tasks, records):
    owed = [
        Owed(pk, hours(a), hours(a + b), hours(a + b + c), n)
        for pk, (a, b, c, n) in enumerate(tasks)
    ]
    plain = [
        {"pk": t.pk, "opens": t.opens_at, "due": t.due_at, "closes": t.closes_at, "count": t.count}
        for t in owed
    ]
    written = [Written(pk, hours(h), hours(h)) for pk, h in enumerate(records)]

    share_out(owed, written)

    told = oracle(plain, [{"pk": w.pk, "happened": w.happened_at} for w in written])
    assert {task.pk: [proof.pk for proof in task.proofs] for task in owed} == told


acts = st.lists(
    st.tuples(
        st.sampled_from(["write", "write", "write", "correct", "void", "close", "open", "remake"]),
        st.integers(0, 13),
        st.integers(7, 20),
    ),
    max_size=12,
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts)
def test_states_agree_with_the_oracle_after_any_history(term, carer, django_db_blocker, acts):
    from django.db import transaction

    with transaction.atomic():
        duty = make_duty(times=["10:00", "16:00"])
        owe(duty, term)
        for act, day, hour in acts:
            live_through(act, day, hour, duty, term, carer)
        told = oracle(as_plain_tasks(duty), as_plain_records())
        now = moment("2026-09-30 12:00")
        read = {task.pk: (task.state, proofs_of(task)) for task in duty.tasks.with_state(now)}
        expected = {
            task.pk: (expected_state(task, told[task.pk], now), sorted(told[task.pk]))
            for task in duty.tasks.all()
        }
        transaction.set_rollback(True)
    assert read == expected


def live_through(act, day, hour, duty, term, carer):
    """One thing that may happen in a school."""
    date = moment("2026-09-01 00:00") + timedelta(days=day)
    at = date + timedelta(hours=hour)
    entry = Entry.objects.standing().order_by("pk")[day % 3 : day % 3 + 1].first()
    if act == "write":
        task = duty.tasks.first()
        write_note(task, f"{timezone.localtime(at):%Y-%m-%d %H:%M}", by=carer)
    elif act == "correct" and entry:
        note = entry.content
        note.entry.happened_at = at
        filing.correct(
            note, by=carer, now=moment("2026-09-30 09:00"), reason="x", seen=note.entry.version
        )
    elif act == "void" and entry:
        filing.void(entry, by=carer, now=moment("2026-09-30 09:00"), reason="x")
    elif act in ("close", "open"):
        kind = "closure" if act == "close" else "makeup"
        set_days(list(Campus.objects.all()), date.date(), date.date(), kind=kind)
        making.after_calendar(term)
    elif act == "remake":
        making.make_tasks(term)


def as_plain_tasks(duty):
    return [
        {"pk": t.pk, "opens": t.opens_at, "due": t.due_at, "closes": t.closes_at, "count": t.count}
        for t in duty.tasks.all()
    ]


def as_plain_records():
    return [{"pk": e.pk, "happened": e.happened_at} for e in Entry.objects.standing()]


def proofs_of(task):
    return sorted(Proof.objects.filter(task=task).values_list("entry_id", flat=True))


def expected_state(task, records, now):
    if len(records) >= task.count:
        proofs = Entry.objects.filter(pk__in=records)
        late = any(entry.is_late or entry.happened_at > task.due_at for entry in proofs)
        return State.PROVED_LATE if late else State.PROVED
    if now < task.opens_at:
        return State.UPCOMING
    if now <= task.due_at:
        return State.DUE
    return State.LATE if now <= task.closes_at else State.MISSED
