"""A confirmation in a process of its own, which says each statement and waits to be told to go on.

`python -m tests.imports.killed UPLOAD PERSON SEEN [unprotected]`
"""

import sys

import django

django.setup()

from django.db import connection  # noqa: E402  only once Django is set up
from django.utils import timezone  # noqa: E402

from logistics.imports import uploading  # noqa: E402
from logistics.imports.models import Upload  # noqa: E402
from logistics.imports.writing import write  # noqa: E402
from logistics.school.models import Person  # noqa: E402


def step_by_step(execute, sql, params, many, context):
    if sql.startswith(("INSERT", "UPDATE")):
        sys.stdout.write(f"{sql[:120]}\n")
        sys.stdout.flush()
        sys.stdin.readline()
    return execute(sql, params, many, context)


def main(upload, person, seen, *unprotected):
    upload, by = Upload.objects.get(pk=upload), Person.objects.get(pk=person)
    with connection.execute_wrapper(step_by_step):
        if unprotected:  # the control: the same statements without the one transaction around them
            write(uploading.look(upload, by=by, now=timezone.now()))
        else:
            uploading.confirm(upload, by=by, now=timezone.now(), seen=seen)


if __name__ == "__main__":
    main(*sys.argv[1:])
