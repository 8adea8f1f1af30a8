"""The counts on every page: worded once, asked at every moment, the same as if worded anew."""

from datetime import timedelta

import pytest
from django.utils import timezone

from logistics.access import Role
from logistics.notices import inbox, prepared
from logistics.school.models import Person, Post
from tests.sample import small_school

NOW = timezone.now()
MOMENTS = [NOW - timedelta(days=1), NOW, NOW + timedelta(hours=1), NOW + timedelta(days=1)]


@pytest.fixture(scope="module")
def school(django_db_setup, django_db_blocker):
    with small_school(django_db_blocker, now=NOW):
        yield


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.PRINCIPAL, Role.TEACHER, Role.ADMIN])
def test_counts_are_those_of_a_question_worded_anew(db, school, role):
    person = Person.objects.filter(pk__in=Post.objects.filter(role=role).values("person")).first()
    direct = {
        now: {row["in_source"]: (row["in_all"], row["in_time_past"]) for row in rows}
        for now in MOMENTS
        if (rows := inbox.counts_of(person, now)) is not None
    }

    asked = {now: inbox.standing(person, now) for now in MOMENTS}

    for now, expected in direct.items():
        unread, _late = expected.pop(inbox.NEWS)
        waiting = {code: (each.count, each.late) for code, each in asked[now].waiting.items()}
        assert (asked[now].unread, waiting) == (unread, expected)


def test_a_moment_that_was_worded_into_the_question_is_always_replaced(db, school):
    director = Person.objects.get(username="director")

    asker = prepared.Asker.of(director, NOW)
    _sql, params = prepared.worded(asker, inbox.counts_of)
    stand_ins = {prepared.adapted(prepared.MOMENT), prepared.adapted(prepared.DAY)}

    strange = [p for p in params if "2199" in str(p) and p not in stand_ins]
    assert strange == []
    assert any(p in stand_ins for p in params if isinstance(p, prepared.KINDS))


@pytest.mark.parametrize("role", list(Role))
def test_nothing_is_asked_while_a_question_is_worded(db, school, role, django_assert_num_queries):
    """Whatever were asked then would be kept as it stood in 2199."""
    held = Post.objects.filter(role=role).values("person")
    person = Person.objects.filter(pk__in=held).first() or Person.objects.first()
    prepared.Asker.of(person, NOW)

    with django_assert_num_queries(0):
        inbox.counts_of(person, prepared.MOMENT).query.sql_with_params()


def test_who_is_given_a_post_is_asked_for_in_other_words(db, school):
    teacher = Person.objects.filter(
        pk__in=Post.objects.filter(role=Role.TEACHER).values("person")
    ).first()
    before = prepared.worded(prepared.Asker.of(teacher, NOW), inbox.counts_of)

    Post.objects.create(person=teacher, role=Role.DIRECTOR, starts_on=timezone.localdate(NOW))
    teacher = Person.objects.get(pk=teacher.pk)

    assert prepared.worded(prepared.Asker.of(teacher, NOW), inbox.counts_of) != before
