"""Being told: once each, in one's own language, and only if it really happened."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from logistics.notices.models import Delivery, Notice
from logistics.notices.telling import settle, tell
from logistics.school.models import School
from tests.factories import make_campus
from tests.notices.factories import (
    KIND,
    QUIET_KIND,
    URGENT,
    make_channel,
    make_reader,
    tell_one,
)

pytestmark = pytest.mark.django_db


def test_each_person_is_told_once_about_the_same_thing(at):
    people = [make_reader(), make_reader()]

    for clock in ("08:00", "09:00"):
        tell(
            people, KIND, url="/tasks/7/", now=at(clock), key="7", person="Chen", task="x", due="y"
        )

    assert {(n.person, n.made_at) for n in Notice.objects.all()} == {
        (person, at("08:00")) for person in people
    }


def test_what_has_no_key_is_news_every_time(at):
    person = make_reader()

    tell_one(person, at("08:00"))
    tell_one(person, at("09:00"))

    assert Notice.objects.of(person).count() == 2


def test_whoever_did_it_is_not_told(at):
    doer, other = make_reader(), make_reader()

    tell([doer, other], KIND, url="/tasks/", now=at("08:00"), by=doer)

    assert [notice.person for notice in Notice.objects.all()] == [other]


def test_the_sentence_is_said_in_the_language_of_the_reader(at):
    notice = tell_one(make_reader(), at("08:00"), task="Wash the toys", due=at("16:00"))

    english = notice.sentence
    with translation.override("zh-hans"):
        title = notice.title

    assert english == "Chen Jing has given you a task: Wash the toys, by 2026-09-07 16:00"
    assert notice.title == "Task assigned"
    assert title


def test_a_day_in_a_sentence_is_written_as_the_reader_writes_days(at):
    notice = tell_one(make_reader(), at("08:00"), due=at("16:00").date())

    with translation.override("zh-hans"):
        said = notice.sentence

    assert "2026年9月7日" in said


def test_a_percent_sign_or_a_missing_place_breaks_no_sentence(at):
    notice = tell_one(make_reader(), at("08:00"), task="100 %(x)s %d")
    notice.said.pop("due")

    assert notice.sentence == "Chen Jing has given you a task: 100 %(x)s %d, by …"


def test_news_of_a_kind_nobody_declares_any_more_can_still_be_read(at):
    notice = tell_one(make_reader(), at("08:00"))
    notice.kind = "gone"

    assert notice.sentence == "Notice"


def test_a_kind_that_is_not_declared_is_a_mistake_in_the_code(at):
    with pytest.raises(KeyError):
        tell([make_reader()], "no such kind", url="/", now=at("08:00"))


@pytest.mark.parametrize("url", ["https://elsewhere.example/", "//elsewhere.example/", ""])
def test_news_lead_nowhere_but_to_a_page_of_ours(at, url):
    with pytest.raises(IntegrityError), transaction.atomic():
        tell_one(make_reader(), at("08:00"), url=url)


def test_if_it_is_undone_nobody_was_told_and_nothing_is_sent(
    at, robot, django_capture_on_commit_callbacks
):
    make_channel(kind="wecom", address=robot.url)
    person = make_reader()

    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        tell_one(person, at("08:00"))
        transaction.set_rollback(True)

    assert not Notice.objects.exists()
    assert not Delivery.objects.exists()
    assert robot.asked == []


def test_after_the_commit_the_worker_sends_it(at, robot, django_capture_on_commit_callbacks):
    """Urgent news, for the worker asks the real clock, and that may stand at night."""
    make_channel(kind="wecom", address=robot.url)
    person = make_reader(name="Li Na")

    with django_capture_on_commit_callbacks() as nudges:
        notice = tell_one(person, at("08:00"), kind=URGENT)
    before = list(robot.asked)
    for nudge in nudges:
        nudge()

    assert before == []
    assert [text.splitlines()[1] for text in robot.texts] == [f"Li Na: {notice.outside}"]


def test_what_is_settled_counts_as_read_and_is_sent_no_more(at):
    make_channel()
    first, second = make_reader(mail="a@b.cn"), make_reader(mail="c@d.cn")
    for person in (first, second):
        tell_one(person, at("08:00"), key="7")

    unread = settle(KIND, "7", now=at("09:00"), people=[first])

    assert unread == 1
    assert [n.person for n in Notice.objects.unread()] == [second]
    assert [d.person for d in Delivery.objects.all()] == [second]


def test_at_night_only_what_is_urgent_goes_out(at):
    make_channel()
    person = make_reader(mail="a@b.cn")

    tell_one(person, at("23:00"))
    urgent = tell_one(person, at("23:01"), kind=URGENT)

    assert [delivery.notice for delivery in Delivery.objects.all()] == [urgent]
    assert Notice.objects.of(person).count() == 2


def test_a_sixth_message_of_the_day_waits_in_the_inbox_and_the_next_day_begins_anew(at):
    make_channel()
    person = make_reader(mail="a@b.cn")

    told = [tell_one(person, at("16:00")) for _ in range(7)]
    urgent = tell_one(person, at("17:00"), kind=URGENT)
    tomorrow = tell_one(person, at("16:00", "2026-09-08"))

    sent = set(Delivery.objects.values_list("notice", flat=True))
    assert sent == {notice.pk for notice in [*told[:5], urgent, tomorrow]}


def test_by_two_channels_the_same_news_counts_once(at):
    make_channel()
    make_channel(title="Group", kind="wecom", address="https://qyapi.weixin.qq.com/x")
    person = make_reader(mail="a@b.cn")

    for _ in range(7):
        tell_one(person, at("16:00"))

    assert Delivery.objects.count() == 10


def test_a_channel_is_for_its_campus_and_its_roles(at, campus):
    make_channel(title="Cooks", kind="wecom", address="https://x", campus=campus, roles=["cook"])
    cook, carer = make_reader("cook", campus=campus), make_reader("carer", campus=campus)
    elsewhere = make_reader("cook", campus=make_campus())
    for person in (cook, carer, elsewhere):
        tell_one(person, at("16:00"))

    assert [delivery.person for delivery in Delivery.objects.all()] == [cook]


def test_news_of_another_campus_are_not_said_in_this_group(at, campus):
    make_channel(title="Cooks", kind="wecom", address="https://x", campus=campus)
    everywhere = make_reader("director")

    tell_one(everywhere, at("16:00"), campus=make_campus())
    here = tell_one(everywhere, at("16:00"), campus=campus)

    assert [delivery.notice for delivery in Delivery.objects.all()] == [here]


def test_who_silenced_a_channel_or_gave_no_address_gets_nothing_by_it(at):
    mail = make_channel()
    silent, without = make_reader(mail="a@b.cn"), make_reader()
    silent.wish.silent.add(mail)

    tell_one(silent, at("16:00"))
    tell_one(without, at("16:00"))

    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    ("carries", "sent"), [("all", [KIND, URGENT]), ("urgent", [URGENT]), ("digests", [])]
)
def test_a_channel_carries_what_it_is_set_to(at, carries, sent):
    make_channel(carries=carries)
    person = make_reader(mail="a@b.cn")

    for kind in (KIND, URGENT):
        tell_one(person, at("16:00"), kind=kind)

    kinds = Delivery.objects.order_by("pk").values_list("notice__kind", flat=True)
    assert list(kinds) == sent


def test_only_the_title_leaves_the_house_unless_the_kind_says_otherwise(at):
    person = make_reader()

    assert "Wang Lele" in tell_one(person, at("08:00"), kind=QUIET_KIND).sentence
    assert tell_one(person, at("08:00"), kind=QUIET_KIND).outside == "Record voided"


def test_without_a_channel_telling_asks_the_database_little(at, django_assert_max_num_queries):
    people = [make_reader() for _ in range(10)]

    with django_assert_max_num_queries(6):  # savepoint and release among them
        tell(people, KIND, url="/tasks/", now=at("08:00"), key="7")


@pytest.mark.parametrize("sample", ["by its setting", "by its data"])
def test_nothing_leaves_a_sample_school(at, settings, sample):
    settings.DEMO = sample == "by its setting"
    School.objects.create(name="Sunshine", is_demo=sample == "by its data")
    make_channel()

    tell_one(make_reader(mail="a@b.cn"), at("16:00"), kind=URGENT)

    assert not Delivery.objects.exists()
