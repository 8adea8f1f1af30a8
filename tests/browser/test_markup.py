"""Markup that people typed runs nothing in a real browser."""

import pytest
from django.utils import timezone

from tests.browser.test_main_job import PASSWORD, in_chinese, log_in
from tests.pages.asking import address, key_of
from tests.test_markup import MARK, named, plant
from tests.world import make_world

__all__ = ["in_chinese"]
pytestmark = pytest.mark.django_db(transaction=True)

# Where most of what people write is shown, told by scripts, or written by one.
PAGES = [
    "home", "notices:inbox", "duties:task_list", "duties:task", "duties:entry", "duties:register",
    "duties:register_print", "duties:plan", "duties:calendar_week", "duties:note_new",
    "duties:duty_edit", "approvals:approval", "contradictions:contradiction", "school:person",
    "school:place", "school:child", "search",
]  # fmt: skip


@pytest.fixture
def world():
    world = make_world(timezone.now(), (f"{MARK} E", f"{MARK} W"))
    plant(world)
    head = world.people["head"]
    head.refresh_from_db()
    head.set_password(PASSWORD)
    head.save()
    return world


def test_nothing_that_was_typed_runs(world, desktop):
    """A script, a broken picture or a refused style of theirs would be among the complaints."""
    log_in(desktop, "head")

    planted = []
    for name in PAGES:
        page = named(name)
        query = "?q=planted" if name == "search" else ""
        desktop.goto(address(page, key_of(page, world)) + query)
        planted += [name] * desktop.locator("planted, iframe, main script").count()

    assert planted == []
    assert "<planted>" in desktop.locator("main").inner_text()
