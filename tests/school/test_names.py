"""Names found as people type them."""

import pytest

from logistics.school.models import Child, Person
from tests.factories import make_child, make_guardian, make_person


@pytest.mark.parametrize("words", ["单重庆", "重庆", "scq", "dzq", "shan", "shanchong", "SCQ"])
def test_person_is_found_by_name_pinyin_and_every_reading(db, words):
    person = make_person(name="单重庆")
    make_person(name="王芳")

    assert list(Person.objects.matching(words)) == [person]


def test_people_are_ordered_by_the_sound_of_their_surname(db):
    names = ["周明", "曾红", "单雄", "安宁"]
    for name in names:
        make_person(name=name)

    assert [str(person) for person in Person.objects.all()] == ["安宁", "单雄", "曾红", "周明"]


def test_person_is_spelled_anew_when_the_name_alone_is_saved(db):
    person = make_person(name="王芳")
    person.name = "李芳"

    person.save(update_fields=["name"])

    assert Person.objects.get().initials == "lf"


@pytest.mark.parametrize(("words", "found"), [("1402", 1), ("140", 0), ("B7", 1)])
def test_person_is_found_by_number_and_the_end_of_the_phone(db, words, found):
    make_person(name="王芳", phone="18600001402", number="B7")

    assert Person.objects.matching(words).count() == found


def test_child_with_two_guardians_of_one_number_is_found_once(db):
    child = make_child(name="孙子涵")
    make_guardian(child=child, phone="13800005678")
    make_guardian(child=child, phone="13900005678")

    assert list(Child.objects.matching("5678")) == [child]
