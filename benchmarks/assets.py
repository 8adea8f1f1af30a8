"""Measure the assets: `python -m benchmarks.assets`.

Makes a sample school in a temporary folder and fills it up to 10,000 and to 100,000 cards. Pages
are asked in interleaved rounds beside the bare page; an import is compared with what nobody can do
without (the library reads the sheet, `bulk_create` writes rows and history), an export, its query
included, with the bare library writing the same cells. Memory is what Python itself holds at most.
"""

import io
import statistics
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from benchmarks import say
from benchmarks.apart import apart

SIZES = (10_000, 100_000)
ROUNDS = 3
NAMES = ("柜式空调", "幼儿椅", "触控一体机", "立式钢琴", "文件柜", "留样冰箱", "货架", "美工桌")
HEADINGS = [
    "Asset number", "Asset name", "National class code", "Model and specification", "Quantity",
    "Original value", "Acquired on", "Campus",
]  # fmt: skip


def name_of(number: int) -> str:
    return f"{NAMES[number % len(NAMES)]}{number % 40}型"


def sheet_of(count: int, campus: str) -> bytes:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEADINGS)
    for n in range(count):
        came = date(2020, 1, 1) + timedelta(days=n % 2000)
        row = [f"I{n:06d}", name_of(n), "A02061804", f"M{n % 90}", n % 5 + 1, 1500 + n % 900]
        sheet.append([*row, came, campus])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def fill(count: int) -> None:
    """Up to so many cards, each with its first event, spread over the places of the school."""
    from django.utils import timezone

    from assets.cards import booking
    from assets.cards.imports import spell
    from assets.models import Asset, AssetClass
    from logistics.records.models import Entry
    from logistics.school.models import Person, Place

    places, kinds = list(Place.objects.all()), list(AssetClass.objects.filter(years__gt=0))
    keeper, entry = Person.objects.get(username="storekeeper"), Entry.objects.first()
    people, now = list(Person.objects.all()[:40]), timezone.now()
    there = Asset.objects.count()
    for first in range(there, count, 5000):
        cards = []
        for n in range(first, min(first + 5000, count)):
            place = places[n % len(places)]
            came = date(2018, 1, 1) + timedelta(days=n % 3000)
            cards.append(
                Asset(
                    number=f"F{n:07d}", name=name_of(n), asset_class=kinds[n % len(kinds)],
                    model=f"M{n % 90}", value=1500 + n % 9000, quantity=n % 3 + 1,
                    acquired_on=came, booked_on=came, useful_months=60, place=place,
                    campus_id=place.campus_id, custodian=people[n % len(people)],
                    state="idle" if n % 50 == 0 else "in_use",
                )
            )  # fmt: skip
            spell(cards[-1])
        Asset.objects.bulk_create(cards)
        booking.tell([booking.first_event(c, entry, by=keeper, now=now) for c in cards])


