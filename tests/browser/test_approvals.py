"""A principal with a phone: what waits is decided in a few taps, and seen whole before."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from logistics.approvals.models import Approval
from logistics.school.models import Campus, Person, Post, School
from tests.approvals.factories import add_line, ask_review, make_plan
from tests.browser.test_main_job import PASSWORD, in_chinese, log_in

__all__ = ["in_chinese"]
pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


@pytest.fixture
def asked():
    """A plan of six lines that its author has put before the principal."""
    School.objects.create(name="晨光幼儿园")
    campus = Campus.objects.create(name="本部")
    people = {}
    for role in ("director", "principal"):
        people[role] = Person.objects.create_user(role, PASSWORD, name=role)
        since = timezone.localdate() - timedelta(days=400)
        Post.objects.create(person=people[role], role=role, campus=campus, starts_on=since)
    plan = make_plan(people["director"], title="学期后勤工作计划", aims="台账齐全，隐患当月整改。")
    for month in (9, 9, 10, 10, 11, 12):
        add_line(plan, "检查消防器材并登记", month=month)
    return ask_review(plan, now=timezone.now() - timedelta(days=2), reason="本学期计划，请审核")


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def principal(request, asked, open_screen):
    phone = open_screen(java_script_enabled=request.param, **PHONE)
    log_in(phone, "principal")
    return Taps(phone)


class Taps:
    """A phone that counts."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def tap(self, selector):
        self.page.locator(selector).first.tap()
        self.count += 1


def test_a_plan_is_agreed_in_two_taps_from_the_first_page(asked, principal):
    principal.tap(".home-card.is-main")
    principal.tap(".decide-bar .btn-primary")

    expect(principal.page.locator(".notice.is-ok")).to_be_visible()
    assert principal.count == 2
    assert Approval.objects.get().state == "agreed"


def test_a_plan_is_returned_in_four_taps(asked, principal):
    principal.tap(".home-card.is-main")
    principal.tap(".decide-bar > a")
    principal.tap(".tile")
    principal.tap(".form-actions .btn-primary")

    expect(principal.page.locator(".notice.is-ok")).to_be_visible()
    assert principal.count == 4
    assert Approval.objects.get().state == "returned"


def test_what_is_decided_on_is_seen_whole_above_the_buttons(asked, principal):
    principal.tap(".home-card.is-main")

    facts = principal.page.locator("dl.facts").bounding_box()
    buttons = principal.page.locator(".decide-bar").bounding_box()
    assert facts["y"] + facts["height"] <= buttons["y"]
    assert buttons["y"] + buttons["height"] <= 844
