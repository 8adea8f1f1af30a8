"""Children, people, classes and places from sheets: what is added, changed, asked and refused."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.hashers import is_password_usable
from django.db import connection
from django.utils import timezone

from logistics.contributions import imports
from logistics.school.models import (
    Allergy,
    Child,
    Diet,
    Enrolment,
    Guardian,
    Person,
    Place,
    Post,
    SchoolClass,
)
from tests.factories import (
    make_child,
    make_class,
    make_guardian,
    make_person,
    make_place,
    make_post,
)
from tests.imports.conftest import school
from tests.imports.files import bring, confirm, look, receive, said, sheet

__all__ = ["school"]

CHILDREN = ["Number", "Name", "Sex", "Date of birth", "Class"]
IDENTITY = "11010519491231002X"


def a_child(number="N1", name="单小雨", sex="girl", born="2022-05-01", school_class="小一班"):
    born = date(timezone.localdate().year - 4, 5, 1) if born == "2022-05-01" else born
    return [number, name, sex, born, school_class]


# Children ---------------------------------------------------------------------------------------


def test_a_new_child_is_added_with_its_sound_its_class_and_its_history(school):
    bring("children", CHILDREN, a_child(), by=school.doctor)

    child = Child.objects.get()
    [enrolment] = Enrolment.objects.all()
    [past] = child.history.all()
    assert (child.number, child.name, child.sex) == ("N1", "单小雨", "girl")
    assert (child.pinyin, child.initials.split()[0]) == ("shan xiao yu", "sxy")
    assert (enrolment.child, enrolment.school_class, enrolment.term) == (
        child,
        school.junior,
        school.term,
    )
    assert (past.history_type, past.history_user, enrolment.history.count()) == (
        "+",
        school.doctor,
        1,
    )


def test_a_list_without_the_class_is_told_so_once(school):
    rows = [a_child(number)[:4] for number in ("N1", "N2")]

    found = look("children", CHILDREN[:4], *rows, by=school.doctor)

    assert said(found) == [(1, "Class", "the column is missing, and 2 new rows need it")]


def test_a_name_spread_to_fill_its_cell_is_the_same_name(school):
    child = make_child(
        name="王芳", birth_on=a_child()[3], school_class=school.junior, term=school.term
    )

    found = look("children", CHILDREN, a_child(number="", name="王　芳"), by=school.doctor)

    assert [row.thing for row in found.rows] == [child]
    assert "name" not in found.rows[0].changes


def test_guardians_come_with_the_child_and_their_phones_are_unreadable_in_the_database(school):
    headings = [
        *CHILDREN,
        "Guardian's name",
        "Guardian's relation",
        "Guardian's phone",
        "Second guardian's name",
    ]
    bring(
        "children", headings, [*a_child(), "王强", "father", 13800001234, "李敏"], by=school.doctor
    )

    first, second = Child.objects.get().guardians.all()
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM school_guardian WHERE name = %s", ["王强"])
        [stored] = cursor.fetchone()
    assert (first.name, first.relation, first.phone, first.phone_end, first.is_first) == (
        "王强",
        "father",
        "13800001234",
        "1234",
        True,
    )
    assert (second.name, second.relation, second.is_first) == ("李敏", "guardian", False)
    assert "1380000" not in stored


def test_an_identity_number_is_unreadable_in_the_database_and_in_its_history(school):
    bring("children", [*CHILDREN, "Identity number"], [*a_child(), IDENTITY], by=school.doctor)

    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_number FROM school_child")
        [now] = cursor.fetchone()
        cursor.execute("SELECT identity_number FROM school_historicalchild")
        [then] = cursor.fetchone()
    assert Child.objects.get().identity_number == IDENTITY
    assert IDENTITY not in now
    assert IDENTITY not in then


def test_allergies_and_diets_are_added_and_none_is_taken_away(school):
    child = make_child(number="N1", school_class=school.junior, term=school.term)
    Allergy.objects.create(child=child, allergen="egg")

    bring(
        "children",
        ["Number", "Allergies", "Diets"],
        ["N1", "milk、egg", "halal"],
        by=school.doctor,
    )

    assert set(child.allergies.values_list("allergen", flat=True)) == {"egg", "milk"}
    assert list(Diet.objects.values_list("kind", flat=True)) == ["halal"]


def test_a_known_number_changes_the_child_and_only_what_the_sheet_names(school):
    child = make_child(
        number="N1",
        name="Old name",
        joined_on=date(2026, 1, 1),
        note="Likes rain",
        school_class=school.junior,
        term=school.term,
    )
    make_child(number="N2", school_class=school.junior, term=school.term)
    before = Child.history.count()

    done = bring(
        "children",
        ["Number", "Name", "Note"],
        ["N1", "New name", ""],
        ["N2", Child.objects.get(number="N2").name, ""],
        by=school.doctor,
    )

    child.refresh_from_db()
    assert (child.name, child.pinyin, child.note, child.joined_on) == (
        "New name",
        "new name",
        "Likes rain",
        date(2026, 1, 1),
    )
    assert {k: done.counts[k] for k in ("new", "changed", "same")} == {
        "new": 0,
        "changed": 1,
        "same": 1,
    }
    assert Child.history.count() == before + 1


def test_a_dash_empties_a_field_that_may_be_empty(school):
    child = make_child(
        number="N1",
        note="Old",
        joined_on=date(2026, 1, 1),
        school_class=school.junior,
        term=school.term,
    )

    bring("children", ["Number", "Note", "Joined on"], ["N1", "-", "无"], by=school.doctor)

    child.refresh_from_db()
    assert (child.note, child.joined_on) == ("", None)


def test_another_class_moves_the_child(school):
    other = make_class(campus=school.east, name="小二班", school_year=school.year)
    child = make_child(number="N1", school_class=school.junior, term=school.term)

    found = look("children", ["Number", "Class"], ["N1", "小二班"], by=school.doctor)
    bring("children", ["Number", "Class"], ["N1", "小二班"], by=school.doctor)

    [change] = found.rows[0].changes.values()
    assert (change.old, change.new) == ("小一班", "小二班")
    assert child.enrolments.get().school_class == other


def test_a_guardian_of_a_known_name_gets_the_new_phone(school):
    child = make_child(number="N1", school_class=school.junior, term=school.term)
    make_guardian(child=child, name="王强", relation="father", phone="13800000000")

    bring(
        "children",
        ["Number", "Guardian's name", "Guardian's phone"],
        ["N1", "王强", "13900005678"],
        by=school.doctor,
    )

    guardian = Guardian.objects.get()
    assert (guardian.phone, guardian.phone_end, guardian.relation) == (
        "13900005678",
        "5678",
        "father",
    )


WRONG_CHILDREN = [
    (["", "A", "girl", "2022-05-01", "小一班"], "Number", "is empty"),
    (["N1", "", "girl", "2022-05-01", "小一班"], "Name", "is empty"),
    (["N1", "A", "?", "2022-05-01", "小一班"], "Sex", "“?” is no choice here"),
    (
        ["N1", "A", "girl", "2030-02-30", "小一班"],
        "Date of birth",
        "2030-02-30 is not a valid date",
    ),
    (["N1", "A", "girl", "1980-01-01", "小一班"], "Date of birth", "A child is between 0 and 20"),
    (["N1", "A", "girl", "2022-05-01", ""], "Class", "is empty"),
    (["N1", "A", "girl", "2022-05-01", "小九班"], "Class", "“小九班” was not found"),
]


@pytest.mark.parametrize(("cells", "heading", "reason"), WRONG_CHILDREN)
def test_a_wrong_cell_is_named_with_row_column_and_reason(school, cells, heading, reason):
    found = look("children", CHILDREN, cells, by=school.doctor)

    [(line, column, words)] = said(found)
    assert (line, column) == (2, heading)
    assert words.startswith(reason)
    assert not found.is_ready


def test_every_error_is_named_at_once(school):
    found = look(
        "children",
        CHILDREN,
        ["N1", "", "?", "never", "小九班"],
        ["N2", "B", "girl", "2022-05-01", "小一班"],
        ["N2", "C", "girl", "2022-05-01", "小一班"],
        by=school.doctor,
    )

    assert [(line, heading) for line, heading, _reason in said(found)] == [
        (2, "Sex"),
        (2, "Date of birth"),
        (2, "Class"),
        (2, "Name"),
        (4, "Number"),
    ]
    assert said(found)[-1][2] == "the same as in row 3"


def test_one_child_in_two_rows_is_refused_though_it_is_there_already(school):
    make_child(number="N1", name="A", school_class=school.junior, term=school.term)

    found = look("children", ["Number", "Name"], ["N1", "B"], ["Ｎ1", "C"], by=school.doctor)

    assert said(found) == [(3, "Number", "the same as in row 2")]


def test_leaving_before_joining_is_refused_in_the_words_of_the_table(school):
    headings = [*CHILDREN, "Joined on", "Left on"]
    found = look("children", headings, [*a_child(), "2026-05-02", "2026-05-01"], by=school.doctor)

    assert said(found) == [(2, "", "Nobody leaves before joining.")]


def test_a_missing_column_is_named_once_however_many_rows_need_it(school):
    rows = [[f"N{n}", f"Child {n}"] for n in range(5)]
    found = look("children", ["Number", "Name"], *rows, by=school.doctor)

    assert [problem[:2] for problem in said(found)] == [
        (1, "Sex"),
        (1, "Date of birth"),
        (1, "Class"),
    ]


def test_everything_that_a_new_row_lacks_is_said_at_once(school):
    found = look("children", CHILDREN, ["", "", "girl", a_child()[3], ""], by=school.doctor)

    assert said(found) == [
        (2, "Number", "is empty"),
        (2, "Name", "is empty"),
        (2, "Class", "is empty"),
    ]


def test_another_campus_is_out_of_reach(school):
    found = look("children", CHILDREN, a_child(school_class="大一班"), by=school.doctor)

    assert said(found) == [(2, "Class", "“大一班” was not found")]
    assert "大一班" not in found.problems[0].cure


def test_a_number_of_another_campus_is_refused_without_telling_whose_it_is(school):
    make_child(number="N1", name="Secret", school_class=school.senior, term=school.term)

    found = look("children", CHILDREN, a_child(), by=school.doctor)
    page = str([found.problems, [row.told() for row in found.rows]])

    assert said(found) == [(2, "Number", "cannot be used here")]
    assert "Secret" not in page


def test_a_child_without_its_number_is_known_by_name_and_date_of_birth(school):
    day = timezone.localdate() - timedelta(days=1500)
    make_child(name="王小雨", birth_on=day, school_class=school.junior, term=school.term)
    child = make_child(
        name="王小雨",
        birth_on=day + timedelta(days=1),
        school_class=school.junior,
        term=school.term,
    )

    bring(
        "children",
        ["Name", "Date of birth", "Note"],
        ["王小雨", day + timedelta(days=1), "x"],
        by=school.doctor,
    )

    assert Child.objects.get(note__isnull=False, pk=child.pk).note == "x"


def test_a_name_that_fits_two_children_is_asked(school):
    twins = [
        make_child(name="王小雨", number=n, school_class=school.junior, term=school.term)
        for n in ("N1", "N2")
    ]
    rows = [["Name", "Note"], ["王小雨", "x"]]
    upload = receive("children", sheet(*rows), school.doctor)

    asked = look("children", *rows, by=school.doctor)
    [question] = asked.questions
    upload.answers = {question.place: str(twins[1].pk)}
    upload.save()
    confirm(upload, school.doctor)

    assert (asked.problems, asked.counts["asked"]) == ([], 1)
    assert [code for code, _words in question.options] == [str(twin.pk) for twin in twins]
    assert [child.note for child in Child.objects.order_by("number")] == ["", "x"]


def test_a_class_name_of_two_campuses_is_asked_or_narrowed_by_the_campus(school):
    make_class(campus=school.west, name="小一班", school_year=school.year)

    asked = look("children", CHILDREN, a_child(), by=school.office)
    narrowed = look("children", [*CHILDREN, "Campus"], [*a_child(), "West"], by=school.office)

    assert [words for _code, words in asked.questions[0].options] == ["East 小一班", "West 小一班"]
    assert (narrowed.is_ready, narrowed.rows[0].values["school_class"].campus) == (
        True,
        school.west,
    )


def test_who_may_not_know_allergies_cannot_bring_them(school):
    offered = {
        person.username: {column.name for column in imports()["children"].columns_for(person)}
        for person in (school.doctor, school.director)
    }

    assert offered["doctor"] - offered["director"] == {"allergies", "diets"}


# Classes ----------------------------------------------------------------------------------------


def test_classes_are_known_by_campus_year_and_name(school):
    bring(
        "classes",
        ["Name", "Campus", "School year", "Grade", "Position"],
        ["小一班", "East", f"{school.year}—{school.year + 1}", "middle class", 7],
        ["小二班", "East", "", "junior class", 2],
        by=school.office,
    )

    found = SchoolClass.objects.filter(campus=school.east).order_by("name")
    assert sorted(found.values_list("name", "grade", "position", "school_year")) == sorted(
        [("小一班", "middle", 7, school.year), ("小二班", "junior", 2, school.year)]
    )


def test_who_has_one_campus_need_not_name_it(school):
    bring("classes", ["Name", "Grade"], ["小三班", "junior class"], by=school.director)

    assert SchoolClass.objects.get(name="小三班").campus == school.east


def test_a_class_of_another_campus_is_refused(school):
    found = look(
        "classes",
        ["Name", "Campus", "Grade"],
        ["小三班", "West", "junior class"],
        by=school.director,
    )

    assert said(found) == [(2, "Campus", "“West” was not found")]


# Places -----------------------------------------------------------------------------------------

PLACES = ["Name", "Campus", "Kind", "Part of", "Custodian"]


def test_rooms_may_lie_in_buildings_of_the_same_sheet_in_any_order(school):
    bring(
        "places",
        PLACES,
        ["Room 101", "East", "classroom", "Floor 1", ""],
        ["Floor 1", "East", "building", "Main building", ""],
        ["Main building", "East", "building", "", ""],
        by=school.office,
    )

    room = Place.objects.get(name="Room 101")
    assert (room.within.name, room.within.within.name) == ("Floor 1", "Main building")
    assert room.history.count() == 1


def test_places_that_lie_in_each_other_are_refused(school):
    found = look(
        "places",
        PLACES,
        ["A", "East", "building", "B", ""],
        ["B", "East", "building", "A", ""],
        by=school.office,
    )

    reason = "A place cannot be a part of itself."
    assert said(found) == [(2, "Part of", reason), (3, "Part of", reason)]


def test_known_places_that_would_lie_in_each_other_are_refused(school):
    for name in ("A", "B"):
        make_place(campus=school.east, name=name, kind="building")

    found = look(
        "places",
        ["Name", "Campus", "Part of"],
        ["A", "East", "B"],
        ["B", "East", "A"],
        by=school.office,
    )

    assert {reason for _line, _heading, reason in said(found)} == {
        "A place cannot be a part of itself."
    }


def test_a_custodian_of_two_people_with_the_name_is_asked(school):
    people = [
        make_person(name="王芳", role="carer", campus=school.east, number=n) for n in ("1", "2")
    ]
    rows = [PLACES, ["Room", "East", "classroom", "", "王芳"], ["Hall", "East", "office", "", "2"]]
    upload = receive("places", sheet(*rows), school.director)

    [question] = look("places", *rows, by=school.director).questions
    upload.answers = {question.place: str(people[0].pk)}
    upload.save()
    confirm(upload, school.director)

    assert dict(Place.objects.values_list("name", "custodian__number")) == {
        "Room": "1",
        "Hall": "2",
    }


def test_a_custodian_of_another_campus_is_not_found(school):
    make_person(name="王芳", role="carer", campus=school.west)

    found = look("places", PLACES, ["Room", "East", "office", "", "王芳"], by=school.director)

    assert said(found) == [(2, "Custodian", "“王芳” was not found")]


def test_a_room_cannot_belong_to_a_class_of_another_campus(school):
    found = look(
        "places",
        ["Name", "Campus", "Kind", "Class"],
        ["Room", "East", "classroom", "大一班"],
        by=school.office,
    )

    assert said(found) == [(2, "Class", "“大一班” was not found")]


def test_no_area_is_less_than_something(school):
    found = look(
        "places",
        ["Name", "Campus", "Kind", "Area (m²)"],
        ["Room", "East", "classroom", 0],
        by=school.office,
    )

    assert said(found) == [(2, "", "An area is more than zero.")]


# People -----------------------------------------------------------------------------------------

PEOPLE = ["Staff number", "Name", "Phone", "Role", "Campus", "Class"]


def test_a_new_person_comes_with_a_post_and_without_a_password(school):
    bring(
        "people",
        PEOPLE,
        ["001", "曾芳", "13800000000", "class teacher", "", "小一班"],
        by=school.director,
    )

    person = Person.objects.get(number="001")
    post = person.posts.get()
    assert (person.pinyin, person.phone, person.username) == ("zeng fang", "13800000000", None)
    assert (post.role, post.campus, post.school_class) == ("teacher", school.east, school.junior)
    assert not is_password_usable(person.password)
    assert post.history.count() == person.history.count() == 1


def test_a_post_somebody_holds_is_not_given_twice(school):
    person = make_person(number="001", name="A", role="cook", campus=school.east)

    done = bring("people", PEOPLE, ["001", "A", "", "cook", "East", ""], by=school.director)

    assert done.counts["same"] == 1
    assert person.posts.count() == 1


def test_a_person_of_another_campus_cannot_be_changed(school):
    make_person(number="001", name="Secret", role="cook", campus=school.west)

    found = look("people", PEOPLE, ["001", "A", "", "cook", "East", ""], by=school.director)

    assert said(found) == [(2, "Staff number", "cannot be used here")]


def test_a_person_above_cannot_be_changed(school):
    make_person(number="001", name="Principal", role="principal")
    make_post(person=Person.objects.get(number="001"), role="teacher", campus=school.east)

    found = look("people", PEOPLE, ["001", "A", "", "", "", ""], by=school.director)

    assert said(found) == [(2, "Staff number", "cannot be used here")]


def test_a_new_person_needs_a_post_at_ones_own_campus(school):
    found = look("people", ["Name"], ["A"], by=school.director)
    free = look("people", ["Name"], ["A"], by=school.office)

    assert said(found) == [(2, "Role", "is empty")]
    assert free.is_ready


def test_only_an_administrator_makes_administrators(school):
    found = look("people", ["Name", "Role"], ["A", "administrator"], by=school.director)

    assert said(found) == [(2, "Role", "“administrator” is no choice here")]
    assert look("people", ["Name", "Role"], ["A", "administrator"], by=school.office).is_ready


def test_nobody_gives_posts_to_themselves(school):
    Person.objects.filter(pk=school.director.pk).update(number="D1")
    found = look("people", ["Staff number", "Role"], ["D1", "principal"], by=school.director)

    assert said(found) == [(2, "Role", "Nobody gives posts to themselves.")]


def test_a_colleague_without_a_number_is_known_by_the_phone_or_asked(school):
    person = make_person(
        name="王芳", phone="13800000000", role="cook", campus=school.east, department="Kitchen"
    )

    known = look("people", ["Name", "Phone"], ["王芳", "13800000000"], by=school.director)
    asked = look("people", ["Name", "Department"], ["王芳", "Office"], by=school.director)

    assert (known.rows[0].thing, known.rows[0].state) == (person, "same")
    [question] = asked.questions
    assert [code for code, _words in question.options] == [str(person.pk), "new"]
    assert question.options[0][1] == "王芳 · Kitchen · …0000"


@pytest.mark.parametrize(
    ("said", "role"),
    [("园长", "principal"), ("保安", "guard"), ("厨师", "cook"), ("教师", "teacher")],
)
def test_a_post_may_be_called_as_the_school_calls_it(school, said, role):
    bring("people", PEOPLE, ["S1", "王芳", "", said, "East", ""], by=school.office)

    assert Post.objects.get(person__number="S1").role == role


def test_login_names_are_for_administrators_and_taken_once(school):
    director = look(
        "people", ["Name", "Role", "Login name"], ["A", "cook", "a"], by=school.director
    )
    office = look("people", ["Name", "Login name"], ["A", "office"], by=school.office)

    assert director.scene.table.unknown == ["Login name"]
    assert [(line, heading) for line, heading, _reason in said(office)] == [(2, "Login name")]


def test_a_mentor_may_be_called_by_number(school):
    mentor = make_person(name="M", number="9", role="cook", campus=school.east)

    bring("people", ["Name", "Role", "Mentor"], ["A", "cook", "9"], by=school.director)

    assert Person.objects.get(name="A").mentor == mentor
    assert Post.objects.filter(person__name="A").count() == 1
