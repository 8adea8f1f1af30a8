"""The pages of the duties: what they show, what bad input gets, and what they cost."""

import re
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from logistics.duties import making
from logistics.duties.models import Duty, FollowUp, Plan, PlanLine, RotaTurn, State, Task
from logistics.records.models import Entry
from tests.duties.factories import make_class, make_duty, make_line, make_person, owe
from tests.world.records import write_note
from tests.world.terms import make_term

DAY = timedelta(days=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def term(campus, today):
    """A term around today, every day of it open."""
    term = make_term(today)
    campus.days.update(kind="school", name="", holiday="")
    return term


@pytest.fixture
def director(enter):
    return enter("director")


def page_of(client, name, *args, **query):
    return client.get(reverse(f"duties:{name}", args=args, query=query))


def due_today(term, today, **given):
    """A daily duty, and its task of today."""
    duty = make_duty(title="Lamps", **given)
    owe(duty, term)
    return duty, duty.tasks.due_on(today).first()


# Tasks.


def test_the_list_of_tasks_shows_what_is_open_and_not_what_comes(director, term, today):
    make_duty(title="Lamps")
    making.make_tasks(term)

    page = page_of(director, "task_list")

    shown = [task.due_at for task in page.context["page"]]
    assert shown
    assert max(shown) <= making.end_of(today)


@pytest.mark.parametrize("state", State.values)
def test_each_state_is_found(director, term, today, now, state):
    in_each_state(term, today, now)

    page = page_of(director, "task_list", state=state)

    assert {task.state for task in page.context["page"]} == {state}


def in_each_state(term, today, now):
    duty, task = due_today(term, today)
    yesterday, before = (duty.tasks.due_on(today - n * DAY).get() for n in (3, 4))
    Task.objects.filter(pk=yesterday.pk).update(proved_at=now)
    Task.objects.filter(pk=before.pk).update(proved_at=now, proved_late=True)
    Task.objects.filter(pk=duty.tasks.due_on(today - 5 * DAY).get().pk).update(
        excused_at=now, excuse="x"
    )
    return task


def test_a_task_leads_to_the_form_that_proves_it(enter, term, today):
    _duty, task = due_today(term, today)
    carer = enter("carer")

    answer = page_of(carer, "task_record", task.pk)

    assert answer.url == f"{reverse('duties:note_new')}?task={task.pk}"
    assert "Lamps" in carer.get(answer.url).text


def test_a_note_proves_the_task_and_the_page_says_so(enter, term, today):
    _duty, task = due_today(term, today)
    carer = enter("carer")
    url = f"{reverse('duties:note_new')}?task={task.pk}"
    sent = {"text": "Done", "happened_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}"}

    page = carer.post(url, sent | {"campus": task.campus_id}, follow=True)

    assert page.context["state"] == State.PROVED
    assert str(Entry.objects.get()) in page.text


def test_an_excuse_needs_its_reason_and_stays_visible(director, term, today):
    _duty, task = due_today(term, today)
    url = reverse("duties:task_excuse", args=[task.pk])

    refused = director.post(url, {"reason": " "})
    page = director.post(url, {"reason": "The lamp is broken"}, follow=True)

    assert "reason" in refused.context["form"].errors
    assert "The lamp is broken" in page.text
    assert Task.objects.get(pk=task.pk).excused_by == director.person


def test_a_follow_up_proves_nothing(director, term, today, now):
    _duty, task = due_today(term, today)

    director.post(reverse("duties:task_follow_up", args=[task.pk]), {"reason": "Was not there"})

    assert FollowUp.objects.get().found == "Was not there"
    assert Task.objects.get(pk=task.pk).state_now(now) == State.DUE


def test_assigning_to_two_splits_the_task(director, term, today):
    _duty, task = due_today(term, today)
    people = [make_person(), make_person()]

    director.post(reverse("duties:task_assign", args=[task.pk]), {"people": [p.pk for p in people]})

    parts = Task.objects.filter(slot__startswith=task.slot)
    assert {part.person for part in parts} == set(people)


# Records.


@pytest.fixture
def entry(campus, now):
    return write_note(campus, make_person(), now)


def test_a_correction_shows_what_it_said_before_and_why(director, entry):
    url = reverse("duties:entry_correct", args=[entry.pk])
    sent = {
        "text": "Said otherwise",
        "reason": "Wrong room",
        "seen": 1,
        "closed_day_is_right": "on",
    }
    happened = timezone.localtime(entry.happened_at)

    page = director.post(url, sent | {"happened_at": f"{happened:%Y-%m-%dT%H:%M}"}, follow=True)

    assert "Said otherwise" in page.text
    assert entry.title in page.text
    assert "Wrong room" in page.text


def test_voiding_needs_its_reason(director, entry):
    url = reverse("duties:entry_void", args=[entry.pk])

    refused = director.post(url, {"reason": ""})
    director.post(url, {"reason": "Written twice"})

    assert "reason" in refused.context["form"].errors
    assert Entry.objects.get().status == Entry.Status.VOIDED


def test_a_record_kept_for_an_incident_is_not_voided(director, entry):
    Entry.objects.update(hold="Case 7")

    page = director.post(reverse("duties:entry_void", args=[entry.pk]), {"reason": "x"})

    assert "Case 7" in page.text
    assert Entry.objects.get().status == Entry.Status.SUBMITTED


def test_a_record_is_reviewed_by_another(director, entry):
    director.post(reverse("duties:entry_review", args=[entry.pk]))

    assert Entry.objects.get().reviewed_by == director.person


def test_nobody_reviews_what_they_wrote(director, campus, now):
    own = write_note(campus, director.person, now)

    answer = director.post(reverse("duties:entry_review", args=[own.pk]))

    assert (answer.status_code, "their own" in answer.text) == (409, True)
    assert Entry.objects.get().reviewed_by is None


# The calendar.


def test_the_month_counts_what_was_due_each_day(director, term, today, now):
    in_each_state(term, today, now)

    page = page_of(director, "calendar_month", on=f"{today - 3 * DAY}")

    days = {day["date"]: day["counts"] for week in page.context["weeks"] for day in week["days"]}
    counts = days[today - 3 * DAY]
    assert (counts["all"], counts["proved"]) == (1, 1)


def test_the_week_has_a_line_for_each_duty(director, term, today):
    due_today(term, today)

    page = page_of(director, "calendar_week", on=f"{today}")

    [day] = [day for day in page.context["days"] if day["date"] == today]
    assert [(line["name"], line["all"]) for line in day["lines"]] == [("Lamps", 1)]


def test_the_day_shows_its_tasks(director, term, today):
    _duty, task = due_today(term, today)

    page = page_of(director, "calendar_day", on=f"{today}")

    assert list(page.context["tasks"]) == [task]


def test_the_term_shows_the_rare_duties_in_their_weeks(director, term):
    duty = make_duty(title="Fire drill", rhythm="termly")
    [task] = owe(duty, term)

    page = page_of(director, "calendar_term")

    week = term.week_of(timezone.localdate(task.due_at))
    named = {w["number"]: [line["name"] for line in w["lines"]] for w in page.context["weeks"]}
    assert named[week] == ["Fire drill"]


# Compliance.


def test_what_is_proved_before_it_is_due_is_neither_counted_nor_opened(director, term, today, now):
    _duty, task = due_today(term, today)
    Task.objects.exclude(pk=task.pk).delete()
    Task.objects.update(proved_at=now, due_at=now + timedelta(hours=1), closes_at=now + DAY)

    total = page_of(director, "compliance", month="").context["total"]

    opened = director.get(f"{total['base']}&state=proved").context["page"]
    assert (total["proved"], opened.paginator.count) == (0, 0)


def test_compliance_counts_each_state_once_and_excuses_nobody_owes(director, term, today, now):
    in_each_state(term, today, now)
    Task.objects.exclude(due_at__range=(now - 6 * DAY, now)).delete()

    page = page_of(director, "compliance", by="duty", month="")

    total = page.context["total"]
    assert (total["proved"], total["proved_late"], total["excused"]) == (1, 1, 1)
    assert total["all"] == Task.objects.count()
    assert total["share"] == f"{100 / (total['all'] - 1):.1f}"


@pytest.mark.parametrize("group", ["duty", "role", "school_class", "month", "trade"])
def test_each_number_of_compliance_opens_its_rows(director, term, today, now, group):
    make_class()
    in_each_state(term, today, now)
    due_today(term, today, scope="class")

    page = page_of(director, "compliance", by=group, month="")

    for row in page.context["rows"]:
        for state in ("proved", "proved_late", "late", "missed", "excused"):
            found = director.get(f"{row['base']}&state={state}").context["page"]
            assert (row["name"], state, found.paginator.count) == (row["name"], state, row[state])


# Duties and the catalogue.


def typed(duty=None, **given):
    usual = {
        "title": "Sweep",
        "trade": "logistics",
        "role": "cleaner",
        "scope": "campus",
        "rhythm": "weekly",
        "proof": "work_note",
        "count": 1,
        "on_closed": "skip",
        "is_active": "on",
    }
    return usual | given


def test_a_new_duty_is_owed_at_once(director, term):
    director.post(reverse("duties:duty_new"), typed())

    assert Duty.objects.get().tasks.count() > 5


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"rhythm": "weeks"}, "interval"),
        ({"rhythm": "months"}, "months"),
        ({"rhythm": "dated"}, "dates"),
        ({"rhythm": "event"}, "hours"),
        ({"rhythm": "unset"}, "rhythm"),
        ({"rhythm": "sometimes"}, "rhythm"),
        ({"scope": "place"}, "place_kind"),
        ({"count": 0}, "__all__"),
        ({"count": -1}, "count"),
        ({"times": "25:00"}, "times"),
        ({"times": "noon"}, "times"),
        ({"dates": "2026-02-30"}, "dates"),
        ({"starts_on": "0001-01-01"}, "starts_on"),
        ({"starts_on": "2026-09-02", "ends_on": "2026-09-01"}, "__all__"),
        ({"weekdays": ["8"]}, "weekdays"),
        ({"months": ["13"]}, "months"),
        ({"title": "x" * 121}, "title"),
        ({"title": "nul\0"}, "title"),
        ({"trade": "piracy"}, "trade"),
        ({"proof": "a promise"}, "proof"),
    ],
)
def test_a_mistyped_duty_is_asked_back_and_not_saved(director, term, given, field):
    page = director.post(reverse("duties:duty_new"), typed(**given))

    assert field in page.context["form"].errors
    assert not Duty.objects.exists()


