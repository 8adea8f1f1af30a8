"""待办 as people see it: exact after every act, one's own only, and quick."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from logistics.contributions import InboxLine, InboxSource, inbox_sources
from logistics.duties import arranging
from logistics.duties.models import Plan, Task
from logistics.notices import inbox, prepared
from logistics.notices.models import Channel, Delivery, Notice, Wish
from logistics.school.models import Person
from tests.duties.factories import make_duty, make_term, owe
from tests.factories import make_campus
from tests.notices.factories import make_channel, make_reader, make_robot, tell_one
from tests.notices.servers import SECRET

INBOX = reverse("notices:inbox")
HOUR = timedelta(hours=1)


@pytest.fixture
def carer(enter):
    return enter("carer")


def open_tasks(campus, late=0, due=0):
    """Tasks of every carer of the campus: so many overdue, so many due in an hour."""
    now, term = timezone.now(), make_term()
    duty = make_duty(campus=campus, title="Wash the toys")
    [first, *_] = owe(duty, term)
    Task.objects.exclude(pk=first.pk).delete()
    shape = {f.name: getattr(first, f.name) for f in Task._meta.concrete_fields if not f.generated}
    Task.objects.all().delete()
    ends = [now - HOUR] * late + [now + HOUR] * due
    return Task.objects.bulk_create(
        Task(**shape | {"id": None, "slot": f"x{number}", "opens_at": now - 2 * HOUR,
                        "due_at": end, "closes_at": now + 9 * HOUR})
        for number, end in enumerate(ends)
    )  # fmt: skip


def shown_count(client, url=INBOX):
    """The number beside "To do" in the bar above."""
    page = client.get(url).text
    bar = page.partition('class="bar-end"')[2].partition("</a>")[0]
    return int(bar.partition('class="count">')[2].partition("<")[0] or 0)


def test_the_count_is_exact_after_every_act(carer, campus):
    tasks = open_tasks(campus, late=2, due=3)
    director = make_reader("director")

    seen = [shown_count(carer)]
    now = timezone.now()
    arranging.excuse(tasks[0], by=director, now=now, reason="away")
    seen.append(shown_count(carer))
    carer.post(
        reverse("duties:note_new") + f"?task={tasks[1].pk}",
        {
            "text": "done",
            "happened_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}",
            "campus": campus.pk,
            "task": tasks[1].pk,
            "closed_day_is_right": "on",
            "late_reason": "just before midnight",
        },
    )
    seen.append(shown_count(carer))
    unproved = Task.objects.filter(proved_at=None, excused_at=None).first()
    arranging.assign(unproved, person=director, by=director, now=now)
    seen.append(shown_count(carer, reverse("home")))

    left = Task.objects.owed_by(carer.person).open_at(timezone.now()).count()
    assert seen == [5, 4, 3, 2]
    assert left == 2


def test_the_worst_stands_first_and_leads_to_where_it_is_done(carer, campus):
    late, due = open_tasks(campus, late=1, due=1)

    page = carer.get(INBOX)

    [group] = page.context["groups"]
    assert (group.count, group.late) == (2, 1)
    assert [line.url for line in group.lines] == [
        reverse("duties:task_record", args=[task.pk]) for task in (late, due)
    ]


def test_a_long_list_is_cut_and_leads_to_all_of_it(carer, campus):
    open_tasks(campus, due=30)

    page = carer.get(INBOX)

    [group] = page.context["groups"]
    assert (group.count, len(group.lines)) == (30, inbox.MOST_ROWS)
    assert carer.get(group.url).context["page"].paginator.count == 30


def test_two_sources_are_counted_in_one_query_and_the_late_one_stands_first(
    carer, campus, monkeypatch, django_assert_num_queries
):
    open_tasks(campus, late=1, due=1)
    make_reader(name="x")
    calm = InboxSource(
        code="people",
        title="People",
        waiting=lambda person, now: Person.objects.filter(name="x"),
        line=lambda row, now: InboxLine(row.name, "/"),
        order=1,
    )
    declared = (calm, *(s for s in inbox.sources() if s.code == "tasks"))
    monkeypatch.setattr(inbox, "inbox_sources", lambda: declared)
    monkeypatch.setattr(prepared, "worded", prepared.worded.__wrapped__)  # not as it was before
    person, now = carer.person, timezone.now()
    person.posts_on(timezone.localdate())

    with django_assert_num_queries(1):
        standing = inbox.standing(person, now)
    groups = inbox.waiting_groups(person, now, standing.waiting)

    assert standing.waiting == {"people": inbox.Waiting(1, 0), "tasks": inbox.Waiting(2, 1)}
    assert standing.todo_count == 3
    assert [group.source.code for group in groups] == ["tasks", "people"]


def test_what_i_began_stands_apart_until_it_is_ended(enter):
    director = enter("director")
    plan = Plan.objects.create(title="Autumn plan", owner=director.person, year=2026)
    Plan.objects.create(title="Another's", owner=make_reader(), year=2026)

    begun = director.get(INBOX, {"tab": "started"}).text
    Plan.objects.filter(pk=plan.pk).update(closed_at=timezone.now())
    ended = director.get(INBOX, {"tab": "started"}).text

    assert "Autumn plan" in begun
    assert "Another&#x27;s" not in begun
    assert "Autumn plan" not in ended


def test_what_i_began_is_headed_by_what_it_is():
    """Under the tab 我发起的 no heading repeats the tab, or calls one's own report a new one."""
    with translation.override("zh-hans"):
        said = {str(source.started_title or source.title) for source in inbox_sources()
                if source.started}  # fmt: skip

    assert said == {
        "审批",
        "计划",
        "发现的问题",
        "领用物品",
        "我发起的采购",
        "申请的借用",
        "我的报修",
    }


