"""A sample school to try everything on: invented, marked as such, gone in one step.

It stands above all apps, as urls.py does. `make` builds it from below upwards, each part in the
module of its noun: the school, its people, its children, its duties and plans, its records.
"""

from collections.abc import Callable

from django.db import transaction
from django.utils import translation

from logistics.demo import children, duties, oversight, people, plan, records, school
from logistics.demo.removal import is_empty, remove
from logistics.demo.school import Wanted
from logistics.duties import making
from logistics.duties.models import Plan
from logistics.school.models import Person, Place

__all__ = ["Wanted", "is_empty", "make", "remove"]


@transaction.atomic
def make(wanted: Wanted, say: Callable[[str], None]) -> None:
    """All or nothing. `say` is told each stage when it is done."""
    with translation.override("zh-hans"):
        build(wanted, say)


def build(wanted: Wanted, say: Callable[[str], None]) -> None:
    site = school.found(wanted)
    say(f"学期与班级 terms and classes: {len(site.terms)}, {len(site.classes)}")
    staff = people.hire(site)
    carers = {team: held[0] for (team, role), held in staff.by_team.items() if role == "carer"}
    school.furnish(site, people.keepers(site, staff), carers)
    say(f"教职工与场所 staff and places: {Person.objects.count()}, {Place.objects.count()}")
    say(f"儿童 children: {children.admit(site)}")
    school.close_some_days(site)
    duties.tick(site, staff)
    say(f"任务 tasks: {owe(site)}")
    plan.write(site, staff)
    say(f"计划 plans: {Plan.objects.count()}")
    say(f"记录 records: {records.write(site, staff)}")
    oversight.write(site, staff)


def owe(site: school.Site) -> int:
    """Make the tasks of the terms that are recorded, the rooms in the hands of that year's classes."""
    count = 0
    for term in site.terms:
        if term.ends_on >= site.wanted.begins_on:
            school.move_in(site, term.school_year)
            count += making.make_tasks(term).created
    school.move_in(site, site.term.school_year)
    return count