def test_a_duty_that_would_make_100_000_tasks_is_asked_back(director, term):
    times = "; ".join(f"{h:02d}:{m:02d}" for h in range(24) for m in range(60))

    page = director.post(reverse("duties:duty_new"), typed(rhythm="daily", times=times))

    assert "Choose a wider rhythm or scope" in page.context["form"].non_field_errors()[0]
    assert "Sweep" in page.text
    assert not Duty.objects.exists()
    assert not Task.objects.exists()


def test_a_turn_is_added_and_taken_out(director, term, today):
    duty = make_duty(rhythm="rota")
    person = make_person("guard")
    sent = {"person": person.pk, "starts_on": f"{today}", "ends_on": f"{today + DAY}"}

    director.post(reverse("duties:turn_new", args=[duty.pk]), sent)
    owed = list(duty.tasks.values_list("person", flat=True))
    director.post(reverse("duties:turn_delete", args=[RotaTurn.objects.get().pk]))

    assert (owed, duty.tasks.count()) == ([person.pk], 0)


def test_what_has_happened_is_owed_within_its_hours(enter, term):
    duty = make_duty(title="Illness reported", rhythm="event", hours=2, role="doctor")
    guard = enter("guard")
    at = timezone.localtime().replace(second=0, microsecond=0)
    sent = {"at": f"{at:%Y-%m-%dT%H:%M}", "campus": guard.person.posts.get().campus_id}

    answer = guard.post(reverse("duties:duty_happened", args=[duty.pk]), sent)

    assert guard.get(answer.url).status_code == 200
    assert duty.tasks.get().due_at == at + timedelta(hours=2)