def test_news_has_a_dot_until_it_is_opened(carer):
    notice = tell_one(carer.person, timezone.now(), url="/me/")

    before = carer.get(INBOX)
    opened = carer.get(reverse("notices:notice", args=[notice.pk]))
    after = carer.get(INBOX)

    assert (before.context["standing"].unread, after.context["standing"].unread) == (1, 0)
    assert opened.url == "/me/"
    assert Notice.objects.get().read_at


def test_all_news_are_read_at_once_but_only_my_own(carer):
    other = make_reader()
    for person in (carer.person, carer.person, other):
        tell_one(person, timezone.now())

    carer.post(reverse("notices:notice_read_all"))

    assert [notice.person for notice in Notice.objects.unread()] == [other]


def test_what_another_was_told_is_not_found(carer):
    notice = tell_one(make_reader(), timezone.now(), task="a secret thing")

    opened = carer.get(reverse("notices:notice", args=[notice.pk]))
    listed = carer.get(INBOX, {"tab": "copied"})

    assert opened.status_code == 404
    assert "a secret thing" not in listed.text
    assert Notice.objects.unread().count() == 1


@pytest.mark.parametrize("tab", ["", "started", "copied"])
def test_the_inbox_asks_no_more_for_more_rows(carer, campus, tab, django_assert_max_num_queries):
    open_tasks(campus, late=1, due=2)
    for number in range(3):
        tell_one(carer.person, timezone.now())
        Plan.objects.create(title=f"Plan {number}", owner=carer.person, year=2026)
    carer.get(INBOX)

    with django_assert_max_num_queries(14):
        carer.get(INBOX, {"tab": tab})


def test_a_tab_nobody_knows_is_the_first(carer):
    assert carer.get(INBOX, {"tab": "' OR 1=1"}).context["tab"] == "waiting"


# How I am told ------------------------------------------------------------------------------------


def test_a_person_chooses_address_language_and_channels(carer):
    loud, quiet = make_channel(title="Loud"), make_channel(title="Quiet")
    make_channel(title="Cooks", roles=["cook"])

    form = carer.get(reverse("notices:wish_edit")).context["form"]
    carer.post(
        reverse("notices:wish_edit"),
        {"mail": "li@b.cn", "language": "en", "by_channels": [loud.pk]},
    )

    wish = Wish.objects.get(person=carer.person)
    assert [str(channel) for channel in form.fields["by_channels"].queryset] == ["Loud", "Quiet"]
    assert (wish.mail, wish.language, wish.digest) == ("li@b.cn", "en", False)
    assert list(wish.silent.all()) == [quiet]


def test_an_address_that_is_none_is_asked_again(carer):
    page = carer.post(reverse("notices:wish_edit"), {"mail": "nowhere", "language": "en"})

    assert "mail" in page.context["form"].errors
    assert not Wish.objects.exists()


