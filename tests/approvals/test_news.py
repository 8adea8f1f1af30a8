"""Whom a request tells of what, and what stands in whose inbox."""

import pytest

from logistics.approvals import asking, cards, deciding
from logistics.approvals.models import Approval
from logistics.notices.models import Notice
from tests.approvals.factories import HOUR, NOW, ask_review, make_person, make_plan

LATER = NOW + HOUR


@pytest.fixture
def author(campus):
    return make_person("director")


@pytest.fixture
def principal(author):
    return make_person("principal")


@pytest.fixture
def asked(author, principal):
    return ask_review(make_plan(author))


def news(person):
    return [
        (notice.kind, notice.read_at is None) for notice in Notice.objects.filter(person=person)
    ]


def test_those_it_waits_for_are_told_and_the_asker_is_told_how_it_ended(asked, author, principal):
    before = news(principal)

    deciding.agree(asked, by=principal, now=LATER, seen=asked.digest, opinion="Well done")

    assert before == [("approval_asked", True)]
    assert news(principal) == [("approval_asked", False)]
    [told] = Notice.objects.filter(person=author)
    assert told.sentence == f"Plan of the term is agreed to. {principal}: Well done"


def test_what_was_decided_by_one_is_no_news_for_the_other(author, principal):
    other = make_person("principal")
    approval = ask_review(make_plan(author))

    deciding.return_(approval, by=other, now=LATER, seen=approval.digest, opinion="No")

    assert news(principal) == [("approval_asked", False)]


def test_a_reminder_is_told_though_the_first_news_was_read(asked, author, principal):
    Notice.objects.update(read_at=NOW)

    asking.remind(asked, by=author, now=LATER)
    asking.remind(asked, by=author, now=LATER + 24 * HOUR)

    assert news(principal) == [
        ("approval_reminded", True),
        ("approval_reminded", False),
        ("approval_asked", False),
    ]


@pytest.mark.parametrize("verb", [deciding.hand_on, deciding.add_signer])
def test_a_colleague_who_is_drawn_in_is_told(verb, asked, principal):
    colleague = make_person("accountant")

    verb(asked, by=principal, now=LATER, seen=asked.digest, to=colleague)

    [(kind, unread)] = news(colleague)
    assert (kind in ("approval_handed_on", "approval_added"), unread) == (True, True)


def test_the_inbox_counts_what_waits_and_what_was_asked(asked, author, principal):
    assert list(cards.waiting(principal, NOW)) == [asked]
    assert list(cards.started(author, NOW)) == [asked]

    asking.withdraw(asked, by=author, now=LATER)

    assert not cards.waiting(principal, NOW).exists()
    assert not cards.started(author, NOW).exists()


def test_a_line_of_the_inbox_says_whom_it_waits_for(asked, author, principal):
    [row] = cards.started(author, NOW)

    line = cards.started_line(row, NOW)

    assert (line.title, line.facts) == ("Plan of the term", f"Waits for {principal}")


def test_what_came_back_stands_with_its_reason_until_it_is_asked_again(asked, author, principal):
    deciding.return_(asked, by=principal, now=LATER, seen=asked.digest, opinion="Say who")

    [row] = cards.started(author, LATER)
    asking.put(asked, by=author, now=LATER + HOUR)
    [again] = cards.started(author, LATER + HOUR)

    line = cards.started_line(row, LATER)
    assert (line.state, line.facts) == ("returned", "Say who")
    assert cards.started_line(again, LATER).facts == f"Waits for {principal}"


def test_what_came_back_long_ago_stands_no_more(asked, author, principal):
    deciding.return_(asked, by=principal, now=LATER, seen=asked.digest, opinion="No")

    assert not cards.started(author, LATER + 15 * 24 * HOUR)


def test_a_role_given_up_takes_its_requests_out_of_the_inbox(asked, principal):
    principal.posts.update(role="cook")
    again = type(principal).objects.get(pk=principal.pk)

    assert not Approval.objects.waiting_for(again).exists()