def test_what_will_happen_has_not_happened(enter, term):
    duty = make_duty(rhythm="event", hours=2)
    guard = enter("guard")
    at = timezone.localtime() + timedelta(hours=3)
    sent = {"at": f"{at:%Y-%m-%dT%H:%M}", "campus": guard.person.posts.get().campus_id}

    page = guard.post(reverse("duties:duty_happened", args=[duty.pk]), sent)

    assert "at" in page.context["form"].errors
    assert not Task.objects.exists()


def test_ticking_a_line_takes_it_into_force_and_unticking_out(director, term):
    [line, *_] = page_of(director, "catalogue").context["rows"]
    code, url = line["line"].code, reverse("duties:catalogue")

    director.post(url, {"shown": [code], "code": [code], f"rhythm-{code}": "weekly"})
    ticked = Duty.objects.get().is_active
    director.post(url, {"shown": [code]})

    assert (ticked, Duty.objects.get().is_active) == (True, False)


@pytest.mark.parametrize("rhythm", ["", "unset", "event", "dated", "nonsense"])
def test_a_line_without_a_rhythm_asks_for_one(director, term, rhythm):
    from logistics.duties.catalogue import catalogue

    code = next(line.code for line in catalogue().values() if line.asks_for_a_rhythm)

    page = director.post(
        reverse("duties:catalogue"), {"shown": [code], "code": [code], f"rhythm-{code}": rhythm}
    )

    assert page.context["errors"].keys() == {code}
    assert not Duty.objects.exists()