# Channels -----------------------------------------------------------------------------------------


@pytest.fixture
def office(enter):
    return enter("admin", at=None)


def test_a_robot_is_added_connected_and_tested(office, robot):
    office.post(
        reverse("notices:channel_new"),
        {"title": "Kitchen", "kind": "dingtalk", "roles": ["cook"], "carries": "all"},
    )
    channel = Channel.objects.get()
    robot.signed = True
    added = channel.is_active
    connect = reverse("notices:channel_connect", args=[channel.pk])
    office.post(connect, {"address": robot.url, "secret": SECRET})
    tested = office.post(reverse("notices:channel_test", args=[channel.pk]), follow=True)

    channel.refresh_from_db()
    assert (added, channel.is_active) == (False, True)
    assert "Sent. Look whether it has arrived." in tested.text
    assert "This channel works." in robot.texts[0]


def test_the_address_and_the_secret_are_never_shown_again(office, robot):
    channel = make_robot(robot, "dingtalk", secret="very-secret")

    pages = [
        office.get(reverse(f"notices:{name}", args=args)).text
        for name, args in (
            ("channel_list", []), ("channel_edit", [channel.pk]), ("channel_connect", [channel.pk])
        )
    ]  # fmt: skip

    assert not any("very-secret" in page or robot.host in page for page in pages)


def test_an_address_that_is_no_robots_is_refused_with_the_cure(office):
    channel = make_channel(kind="wecom", address="", is_active=False)

    page = office.post(
        reverse("notices:channel_connect", args=[channel.pk]),
        {"address": "https://169.254.169.254/latest/"},
    )

    assert "qyapi.weixin.qq.com" in page.text
    assert not Channel.objects.open().exists()


def test_a_test_that_fails_says_why(office, robot):
    channel = make_robot(robot)
    robot.answers = ["refused"]

    page = office.post(reverse("notices:channel_test", args=[channel.pk]), follow=True)

    assert "Not sent: The robot refused: 45009" in page.text


def test_a_robot_without_an_address_is_not_put_into_use(office):
    channel = make_channel(kind="wecom", address="", is_active=False)

    answer = office.post(reverse("notices:channel_switch", args=[channel.pk]))

    assert answer.url == reverse("notices:channel_connect", args=[channel.pk])
    assert not Channel.objects.open().exists()


def test_who_keeps_one_campus_sets_up_no_channel_of_the_whole_school(enter, campus):
    keeper = enter("admin")
    whole, there = make_channel(), make_channel(campus=make_campus())
    here = make_channel(title="Here", campus=campus)

    listed = keeper.get(reverse("notices:channel_list")).context["channels"]
    tried = keeper.post(
        reverse("notices:channel_new"), {"title": "All", "kind": "mail", "carries": "all"}
    )
    opened = [
        keeper.get(reverse("notices:channel_edit", args=[channel.pk])).status_code
        for channel in (whole, there, here)
    ]

    assert list(listed) == [here]
    assert "campus" in tried.context["form"].errors
    assert opened == [404, 404, 200]


# Deliveries ---------------------------------------------------------------------------------------


@pytest.fixture
def failures(at):
    make_channel()
    now = at("10:00")
    people = [make_reader(mail=f"a{number}@b.cn") for number in range(3)]
    for person in people:
        tell_one(person, now, task="a secret thing")
    Delivery.objects.update(failed_at=now, tries=6, error="The mail server did not take it.")


def test_what_was_given_up_is_listed_with_its_error_but_not_with_its_words(office, failures):
    page = office.get(reverse("notices:delivery_list"))

    assert page.context["page"].paginator.count == 3
    assert "The mail server did not take it." in page.text
    assert "a secret thing" not in page.text


def test_it_can_be_sent_again_one_by_one_and_all_at_once(office, failures):
    one = Delivery.objects.first()

    office.post(reverse("notices:delivery_again", args=[one.pk]))
    after_one = Delivery.objects.failed().count()
    office.post(reverse("notices:delivery_again_all"))

    assert (after_one, Delivery.objects.failed().count()) == (2, 0)


def test_the_list_of_deliveries_asks_no_more_for_more_rows(
    office, failures, django_assert_max_num_queries
):
    office.get(reverse("notices:delivery_list"))

    with django_assert_max_num_queries(12):
        office.get(reverse("notices:delivery_list"))
