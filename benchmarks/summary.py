"""Measure the term summary: `python -m benchmarks.summary`.

Takes the database of the environment (DATA_DIR or DATABASE_URL), best filled with
`manage.py demo --classes 36 --children 1200 --days 1000`. Asks the director's page and the .docx of
the fullest term, and says how long each took and the most memory this process held.
"""

import os
import resource
import sys
import time

import django


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    os.environ.setdefault("HTTPS", "0")
    django.setup()
    from django.db.models import Count
    from django.test import Client
    from django.urls import reverse

    from logistics.school.models import Person, Term

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    term = Term.objects.annotate(owed=Count("tasks")).order_by("-owed").first()
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(
        Person.objects.get(username="director"), backend="logistics.school.posts.PostBackend"
    )
    for name in ("duties:summary", "duties:summary_document"):
        start = time.perf_counter()
        answer = client.get(reverse(name), {"term": term.pk if term else ""})
        took = time.perf_counter() - start
        sys.stdout.write(
            f"{name}: {answer.status_code}, {took:.1f} s, {len(answer.content)} bytes\n"
        )
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"{term}: most memory {most:.0f} MB, {before:.0f} MB of it before\n")


if __name__ == "__main__":
    main()
