"""How the pages behave for everybody: readable by machines, narrow enough, from one host."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from logistics.duties.models import Duty, Task
from logistics.records.models import Entry
from tests.browser.test_main_job import in_chinese, log_in, school
from tests.duties.factories import write_note

__all__ = ["in_chinese", "school"]

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = [
    "/",
    "/tasks/",
    "/tasks/{task}/",
    "/records/new/",
    "/records/notes/new/?task={task}",
    "/records/{entry}/",
    "/calendar/day/",
    "/calendar/week/",
    "/calendar/month/",
    "/calendar/term/",
    "/compliance/",
    "/duties/",
    "/duties/{duty}/",
    "/duties/{duty}/edit/",
    "/duties/catalogue/",
    "/plans/",
    "/plans/read/",
    "/registers/",
    "/registers/work-notes/",
    "/registers/work-notes/completeness/",
    "/school/people/",
    "/school/places/",
    "/school/terms/",
    "/me/",
    "/style/",
]


@pytest.fixture
def addresses(school):
    from logistics.school.models import Person

    task = Task.objects.filter(due_at__lte=timezone.now()).first()
    carer = Person.objects.get(username="carer")
    happened = timezone.localtime(task.due_at).strftime("%Y-%m-%d 12:00")
    write_note(task, happened, by=carer)
    known = {
        "task": task.pk,
        "entry": Entry.objects.get().pk,
        "duty": Duty.objects.first().pk,
    }
    return [page.format(**known) for page in PAGES]


def violations(page):
    found = Axe().run(page).response["violations"]
    return [(page.url, v["id"], v["nodes"][0]["html"][:200]) for v in found]


def test_axe_finds_nothing_on_the_main_pages(addresses, desktop):
    log_in(desktop, "director")

    found = []
    for address in addresses:
        desktop.goto(address)
        found += violations(desktop)

    assert found == []


def test_axe_finds_nothing_on_the_style_page_in_the_dark(school, open_screen):
    page = open_screen(viewport={"width": 390, "height": 844}, color_scheme="dark")
    log_in(page, "director")
    page.goto("/style/")

    assert violations(page) == []


@pytest.mark.parametrize("width", [320, 390])
def test_nothing_scrolls_sideways_on_a_narrow_phone(addresses, open_screen, width):
    page = open_screen(viewport={"width": width, "height": 700}, is_mobile=True, has_touch=True)
    log_in(page, "director")

    wide = []
    for address in addresses:
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(address)

    assert wide == []
