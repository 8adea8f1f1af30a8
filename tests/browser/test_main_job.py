"""The main job, end to end in a real browser: from a written plan to a proved duty."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from logistics.duties import making
from logistics.duties.models import Plan, State, Task
from logistics.records.models import Entry
from logistics.school.calendar import lay_out, set_days
from logistics.school.models import Campus, Person, Post, School, SchoolClass, Term
from logistics.words import compile_words
from tests.duties.factories import make_duty

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "a-long-enough-password"


@pytest.fixture(autouse=True)
def in_chinese():
    compile_words()


@pytest.fixture
def school():
    """A school in the middle of its term, open today, with a director, a carer and a teacher."""
    today = timezone.localdate()
    School.objects.create(name="晨光幼儿园")
    campus = Campus.objects.create(name="本部")
    term = Term.objects.create(
        school_year=today.year,
        half=1,
        starts_on=today - timedelta(days=40),
        first_teaching_day=today - timedelta(days=35),
        last_teaching_day=today + timedelta(days=60),
        ends_on=today + timedelta(days=65),
    )
    lay_out(term)
    set_days([campus], today, today, kind="school")
    school_class = SchoolClass.objects.create(
        name="小一班", campus=campus, school_year=today.year, grade="junior"
    )
    for role in ("director", "carer", "teacher"):
        person = Person.objects.create_user(role, PASSWORD, name=role)
        Post.objects.create(
            person=person,
            role=role,
            campus=campus,
            school_class=None if role == "director" else school_class,
            starts_on=today - timedelta(days=400),
        )
    make_duty(title="活动室紫外线消毒", role="carer", scope="class")
    make_duty(title="离园前安全提醒", role="teacher", scope="class", trade="safety")
    making.make_tasks(term)
    return term


def log_in(page, username):
    page.goto("/login/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/")


def plan_of(today):
    return (
        f"晨光幼儿园后勤工作计划\n一、指导思想\n服务保教。\n二、每月安排\n{today.month}月份：\n"
        "1、检查消防器材并登记。\n2、清点各班财产。\n三、日常工作\n保育员每天做好活动室消毒。\n"
    )


def test_from_a_written_plan_to_a_proved_duty(school, open_screen, desktop):
    today = timezone.localdate()
    log_in(desktop, "director")

    desktop.goto("/plans/read/")
    desktop.fill("[name=text]", plan_of(today))
    desktop.click(".house-form .btn-primary")
    expect(desktop.locator(".review-text", has_text="检查消防器材并登记。")).to_be_visible()
    desktop.click(".house-form .btn-primary")
    expect(desktop.locator(".task-title", has_text="清点各班财产。")).to_be_visible()
    desktop.goto("/calendar/month/")
    expect(desktop.locator(".task-title", has_text="检查消防器材并登记。")).to_be_visible()

    for role, title in [("carer", "活动室紫外线消毒"), ("teacher", "离园前安全提醒")]:
        phone = open_screen(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
        log_in(phone, role)
        row = phone.locator(f".task-row:has-text('{title}'):has-text('{today:%Y-%m-%d}')")
        row.locator(".btn").tap()
        phone.fill("[name=text]", "按要求完成")
        phone.locator(".house-form .btn-primary").tap()
        expect(phone.locator(".page-title .tag")).to_have_text("按时完成")

    desktop.goto(f"/tasks/?day={today}&state=proved")
    expect(desktop.locator(".task-row")).to_have_count(2)
    desktop.goto("/registers/work-notes/")
    with desktop.expect_download() as sheet:
        desktop.click("a[href*='/xlsx/']")
    assert sheet.value.suggested_filename.endswith(".xlsx")
    desktop.goto("/registers/work-notes/print/")
    expect(desktop.locator(".sheet-table tbody tr")).to_have_count(2)
    assert desktop.pdf(format="A4").startswith(b"%PDF")
    assert Plan.objects.get().lines.count() == 2


def test_a_record_written_without_a_network_is_sent_once(school, phone, complaints):
    log_in(phone, "carer")
    today = timezone.localdate()
    phone.locator(f".task-row:has-text('{today:%Y-%m-%d}') .btn").tap()
    phone.fill("[name=text]", "没有网络时写的")

    phone.context.set_offline(True)
    phone.locator(".house-form .btn-primary").tap()
    expect(phone.locator("#offline-bar")).to_be_visible()
    assert not Entry.objects.exists()
    sent = []
    phone.on("request", lambda asked: sent.append(asked.url) if asked.method == "POST" else None)
    phone.context.set_offline(False)
    phone.evaluate("for (const _ of [1, 2, 3]) dispatchEvent(new Event('online'))")

    expect(phone.locator("#offline-bar")).to_contain_text("已")
    wait_for_one_entry(phone)
    assert len(sent) == 1
    entry = Entry.objects.get()
    assert entry.content.text == "没有网络时写的"
    assert entry.typed_at is not None
    complaints[:] = [c for c in complaints if "ERR_INTERNET_DISCONNECTED" not in c]


def wait_for_one_entry(page):
    """Asked seldom: on the database in memory a question of ours would keep the server waiting."""
    for _ in range(20):
        page.wait_for_timeout(500)
        if Entry.objects.exists():
            return


def test_a_form_sent_after_the_session_ended_comes_back_as_it_was(school, phone):
    log_in(phone, "carer")
    phone.goto("/records/notes/new/")
    phone.fill("[name=text]", "写到一半登录过期")
    phone.context.clear_cookies(name="sessionid")

    phone.locator(".house-form .btn-primary").tap()
    phone.wait_for_url("**/login/**")
    phone.fill("[name=username]", "carer")
    phone.fill("[name=password]", PASSWORD)
    phone.press("[name=password]", "Enter")

    expect(phone.locator("[name=text]")).to_have_value("写到一半登录过期")
    assert not Entry.objects.exists()


def test_what_is_typed_is_kept_as_a_draft(school, desktop):
    log_in(desktop, "director")
    desktop.goto("/duties/new/")
    desktop.locator("[name=title]").press_sequentially("每周检查")

    expect(desktop.locator(".draft-state")).to_contain_text("已自动保存", timeout=15_000)
    desktop.goto("/duties/new/")
    desktop.click(".draft-offer .btn-plain")

    expect(desktop.locator("[name=title]")).to_have_value("每周检查")


def test_the_main_job_works_without_script(school, open_screen):
    page = open_screen(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    log_in(page, "carer")
    today = timezone.localdate()

    page.locator(f".task-row:has-text('{today:%Y-%m-%d}') .btn").click()
    page.fill("[name=text]", "不用脚本也能写")
    page.locator(".house-form .btn-primary").click()

    expect(page.locator(".page-title .tag")).to_have_text("按时完成")
    now = timezone.now()
    assert Task.objects.in_state([State.PROVED], now).count() == 1
