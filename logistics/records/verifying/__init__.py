"""Whether everything is as it was written: the chain of seals, each row, each record's content."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from logistics.fields import as_kept
from logistics.records.seals import head
from logistics.records.verifying.chain import check_chain
from logistics.records.verifying.content import check_content
from logistics.records.verifying.report import Break, Report

__all__ = ["Break", "Report", "verify"]

logger = logging.getLogger(__name__)
# What reading raises where a column holds what no form of ours could have written.
UNREADABLE = (ArithmeticError, AttributeError, DatabaseError, LookupError, TypeError, ValueError)


def verify(
    *, now: datetime, first: date | None = None, last: date | None = None, files: bool = False
) -> Report:
    """Compute everything anew that was entered from `first` to `last`; without them all there is.

    `files`: the photos' files are read as well.
    """
    report = Report(first=first, last=last)
    with snapshot():
        with told(report, _("the seals")):
            report.head = head(now)
            check_chain(report, now)
        with told(report, _("the records")), as_kept():
            check_content(report, files=files)
    return report


@contextmanager
def told(report: Report, part: str) -> Iterator[None]:
    """What cannot be read at all is a finding too; the log has the details."""
    try:
        yield
    except UNREADABLE as unreadable:
        logger.exception("Something in the tables cannot be read.")
        sentence = _("Something in the tables cannot be read: %(error)s") % {"error": unreadable}
        report.add(None, part, sentence)


@contextmanager
def snapshot() -> Iterator[None]:
    """Read the database as it stands at one moment, while others go on writing to it."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with reading():
            yield
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield


@contextmanager
def reading() -> Iterator[None]:
    """As `atomic` would, but without keeping writers out: ours are IMMEDIATE."""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
