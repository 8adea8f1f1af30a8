"""One person at a screen of the school, and what a piece of work costs them."""

from playwright.sync_api import expect

from tests.browser.test_main_job import log_in


class Hands:
    """One person before a screen, and what it costs them: presses, keys, characters, pages."""

    TAP, DECISION, KEY, CHARACTER, PAGE = 1.1, 1.35, 0.3, 1.2, 0.5
    AIM = 2.0  # from one sticker to the next, until the camera or the reader has it

    def __init__(self, page, role):
        log_in(page, role)
        self.page, self.taps, self.seconds = page, 0, 0.0

    def go(self, url):
        self.page.goto(url)
        return self

    def tap(self, selector, **has):
        self.page.locator(selector, **has).first.click()
        self.taps += 1
        self.seconds += self.TAP

    def decide(self):
        self.seconds += self.DECISION

    def turn_page(self, url):
        self.page.wait_for_url(url)
        self.seconds += self.PAGE

    def write(self, words):
        self.page.keyboard.type(words)
        self.seconds += sum(self.KEY if sign.isascii() else self.CHARACTER for sign in words)

    def press(self, key):
        self.page.keyboard.press(key)
        self.seconds += self.KEY

    def scan(self, code):
        """As a reader does it: the signs of the sticker and Enter, none of them by hand."""
        self.page.keyboard.type(code)
        self.page.keyboard.press("Enter")
        self.seconds += self.AIM

    def submit(self):
        """The one main button of the form."""
        self.tap(".house-form .form-actions .btn-primary")

    def send(self, selector=".house-form .form-actions .btn-primary", **has):
        """Press what sends a form, and see the page that answers: on the one before there may
        stand a notice already."""
        with self.page.expect_navigation():
            self.tap(selector, **has)
        self.told()

    def told(self):
        expect(self.page.locator(".notice.is-ok").first).to_be_visible()