def test_a_line_that_is_not_shown_is_neither_ticked_nor_unticked(director, term):
    duty = make_duty(code="none")

    director.post(reverse("duties:catalogue"), {"shown": ["forged"], "code": ["forged", "none"]})

    assert list(Duty.objects.active()) == [duty]


# Plans.


def test_a_plan_is_written_line_by_line_and_closed_by_its_summary(director, term, today):
    frame = {"title": "Autumn", "kind": "department", "term": term.pk}
    director.post(reverse("duties:plan_write"), frame)
    plan = Plan.objects.get()
    line = {"text": "Check the stairs", "due_on": f"{today}", "role": "director"}
    line["campus"] = director.person.posts.get().campus_id

    director.post(f"{reverse('duties:line_new')}?plan={plan.pk}", line)
    page = director.post(
        reverse("duties:plan_close", args=[plan.pk]), {"summary": "All done"}, follow=True
    )

    assert Task.objects.get().line.text == "Check the stairs"
    assert "All done" in page.text


def test_a_task_beside_the_plan_says_until_when(director, term, today):
    line = {"text": "Fetch the flags", "role": "guard", "month": 9}
    line["campus"] = director.person.posts.get().campus_id

    refused = director.post(reverse("duties:line_new"), line)
    answer = director.post(reverse("duties:line_new"), line | {"due_on": f"{today}"})

    assert "due_on" in refused.context["form"].errors
    assert director.get(answer.url, follow=True).status_code == 200
    assert Task.objects.get().line.plan is None


def test_a_plan_closed_already_is_not_closed_again(director, term, now):
    plan = Plan.objects.create(title="x", owner=director.person, term=term, closed_at=now)

    page = director.post(reverse("duties:plan_close", args=[plan.pk]), {"summary": "again"})

    assert "already closed" in page.text
    assert Plan.objects.get().summary == ""


@pytest.mark.parametrize(
    "given", [{"year": 99999}, {"year": -1}, {"term": 999}, {"kind": "coup"}, {}]
)
def test_a_plan_without_a_time_is_asked_back(director, term, given):
    page = director.post(reverse("duties:plan_write"), {"title": "x", "kind": "personal"} | given)

    assert page.context["form"].errors
    assert not Plan.objects.exists()


# Whatever stands in the address.

PAGES = [
    "task_list", "calendar_day", "calendar_week", "calendar_month", "calendar_term", "compliance",
    "duty_list", "plan_list", "record_new", "note_new", "line_new", "plan_write", "catalogue",
]  # fmt: skip
NAMES = [
    "on", "month", "day", "term", "state", "mine", "q", "page", "duty", "person", "campus", "place",
    "school_class", "task", "plan", "kind", "by", "trade", "role", "proof", "bundle", "choice",
]  # fmt: skip
ODD = [
    "", "0", "-1", "9" * 20, "9" * 5000, "NaN", "0001-01-01", "9999-12-31", "2026-02-30", "000000",
    "999912", "202613", "²", "１２", "x" * 3000, "a\0b", "' OR 1=1 --", "%", "\ud7ff", "🦀", "null",
    "[]", "{}", "../../etc/passwd", "<script>",
]  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_nothing_in_the_address_breaks_a_page(director, term, name):
    for odd in ODD:
        answer = director.get(reverse(f"duties:{name}"), dict.fromkeys(NAMES, odd))
        assert answer.status_code in (200, 404), odd[:20]


