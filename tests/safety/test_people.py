"""Taught, met, signed, pledged and read: a record proves what was done, and nothing is ticked done."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from logistics.contributions import comparisons, kinds, registers
from logistics.duties import signing
from logistics.duties.catalogue import catalogue
from logistics.duties.models import Finding
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.records.models.signatures import Capacity
from safety.models import (
    Accountability,
    GroupMember,
    LettersSigned,
    ParentPledge,
    PlanReading,
    PledgeRound,
    SafetyEducation,
    SafetyGroup,
    SafetyTalk,
    TermTopic,
)
from safety.organisation import answering, deciding, pledging, preparing, teaching, waiting
from safety.organisation.deciding import Decision
from tests.factories import make_child, make_class, make_person, make_place, make_term
from tests.safety.people import DAY, HOUR, MONDAY, NOON, adopt, give_out, hurt, meet
from tests.world.terms import make_term as term_around


@pytest.fixture
def director(campus):
    return make_person(role="director", campus=campus, username="l", name="Director")


@pytest.fixture
def teacher(campus, junior):
    return make_person(role="teacher", school_class=junior, username="t", name="Teacher")


@pytest.fixture
def term(db):
    return make_term()


@pytest.fixture
def junior(campus, term):
    return make_class(campus=campus)


# Talks and education.


def say(junior, teacher, topic="Hold hands", **given):
    return teaching.talk(junior, topic, by=teacher, **{"about": "leaving", "now": NOON} | given)


def test_a_second_press_is_no_second_talk(junior, teacher):
    first, is_new = say(junior, teacher)
    again, is_again_new = say(junior, teacher, now=NOON + HOUR)
    _next_day, is_new_then = say(junior, teacher, now=NOON + DAY)

    assert (first, is_new, is_again_new, is_new_then) == (again, True, False, True)
    assert SafetyTalk.objects.count() == 2


def test_a_voided_talk_may_be_written_again(junior, teacher):
    entry, _new = say(junior, teacher)
    Entry.objects.filter(pk=entry.pk).update(status=Entry.Status.VOIDED)

    assert say(junior, teacher)[1]


@pytest.mark.parametrize("day", [date(2026, month, 1 + month) for month in range(1, 13)])
def test_every_day_has_topics_to_press_and_one_about_riding(day):
    offered = teaching.offered(day)

    assert 4 <= len(offered) <= 6
    assert len({talk.code for talk in offered}) == len(offered)
    assert sum(talk.about == "ride" for talk in offered) == 1


def test_what_belongs_to_another_season_or_weekday_is_not_offered():
    winter_monday = {talk.code for talk in teaching.offered(date(2026, 12, 7))}

    assert not winter_monday & {"heat", "water", "weekend", "spring"}
    assert "monday" in winter_monday


def test_a_talk_takes_two_presses_of_the_teacher(campus, enter):
    on = timezone.localdate()
    own = make_class(campus=campus, school_year=term_around(on).school_year, name="Own")
    client = enter("teacher", school_class=own)
    page = client.get(reverse("safety:talk_list"))
    code = page.context["offered"][0].code

    answer = client.post(reverse("safety:talk_give", args=[own.pk]), {"topic": code})

    talk = SafetyTalk.objects.get()
    assert answer.status_code == 302
    assert (talk.entry.school_class, talk.topic) == (own, str(teaching.talks()[code]))


def test_nobody_talks_for_the_class_of_another_campus(junior, enter):
    client = enter("teacher", school_class=make_class())

    answer = client.post(reverse("safety:talk_give", args=[junior.pk]), {"topic": "road"})

    assert answer.status_code == 404
    assert not SafetyTalk.objects.exists()


def teach(junior, by, now=NOON, **given):
    entry = Entry(campus=junior.campus, school_class=junior, happened_at=now)
    usual = {"occasion": "theme", "topic": "Fire"}
    return teaching.hold(SafetyEducation(entry=entry, **usual | given), by=by, now=now)


def test_the_topics_of_the_term_are_taken_once_and_show_who_has_done_them(term, junior, teacher):
    count, again = teaching.take_ready_topics(term), teaching.take_ready_topics(term)
    topic = TermTopic.objects.filter(term=term).first()
    teach(junior, teacher, term_topic=topic)

    [row] = teaching.topic_board([junior], list(TermTopic.objects.filter(term=term)))

    assert (count, again, row.done) == (6, 0, 1)


def test_a_theme_of_which_nothing_is_kept_is_found(junior, teacher):
    teach(junior, teacher)
    teach(junior, teacher, content="We walked out and counted the exits")
    teach(junior, teacher, occasion="lesson")

    clashes = list(comparisons()["safety_theme_without_material"].clashes(MONDAY, MONDAY))

    assert len(clashes) == 1


# What proves what.


@pytest.mark.parametrize(
    ("number", "kind", "about"),
    [
        ("D042", "safety_talk", "talk:leaving"),
        ("D058", "safety_talk", "talk:ride"),
        ("D082", "safety_education", "education:theme"),
        ("X207", "meeting", "meeting:safety"),
        ("D086", "meeting", "meeting:logistics"),
        ("D101", "letters_signed", "letter:post"),
        ("X068", "parent_pledge", "pledge:drowning"),
        ("X211", "injury_report", ""),
        ("X214", "emergency_plan", "plan:safety"),
        ("X165", "emergency_plan", "plan:food"),
        ("X215", "safety_group", ""),
        ("D153", "outside_contact", ""),
    ],
)
def test_a_duty_is_proved_by_its_own_record_alone(number, kind, about):
    fields = catalogue()[number].fields

    assert (fields["proof"], fields["about"]) == (kind, about)
    assert not about or about in dict(kinds()[kind].subjects)


# Meetings and the group.


def test_a_decision_goes_to_its_owner_and_is_not_done_by_being_written(campus, director, teacher):
    entry = meet(
        campus, by=director, came=[director], missing=[teacher],
        decisions=[Decision("Mend the fence", None, MONDAY + 3 * DAY)],
    )  # fmt: skip

    finding = Finding.objects.get()
    assert (finding.entry, finding.due_on, finding.closed_at) == (entry, MONDAY + 3 * DAY, None)
    assert [line.person for line in entry.content.missing] == [teacher]


def test_a_meeting_nobody_attended_is_refused(campus, director):
    with pytest.raises(Refused, match="who was there"):
        meet(campus, by=director, came=[])


def test_whoever_taught_a_class_was_not_at_the_meeting(campus, junior, director, teacher):
    teach(junior, teacher)
    meet(campus, by=director, came=[director, teacher], now=NOON + HOUR / 3)
    meet(campus, by=director, came=[director, teacher], now=NOON + 3 * HOUR)

    clashes = list(comparisons()["taught_while_in_a_meeting"].clashes(MONDAY, MONDAY))

    assert len(clashes) == 1


def group(campus, director, *members):
    sheet = SafetyGroup(entry=Entry(campus=campus, happened_at=NOON), school_year=2026)
    rows = [GroupMember(person=person, seat=seat) for person, seat in members]
    return deciding.form_group(sheet, rows, by=director, now=NOON)


def test_the_group_has_one_leader_and_nobody_twice(campus, director, teacher):
    entry = group(campus, director, (director, "leader"), (teacher, "member"))

    assert deciding.group_of(2026).pk == entry.pk
    with pytest.raises(Refused, match="one leader"):
        group(campus, director, (teacher, "member"))
    with pytest.raises(Refused, match="twice"):
        group(campus, director, (director, "leader"), (director, "member"))


# Letters.


def sign(letters, person, *, by=None, now=NOON + HOUR):
    for sheet in answering.standing_letters(letters).filter(person=person):
        signing.sign(sheet.entry, Capacity.RESPONSIBLE, by=person, now=now, seen=1, noted_by=by)


def test_letters_are_proved_when_both_sides_of_all_have_signed(campus, director, teacher):
    guard = make_person(role="guard", campus=campus, username="g")
    letters = give_out(campus, [teacher, guard, director], leader=director, by=director)

    sign(letters, teacher)
    answering.sign_all(letters, by=director, now=NOON + HOUR)
    before = LettersSigned.objects.count()
    sign(letters, guard)

    progress = answering.progress_of([letters])[letters.pk]
    assert (progress.letters, progress.signed, before) == (2, 2, 0)
    assert LettersSigned.objects.get().entry.subject == "letter:post"


def test_nobody_signs_both_sides(campus, director):
    with pytest.raises(Refused, match="both sides"):
        give_out(campus, [director], leader=director, by=director)


def test_who_has_no_login_signs_on_paper_that_another_keeps(campus, director):
    cleaner = make_person(role="cleaner", campus=campus)
    letters = give_out(campus, [cleaner], leader=director, by=director)
    sheet = letters.letters.get()

    answering.signed_on_paper(sheet, by=director, now=NOON + HOUR)

    assert answering.progress_of([letters])[letters.pk].missing == 1  # the leader's side
    answering.sign_all(letters, by=director, now=NOON + HOUR)
    assert LettersSigned.objects.count() == 1


def test_a_letter_holds_in_order_of_its_days(campus, director, teacher):
    with pytest.raises(IntegrityError), transaction.atomic():
        give_out(campus, [teacher], leader=director, by=director, valid_to=date(2026, 1, 1))


def test_the_letter_in_force_on_the_day_is_found_by_itself(campus, junior, term, director, teacher):
    child = make_child(school_class=junior, term=term)
    injury = hurt(
        child, by=teacher, now=NOON + 2 * HOUR, happened_at=NOON + HOUR, told_at=None, told_how=""
    )
    letters = give_out(campus, [teacher], leader=director, by=director)
    sign(letters, teacher)
    said = Accountability(
        entry=Entry(campus=campus, happened_at=NOON + 3 * HOUR), injury=injury, what="Nobody looked",
        person=teacher, is_responsible=True, vetoes=True, measures="Retraining",
    )  # fmt: skip

    answering.hold_accountable(said, by=director, now=NOON + 3 * HOUR)

    assert said.letter == letters.letters.get()
    assert answering.vetoed(NOON, NOON + DAY).get().person == teacher


def test_an_unsigned_letter_binds_nobody_and_nobody_judges_themselves(campus, director, teacher):
    give_out(campus, [teacher], leader=director, by=director)

    assert answering.letter_in_force(teacher, MONDAY) is None
    said = Accountability(
        entry=Entry(campus=campus, happened_at=NOON), what="x", person=director,
        is_responsible=True, measures="y",
    )  # fmt: skip
    with pytest.raises(Refused, match="own responsibility"):
        answering.hold_accountable(said, by=director, now=NOON)


def test_a_veto_without_responsibility_is_no_veto(campus, director, teacher):
    said = Accountability(
        entry=Entry(campus=campus, happened_at=NOON), what="x", person=teacher,
        is_responsible=False, vetoes=True, measures="y",
    )  # fmt: skip

    with pytest.raises(IntegrityError), transaction.atomic():
        answering.hold_accountable(said, by=director, now=NOON)


# Pledges.


@pytest.fixture
def pledges(junior, term, teacher):
    children = [make_child(school_class=junior, term=term) for _ in range(3)]
    asked = PledgeRound(school_class=junior, term=term, sort="drowning", text="We watch")
    pledging.begin(asked, by=teacher, now=NOON)
    return asked, [child.pk for child in children]


def tick(pledges, children, teacher):
    return pledging.mark(pledges, children, on=MONDAY, by=teacher, now=NOON + HOUR)


def test_pledges_are_handed_in_with_the_last_one(pledges, teacher):
    asked, children = pledges
    some = tick(asked, children[:2], teacher)

    entry = tick(asked, children, teacher)

    assert some is None
    assert (entry.content.signed, entry.subject) == (3, "pledge:drowning")
    with pytest.raises(Refused, match="handed in already"):
        tick(asked, [], teacher)


def test_with_some_missing_the_reason_is_asked(pledges, teacher):
    asked, children = pledges
    tick(asked, children[:2], teacher)

    with pytest.raises(Refused, match="Say why"):
        pledging.hand_in(asked, reason="", by=teacher, now=NOON + HOUR)
    pledging.hand_in(asked, reason="Away", by=teacher, now=NOON + HOUR)

    assert ParentPledge.objects.get().missing_reason == "Away"


def test_what_was_ticked_by_mistake_is_taken_back(pledges, teacher):
    asked, children = pledges
    tick(asked, children[:2], teacher)
    tick(asked, children[1:2], teacher)

    assert asked.marks.filter(signed_on__isnull=False).count() == 1


def test_a_class_is_asked_once_a_term(pledges, junior, term, teacher):
    with pytest.raises(Refused, match="already"):
        pledging.begin(
            PledgeRound(school_class=junior, term=term, sort="drowning", text="x"),
            by=teacher,
            now=NOON,
        )


# Emergency plans.


def test_everybody_with_a_login_is_asked_to_read_and_to_confirm(campus, director, teacher):
    make_person(role="cleaner", campus=campus)
    edition = adopt(campus, by=director)
    waits = waiting.to_read(teacher, NOON).count()

    first = preparing.confirm(edition, by=teacher, now=NOON + HOUR)
    again = preparing.confirm(edition, by=teacher, now=NOON + DAY)

    assert (waits, first, again) == (1, True, False)
    assert waiting.to_read(teacher, NOON).count() == 0
    assert list(preparing.unread(edition, MONDAY)) == []


def test_a_new_edition_is_read_again_and_a_look_through_is_not(campus, director, teacher):
    edition = adopt(campus, by=director)
    preparing.confirm(edition, by=teacher, now=NOON)

    adopt(campus, by=director, plan=edition.plan, is_unchanged=True, steps="", now=NOON + HOUR)
    after_look = waiting.to_read(teacher, NOON).count()
    newer = adopt(campus, by=director, plan=edition.plan, changes="New alarm", now=NOON + DAY)

    assert (after_look, waiting.to_read(teacher, NOON).get()) == (0, newer)
    assert newer.number == 3


def test_another_campus_reads_its_own_plans_only(campus, director):
    adopt(campus, by=director)
    elsewhere = make_person(role="teacher", school_class=make_class(), username="o")

    assert waiting.to_read(elsewhere, NOON).count() == 0


def test_a_plan_says_what_is_done(campus, director):
    with pytest.raises(IntegrityError), transaction.atomic():
        adopt(campus, by=director, steps="")


def test_a_plan_that_was_never_written_cannot_be_looked_through(campus, director):
    with pytest.raises(Refused, match="no edition"):
        adopt(campus, by=director, is_unchanged=True, steps="")


def test_a_plan_laid_aside_asks_nobody(campus, director, teacher):
    edition = adopt(campus, by=director)
    preparing.lay_aside(edition.plan)

    assert waiting.to_read(teacher, NOON).count() == 0
    with pytest.raises(Refused, match="laid aside"):
        adopt(campus, by=director, plan=edition.plan, now=NOON + HOUR)


def test_a_reader_confirms_on_the_page(campus, enter, director):
    edition = adopt(campus, by=director)
    guard = enter("guard")
    url = reverse("safety:emergency_plan_read", args=[edition.plan_id])

    assert "Sound the alarm" in guard.get(edition.get_absolute_url()).text
    guard.post(url, {"edition": "1"})
    strange = guard.post(url, {"edition": "99999999999999999999"})

    assert PlanReading.objects.filter(person=guard.person).count() == 1
    assert strange.status_code == 404


# The official columns.

FORMS = {
    "safety-education": [
        "Date",
        "Theme",
        "For whom",
        "Number of people",
        "Form",
        "Speaker",
        "Photos",
    ],
    "responsibility-letters": ["Year", "Both sides", "Post", "Signed on", "Scan"],
    "safety-meetings": ["Date and time", "Led by", "Present", "Content", "Decisions"],
}


@pytest.mark.parametrize("code", FORMS)
def test_a_register_has_the_columns_of_the_official_form(code):
    shown = [str(column.heading) for column in registers()[code].columns if not column.hidden]

    assert [heading for heading in shown if heading in FORMS[code]] == FORMS[code]


def test_every_form_of_a_leader_opens_and_names_what_is_missing(campus, enter):
    term_around(timezone.localdate())
    make_place(campus=campus)
    client = enter("director")
    names = {
        "meeting_new": "?kind=safety", "group_new": "", "contact_new": "", "letter_new": "?kind=post",
        "emergency_plan_new": "", "accountability_new": "", "topic_new": "", "education_new": "",
    }  # fmt: skip

    for name, query in names.items():
        url = reverse(f"safety:{name}") + query
        assert (name, client.get(url).status_code) == (name, 200)
        assert (name, client.post(url, {"x": "1"}).context["form"].errors != {}) == (name, True)


def test_the_minutes_of_the_whole_staff_ask_who_was_missing(campus, enter):
    term_around(timezone.localdate())
    away = make_person(role="guard", campus=campus)
    client = enter("director")
    sent = {
        "topic": "Autumn", "campus": campus.pk, "chair": client.person.pk, "people": [away.pk],
        "content": "Doors", "happened_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}",
        "closed_day_is_right": "on", "late_reason": "late",
    }  # fmt: skip

    answer = client.post(reverse("safety:meeting_new") + "?kind=all_staff", sent)

    content = Entry.objects.get(kind="meeting").content
    assert answer.status_code == 302
    assert [line.person for line in content.missing] == [away]
    assert [line.person for line in content.present] == [client.person]
