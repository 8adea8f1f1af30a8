"""Asking for goods and what the storekeeper makes of it."""

from datetime import timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from assets.buying import deciding, requesting
from assets.buying.deciding import Give
from assets.models import RequestLine
from logistics.approvals import asking
from logistics.errors import Refused
from logistics.notices.models import Notice
from logistics.records.models import Entry
from logistics.school.models import Campus
from logistics.stores import issuing, ledger
from logistics.stores.issuing import Wanted
from logistics.stores.ledger import NotEnough
from logistics.stores.models import ItemGroup
from tests.assets.buying import (
    NOW,
    ask_for,
    give,
    make_item,
    make_school,
    only,
    say_yes,
    write_request,
)
from tests.factories import make_person, make_place
from tests.stores.factories import bring
from tests.test_concurrency import refusals, shared, together

__all__ = ["shared"]  # the fixture: a database that every thread can open

State = RequestLine.State


@pytest.fixture
def school(campus):
    return make_school(campus)


# Plain words.


@pytest.mark.parametrize(
    ("said", "name", "quantity", "unit"),
    [
        ("3 把拖把", "拖把", "3", "把"),
        ("拖把3把", "拖把", "3", "把"),
        ("三把拖把", "拖把", "3", "把"),
        ("粉笔两盒", "粉笔", "2", "盒"),
        ("要十二支白板笔", "白板笔", "12", "支"),
        ("一次性手套 2 包", "一次性手套", "2", "包"),
        ("5号电池", "5号电池", "1", ""),
        ("5 号电池 4 节", "5 号电池", "4", "节"),
        ("洗手液 ２ 瓶", "洗手液", "2", "瓶"),
        ("三角板", "三角板", "1", ""),
        ("四件套", "四件套", "1", ""),
        ("绳子 1.5 米", "绳子", "1.5", "米"),
        ("3 mops", "mops", "3", ""),
        ("mop x2", "mop", "2", ""),
    ],
)
def test_what_is_written_is_read_as_people_mean_it(db, said, name, quantity, unit):
    [need] = requesting.read_needs(said)

    assert (need.text, need.quantity, need.unit) == (name, Decimal(quantity), unit)


def test_several_things_stand_in_lines_or_between_marks(db):
    needs = requesting.read_needs("3 把拖把；粉笔 2 盒\n\n抹布")

    assert [need.text for need in needs] == ["拖把", "粉笔", "抹布"]


def test_goods_of_the_list_are_known_by_their_name(db):
    cleaner = make_item(name="84消毒液", unit="瓶")
    make_item(name="白板笔")
    make_item(name="白板擦")

    first, second, third = requesting.read_needs("84消毒液\n消毒液 2 瓶\n白板 1 块")

    assert [first.item, second.item, third.item] == [cleaner, cleaner, None]
    assert (first.quantity, second.quantity) == (1, 2)


def test_what_a_person_asks_for_most_comes_first(school):
    mop, chalk = make_item(), make_item()
    for item in (mop, chalk, chalk):
        ask_for(school, (item, 1))

    assert requesting.usual(school.teacher, on=timezone.localdate(NOW)) == [chalk, mop]
    assert requesting.usual(school.guard, on=timezone.localdate(NOW)) == []


# For whom.


def test_a_class_teacher_asks_for_the_class_first_and_for_the_rooms_in_her_custody(school):
    room = make_place(campus=school.campus, custodian=school.teacher, name="Music room")

    found = requesting.capacities(school.teacher, on=timezone.localdate(NOW))

    assert [(each.school_class, each.place) for each in found] == [
        (school.school_class, None),
        (None, room),
    ]


def test_the_post_in_which_somebody_asks_stays_on_the_paper(school):
    paper = ask_for(school, ("Mop", 3), purpose="Spring cleaning")

    assert (paper.role, paper.post) == ("teacher", "class teacher · Junior 1")
    assert paper.entry.school_class == school.school_class
    assert paper.entry.number.startswith("LL-")
    assert [line["text"] for line in paper.entry.versions.get().said["lines"]] == ["Mop"]


def test_nothing_cannot_be_asked_for(school):
    with pytest.raises(Refused, match="what is needed"):
        ask_for(school)

    assert Entry.objects.filter(kind="requisition").count() == 0


# The storekeeper.


def test_what_is_issued_leaves_the_store_and_the_asker_signs(school):
    mop = make_item(name="Mop")
    bring(school.store, mop, 10, by=school.storekeeper)
    paper = ask_for(school, (mop, 3))

    sheet = give(school, paper, Give(only(paper), Decimal(3)))

    assert (only(paper).state, only(paper).issued) == (State.ISSUED, 3)
    assert ledger.left_in(school.store, mop) == 7
    assert sheet.content.basis == paper.entry
    assert sheet.school_class == school.school_class
    assert [str(signer.person) for signer in sheet.signers.all()] == ["Teacher"]
    assert Notice.objects.filter(person=school.teacher, kind="request_issued").count() == 1


