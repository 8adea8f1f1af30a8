"""Names found as people type them."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from logistics.school.models import Child, Person
from logistics.school.names import sound
from tests.factories import make_child, make_guardian, make_person


@pytest.mark.parametrize("words", ["单重庆", "重庆", "scq", "dzq", "shan", "shanchong", "SCQ"])
def test_person_is_found_by_name_pinyin_and_every_reading(db, words):
    person = make_person(name="单重庆")
    make_person(name="王芳")

    assert list(Person.objects.matching(words)) == [person]


@pytest.mark.parametrize(
    ("name", "surname"),
    [
        ("单雄", "shan"), ("曾红", "zeng"), ("仇英", "qiu"), ("解缙", "xie"), ("区明", "ou"),
        ("查良", "zha"), ("翟志", "zhai"), ("缪红", "miao"), ("卜凡", "bu"), ("乐嘉", "yue"),
        ("尉迟恭", "yu"), ("长孙红", "zhang"), ("万俟雪", "mo"),
    ],
)  # fmt: skip
def test_a_surname_sounds_as_the_family_says_it(name, surname):
    assert sound(name, of_person=True).split()[0] == surname


@pytest.mark.parametrize("words", ["lixi", "liqian", "lx", "lq", "li xi"])
def test_a_child_is_found_by_whichever_reading_the_parents_chose(db, words):
    child = make_child(name="李茜")
    make_child(name="李梅")

    assert list(Child.objects.matching(words)) == [child]


@pytest.mark.parametrize("words", ["mmttex", "maimaitituer", "买买提·吐尔逊"])
def test_the_dot_within_a_name_need_not_be_typed(db, words):
    person = make_person(name="买买提·吐尔逊")

    assert list(Person.objects.matching(words)) == [person]


def test_whoever_was_there_before_is_spelled_anew_and_who_was_erased_is_not(db):
    person, child = make_person(name="翟乐"), make_child(name="X1")
    Person.objects.update(pinyin="di le", initials="dl zl")
    Child.objects.update(pinyin="x1", initials="")
    anew = import_module("logistics.school.migrations.0006_spelled_anew")

    anew.spell_anew(apps, SimpleNamespace(connection=connection))

    person.refresh_from_db()
    child.refresh_from_db()
    assert (person.pinyin, "zhaiyue" in person.initials) == ("zhai le", True)
    assert (child.pinyin, child.initials) == ("x1", "")


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
