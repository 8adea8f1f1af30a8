"""A small school of two campuses with one thing of every kind at each, around a given day."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from assets.models import EquipmentStandard
from logistics.access import Role
from logistics.records import seals
from logistics.school.models import Campus, ClassClosure, School, Term, WorkLine, ZoneAssignment
from tests.factories import (
    make_campus,
    make_child,
    make_class,
    make_guardian,
    make_person,
    make_place,
)
from tests.world.buying import buy_something
from tests.world.canteen import (
    keep_samples,
    know_a_food,
    run_a_kitchen,
    speak_of_the_meals,
    supply_food,
    write_menus,
)
from tests.world.duties import ask, owe_something
from tests.world.goods import begin_stocktakes, custody_of, keep_goods, own_something
from tests.world.health import (
    begin_the_class_day,
    fall_ill,
    keep_clean,
    look_after,
    measure_the_child,
)
from tests.world.papers import issue_papers, lay_before, make_upload
from tests.world.people import actors, log_in_somewhere, of_the_child, tell_something
from tests.world.records import make_contradiction, make_photo, write_note
from tests.world.safety import (
    answer_for_safety,
    break_something,
    find_hazards,
    keep_the_gate,
    walk_rounds,
    watch_over,
)
from tests.world.terms import DAY, make_last_term, make_term


@dataclass
class World:
    """Who acts, at which campus; and by their names the things of either campus."""

    term: Term
    here: Campus
    there: Campus
    people: dict[str, Any]
    own: dict[str, Any]
    others: dict[str, Any]
    standard: int  # the equipment standard is the same for all


def make_world(now: datetime, names: tuple[str, str] = ("East", "West")) -> World:
    today = timezone.localdate(now)
    School.objects.create(name="Sunshine")
    make_last_term(today)
    here, there = (make_campus(name=name) for name in names)
    term = make_term(today)
    own, others = furnish(here, term, now), furnish(there, term, now)
    seals.seal_days(now=now + DAY)
    people = actors(here, there, own, today)
    for things in (own, others):
        things |= custody_of(things, now)
        things |= break_something(things["place"], things["person"], now)
        things |= keep_samples(things["campus"], things["person"], now)
        things |= write_menus(things["campus"], things["person"], now)
    ask(own, people["carer"], now)
    ask(others, others["person"], now)
    own["pack_share"] = lay_before(people["inspector"], own["pack"], now)
    others["pack_share"] = lay_before(others["person"], others["pack"], now)
    own["upload"] = make_upload(people["director"], now)
    others["upload"] = make_upload(people["neighbour"], now)
    own |= own_something(here, own["place"], people["storekeeper"], now)
    others |= own_something(there, others["place"], people["neighbour"], now)
    standard = EquipmentStandard.objects.create(
        subject="music", item="Piano", wanted=1, counted_as="Piano"
    )
    return World(term, here, there, people, own, others, standard.pk)


def furnish(campus: Campus, term: Term, now: datetime) -> dict[str, Any]:
    """One thing of every kind at a campus."""
    today = timezone.localdate(now)
    school_class = make_class(campus=campus, school_year=term.school_year, name=f"{campus} class")
    place = make_place(campus=campus, name=f"{campus} room")
    child = make_child(school_class=school_class, term=term, name=f"{campus} child")
    person = make_person(role=Role.CARER, campus=campus, school_class=school_class)
    owed = owe_something(campus, term, person, now)
    entry = write_note(campus, person, now, school_class=school_class)
    return {
        "campus": campus, "class": school_class, "place": place, "child": child, "person": person,
        "post": person.posts.get(), "guardian": make_guardian(child=child),
        "entry": entry, "contradiction": make_contradiction(entry, now), "photo": make_photo(entry),
        **owed,
        **of_the_child(child, person, now),
        **measure_the_child(child, school_class, person, now),
        **begin_the_class_day(school_class, child, person, now),
        "closure": ClassClosure.objects.create(
            school_class=school_class, starts_on=today + 20 * DAY, ends_on=today + 21 * DAY,
            reason="Paint",
        ),
        "zone": ZoneAssignment.objects.create(term=term, place=place, person=person),
        **tell_something(campus, person, now),
        **log_in_somewhere(campus, person, now),
        **keep_goods(campus, person, place, now),
        **supply_food(campus, person, now),
        **begin_stocktakes(campus, person, now),
        **look_after(school_class, child, person, term, now),
        **buy_something(campus, person, school_class, term, now),
        **keep_clean(campus, person, place, school_class, now),
        **fall_ill(campus, person, school_class, child, now),
        **issue_papers(campus, person, now),
        **walk_rounds(campus, person, now),
        **find_hazards(campus, person, now),
        **keep_the_gate(campus, person, school_class, child, now),
        **watch_over(campus, person, place, school_class, child, now),
        **answer_for_safety(campus, person, school_class, child, term, now),
        **know_a_food(),
        **speak_of_the_meals(campus, person, now),
        **run_a_kitchen(campus, person, now),
        "work_line": WorkLine.objects.create(
            title=f"{campus} water", campus=campus, person=person, school_year=term.school_year
        ),
    }  # fmt: skip
