"""A class list, from the sheet on the office computer to the children of the class."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.utils import timezone
from playwright.sync_api import expect

from logistics.school.models import Child, Person, Post
from tests.browser.test_main_job import PASSWORD, in_chinese, log_in, school
from tests.browser.test_manner import violations

__all__ = ["in_chinese", "school"]

pytestmark = pytest.mark.django_db(transaction=True)

MOST_CLICKS, COUNT = 5, 400


@pytest.fixture
def desk(school, desktop):
    person = Person.objects.create_user("office", PASSWORD, name="office")
    Post.objects.create(person=person, role="admin", starts_on="2020-01-01")
    log_in(desktop, "office")
    return desktop


@pytest.fixture
def click():
    """Clicks, counted."""
    made = []

    def click(place):
        made.append(place)
        place.click()
        return len(made)

    return click


def class_list(count, **spoilt):
    born = timezone.localdate() - timedelta(days=1500)
    book = openpyxl.Workbook()
    book.active.append(["编号*", "姓名", "性别", "出生日期", "班级", "监护人电话", "监护人姓名"])
    for n in range(count):
        sex = spoilt.get("sex", "女")
        book.active.append([f"{n:04d}", f"王小{n}", sex, born, "小一班", 13800000000 + n, "王强"])
    written = io.BytesIO()
    book.save(written)
    return {
        "name": "名单.xlsx",
        "mimeType": "application/octet-stream",
        "buffer": written.getvalue(),
    }


def test_a_class_list_goes_from_the_file_to_done_in_five_clicks(desk, click):
    desk.goto("/school/children/")

    click(desk.locator("a[href='/imports/children/']:has-text('导入')"))
    with desk.expect_file_chooser() as chooser:
        click(desk.locator("[name=file]"))
    chooser.value.set_files(class_list(COUNT))
    click(desk.locator(".house-form .btn-primary"))
    expect(desk.locator(".figure", has_text=str(COUNT))).to_be_visible()
    click(desk.locator(".actions .btn-primary"))
    clicks = click(desk.locator(".actions .btn-primary"))  # on to the list of the children

    expect(desk.locator("tbody tr").first).to_contain_text("小一班")
    assert clicks <= MOST_CLICKS
    assert Child.objects.count() == COUNT


def test_errors_are_shown_and_the_marked_file_is_handed_out(desk):
    desk.goto("/imports/children/")
    desk.set_input_files("[name=file]", class_list(3, sex="？"))

    desk.click(".house-form .btn-primary")
    expect(desk.locator("#problems tbody tr")).to_have_count(3)
    with desk.expect_download() as marked:
        desk.click("a[href$='/marked/']")

    assert violations(desk) == []
    assert marked.value.suggested_filename.endswith(".xlsx")
    assert not Child.objects.exists()


@pytest.mark.parametrize("width", [320, 1440])
def test_the_pages_of_an_import_are_readable_by_machines_and_on_a_phone(desk, width):
    desk.set_viewport_size({"width": width, "height": 800})
    found, wide = [], []

    for address in ("/imports/", "/imports/children/", "/imports/people/"):
        desk.goto(address)
        found += violations(desk)
        wide.append(desk.evaluate("document.documentElement.scrollWidth"))
    desk.set_input_files("[name=file]", class_list(12))
    desk.click(".house-form .btn-primary")
    found += violations(desk)

    assert found == []
    assert max(wide) <= width