def test_more_than_there_is_leaves_the_line_open_and_says_what_is_left(school):
    mop = make_item(name="Mop")
    bring(school.store, mop, 2, by=school.storekeeper)
    paper = ask_for(school, (mop, 3))

    with pytest.raises(NotEnough, match="only 2 pcs of Mop"):
        give(school, paper, Give(only(paper), Decimal(3)))

    assert (only(paper).state, only(paper).issued) == (State.OPEN, 0)


def test_a_part_is_issued_and_the_rest_is_bought(school):
    mop = make_item()
    bring(school.store, mop, 2, by=school.storekeeper)
    paper = ask_for(school, (mop, 5))

    give(school, paper, Give(only(paper), Decimal(2), rest=State.BUYING))

    assert (only(paper).state, only(paper).rest) == (State.BUYING, 3)


def test_the_rest_may_be_refused_with_its_reason(school):
    mop = make_item()
    bring(school.store, mop, 9, by=school.storekeeper)
    paper = ask_for(school, (mop, 5))

    with pytest.raises(Refused, match="the rest"):
        give(school, paper, Give(only(paper), Decimal(2), rest=State.REFUSED))
    give(school, paper, Give(only(paper), Decimal(2), rest=State.REFUSED, reason="Two a class"))

    assert (only(paper).state, only(paper).reason) == (State.PART, "Two a class")


def test_something_else_is_given_only_for_a_reason(school):
    mop, broom = make_item(), make_item()
    bring(school.store, broom, 9, by=school.storekeeper)
    paper = ask_for(school, (mop, 1))

    with pytest.raises(Refused, match="something else"):
        give(school, paper, Give(only(paper), Decimal(1), item=broom))
    give(school, paper, Give(only(paper), Decimal(1), item=broom, reason="No mops this term"))

    assert (only(paper).item, only(paper).line.item) == (broom, mop)


def test_words_that_name_no_goods_are_named_by_the_storekeeper(school):
    mop = make_item()
    bring(school.store, mop, 9, by=school.storekeeper)
    paper = ask_for(school, ("something to wipe", 1))

    with pytest.raises(Refused, match="which goods"):
        give(school, paper, Give(only(paper), Decimal(1)))
    give(school, paper, Give(only(paper), Decimal(1), item=mop))

    assert only(paper).state == State.ISSUED


def test_no_more_is_issued_than_was_asked_for(school):
    mop = make_item()
    bring(school.store, mop, 9, by=school.storekeeper)
    paper = ask_for(school, (mop, 2))

    with pytest.raises(Refused, match="at most 2"):
        give(school, paper, Give(only(paper), Decimal(3)))
    with pytest.raises(Refused, match="at most 2"):
        give(school, paper, Give(only(paper), Decimal(0)))

    assert ledger.left_in(school.store, mop) == 9


def test_a_refusal_says_why_and_is_told(school):
    paper = ask_for(school, ("Mop", 2))

    with pytest.raises(Refused, match="Say why"):
        deciding.refuse(only(paper), by=school.storekeeper, now=NOW, reason="")
    deciding.refuse(only(paper), by=school.storekeeper, now=NOW, reason="No old one came back")

    notice = Notice.objects.get(person=school.teacher)
    assert only(paper).state == State.REFUSED
    assert notice.said["reason"] == "No old one came back"


def test_what_was_settled_is_not_decided_again(school):
    paper = ask_for(school, ("Mop", 2))
    seen = only(paper)
    deciding.refuse(only(paper), by=school.storekeeper, now=NOW, reason="Enough")

    for act in (
        lambda fate: deciding.buy([fate], by=school.storekeeper, now=NOW),
        lambda fate: deciding.refuse(fate, by=school.storekeeper, now=NOW, reason="x"),
        lambda fate: requesting.withdraw(fate, by=school.teacher, now=NOW),
    ):
        with pytest.raises(Refused, match=r"by now|meanwhile"):
            act(seen)

    assert only(paper).reason == "Enough"


def test_the_asker_withdraws_what_nobody_has_acted_on(school):
    paper = ask_for(school, ("Mop", 2))

    with pytest.raises(Refused, match="Only who asked"):
        requesting.withdraw(only(paper), by=school.guard, now=NOW)
    requesting.withdraw(only(paper), by=school.teacher, now=NOW)

    assert only(paper).state == State.WITHDRAWN


@pytest.mark.parametrize(
    "wrong",
    [{"state": "refused"}, {"state": "issued"}, {"issued": -1}, {"state": "part", "issued": 1}],
)
def test_the_database_refuses_states_that_cannot_be(school, wrong):
    paper = ask_for(school, ("Mop", 2))

    with pytest.raises(IntegrityError), transaction.atomic():
        paper.fates.update(**wrong)

    assert only(paper).state == State.OPEN


# Consent before the issue.


