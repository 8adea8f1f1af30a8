"""Found with the keyboard, read from a sticker, taken along in Word: what is one press away."""

import io
import re
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from docx import Document
from docx.oxml.ns import qn
from playwright.sync_api import expect

from logistics.duties.models import Task
from logistics.school.models import Campus, Person, Place, SchoolClass
from tests.browser.test_main_job import in_chinese, log_in, school
from tests.duties.factories import write_note

__all__ = ["in_chinese", "school"]
pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


@pytest.mark.parametrize("key", ["/", "Control+k"])
def test_a_colleague_is_found_by_initials_without_a_mouse(school, desktop, key):
    found = Person.objects.get(username="carer")
    found.name = "单小雨"  # a surname with two readings
    found.save()
    log_in(desktop, "director")

    desktop.keyboard.press(key)
    desktop.keyboard.type("sxy")
    expect(desktop.locator("#search-found a").first).to_contain_text("单小雨")
    desktop.keyboard.press("ArrowDown")
    desktop.keyboard.press("Enter")

    desktop.wait_for_url(f"**{found.get_absolute_url()}")
    expect(desktop.locator("h1")).to_have_text("单小雨")


def test_what_was_typed_is_looked_for_by_enter_without_waiting(school, desktop):
    Person.objects.filter(username="carer").update(name="单小雨")
    log_in(desktop, "director")

    desktop.keyboard.press("/")
    desktop.keyboard.type("单小雨")
    desktop.keyboard.press("Enter")

    expect(desktop.locator("#results a").first).to_contain_text("单小雨")


def test_one_sticker_shows_each_of_three_what_they_may_do(school, open_screen):
    school_class = SchoolClass.objects.get()
    place = Place.objects.create(
        name="小一班活动室",
        campus=Campus.objects.get(),
        kind="classroom",
        school_class=school_class,
    )
    titles = {"carer": "活动室紫外线消毒", "teacher": "离园前安全提醒"}

    for role in ("carer", "teacher", "director"):
        phone = open_screen(**PHONE)
        log_in(phone, role)
        phone.goto(f"/p/{place.code}/")
        beside = set(phone.locator(".plain-list li a > span:first-child").all_inner_texts())
        if role == "director":
            assert beside == set(titles.values())
            continue
        assert beside == set()
        phone.locator(".acts .btn-primary", has_text=titles[role]).tap()
        expect(phone.locator("[name=text]")).to_be_visible()


def test_the_numbers_of_the_summary_in_word_are_those_of_the_pages_they_name(school, desktop):
    carer = Person.objects.get(username="carer")
    tasks = Task.objects.filter(role="carer", due_at__lt=timezone.now()).order_by("due_at")
    for task in tasks[:3]:
        write_note(task, timezone.localtime(task.due_at).strftime("%Y-%m-%d 12:00"), by=carer)
    log_in(desktop, "director")

    desktop.goto("/summary/")
    with desktop.expect_download() as download:
        desktop.locator("a[href*='/summary/docx/']").first.click()
    document = Document(io.BytesIO(download.value.path().read_bytes()))

    numbers = [n for n in linked_numbers(document) if "/tasks/" in n[1]][:8]
    assert len(numbers) == 8
    for number, target in numbers:
        address = urlsplit(target)
        desktop.goto(f"{address.path}?{address.query}")
        assert (target, counted(desktop)) == (target, number)


def linked_numbers(document):
    """Each number of the document that leads somewhere, with where it leads."""
    for link in document.element.body.iter(qn("w:hyperlink")):
        text = "".join(piece.text for piece in link.iter(qn("w:t")))
        if text.isdigit():
            yield int(text), document.part.rels[link.get(qn("r:id"))].target_ref


def counted(page):
    """How many rows the page says it has; an empty one says so in words."""
    expect(page.locator(".pages-total, .empty").first).to_be_visible()
    total = page.locator(".pages-total")
    return int(re.search(r"\d+", total.inner_text())[0]) if total.count() else 0
