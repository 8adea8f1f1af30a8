"""The search box: whoever may open a thing finds it as people type, and nobody else does."""

import random
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from logistics.access import Role
from logistics.duties.finding import numbered
from logistics.duties.models import Duty, Plan, Task
from logistics.records.models import Entry
from logistics.search import Asked
from tests.factories import (
    make_campus,
    make_child,
    make_class,
    make_guardian,
    make_person,
    make_place,
)
from tests.world import make_world
from tests.world.duties import make_duty
from tests.world.records import write_note
from tests.world.terms import make_term

# Beside those of the frame, which every page has: each place that is looked in asks one or two.
OWN_QUERIES = 32
NOW = timezone.now()
TODAY = timezone.localdate()


def look_for(client, words, **headers):
    return client.get(f"/search/?q={quote(words)}", headers=headers)


def found(client, words):
    """The titles found, by the kind of thing."""
    groups = look_for(client, words).context["groups"]
    return {str(group.title): [hit.title for hit in group.hits] for group in groups}


# As people type ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "单重庆",
        "单 重 庆",
        "重庆",
        "scq",
        "dzq",
        "SCQ",
        "ｓｃｑ",
        "shan chong",
        "W０１７",
        "1402",
        "１４０２",
    ],
)
def test_a_colleague_is_found_by_name_sound_initials_number_and_end_of_the_phone(
    enter, campus, words
):
    client = enter("director")
    make_person(role="cook", campus=campus, name="单重庆", number="W017", phone="18612341402")
    make_person(role="cook", campus=campus, name="李明", number="W018", phone="18612341403")

    assert found(client, words)["People"] == ["单重庆"]


def test_a_child_is_found_by_the_end_of_a_guardians_phone(enter, campus):
    term = make_term(TODAY)
    school_class = make_class(campus=campus, school_year=term.school_year)
    child = make_child(name="曾小红", school_class=school_class, term=term)
    make_guardian(child=child, phone="13912345678")
    make_guardian(child=child, phone="13800005678")

    groups = look_for(enter("director"), "5678").context["groups"]

    [hit] = groups[0].hits
    assert (hit.title, hit.note) == ("曾小红", f"{school_class} · {child.number}")


def test_a_place_is_found_by_its_initials_and_by_the_code_of_its_label(enter, campus):
    client = enter("cook")
    place = make_place(campus=campus, name="音乐教室")

    by = {
        words: found(client, words)
        for words in ("yyjs", "音乐", place.code, place.code[:4].lower())
    }

    assert {tuple(titles["Places and classes"]) for titles in by.values()} == {("音乐教室",)}


def test_the_name_itself_comes_before_names_that_contain_it(enter, campus):
    for name in ("王小明", "小明", "小明月"):
        make_person(role="cook", campus=campus, name=name)

    assert found(enter("director"), "小明")["People"] == ["小明", "小明月", "王小明"]


def test_whose_surname_sounds_so_comes_before_those_who_only_have_it_in_their_names(enter, campus):
    for name in ("李玉", "王玉兰", "于芳", "王芳"):
        make_person(role="cook", campus=campus, name=name)

    assert found(enter("director"), "yu")["People"] == ["于芳", "李玉", "王玉兰"]


def test_a_task_is_found_by_the_title_of_its_duty_the_next_one_first(enter, campus):
    client = enter("cook")
    duty = make_duty(campus, title="食品留样", role=Role.COOK)
    late = make_task(duty, due=-1)
    soon = make_task(duty, due=2)
    make_task(duty, due=-3, proved_at=NOW)
    make_task(duty, due=60 * 24)

    groups = look_for(client, "splY").context["groups"]

    assert [(str(group.title), [hit.url for hit in group.hits]) for group in groups] == [
        ("Tasks", [late.get_absolute_url(), soon.get_absolute_url()])
    ]


def make_task(duty, *, due, **given):
    """A task of the duty that is due in some hours."""
    due_at = NOW + timedelta(hours=due)
    number = Task.objects.count()
    usual = {
        "opens_at": due_at - timedelta(hours=4),
        "due_at": due_at,
        "closes_at": due_at + timedelta(hours=20),
    }
    return Task.objects.create(
        duty=duty,
        term=Task.objects.first().term if number else make_term(TODAY),
        series=f"d{duty.pk}",
        slot=f"d{duty.pk}:{number}",
        proof="work_note",
        campus=duty.campus,
        role=duty.role,
        **usual | given,
    )