@pytest.fixture
def dear(school):
    group = ItemGroup.objects.create(name="Dear", needs_approval=True, free_up_to=100)
    item = make_item(name="Drum", group=group, price=Decimal(60))
    bring(school.store, item, 9, by=school.storekeeper)
    return item


def test_a_group_may_ask_for_consent_beyond_a_worth(school, dear):
    small, large = ask_for(school, (dear, 1)), ask_for(school, (dear, 2))

    approval = asking.latest(requesting.REQUISITION, large)
    assert (only(small).state, only(large).state) == (State.OPEN, State.APPROVAL)
    assert (approval.amount, approval.asked_by) == (120, school.teacher)


def test_with_consent_it_may_be_issued(school, dear):
    paper = ask_for(school, (dear, 2))

    say_yes(asking.latest(requesting.REQUISITION, paper), school.director)
    give(school, paper, Give(only(paper), Decimal(2)))

    assert only(paper).state == State.ISSUED


def test_without_consent_it_is_refused_with_the_reason(school, dear):
    from logistics.approvals import deciding as decisions

    paper = ask_for(school, (dear, 2))
    approval = asking.latest(requesting.REQUISITION, paper)

    decisions.return_(
        approval, by=school.director, now=NOW, seen=approval.digest, opinion="One is enough"
    )

    assert (only(paper).state, only(paper).reason) == (State.REFUSED, "One is enough")


def test_goods_named_later_ask_for_consent_as_well(school, dear):
    paper = ask_for(school, ("a drum", 2))

    with pytest.raises(Refused, match="agreed to"):
        give(school, paper, Give(only(paper), Decimal(2), item=dear))
    deciding.name(only(paper), dear, by=school.storekeeper, now=NOW)
    requesting.put_before(paper, now=NOW)

    assert only(paper).state == State.APPROVAL


def test_withdrawing_the_last_line_withdraws_the_question(school, dear):
    paper = ask_for(school, (dear, 2))

    requesting.withdraw(only(paper), by=school.teacher, now=NOW + timedelta(minutes=1))

    assert asking.latest(requesting.REQUISITION, paper).state == "withdrawn"


# The purchase of what is missing.


def test_what_is_bought_for_somebody_is_taken_up_once(school):
    paper = ask_for(school, ("Mop", 2))
    deciding.buy([only(paper)], by=school.storekeeper, now=NOW)
    origin = {"origin": only(paper).line}

    write_request(school, ("Mop", 2, "5"), line=origin)

    with pytest.raises(Refused, match="taken care of"):
        write_request(school, ("Mop", 2, "5"), line=origin)


# Thirty people, three mops.

ASKERS, MOPS = 30, 3


@pytest.fixture
def crowd(shared):
    campus = Campus.objects.create(name="Main campus")
    school = make_school(campus)
    mop = make_item(name="Mop")
    bring(school.store, mop, MOPS, by=school.storekeeper)
    askers = [make_person(role="guard", campus=campus) for _ in range(ASKERS)]
    return school, mop, [ask_for(school, (mop, 1), by=person) for person in askers]


def test_of_thirty_who_want_the_last_three_mops_three_get_one_and_the_others_are_told(crowd):
    school, mop, papers = crowd

    results = together(
        [lambda p=paper: give(school, p, Give(only(p), Decimal(1))) for paper in papers]
    )

    told = [result for result in results if isinstance(result, NotEnough)]
    assert ledger.left_in(school.store, mop) == 0
    assert RequestLine.objects.filter(state=State.ISSUED).count() == MOPS
    assert len(told) == ASKERS - MOPS
    assert {refusal.left for refusal in told} == {0}


def test_asked_first_and_taken_later_more_would_be_promised_than_there_is(crowd):
    """The control: whoever only looks at the stock promises what another takes."""
    school, mop, papers = crowd
    looked = Barrier(4)
    promised = []

    def promise(paper):
        left = ledger.left_in(school.store, mop)
        looked.wait(60)
        if left >= 1:
            promised.append(paper)

    together([lambda p=paper: promise(p) for paper in papers[:4]])

    assert len(promised) == MOPS + 1


def test_a_line_decided_on_two_devices_at_once_is_decided_once(crowd):
    school, mop, papers = crowd
    paper = papers[0]
    seen = [only(paper) for _ in range(4)]

    results = together(
        [lambda fate=fate: give(school, paper, Give(fate, Decimal(1))) for fate in seen]
    )

    assert refusals(results) == 3
    assert ledger.left_in(school.store, mop) == MOPS - 1


def test_without_asking_what_was_seen_the_same_line_is_issued_twice(crowd):
    """The control: two sheets for one line."""
    school, mop, papers = crowd
    entry = papers[0].entry

    def issue_plainly():
        return issuing.issue(
            school.store, [Wanted(mop, Decimal(1))], receiver=entry.entered_by,
            by=school.storekeeper, now=NOW, happened_at=NOW, basis=entry,
        )  # fmt: skip

    together([issue_plainly] * 2)

    assert ledger.left_in(school.store, mop) == MOPS - 2
