"""Closing a class for some days: an illness goes round, the room is painted."""

from django.db import transaction

from logistics.school import changes
from logistics.school.models import ClassClosure


@transaction.atomic
def reopen(closure: ClassClosure) -> None:
    """Take a closure back; what is owed on its days is owed again."""
    first, last = closure.starts_on, closure.ends_on
    closure.delete()
    changes.days_changed(first, last)