@pytest.mark.parametrize("words", ["{number}", "{short}", "{lower}", "{digits}", "{begun}"])
def test_a_record_is_found_by_its_number_however_old_it_is(enter, campus, words):
    client = enter("director")
    entry = write_note(campus, client.person, NOW)
    Entry.objects.update(entered_at=NOW - timedelta(days=300))
    prefix, year, digits = entry.number.split("-")
    typed = words.format(
        number=entry.number,
        short=f"{prefix}{year}{digits}",
        lower=f"{prefix.lower()}-{int(digits)}",
        digits=digits,
        begun=f"{prefix}-{year}-{digits[:4]}",
    )

    assert found(client, typed) == {"Records": [entry.title]}


def test_a_record_is_found_by_its_words_while_it_is_new(enter, campus):
    client = enter("director")
    entry = write_note(campus, client.person, NOW)

    new = found(client, "note").get("Records")
    Entry.objects.update(entered_at=NOW - timedelta(days=40))

    assert (new, found(client, "note").get("Records")) == ([entry.title], None)


def test_numbers_are_asked_for_whole_so_that_their_index_finds_them():
    asked = numbered(Asked.typed("gz-2026-0001"), NOW)

    assert asked.children == [
        ("number__in", ["GZ-2026-000001"]),
        ("number__range", ("GZ-2026-000100", "GZ-2026-000199")),
    ]


def test_duties_and_plans_are_found_by_the_sound_of_their_titles(enter, campus):
    client = enter("director")
    Duty.objects.create(title="登记消毒", trade="health", role="carer", campus=campus)
    Plan.objects.create(title="消毒计划", owner=client.person, year=2026)

    assert found(client, "xiaodu") == {"Duties and plans": ["消毒计划", "登记消毒"]}


def test_pages_and_registers_are_found_by_their_titles(enter):
    titles = found(enter("director"), "regist")

    assert titles.keys() == {"Pages of the menu", "Registers"}
    assert titles["Pages of the menu"] == ["Registers", "Health registers"]
    assert "Work note register" in titles["Registers"]


def test_one_letter_finds_nothing_and_one_chinese_character_does(enter, campus):
    client = enter("director")
    make_person(role="cook", campus=campus, name="单重庆")

    assert (found(client, "s"), found(client, "单")["People"]) == ({}, ["单重庆"])


def places_in(answer):
    return next(group for group in answer.context["groups"] if group.title == "Places and classes")


def test_more_than_are_shown_stand_behind_a_link_to_the_list_searched_the_same_way(enter, campus):
    client = enter("director")
    for number in range(6):
        make_place(campus=campus, name=f"Store {number}")

    group = places_in(look_for(client, "store"))
    page = client.get(group.all_url)

    assert len(group.hits) == 5
    assert page.context["page"].paginator.count == 6


def test_no_way_leads_to_a_list_that_would_not_find_them(enter, campus):
    client = enter("director")
    for number in range(6):
        make_place(campus=campus, name=f"仓库{number}")

    group = places_in(look_for(client, "ck"))

    assert (len(group.hits), group.all_url) == (5, "")


def test_the_box_gets_the_results_alone(enter, campus):
    make_place(campus=campus, name="Store")
    client = enter("cook")

    page, part = look_for(client, "store").text, look_for(client, "store", HX_Request="true").text

    assert part in page
    assert "<html" not in part


# Only what one may open ----------------------------------------------------------------------


@pytest.fixture
def world(db):
    return make_world(NOW)


@pytest.mark.parametrize("role", [*Role.values, "neighbour"])
def test_nobody_finds_what_is_at_another_campus_and_every_hit_opens(world, client, role):
    other = "East" if role == "neighbour" else "West"
    client.force_login(world.people[role], backend="logistics.school.posts.PostBackend")

    for words in ("east", "west", "GZ-000001", "GZ-000002", "Colleague", "child"):
        groups = look_for(client, words).context["groups"]
        hits = [hit for group in groups for hit in group.hits]

        assert [hit.title for hit in hits if other in f"{hit.title} {hit.note}"] == []
        assert [
            hit.url for hit in hits if client.get(hit.url, follow=True).status_code != 200
        ] == []


def test_children_are_found_only_by_roles_that_look_after_them(world, client):
    seeing = set()
    for role in Role.values:
        client.force_login(world.people[role], backend="logistics.school.posts.PostBackend")
        if "Children" in found(client, "East child"):
            seeing.add(role)

    assert seeing == {"director", "teacher", "carer", "doctor", "admin"}


