"""Children who come after the others: noted at the gate, known to the class."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from health.models import Attendance
from logistics.contributions import came_late, child_data
from logistics.notices.models import Notice
from logistics.records.models import Entry
from safety.gate import coming_late
from safety.models import ChildLate
from tests.factories import make_child, make_class
from tests.safety.gate import MINUTE, NOW, WEDNESDAY, moment


def late(child, school_class, clock="09:10", **given):
    at = moment(WEDNESDAY, clock)
    entry = Entry(campus=school_class.campus, school_class=school_class, happened_at=at)
    return ChildLate(entry=entry, child=child, **{"reason": "road"} | given)


def test_how_late_is_counted_from_the_hour_of_the_school(child, junior, guard):
    coming_late.note(late(child, junior), by=guard, now=moment(clock="09:11"))

    said = ChildLate.objects.get()
    assert (said.on, said.minutes) == (WEDNESDAY, 40)  # children come until half past eight


def test_the_class_teacher_is_told_without_the_name(child, junior, teacher, guard):
    coming_late.note(late(child, junior), by=guard, now=moment(clock="09:11"))

    [notice] = Notice.objects.filter(kind=coming_late.CAME)
    assert notice.person == teacher
    assert "Xiao Ming" not in str(notice.said)


def test_a_teacher_who_writes_it_is_not_told(child, junior, teacher):
    coming_late.note(late(child, junior), by=teacher, now=moment(clock="09:11"))

    assert not Notice.objects.filter(kind=coming_late.CAME).exists()


def test_the_first_time_counts_and_other_classes_know_nothing(child, junior, campus, guard):
    for clock in ("09:30", "09:10"):
        coming_late.note(late(child, junior, clock), by=guard, now=moment(clock="09:31"))
    senior = make_class(campus=campus, name="Senior one")

    assert f"{came_late(junior.pk, WEDNESDAY)[child.pk][0]:%H:%M}" == "09:10"
    assert came_late(senior.pk, WEDNESDAY) == {}


def test_the_guard_names_child_and_reason_and_the_time_is_now(enter, child, guard):
    page = reverse("safety:child_late_new")
    now = timezone.now().replace(second=0, microsecond=0)

    enter("guard", person=guard).post(
        page, {"child": child.pk, "reason": "overslept", "happened_at": f"{now:%Y-%m-%d %H:%M}",
               "late_reason": "written down afterwards"},
    )  # fmt: skip

    said = ChildLate.objects.get()
    assert (said.child, said.reason, said.entry.entered_by) == (child, "overslept", guard)


def test_a_teacher_of_another_class_cannot_name_the_child(enter, child, campus, term):
    other = make_class(campus=campus, name="Senior two")
    make_child(school_class=other, term=term)

    enter("teacher", school_class=other).post(
        reverse("safety:child_late_new"), {"child": child.pk, "reason": "road"}
    )

    assert not ChildLate.objects.exists()


def test_the_attendance_opens_with_whoever_came_late(enter, child, junior, term, teacher, guard):
    make_child(school_class=junior, term=term, name="Xiao Hong")
    coming_late.note(late(child, junior), by=guard, now=moment(clock="09:11"))
    client = enter("teacher", person=teacher)

    page = client.get(f"{reverse('health:attendance_take', args=[junior.pk])}?day={WEDNESDAY}").text

    assert f'name="c{child.pk}-late_at"' in page
    assert 'value="09:10"' in page
    assert "noted at the gate: 09:10" in page


def test_an_attendance_taken_before_shows_what_it_does_not_say(
    enter, child, junior, teacher, guard
):
    client = enter("teacher", person=teacher)
    take = f"{reverse('health:attendance_take', args=[junior.pk])}?day={WEDNESDAY}"
    away = {"child": [child.pk], f"c{child.pk}-mark": "unexcused", "late_reason": "no network",
            "closed_day_is_right": "on"}  # fmt: skip
    client.post(take, away)
    sheet = Attendance.objects.get()
    coming_late.note(late(child, junior), by=guard, now=moment(clock="09:11"))
    day = f"{reverse('health:class_day', args=[junior.pk])}?day={WEDNESDAY}"

    before = client.get(day).text
    client.post(
        take,
        {"child": [child.pk], f"c{child.pk}-mark": "present", f"c{child.pk}-late_at": "09:10",
         "reason": "came later", "seen": sheet.entry.version},
    )  # fmt: skip

    assert "the attendance does not say so yet" in before
    assert sheet.lines.get().late_at.hour == 9
    assert "the attendance does not say so yet" not in client.get(day).text


def test_erasing_a_child_takes_the_note_and_leaves_that_it_came(child, junior, guard):
    coming_late.note(late(child, junior, note="Li Na rang"), by=guard, now=moment(clock="09:11"))

    after = NOW + timedelta(days=1) + MINUTE
    child_data()["pickup"].erase(child, now=after, by=guard, basis="keep_child_pickup")

    said = ChildLate.objects.get()
    assert (said.note, said.minutes) == ("", 40)
