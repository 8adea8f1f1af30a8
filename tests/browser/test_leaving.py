"""Who has logged out leaves nothing to be seen behind them."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_main_job import in_chinese, log_in, school

__all__ = ["in_chinese", "school"]

pytestmark = pytest.mark.django_db(transaction=True)

PERSONAL = "/school/people/"


def log_out(page):
    page.locator("[formaction='/logout/']").first.evaluate("button => button.click()")
    page.wait_for_url("**/login/")


@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_after_logging_out_the_back_button_shows_the_login(school, screen, request):
    page = request.getfixturevalue(screen)
    log_in(page, "director")
    page.goto(PERSONAL)
    expect(page.locator("main")).to_contain_text("carer")

    log_out(page)
    page.go_back()

    page.wait_for_url(f"**/login/?next={PERSONAL}")
    expect(page.locator("[name=password]")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text("carer")


def test_the_back_button_shows_the_page_while_one_is_logged_in(school, desktop):
    """The control: what is gone above is found here."""
    log_in(desktop, "director")
    desktop.goto(PERSONAL)
    desktop.goto("/calendar/day/")

    desktop.go_back()

    expect(desktop.locator("main")).to_contain_text("carer")
    assert desktop.url.endswith(PERSONAL)
