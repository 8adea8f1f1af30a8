"""What must hold of tasks and their proofs; `manage.py doctor` asks it."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from logistics.contributions import Finding
from logistics.duties.models import Proof, Task
from logistics.records.models import Entry

MOST = 5  # examples of one kind


def derive_anew() -> str:
    return _("Correct or void one of the records named: its tasks are then derived anew.")


def proofs_apart(now: datetime) -> Iterator[Finding]:
    """A proof is a standing record of the task's kind, from the time in which it could be."""
    wrong = {
        _("Voided records still prove tasks: %(rows)s"): Q(entry__status=Entry.Status.VOIDED),
        _("Records prove tasks of another kind: %(rows)s"): ~Q(entry__kind=F("task__proof")),
        _("Records prove tasks that were not open then: %(rows)s"): Q(
            entry__happened_at__lt=F("task__opens_at")
        )
        | Q(entry__happened_at__gt=F("task__closes_at")),
    }
    for sentence, condition in wrong.items():
        rows = Proof.objects.filter(condition).order_by("pk")
        if numbers := list(rows.values_list("entry__number", flat=True)[:MOST]):
            yield Finding(sentence % {"rows": ", ".join(numbers)}, derive_anew())


def tasks_apart(now: datetime) -> Iterator[Finding]:
    """A task counts as proved when it has as many records as it needs, and only then."""
    counted = Task.objects.order_by("pk").annotate(there=Count("proofs"))
    yield from named(
        counted.filter(proved_at__isnull=False, there__lt=F("count")),
        _("Tasks count as proved without enough records: %(rows)s"),
    )
    yield from named(
        counted.filter(proved_at=None, there__gte=F("count")),
        _("Tasks have their records and do not count as proved: %(rows)s"),
    )
    late = Q(proofs__entry__is_late=True) | Q(proofs__entry__happened_at__gt=F("due_at"))
    yield from named(
        Task.objects.filter(late, proved_at__isnull=False, proved_late=False).distinct(),
        _("Tasks count as proved in time by a late record: %(rows)s"),
    )


def named(tasks: QuerySet[Task], sentence: str) -> Iterator[Finding]:
    if keys := list(tasks.values_list("pk", flat=True)[:MOST]):
        yield Finding(
            sentence % {"rows": ", ".join(f"/tasks/{key}/" for key in keys)}, derive_anew()
        )