def test_a_phone_that_was_looked_for_is_shown_masked(enter, campus):
    make_person(role="cook", campus=campus, name="单重庆", phone="18612341402")

    page = look_for(enter("director"), "1402").text

    assert "186****1402" in page
    assert "18612341402" not in page


# Cost and odd questions ----------------------------------------------------------------------


def queries(client, address):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize("words", ["thing", "事"])
def test_three_hits_cost_as_many_queries_as_one(enter, campus, words):
    client = enter("director")
    term = make_term(TODAY)
    school_class = make_class(campus=campus, school_year=term.school_year)

    def furnish(number):
        name = f"thing 事 {number}"
        make_person(role="cook", campus=campus, name=name)
        make_child(name=name, school_class=school_class, term=term)
        make_place(campus=campus, name=name)
        duty = make_duty(campus, title=name, role=Role.DIRECTOR)
        Task.objects.create(
            duty=duty, term=term, series=name, slot=name, proof="work_note", campus=campus,
            role=duty.role, opens_at=NOW, due_at=NOW + timedelta(hours=1),
            closes_at=NOW + timedelta(hours=2),
        )  # fmt: skip
        Plan.objects.create(title=name, owner=client.person, year=2026)
        write_note(make_campus() if number else campus, client.person, NOW)
        Entry.objects.update(title=name)

    furnish(0)
    queries(client, f"/search/?q={quote(words)}")  # what is worded once has been
    alone = queries(client, f"/search/?q={quote(words)}")
    furnish(1)
    furnish(2)

    assert queries(client, f"/search/?q={quote(words)}") == alone
    assert alone - queries(client, "/help/") <= OWN_QUERIES


ODD = [
    "%", "%%", "_", "__", "\\", "\\\\", "%_\\", "'", "''", '"', "';--", "' OR '1'='1", "1 OR 1=1",
    "\0", "a\0b", "\0\0", "\x1b[31m", "\u202e", "\u202eabc", "\u200d\u200d", "😀", "👨‍👩‍👧‍👦", "🇨🇳🇨🇳",
    "𠮷𠮷", "㐀㐀", "ａｂ", "①②", "ﬁﬁ", "İi", "ßß", "١٢٣٤", "۱۲۳۴", "²³", "Ⅻ", "½½", "٠١٢٣", "१२३४",
    "x" * 10_000, "龘" * 10_000, "1" * 10_000, "a " * 5_000, "-" * 100, "GZ-2026-", "GZ--1",
    "GZ-2026-000000", "GZ-2099-999999", "ZZZZ-2026-1", "9999999", "-1", "1e308", "NaN", "null",
    "{{7*7}}", "{% load %}", "<script>alert(1)</script>", "../../etc/passwd", "$(id)", "`id`",
    "name__icontains", "a__b", "(((", ")))", "[[[", "*?", ".*", "(a+)+$", "\n\n", "\t", "\r\n",
    "  ", "　　", "\ufeff\ufeff", "\ud7ff\ue000", "\uffff\uffff", "\U0010ffff\U0010ffff",
]  # fmt: skip


def odd_strings():
    """Those that have hurt others, and as many made of every plane's characters."""
    chance = random.Random(7)
    letters = [chr(chance.randrange(1, 0xD800)) for _ in range(300)]
    letters += list("%_\\'\"\0;-()*?") + [
        chr(chance.randrange(0x10000, 0x110000)) for _ in range(60)
    ]
    made = ("".join(chance.choices(letters, k=chance.randrange(2, 40))) for _ in range(140))
    return [*ODD, *made]


def test_no_odd_question_breaks_the_page(enter, campus):
    client = enter("director")
    make_person(role="cook", campus=campus, name="单重庆", phone="18612341402")

    answers = {words: look_for(client, words).status_code for words in odd_strings()}

    assert len(answers) >= 200
    assert {words: status for words, status in answers.items() if status != 200} == {}


@pytest.mark.parametrize("words", ["%%", "__", "\\\\", "' OR '1'='1"])
def test_signs_of_the_database_stand_for_themselves(enter, campus, words):
    client = enter("director")
    make_person(role="cook", campus=campus, name="单重庆")
    named = make_place(campus=campus, name=f"Room {words}")

    assert found(client, words) == {"Places and classes": [named.name]}


def test_what_was_typed_is_shown_as_text(enter):
    page = look_for(enter("cook"), "<script>alert(1)</script>").text

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