SENT = [
    ("duty_new", ["title", "times", "dates", "interval", "days", "hours", "count", "campus"]),
    ("note_new", ["text", "happened_at", "campus", "place", "late_reason", "typed_at"]),
    ("plan_write", ["title", "term", "year", "parent", "situation"]),
    ("line_new", ["text", "month", "quarter", "opens_on", "due_on", "campus", "person"]),
]


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.sampled_from(SENT), st.data())
def test_nothing_typed_into_a_form_breaks_it(director, term, form, data):
    name, fields = form
    odd = st.sampled_from(ODD) | st.text(max_size=30)
    sent = {field: data.draw(odd, label=field) for field in fields}
    usual = typed() if name == "duty_new" else {"kind": "personal", "role": "cook"}

    with transaction.atomic():
        answer = director.post(reverse(f"duties:{name}"), usual | sent)
        transaction.set_rollback(True)

    assert answer.status_code in (200, 302)


# What a page costs.

NOT_COUNTED = re.compile(
    r'SAVEPOINT|"django_session"|FROM "school_post" WHERE|FROM "school_person"'
)
BUDGETS = {
    "home": 20,
    "home_cards": 20,
    "duties:task_list": 12,
    "duties:calendar_day": 20,
    "duties:calendar_week": 20,
    "duties:calendar_month": 20,
    "duties:calendar_term": 20,
    "duties:compliance": 12,
    "duties:duty_list": 12,
    "duties:plan_list": 12,
    "duties:record_new": 12,
    "duties:catalogue": 12,
}


def fill(rows, term, today, director):
    """So many of everything that a list may show."""
    for number in range(rows):
        make_duty(title=f"Duty {number}", role="director")
        line, _task = make_line(term, text=f"Line {number}", month=today.month)
        line.plan = Plan.objects.create(title=f"Plan {number}", owner=director.person, term=term)
        line.save()
    making.make_tasks(term, duties=list(Duty.objects.all()))


def cost(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return [q["sql"] for q in captured if not NOT_COUNTED.search(q["sql"])]


@pytest.mark.parametrize("name", BUDGETS)
def test_a_page_costs_the_same_for_many_rows_as_for_one(director, term, today, name):
    fill(1, term, today, director)
    one = cost(director, reverse(name))

    fill(2, term, today, director)
    three = cost(director, reverse(name))
    fill(57, term, today, director)
    sixty = cost(director, reverse(name))

    assert len(one) == len(three) == len(sixty)
    assert len(sixty) <= BUDGETS[name]


@pytest.mark.parametrize("role", ["director", "principal", "doctor", "teacher", "carer", "guard"])
def test_the_first_page_and_its_later_cards_cost_each_role_at_most_twenty(
    enter, term, today, campus, role
):
    own = make_class(campus=campus) if role in ("teacher", "carer") else None
    client = enter(role, school_class=own)
    fill(9, term, today, client)

    asked = [len(cost(client, reverse(name))) for name in ("home", "home_cards")]

    assert max(asked) <= 20, asked
    assert f'hx-get="{reverse("home_cards")}"' in client.get("/").text


def later_cards(client) -> list[dict]:
    """All that the first page fetches when it stands, portion by portion."""
    cards, further = [], 0
    while further is not None:
        portion = client.get(reverse("home_cards"), {"first": further}).context
        cards, further = cards + portion["cards"], portion["further"]
    return cards


def test_without_a_script_a_link_shows_the_whole_first_page(director, term):
    page = director.get("/")
    whole = director.get("/", {"whole": "on"})

    later = later_cards(director)

    shown = [card["template"] for card in whole.context["cards"]]
    assert '<a href="?whole=on">' in page.text
    assert '<a href="?whole=on">' not in whole.text
    assert later
    assert [card["template"] for card in later] == shown[len(page.context["cards"]) :]


@pytest.mark.parametrize("kind", ["duty", "task", "entry", "plan", "line_edit"])
def test_the_page_of_one_thing_costs_at_most_twelve(director, term, today, now, campus, kind):
    fill(3, term, today, director)
    task = Duty.objects.first().tasks.due_on(today).get()
    thing = {
        "duty": task.duty,
        "task": task,
        "entry": write_note(campus, make_person(), now),
        "plan": Plan.objects.first(),
        "line_edit": PlanLine.objects.first(),
    }[kind]

    asked = cost(director, reverse(f"duties:{kind}", args=[thing.pk]))

    assert len(asked) <= 12
