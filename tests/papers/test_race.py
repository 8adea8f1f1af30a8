"""One colleague confirms one version at the same moment from two devices: it counts once.

The control: without the constraint's answer both believe they were first.
"""

from threading import Barrier

import pytest

from logistics.papers import issuing
from logistics.papers.models import PaperConfirmation, PaperVersion
from logistics.school.models import Campus
from tests.duties.factories import make_person
from tests.papers.factories import NOW, make_paper, next_version
from tests.test_concurrency import refusals, shared, together

__all__ = ["shared"]  # the fixture: a database that every thread can open


@pytest.fixture
def director(shared):
    Campus.objects.create(name="Main campus")
    return make_person("director")


def confirming(version, person):
    return lambda: issuing.confirm(PaperVersion.objects.get(pk=version.pk), by=person, now=NOW)


def test_of_two_confirmations_at_once_one_counts(director):
    version, cook = make_paper(director, roles=["cook"]), make_person("cook")

    results = together([confirming(version, cook) for _ in range(2)])

    assert refusals(results) == 1
    assert PaperConfirmation.objects.count() == 1


def test_whoever_only_looks_before_confirming_believes_to_be_the_first(director):
    version, cook = make_paper(director, roles=["cook"]), make_person("cook")
    looked = Barrier(2)

    def look():
        is_first = not PaperConfirmation.objects.filter(version=version, person=cook).exists()
        looked.wait(60)
        return is_first

    assert together([look, look]) == [True, True]


def test_of_two_revisions_at_once_one_is_issued(director):
    version = make_paper(director)
    fresh = PaperVersion.objects.select_related("paper")

    results = together([lambda: next_version(fresh.get(pk=version.pk), director) for _ in range(2)])

    assert refusals(results) == 1
    assert sorted(version.paper.versions.values_list("number", flat=True)) == [1, 2]
