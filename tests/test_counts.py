"""What cards count, asked in one query."""

from django.db import connection
from django.db.models import Exists, OuterRef
from django.test.utils import CaptureQueriesContext

from logistics.counts import counted, first_of
from logistics.school.models import Campus, SchoolClass
from tests.factories import make_campus, make_class


def test_several_counts_are_one_query(db):
    full, _bare = make_campus(), make_campus()
    make_class(campus=full)
    make_class(campus=full)
    own = SchoolClass.objects.filter(campus=OuterRef("pk"))
    busy = Campus.objects.annotate(is_busy=Exists(own)).filter(is_busy=True)

    with CaptureQueriesContext(connection) as asked:
        found = counted(
            busy=busy, all=Campus.objects.select_related(), classes=SchoolClass.objects.all(),
            none=Campus.objects.none(),
        )  # fmt: skip

    assert found == {"busy": 1, "all": 2, "classes": 2, "none": 0}
    assert len(asked) == 1


def test_the_first_rows_come_with_how_many_there_are(db):
    sites = [make_campus() for _ in range(5)]

    with CaptureQueriesContext(connection) as asked:
        rows, count = first_of(Campus.objects.order_by("pk"), 2)

    assert (rows, count) == (sites[:2], 5)
    assert first_of(Campus.objects.none(), 2) == ([], 0)
    assert len(asked) == 1
