"""Measure sealing and verifying: `python -m benchmarks.seals`.

Takes the database of the environment (DATA_DIR or DATABASE_URL), best filled with
`manage.py demo --classes 36 --children 1200 --days 1000`. The seals there are made anew: take a copy.
"""

import os
import resource
import sys
import time
from collections.abc import Callable

import django


def measured(name: str, act: Callable[[], tuple[int, int, str]]) -> str:
    """Seconds on the clock, and those this process had the processor: others may be busy too."""
    start, own = time.perf_counter(), time.process_time()
    days, rows, said = act()
    took, own = time.perf_counter() - start, time.process_time() - own
    speed = f"{took:7.1f} s {rows / took:>9,.0f} rows/s, processor {own:7.1f} s"
    return f"{name:<10} {days:>7,} days {rows:>9,} rows {speed} {rows / own:>9,.0f} rows/s{said}"


def seal_anew() -> tuple[int, int, str]:
    from django.utils import timezone

    from logistics.records import seals
    from logistics.records.models import Seal

    count = seals.seal_days(now=timezone.now())
    return count, sum(Seal.objects.values_list("count", flat=True)), ""


def verify_all() -> tuple[int, int, str]:
    from django.utils import timezone

    from logistics.records.verifying import verify

    report = verify(now=timezone.now())
    broken = sum(report.counts.values())
    return report.seals, report.rows, f", {broken} BROKEN" if broken else ", clean"


def unseal() -> None:
    from logistics.records import sealing
    from logistics.records.models import Seal

    with sealing.lifted():
        Seal.objects.all().delete()


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "logistics.settings"
    os.environ.setdefault("HTTPS", "0")
    django.setup()
    unseal()
    for name, act in (("sealing", seal_anew), ("verifying", verify_all)):
        sys.stdout.write(f"{measured(name, act)}\n")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(f"at most    {peak:>7,} MB\n")


if __name__ == "__main__":
    main()
