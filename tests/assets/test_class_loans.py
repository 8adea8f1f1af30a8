"""Books lent to children by the list of their class: a teacher answers, and the child stays masked."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from assets.custody import class_lending, lending, news
from assets.custody.lending import Back
from assets.models import ChildLoan, Loan
from logistics.contributions import child_data
from logistics.errors import Refused
from logistics.notices.models import Notice
from logistics.school import erasing, retention
from logistics.school.files_of_child import as_json
from logistics.school.weeks import school_year
from tests.assets.custody_factories import DAY, ask, lent, make_asset, make_person, today
from tests.factories import make_child, make_class, make_place, make_post, make_term

NOW = timezone.now()


@pytest.fixture
def term(db):
    return make_term(
        starts_on=today() - 60 * DAY,
        first_teaching_day=today() - 55 * DAY,
        last_teaching_day=today() + 55 * DAY,
        ends_on=today() + 60 * DAY,
    )


@pytest.fixture
def junior(campus, term):

    return make_class(campus=campus, name="Junior 1", school_year=school_year(today()))


@pytest.fixture
def teacher(campus, junior):
    person = make_person(campus, role=None, name="Miss Lin")
    make_post(person=person, role="teacher", school_class=junior)
    return person


@pytest.fixture
def children(junior, term):
    return [make_child(name=name, school_class=junior, term=term) for name in ("仲小妮", "周大海")]


@pytest.fixture
def books(campus, junior):
    """Ten copies of one picture book in the room of the class."""
    room = make_place(campus=campus, school_class=junior)
    return make_asset(room, name="Caterpillar", quantity=10)


@pytest.fixture
def keeper(campus):
    return make_person(campus, "storekeeper")


def hand(book, children, junior, *, by, due=7, at=NOW, now=NOW):
    entry = class_lending.lend(
        book, children, junior, due_on=today() + due * DAY, purpose="Reading at home", by=by,
        now=now, happened_at=at,
    )  # fmt: skip
    return entry, list(Loan.objects.filter(lent_sheet=entry).for_rows().order_by("pk"))


def overdue(loans, days=1):
    Loan.objects.filter(pk__in=[loan.pk for loan in loans]).update(
        lent_on=today() - 9 * DAY, due_on=today() - days * DAY
    )


def told(person):
    return [str(notice.kind) for notice in Notice.objects.filter(person=person).order_by("pk")]


def test_each_child_gets_one_copy_and_the_teacher_answers_for_all(books, children, junior, teacher):
    entry, loans = hand(books, children, junior, by=teacher)

    assert [(loan.held.child, loan.quantity, loan.borrower) for loan in loans] == [
        (child, 1, teacher) for child in children
    ]
    assert (entry.school_class, entry.content.lines.count()) == (junior, 2)
    assert not entry.signers.exists()


def test_the_teacher_signs_for_what_the_keeper_hands_to_the_class(
    books, children, junior, teacher, keeper
):
    entry, _loans = hand(books, children, junior, by=keeper)

    assert [signer.person for signer in entry.signers.all()] == [teacher]


def test_a_sheet_and_its_record_name_the_class_and_no_child(books, children, junior, teacher):
    entry, loans = hand(books, children, junior, by=teacher)

    said = f"{entry.title} {entry.content} {loans[0]} {entry.versions.get().said}"
    assert "Caterpillar" in said
    assert not any(child.name in said for child in children)


def test_a_child_does_not_get_the_same_book_twice(books, children, junior, teacher):
    hand(books, children[:1], junior, by=teacher)

    with pytest.raises(Refused, match="already"):
        hand(books, children, junior, by=teacher)

    assert Loan.objects.count() == 1


def test_no_more_copies_are_lent_than_there_are(campus, children, junior, teacher):
    single = make_asset(make_place(campus=campus), name="Atlas")

    with pytest.raises(Refused):
        hand(single, children, junior, by=teacher)

    assert not Loan.objects.exists()


def test_a_book_of_another_campus_is_not_lent_to_the_class(children, junior, teacher):
    far = make_asset(make_place(), quantity=5)

    with pytest.raises(Refused, match="one campus"):
        hand(far, children, junior, by=teacher)


def test_a_colleague_still_does_not_lend_to_themselves(campus, keeper):
    loan = lent(make_asset(make_place(campus=campus)), make_person(campus), keeper)

    with pytest.raises(IntegrityError), transaction.atomic():
        Loan.objects.filter(pk=loan.pk).update(lent_by=loan.borrower)


def test_the_teacher_takes_back_by_the_list_of_the_class(books, children, junior, teacher):
    _entry, loans = hand(books, children, junior, by=teacher)

    entry = lending.take_back([Back(loans[0])], by=teacher, now=NOW, happened_at=NOW)

    left = list(class_lending.loans_of(junior))
    assert left == [loans[1]]
    assert entry.school_class == junior


# Reminders.


def test_the_teacher_is_reminded_once_for_all_that_is_overdue_in_the_class(
    books, children, junior, teacher
):
    _entry, loans = hand(books, children, junior, by=teacher)
    overdue(loans)

    for _ in range(2):
        lending.remind(now=NOW)

    notice = Notice.objects.get()
    assert (notice.person, notice.kind) == (teacher, "class_loan_overdue")
    assert notice.said["count"] in (2, "2")
    assert not any(child.name in str(notice.said) for child in children)


def test_a_new_teacher_of_the_class_is_reminded_instead_of_who_signed(
    campus, books, children, junior, teacher
):
    _entry, loans = hand(books, children, junior, by=teacher)
    overdue(loans)
    teacher.posts.update(ends_on=today() - DAY)
    successor = make_person(campus, role=None)
    make_post(person=successor, role="teacher", school_class=junior)

    lending.remind(now=NOW)

    assert [notice.person for notice in Notice.objects.all()] == [successor]


def test_the_reminder_is_done_when_the_last_book_is_back(books, children, junior, teacher, keeper):
    _entry, loans = hand(books, children, junior, by=teacher)
    overdue(loans)
    lending.remind(now=NOW)
    open_now = list(class_lending.loans_of(junior))

    lending.take_back([Back(open_now[0])], by=teacher, now=NOW, happened_at=NOW)
    after_one = Notice.objects.unread().count()
    lending.take_back([Back(open_now[1])], by=teacher, now=NOW, happened_at=NOW)

    assert (after_one, Notice.objects.unread().count()) == (1, 0)


def test_at_the_end_of_term_each_class_is_called_back_in_one_piece_of_news(
    books, children, junior, teacher, keeper
):
    hand(books, children, junior, by=teacher, due=30)

    called = lending.call_back(
        Loan.objects.open().for_rows(), by=keeper, now=NOW, due_on=today() + 3 * DAY
    )

    assert len(called) == 2
    assert told(teacher) == ["class_loan_called_back"]
    assert {loan.due_on for loan in Loan.objects.all()} == {today() + 3 * DAY}


def test_the_inbox_has_one_line_for_the_class_and_none_for_each_book(
    books, children, junior, teacher
):
    _entry, loans = hand(books, children, junior, by=teacher)
    overdue(loans)

    [waiting] = class_lending.to_take_back(teacher, NOW)

    assert (waiting, waiting.first_due) == (junior, today() - DAY)
    assert news.class_line(waiting, NOW).is_late
    assert not news.to_bring_back(teacher, NOW).exists()


# What may be lent, and who sees whom.


def test_a_teacher_lends_what_is_in_the_class_or_in_their_own_hands(campus, books, junior, teacher):
    own = make_asset(make_place(campus=campus), custodian=teacher)
    library = make_asset(make_place(campus=campus, custodian=teacher))
    make_asset(make_place(campus=campus), name="Somebody else's")
    make_asset(make_place(campus=campus, school_class=make_class(campus=campus)))

    found = set(class_lending.lendable_by(teacher))

    assert found == {books, own, library}


def test_the_page_of_the_class_hands_out_and_takes_back(enter, books, children, junior, teacher):
    client = enter("teacher", person=teacher)
    page = reverse("assets:loan_class", args=[junior.pk])
    sent = {
        "asset": books.pk, "children": [child.pk for child in children], "purpose": "At home",
        "due_on": f"{today() + 7 * DAY}", "happened_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}",
        "closed_day_is_right": "on",
    }  # fmt: skip

    client.post(reverse("assets:loan_class_lend", args=[junior.pk]), sent)
    shown = client.get(page).text
    printed = client.get(f"{page}?print=1").text
    [loan, _other] = class_lending.loans_of(junior)
    back = {name: sent[name] for name in ("happened_at", "closed_day_is_right")}
    client.post(
        reverse("assets:loan_class_return", args=[junior.pk]), back | {f"back-{loan.pk}": "on"}
    )

    assert all(child.name in text for child in children for text in (shown, printed))
    assert Loan.objects.get(pk=loan.pk).state == "returned"
    assert Loan.objects.open().count() == 1


def test_the_storekeeper_sees_the_class_and_a_masked_name(
    enter, books, children, junior, teacher, keeper
):
    _entry, loans = hand(books, children[:1], junior, by=teacher)
    client = enter("storekeeper", person=keeper)

    pages = [
        client.get(url).text
        for url in (
            reverse("assets:loan_list"), loans[0].get_absolute_url(),
            reverse("assets:loan_returns"), f"{reverse('assets:loan_people')}?print=1",
        )
    ]  # fmt: skip

    assert all("仲*妮" in page and "Junior 1" in page for page in pages)
    assert not any("仲小妮" in page for page in pages)
    assert client.get(reverse("assets:loan_class", args=[junior.pk])).status_code == 403


def test_the_teacher_of_another_class_does_not_find_the_list(enter, campus, junior, children):
    other = make_person(campus, role=None)
    make_post(person=other, role="teacher", school_class=make_class(campus=campus))
    client = enter("teacher", person=other)

    statuses = {
        client.get(reverse(f"assets:{name}", args=[junior.pk])).status_code
        for name in ("loan_class", "loan_class_lend", "loan_class_return")
    }

    assert statuses == {404}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_classes_asks_as_many_queries_for_three_as_for_one(
    enter, campus, junior, rows, django_assert_max_num_queries
):
    for _ in range(rows - 1):
        make_class(campus=campus, school_year=junior.school_year)
    client = enter("director")

    with django_assert_max_num_queries(12):
        page = client.get(reverse("assets:loan_class_list"))

    assert len(page.context["page"].object_list) == rows


# The child's file.


def test_the_file_of_a_child_tells_what_it_borrowed(books, children, junior, teacher):
    hand(books, children[:1], junior, by=teacher)
    part = child_data()["borrowed"]

    told = as_json(children[0], {part: list(part.rows(children[0]))}, now=NOW)

    assert ("Caterpillar" in told, "Reading at home" in told) == (True, True)


def test_nothing_of_a_child_is_deleted_while_it_has_a_book(books, children, junior, teacher):
    _entry, loans = hand(books, children[:1], junior, by=teacher)

    held = list(retention.holds_of(children[0]))
    lending.take_back([Back(loans[0])], by=teacher, now=NOW, happened_at=NOW)

    assert held == ["Caterpillar is still lent to the child"]
    assert list(retention.holds_of(children[0])) == []


def test_a_deleted_file_leaves_the_loans_to_the_class_alone(
    books, children, junior, teacher, keeper
):
    _entry, loans = hand(books, children[:1], junior, by=teacher)
    lending.take_back([Back(loans[0])], by=teacher, now=NOW, happened_at=NOW)

    erasing.erase(
        children[0], ["borrowed"], by=keeper, second=None, now=NOW, basis="keep_child_loans"
    )

    assert not ChildLoan.objects.exists()
    assert Loan.objects.get().school_class == junior


def test_what_a_child_borrowed_is_due_for_deletion_a_year_after_it_left(
    books, children, junior, teacher
):
    child = children[0]
    type(child).objects.filter(pk=child.pk).update(left_on=today() - timedelta(days=400))
    child.refresh_from_db()

    assert "borrowed" in retention.due_parts(child, today())


def test_a_colleague_still_borrows_as_before(campus, keeper):
    loan = ask(make_asset(make_place(campus=campus)), make_person(campus))

    assert (loan.school_class, loan.may_be_lent) == (None, True)
