"""Who may fetch which child at the sample school, and what waits at the gate today."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from logistics.access import Role
from logistics.demo.people import Staff
from logistics.demo.records import CHUNK
from logistics.demo.school import Site
from logistics.duties import filing
from logistics.records.models import Entry
from logistics.school.calendar import at, calendar_of
from logistics.school.models import Campus, Enrolment
from safety.gate import coming_late, lending_keys, staying
from safety.models import (
    ChildLate,
    Delivery,
    GateKey,
    KeyLoan,
    LateArrival,
    PhoneCall,
    PickupAuthorization,
)

MINUTE = timedelta(minutes=1)
FOLDER = "班级接送档案盒"


@transaction.atomic
def write(site: Site, staff: Staff) -> int:
    papers = list(authorizations(site, staff))
    for first in range(0, len(papers), CHUNK):
        filing.submit_many(papers[first : first + CHUNK], settle=False)
    return len(papers) + sum(
        at_the_gate(site, staff, campus, number) for number, campus in enumerate(site.campuses)
    )


def authorizations(site: Site, staff: Staff) -> Iterator[PickupAuthorization]:
    """Every guardian signed in the first days: the class teacher keeps the papers."""
    rows = Enrolment.objects.filter(term=site.term, child__left_on=None)
    rows = rows.select_related("child", "school_class__campus").order_by("pk")
    teachers = class_teachers(site, staff)
    days = {campus.pk: first_day(site, campus) for campus in site.campuses}
    for row in rows.prefetch_related("child__guardians"):
        campus, teacher = row.school_class.campus, teachers.get(row.school_class_id)
        day = days.get(campus.pk)
        if teacher is None or day is None:
            continue
        when = at(day, "08:40")
        for number, guardian in enumerate(row.child.guardians.all()):
            entry = Entry(
                campus=campus, school_class=row.school_class, subject=f"child:{row.child_id}",
                happened_at=when, entered_at=when + 20 * MINUTE, entered_by=teacher,
            )  # fmt: skip
            yield PickupAuthorization(
                entry=entry, child=row.child, name=guardian.name, relation=guardian.relation,
                phone=guardian.phone, phone_end=guardian.phone_end,
                card=f"J{row.child_id:04d}-{number + 1}", valid_from=day, guardian=guardian.name,
                signed="paper", paper=FOLDER,
            )  # fmt: skip


def somebody(site: Site, campus: Campus) -> Enrolment | None:
    """The child that comes late today."""
    rows = Enrolment.objects.filter(term=site.term, child__left_on=None)
    rows = rows.filter(school_class__campus=campus).select_related("child", "school_class")
    return rows.order_by("-pk").first()


def class_teachers(site: Site, staff: Staff) -> dict[int, Any]:
    return {
        school_class.pk: held[0]
        for (year, team), school_class in site.classes.items()
        if year == site.term.school_year and (held := staff.by_team.get((team, Role.TEACHER)))
    }


def first_day(site: Site, campus: Campus) -> date | None:
    """The first open day of the term on which the school kept its records here."""
    days = calendar_of(site.term, campus).open_days
    since = max(site.wanted.begins_on, site.term.starts_on)
    found = next((day for day in days if day >= since), None)
    return found if found and at(found, "09:00") <= site.wanted.now else None


def at_the_gate(site: Site, staff: Staff, campus: Campus, number: int) -> int:
    """A key that is out, a parcel that waits and one that was handed over, a call, a late colleague."""
    today, now = site.wanted.today, site.wanted.now
    if today not in calendar_of(site.term, campus).open_days:
        return 0
    guard, colleague = staff.holders(Role.GUARD, number)[0], staff.holders(Role.TEACHER, number)[0]
    count = 0

    def entry(when: datetime) -> Entry:
        return Entry(campus=campus, happened_at=when)

    def file(record: Any, clock: str) -> bool:
        nonlocal count
        when = at(today, clock)
        if when > now:
            return False
        record.entry = entry(when)
        filing.submit(record, by=guard, now=when)
        count += 1
        return True

    if at(today, "08:50") <= now and (here := somebody(site, campus)):
        late = ChildLate(child=here.child, reason="road")
        late.entry = Entry(
            campus=campus, school_class=here.school_class, happened_at=at(today, "08:50")
        )
        coming_late.note(late, by=guard, now=at(today, "08:50"))
        count += 1
    file(LateArrival(person=colleague, minutes=12, starts_at="08:00", reason="路上堵车"), "08:12")
    file(
        PhoneCall(
            caller="区教育局安全科", content="通知周五报送安全检查情况", receiver=staff.director
        ),
        "09:05",
    )
    parcel = Delivery(sort="parcel", receiver=colleague, count=1, sender="快递")
    if file(parcel, "09:40") and at(today, "11:50") <= now:
        staying.end(parcel.entry, by=guard, now=at(today, "11:50"))
    file(Delivery(sort="paper", department="办公室", count=6), "10:10")
    key = GateKey.objects.filter(campus=campus).order_by("pk").first()
    if key and at(today, "10:30") <= now:
        loan = KeyLoan(entry=entry(at(today, "10:30")), key=key, person=colleague, purpose="排练")
        lending_keys.lend(loan, by=guard, now=at(today, "10:30"))
        count += 1
    return count