def pages(count: int) -> dict[str, Any]:
    from assets.models import Asset
    from benchmarks.run import Page

    last, middle = -(-count // 50), count // 100
    card = Asset.objects.filter(events__kind="booked").order_by("pk")[4]

    def page(path: str, most: float) -> Any:
        return Page(path, most, "director")

    return {
        "bare page": page("/bare/", 1.0),
        "asset list": page("/assets/?campus=", 1.8),
        "asset list, middle": page(f"/assets/?campus=&page={middle}", 1.8),
        "asset list, last page": page(f"/assets/?campus=&page={last}", 1.8),
        "asset list, idle": page("/assets/?campus=&state=idle", 1.8),
        "asset list, words": page("/assets/?campus=&q=%E9%92%A2%E7%90%B4", 2.0),
        "asset list, nothing found": page("/assets/?campus=&q=zzqx", 2.0),
        "search box": page("/search/?q=%E9%92%A2%E7%90%B4", 2.0),
        "card": page(f"/assets/{card.pk}/", 1.5),
        "form of a card": page("/assets/new/", 1.5),
    }


def measure(count: int) -> dict[str, float]:
    """Medians of the pages; and of each list the first answer after a change."""
    from benchmarks.run import cookie_of, queries, server
    from benchmarks.run import measure as ask_all
    from logistics.upkeep.weighing import weigh_tables

    fill(count)
    weigh_tables()  # as the worker does every few hours
    found = pages(count)
    cookies = {"director": cookie_of("director")}
    counts = {name: queries(page) for name, page in found.items()}
    with server():
        times = {name: statistics.median(t) for name, t in ask_all(found, cookies).items()}
    bare = times["bare page"]
    say(f"\n{count} cards, bare page {bare * 1000:.1f} ms")
    for name, page in found.items():
        ratio = times[name] / bare
        say(
            f"  {name}: {times[name] * 1000:.1f} ms, {ratio:.2f} x bare (allowed {page.most}), {counts[name]} queries"
        )
    return times


def cold() -> None:
    """What the first list costs after something has happened to an asset."""
    from django.utils import timezone

    from assets.cards import listing
    from assets.models import Asset

    today = timezone.localdate()
    for title, words in (("list", ""), ("words", "钢琴")):
        assets = Asset.objects.owned().matching(words).order_by("number", "pk")
        start = time.perf_counter()
        listing.ask(assets, today)
        say(f"  first {title} after a change: {(time.perf_counter() - start) * 1000:.0f} ms more")


def scans(count: int) -> None:
    """A stocktake of so many things: each answer beside the bare page asked right after it."""
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from assets.stocktakes import opening
    from logistics.school.models import Campus, Person

    settings.ALLOWED_HOSTS = ["*"]
    keeper, leader = (Person.objects.get(username=n) for n in ("storekeeper", "director"))
    campus = Campus.objects.order_by("pk")[0]
    given = {"occasion": "month", "led_by": leader, "by": keeper, "now": timezone.now()}
    round_ = opening.begin(campus, **given)
    phone, desk = Client(), Client()
    for client, person in ((phone, keeper), (desk, leader)):
        client.force_login(person, backend="logistics.school.posts.PostBackend")
    times: tuple[list[float], list[float]] = [], []
    lines = round_.lines.select_related("asset").order_by("pk")[:count]
    things = [line.asset for line in lines]
    for thing in things:
        said = {"code": thing.code, "place": thing.place_id or "", "quantity": thing.quantity}
        start = time.perf_counter()
        phone.post(
            "/assets/stocktakes/scan/", said | {"round": round_.pk}, headers={"HX-Request": "true"}
        )
        between = time.perf_counter()
        desk.get("/bare/")
        times[0].append(between - start)
        times[1].append(time.perf_counter() - between)
    scanned, bare = (statistics.median(each) for each in times)
    slow = statistics.quantiles(times[0], n=20)[18]
    seen = round_.lines.seen().count()
    say(
        f"\n{seen} scans of {len(things)}: {scanned / bare:.2f} x bare, p95 {slow / bare:.2f} x bare"
    )


def bare_import(data: bytes, by: Any) -> None:
    from django.db import transaction
    from django.utils import timezone
    from python_calamine import CalamineWorkbook
    from simple_history.utils import bulk_create_with_history

    from assets.models import Asset, AssetClass
    from logistics.school.models import Campus

    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()[1:]
    kind, campuses = (
        AssetClass.objects.get(code="A02061804"),
        {c.name: c for c in Campus.objects.all()},
    )
    cards = [
        Asset(
            number=row[0], name=row[1], asset_class=kind, model=row[3], quantity=int(row[4]),
            value=row[5], acquired_on=row[6], campus=campuses[row[7]],
        )
        for row in rows
    ]  # fmt: skip
    with transaction.atomic():
        bulk_create_with_history(cards, Asset, default_user=by, default_date=timezone.now())


def imported(data: bytes, by: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.utils import timezone

    from logistics.contributions import imports
    from logistics.imports import uploading
    from logistics.school.models import Person

    by, now = Person.objects.get(pk=by.pk), timezone.now()
    file = SimpleUploadedFile("list.xlsx", data)
    upload = uploading.receive(file, imports()["assets"], by=by, now=now)
    seen = uploading.look(upload, by=by, now=now)
    if not seen.is_ready:
        raise SystemExit(str(seen.problems[:3]))
    uploading.confirm(upload, by=by, now=now, seen=seen.fingerprint)


def taken(act: Callable[..., Any], *given: Any) -> float:
    """Seconds of an act whose writing is taken back."""
    from django.db import transaction

    with transaction.atomic():
        start = time.perf_counter()
        act(*given)
        passed = time.perf_counter() - start
        transaction.set_rollback(True)
    return passed


def bare_export(headings: Sequence[str], rows: Sequence[Any], file: Any) -> None:
    """The same cells with the same frames, written as the manual of the library shows it."""
    import xlsxwriter

    book = xlsxwriter.Workbook(
        file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet()
    frame = {"border": 1, "valign": "vcenter", "text_wrap": True}
    plain = book.add_format(frame)
    day = book.add_format(frame | {"num_format": "yyyy-mm-dd"})
    for place, row in enumerate((headings, *rows)):
        for column, value in enumerate(row):
            sheet.write(place, column, value, day if isinstance(value, date) else plain)
    book.close()


def bare_openpyxl(headings: Sequence[str], rows: Sequence[Any], file: Any) -> None:
    """The other library, without a frame: nearer to the bottom nobody gets."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in (headings, *rows):
        sheet.append(row)
    book.save(file)


def export(count: int, file: Any) -> None:
    from django.utils import timezone

    from assets.cards import exports
    from assets.models import Asset
    from logistics.sheets import write_sheet_to

    rows = exports.rows(Asset.objects.order_by("number")[:count], timezone.localdate())
    write_sheet_to(file, "Assets", exports.headings(), rows)


def most_memory(act: Callable[..., Any], *given: Any) -> float:
    """In MB, beside what was held before."""
    tracemalloc.start()
    taken(act, *given)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1024 / 1024


def compare_exports(bare: Callable[..., None], rows: Sequence[Any]) -> tuple[float, float]:
    from assets.cards import exports

    with tempfile.TemporaryFile() as one, tempfile.TemporaryFile() as other:
        return taken(bare, exports.headings(), rows, one), taken(export, 10_000, other)


def compare_files() -> None:
    from django.utils import timezone

    from assets.cards import exports
    from assets.models import Asset
    from logistics.school.models import Campus, Person

    office = Person.objects.get(username="director")
    data = sheet_of(10_000, Campus.objects.order_by("pk")[0].name)
    rounds = [
        (taken(bare_import, data, office), taken(imported, data, office)) for _ in range(ROUNDS)
    ]
    plain, whole = (statistics.median(times) for times in zip(*rounds, strict=True))
    say(f"\nimport of 10,000: bare {plain:.2f} s, ours {whole:.2f} s, ratio {whole / plain:.2f}")
    say(f"  memory {most_memory(imported, data, office):.0f} MB")
    rows = list(exports.rows(Asset.objects.order_by("number")[:10_000], timezone.localdate()))
    for name, bare in (("bare", bare_export), ("openpyxl without frames", bare_openpyxl)):
        rounds = [compare_exports(bare, rows) for _ in range(ROUNDS)]
        plain, whole = (statistics.median(times) for times in zip(*rounds, strict=True))
        say(f"export of 10,000: {name} {plain:.2f} s, ours {whole:.2f} s, {whole / plain:.2f}")
    for count in SIZES:
        with tempfile.TemporaryFile() as file:
            say(f"  memory of an export of {count}: {most_memory(export, count, file):.1f} MB")


def main() -> None:
    with apart():
        from django.core.management import call_command

        call_command("demo", "--days", "3", stdout=io.StringIO())
        small, large = (measure(size) for size in SIZES)
        say("\n100,000 beside 10,000 cards")
        for name in small:
            say(f"  {name}: {large[name] / small[name]:.2f}")
        cold()
        scans(1000)
        compare_files()


if __name__ == "__main__":
    main()
