"""The pages of the approvals, as those who ask and those who decide meet them."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from logistics.approvals import asking, deciding
from logistics.approvals.models import Approval, Decision, Route
from logistics.school.models import Rule
from tests.approvals.factories import (
    HOUR,
    add_line,
    ask_excuse,
    ask_review,
    make_person,
    make_plan,
    missed_task,
)
from tests.factories import make_campus


@pytest.fixture
def author(campus):
    return make_person("director", name="Author")


@pytest.fixture
def principal(enter, author):
    return enter("principal", person=make_person("principal", name="Head"))


@pytest.fixture
def plan(author):
    plan = make_plan(author)
    add_line(plan)
    return plan


@pytest.fixture
def asked(plan, principal):
    return ask_review(plan, now=timezone.now() - HOUR)


def act(client, name, approval, **sent):
    url = reverse(f"approvals:approval_{name}", args=[approval.pk])
    return client.post(url, {"seen": approval.digest, "form_key": "k" * 32} | sent)


def state(approval):
    return Approval.objects.get(pk=approval.pk).state


# The list.


def queries(client, url):
    """How many a page asks, once the client is known."""
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    return len(asked)


@pytest.mark.parametrize("view", ["waiting", "asked", "handled"])
def test_the_list_asks_as_many_queries_for_three_rows_as_for_one(view, enter, author, principal):
    client = enter("director", person=author) if view == "asked" else principal
    url = reverse("approvals:approval_list", query={"view": view})

    counts = []
    for n in range(3):
        approval = ask_review(make_plan(author, title=f"Plan {n}"))
        if view == "handled":
            said = {"by": principal.person, "now": timezone.now(), "seen": approval.digest}
            deciding.agree(approval, **said)
        counts.append(queries(client, url))

    assert counts[0] == counts[2] <= 12
    assert all(f"Plan {n}" in client.get(url).text for n in range(3))


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ("waiting", "Nothing waits for your decision"),
        ("asked", "You have asked nothing yet"),
        ("handled", "You have decided nothing yet"),
        ("no such view", "Nothing waits for your decision"),
    ],
)
def test_an_empty_list_says_what_would_stand_there(view, words, enter):
    page = enter("cook").get(reverse("approvals:approval_list"), {"view": view})

    assert words in page.text


# The card.


def test_the_card_asks_as_many_queries_for_a_long_plan_as_for_a_short_one(asked, plan, principal):
    short = queries(principal, asked.get_absolute_url())
    for n in range(30):
        add_line(plan, f"Line {n}")

    long = queries(principal, asked.get_absolute_url())

    assert short == long <= 15


def test_the_card_shows_who_what_why_and_the_way(asked, principal):
    page = principal.get(asked.get_absolute_url()).text

    for words in ("Author", "1 line · September 1", "Check the extinguishers", "principal", "Head"):
        assert words in page
    assert 'value="Agreed"' in page


def test_only_those_it_waits_for_are_offered_to_decide(asked, enter, author):
    asker, admin = enter("director", person=author), enter("admin")

    pages = [client.get(asked.get_absolute_url()).text for client in (asker, admin)]

    assert [">Agree<" in page for page in pages] == [False, False]
    assert ["Withdraw" in page for page in pages] == [True, False]


def test_a_colleague_who_was_not_asked_is_told_no(asked, enter):
    client = enter("cook")

    seen = client.get(asked.get_absolute_url()).status_code
    decided = act(client, "agree", asked).status_code

    assert (seen, decided, state(asked)) == (403, 403, "pending")


def test_at_another_campus_it_is_not_there(asked, enter):
    client = enter("principal", at=make_campus())
    Approval.objects.update(campus=asked.campus or asked.asked_by.posts.get().campus)

    seen = client.get(asked.get_absolute_url()).status_code
    decided = act(client, "agree", asked).status_code

    assert (seen, decided, state(asked)) == (404, 404, "pending")


def test_agreeing_is_one_press_on_the_card(asked, principal):
    answer = act(principal, "agree", asked, opinion="Well planned")

    decision = Decision.objects.get()
    assert (answer.status_code, answer.url) == (302, reverse("approvals:approval_list"))
    assert (decision.act, decision.opinion, decision.by) == (
        "agree",
        "Well planned",
        principal.person,
    )
    assert state(asked) == "agreed"


def test_pressed_twice_it_is_agreed_once_and_said_so(asked, principal):
    act(principal, "agree", asked)

    again = act(principal, "agree", asked)
    page = principal.get(again.url).text

    assert Decision.objects.count() == 1
    assert "nothing was saved twice" in page


def test_what_changed_while_it_was_read_is_shown_and_asked_again(asked, principal, plan):
    add_line(plan, "And the hydrants")

    answer = act(principal, "agree", asked)
    again = act(principal, "agree", Approval.objects.get(), form_key="n" * 32)

    assert answer.status_code == 409
    assert "Lines was changed from 1 line · September 1 to 2 lines · September 2" in answer.text
    assert "<ins>And the hydrants" in answer.text
    assert (again.status_code, state(asked)) == (302, "agreed")


def test_who_has_seen_the_change_on_the_card_decides_at_once(asked, principal, plan):
    add_line(plan, "And the hydrants")
    page = principal.get(asked.get_absolute_url())

    answer = act(principal, "agree", asked, seen=page.context["form"].initial["seen"])

    assert "This has changed since it was seen" in page.text
    assert (answer.status_code, state(asked)) == (302, "agreed")


def test_who_comes_second_is_told_who_was_first(asked, principal, enter):
    other = make_person("principal", name="Other head")
    asking.withdraw(asked, by=asked.asked_by, now=timezone.now())
    again = ask_review(make_plan(asked.asked_by), now=timezone.now())
    deciding.agree(again, by=other, now=timezone.now(), seen=again.digest)

    answer = act(principal, "return", again, phrase="other", opinion="No")

    assert answer.status_code == 409
    assert "nothing left to decide: Other head agreed" in answer.text
    assert Decision.objects.filter(act="return").count() == 0


def test_a_ready_phrase_is_enough_to_return_it(asked, principal):
    act(principal, "return", asked, phrase="Name who is responsible for each line")

    assert Decision.objects.get().opinion == "Name who is responsible for each line"
    assert state(asked) == "returned"


def test_another_reason_has_to_be_written(asked, principal):
    page = act(principal, "return", asked, phrase="other")

    assert "Say why it is returned." in page.text
    assert state(asked) == "pending"


@pytest.mark.parametrize("name", ["hand_on", "add_signer"])
def test_it_goes_to_the_colleague_chosen(name, asked, principal, enter):
    colleague = make_person("accountant", name="Colleague")

    act(principal, name, asked, to=colleague.pk)

    assert colleague in Approval.objects.get().waits_for
    assert act(enter("accountant", person=colleague), "agree", asked).status_code == 302


@pytest.mark.parametrize("name", ["hand_on", "add_signer"])
def test_it_cannot_go_to_the_asker(name, asked, principal, author):
    page = act(principal, name, asked, to=author.pk)

    assert page.status_code == 200
    assert Approval.objects.get().waits_for == [principal.person]


def test_a_document_that_is_gone_is_shown_as_it_was_asked(asked, principal, plan):
    plan.lines.all().delete()
    plan.delete()

    page = principal.get(asked.get_absolute_url())

    assert page.status_code == 200
    assert "The document is no longer there" in page.text
    assert "Check the extinguishers" in page.text


# The asker.


def test_the_asker_withdraws_reminds_and_asks_again(asked, enter, author):
    client = enter("director", person=author)

    states = []
    for name in ("remind", "withdraw", "ask"):
        act(client, name, asked)
        states.append(state(asked))

    assert states == ["pending", "withdrawn", "pending"]
    assert list(Decision.objects.values_list("act", flat=True)) == ["remind", "withdraw"]


def test_a_second_reminder_of_the_day_is_refused_with_a_sentence(asked, enter, author):
    client = enter("director", person=author)
    act(client, "remind", asked)

    answer = act(client, "remind", asked)

    assert answer.status_code == 409
    assert "were reminded today" in answer.text


# The sheet.


def test_the_sheet_has_the_way_with_names_times_and_lines_to_sign(asked, principal):
    deciding.agree(asked, by=principal.person, now=timezone.now(), seen=asked.digest, opinion="Yes")

    page = principal.get(reverse("approvals:approval_print", args=[asked.pk])).text

    for words in (asked.number, "Check the extinguishers", "Head", "Yes", "signature-blank"):
        assert words in page


def test_a_step_that_still_waits_has_an_empty_line_on_the_sheet(asked, principal):
    page = principal.get(reverse("approvals:approval_print", args=[asked.pk])).text

    assert page.count('<tr class="is-blank">') == 1


def test_where_the_heads_decide_together_each_has_a_line_to_sign(author, principal, enter):
    accountant = make_person("accountant", name="Purse")
    approval = ask_review(make_plan(principal.person), now=timezone.now() - HOUR)
    deciding.agree(approval, by=author, now=timezone.now(), seen=approval.digest)

    page = principal.get(reverse("approvals:approval_print", args=[approval.pk])).text

    assert page.count('<tr class="is-blank">') == 1
    assert f"group decision<br>{accountant}" in page


def test_a_draft_has_no_sheet(plan, enter, author):
    draft = asking.prepare("plan_review", plan, by=author, now=timezone.now())
    client = enter("director", person=author)

    answer = client.get(reverse("approvals:approval_print", args=[draft.pk]))

    assert answer.url == draft.get_absolute_url()


def test_a_draft_is_its_askers_alone(plan, principal, enter, author):
    draft = asking.prepare("plan_review", plan, by=author, now=timezone.now())

    statuses = [
        client.get(draft.get_absolute_url()).status_code
        for client in (principal, enter("director", person=author))
    ]

    assert statuses == [404, 200]


def test_a_draft_of_a_document_that_is_gone_is_still_shown(plan, enter, author):
    draft = asking.prepare("plan_review", plan, by=author, now=timezone.now())
    plan.lines.all().delete()
    plan.delete()

    page = enter("director", person=author).get(draft.get_absolute_url())

    assert (page.status_code, "The document is no longer there" in page.text) == (200, True)


def test_whom_it_is_about_reads_it_though_another_asked(enter, campus):
    task = missed_task(campus=campus)
    make_person("director")
    approval = ask_excuse(task, by=make_person("admin"), now=timezone.now())

    assert enter("carer").get(approval.get_absolute_url()).status_code == 200


def test_what_is_proved_needs_no_excuse(enter, campus):
    task = missed_task(campus=campus)
    make_person("director")
    type(task).objects.update(proved_at=timezone.now())
    url = reverse("duties:task_ask_excuse", args=[task.pk])

    page = enter("carer").post(url, {"reason": "x", "form_key": "k"})

    assert "nothing left to excuse" in page.text
    assert Approval.objects.count() == 0


# The first page.


def test_what_waits_stands_first_on_the_principals_page(asked, principal):
    page = principal.get(reverse("home")).text

    assert page.index(asked.get_absolute_url()) < page.index('class="figures"')


def test_who_has_nothing_to_decide_sees_no_card(enter, campus):
    page = enter("principal").get(reverse("home"), {"whole": "on"}).text

    assert "home-card" not in page


# The first uses.


def test_a_plan_is_put_before_the_principal_from_its_page(plan, principal, enter, author):
    client = enter("director", person=author)
    form = client.get(reverse("duties:plan_ask", args=[plan.pk])).text

    client.post(reverse("duties:plan_ask", args=[plan.pk]), {"reason": "Please", "form_key": "k"})
    page = client.get(plan.get_absolute_url()).text

    assert "It goes to Head." in form
    assert Approval.objects.get().reason == "Please"
    assert "Waiting for approval" in page


def test_a_plan_that_changed_after_its_review_may_be_reviewed_again(
    asked, principal, enter, author
):
    deciding.agree(asked, by=principal.person, now=timezone.now(), seen=asked.digest)
    client, plan = enter("director", person=author), asked.declared.find(asked.object_id)
    before = client.get(plan.get_absolute_url()).text
    add_line(plan, "And the hydrants")

    after = client.get(plan.get_absolute_url()).text

    assert "Ask for review" not in before
    assert "has changed since it was reviewed" in after
    assert "Ask for review" in after


def test_a_plan_nobody_could_review_says_so_before_it_is_asked(enter, campus):
    client = enter("director")
    plan = make_plan(client.person)

    page = client.get(reverse("duties:plan_ask", args=[plan.pk])).text

    assert "Give another person the post of principal first" in page


@pytest.mark.parametrize(
    ("role", "owed_by", "offered"),
    [
        ("director", "carer", "Excuse"),
        ("director", "director", "Ask to be excused"),
        ("carer", "carer", "Ask to be excused"),
        ("admin", "carer", "Ask to be excused"),
    ],
)
def test_the_task_offers_to_excuse_it_or_to_ask(role, owed_by, offered, enter, campus):
    task = missed_task(role=owed_by, campus=campus)

    page = enter(role).get(task.get_absolute_url()).text

    links = re.findall(r'excuse/(?:ask/)?">([^<]+)<', page)
    assert links == [offered]


def test_nobody_excuses_their_own_task_directly(enter, campus):
    task = missed_task(role="director", campus=campus)
    url = reverse("duties:task_excuse", args=[task.pk])

    page = enter("director").post(url, {"reason": "x", "form_key": "k"})

    task.refresh_from_db()
    assert "Nobody excuses their own task" in page.text
    assert task.excused_at is None


def test_an_excuse_is_asked_with_its_reason_and_shown_on_the_task(enter, campus):
    task = missed_task(campus=campus)
    make_person("director", name="Head of logistics")
    client = enter("carer")
    url = reverse("duties:task_ask_excuse", args=[task.pk])

    answer = client.post(url, {"reason": "The lamp was broken", "form_key": "k"})
    page = client.get(task.get_absolute_url()).text

    approval = Approval.objects.get()
    assert (answer.url, approval.reason) == (approval.get_absolute_url(), "The lamp was broken")
    assert "Head of logistics" in page
    assert "Ask to be excused" not in page


# Routes.


def steps_sent(*roles, **given):
    sent = {f"asks_{n}": "one" for n in range(1, 6)} | {"kind": "plan_review", "form_key": "k"}
    return sent | {f"role_{n}": role for n, role in enumerate(roles, start=1)} | given


def test_a_route_is_written_with_its_steps_in_order(enter, campus):
    client = enter("director")
    sent = steps_sent("accountant", "", "principal", asks_3="all", campus=campus.pk)

    client.post(reverse("approvals:route_new"), sent)

    steps = Route.objects.get().steps.values_list("position", "role", "everybody")
    assert list(steps) == [(1, "accountant", False), (2, "principal", True)]


def test_a_route_may_ask_for_the_decision_of_the_group(enter, campus):
    client = enter("director")
    sent = steps_sent("director", "group", campus=campus.pk)

    page = client.post(reverse("approvals:route_new"), sent, follow=True).text

    assert [step.role for step in Route.objects.get().steps.all()] == ["director", "group"]
    assert "logistics director → group decision" in page


def test_the_usual_way_says_what_hangs_on_the_amount(enter, campus):
    Rule.objects.create(code="collective_decision_min", value="30000", valid_from="2020-01-01")

    page = enter("director").get(reverse("approvals:route_list")).text

    assert "from ¥30,000.00 the group decision" in page


def test_a_change_of_a_route_is_remembered(enter, campus):
    client = enter("director")
    client.post(reverse("approvals:route_new"), steps_sent("principal", campus=campus.pk))
    route = Route.objects.get()
    url = reverse("approvals:route_edit", args=[route.pk])
    version = client.get(url).context["version"]

    client.post(url, steps_sent("accountant", campus=campus.pk, version=version, form_key="n"))

    assert [step.role for step in route.steps.all()] == ["accountant"]
    roles = type(route.steps.get()).history.values_list("role", "history_type")
    assert set(roles) >= {("principal", "+"), ("principal", "-"), ("accountant", "+")}


def test_of_one_kind_a_campus_has_one_route_from_an_amount_on(enter, campus):
    client = enter("director")
    client.post(reverse("approvals:route_new"), steps_sent("principal", campus=campus.pk))

    page = client.post(
        reverse("approvals:route_new"),
        steps_sent("accountant", campus=campus.pk, form_key="n"),
    )

    assert "There is a route for this already" in page.text
    assert Route.objects.count() == 1


def test_the_route_of_all_campuses_is_not_for_the_director_of_one(enter, campus):
    make_campus()

    page = enter("director").post(reverse("approvals:route_new"), steps_sent("principal"))

    assert page.status_code == 200
    assert Route.objects.count() == 0


def test_the_list_of_routes_asks_as_many_queries_for_three_as_for_one(enter, campus):
    client = enter("director")

    counts = []
    for amount in range(3):
        route = Route.objects.create(kind="plan_review", campus=campus, from_amount=amount)
        route.steps.create(position=1, role="principal")
        counts.append(queries(client, reverse("approvals:route_list")))

    assert counts[0] == counts[2] <= 12
