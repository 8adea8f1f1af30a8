"""Days of safety in a real browser: a lamp repaired, a railing made safe, a morning at the gate."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
import time_machine
from PIL import Image
from playwright.sync_api import expect

from logistics.duties import filing
from logistics.duties.models import FindingState
from logistics.records.models import Photo, Signature
from logistics.school.models import Campus, Person, Place, Post, School
from logistics.stores import receiving
from logistics.stores.models import ItemGroup, Store, Supplier
from logistics.stores.receiving import Arrived
from safety.models import (
    Delivery,
    EarlyLeave,
    GateKey,
    Hazard,
    KeyLoan,
    LateArrival,
    RepairTicket,
    Round,
    VisitorLog,
)
from tests.browser.conftest import PHONE
from tests.browser.hands import Hands
from tests.browser.test_main_job import PASSWORD, in_chinese
from tests.factories import LONG_AGO, make_child, make_class
from tests.safety.gate import NOW, authorised, make_school_term
from tests.safety.rounds import make_list
from tests.stores.factories import make_item

__all__ = ["in_chinese"]
pytestmark = pytest.mark.django_db(transaction=True)

ROLES = {
    "director": "李主任",
    "principal": "陈园长",
    "teacher": "马红",
    "repairer": "赵刚",
    "guard": "孙强",
    "storekeeper": "余艳",
}
A_PHOTO = 6.0  # seconds, as ux.md counts them
DESK = {"viewport": {"width": 1440, "height": 900}}


@pytest.fixture(autouse=True)
def morning():
    """Twenty to nine on a Wednesday in term; the clock goes on from there."""
    with time_machine.travel(NOW, tick=True) as clock:
        yield clock


@pytest.fixture
def school(morning):
    """A class with its room, a store with lamps, and everybody who has a hand in it."""
    School.objects.create(name="晨光幼儿园")
    campus = Campus.objects.create(name="本部")
    term = make_school_term()
    junior = make_class(campus=campus, name="小一班")
    people = {}
    for role, name in ROLES.items():
        people[role] = Person.objects.create_user(role, PASSWORD, name=name)
        Post.objects.create(
            person=people[role],
            role=role,
            campus=campus,
            school_class=junior if role == "teacher" else None,
            starts_on=LONG_AGO,
        )
    made = SimpleNamespace(
        campus=campus,
        term=term,
        junior=junior,
        room=Place.objects.create(name="走廊东", campus=campus, kind=Place.Kind.CORRIDOR),
        **people,
    )
    fill_store(made)
    return made


def fill_store(school):
    store = Store.objects.create(name="总务仓库", campus=school.campus, kind="parts")
    school.lamp = make_item(name="灯管", group=ItemGroup.objects.create(name="维修配件"))
    receiving.receive(
        store, [Arrived(school.lamp, Decimal(20), Decimal(5))],
        supplier=Supplier.objects.create(name="五金店"), by=school.storekeeper, now=NOW,
        happened_at=NOW,
    )  # fmt: skip


@pytest.fixture
def with_phone(open_screen):
    return lambda role: Hands(open_screen(**PHONE), role)


@pytest.fixture
def at_desk(open_screen):
    return lambda role: Hands(open_screen(**DESK), role)


@pytest.fixture
def picture(tmp_path):
    """What the camera of a phone hands over, larger than is sent."""
    path = tmp_path / "IMG_0001.jpg"
    Image.effect_noise((2400, 1800), 40).convert("RGB").save(path, "JPEG")
    return path


def take_photo(hands, selector, picture):
    hands.page.set_input_files(selector, picture)
    hands.seconds += A_PHOTO


SLOW = 20_000  # a machine without a graphics card takes its time to make a picture small


def attach(hands, picture):
    """One photo with a form; it is made small before it can be sent."""
    take_photo(hands, ".photo-camera input", picture)
    expect(hands.page.locator(".photo-list img")).to_have_count(1, timeout=SLOW)


def scan_label(hands, place):
    """The camera of the phone opens what the label of a place stands for."""
    hands.seconds += Hands.AIM + Hands.PAGE
    hands.go(f"/p/{place.code}/")


def fits(hands):
    hands.page.wait_for_load_state()
    width = hands.page.viewport_size["width"]
    assert hands.page.evaluate("document.documentElement.scrollWidth") <= width


def fields_seen(hands):
    """The fields that stand there without anything being unfolded."""
    return hands.page.locator(".house-form .field:visible").count()


# Repairs.


def test_a_lamp_is_reported_by_its_label_repaired_and_signed_for(school, with_phone, picture):
    teacher = with_phone("teacher")

    report(teacher, school.room, picture)
    assert teacher.taps <= 4
    assert teacher.seconds <= 20
    ticket = RepairTicket.objects.get()
    assert (ticket.place, ticket.category, ticket.reporter) == (
        school.room, "power", school.teacher,
    )  # fmt: skip
    give_out(with_phone("director"), school.repairer)
    repairer = with_phone("repairer")
    repair(repairer, picture)
    accept(teacher.go("/"), ticket)

    ticket.refresh_from_db()
    assert (ticket.state, ticket.accepted_by, ticket.done_by) == (
        "done", school.teacher, school.repairer,
    )  # fmt: skip
    assert [(part.item, part.quantity) for part in ticket.parts.all()] == [(school.lamp, 2)]
    assert Signature.objects.get(entry=ticket.acceptance.entry).by == school.teacher
    assert Photo.objects.count() == 2


def report(teacher, room, picture):
    """Two things to choose, a photo, no word."""
    scan_label(teacher, room)
    teacher.tap("main a[href*='/repairs/new/']")
    teacher.turn_page("**/repairs/new/**")
    fits(teacher)
    assert fields_seen(teacher) <= 3
    teacher.decide()
    teacher.tap(".tile", has_text="电路照明")
    attach(teacher, picture)
    teacher.submit()
    teacher.told()


def give_out(director, repairer):
    """Sorted and given out from the inbox."""
    director.go("/safety/repairs/").tap("#rows tbody th a")
    director.tap("a[href$='/assign/']")
    director.page.select_option("[name=repairer]", str(repairer.pk))
    director.submit()
    director.told()


def repair(repairer, picture):
    repairer.tap("main a[href*='/safety/repairs/']", has_text="电路")
    repairer.tap("form[action$='/take/'] button")
    repairer.told()
    repairer.tap("a[href$='/parts/']")
    fits(repairer)
    for _lamp in range(2):
        repairer.tap("[data-step='1']")
    repairer.submit()
    repairer.told()
    repairer.tap("a[href$='/finish/']")
    repairer.tap("[name=work]")
    repairer.write("换灯管")
    attach(repairer, picture)
    repairer.submit()
    repairer.told()


def accept(reporter, ticket):
    reporter.tap(f"main a[href='{ticket.get_absolute_url()}']")
    fits(reporter)
    reporter.tap("a[href$='/accept/']")
    reporter.tap(".tile", has_text="满意")
    reporter.submit()
    reporter.told()


def test_a_report_without_a_login_asks_for_three_things(school, open_screen, picture):
    page = open_screen(**PHONE)

    page.goto(f"/safety/r/{school.room.code}/")
    assert page.locator(".house-form .field:visible").count() <= 3
    page.locator(".tile", has_text="电路照明").click()
    page.set_input_files(".photo-camera input", picture)
    expect(page.locator(".photo-list img")).to_have_count(1)
    page.locator(".form-actions .btn-primary").click()
    page.wait_for_url("**/r/state/**")

    expect(page.locator("body")).not_to_contain_text("李主任")
    director = Hands(open_screen(**PHONE), "director")
    director.go("/safety/repairs/door/").tap("main a[href*='/repairs/door/']")
    director.tap("main form .btn-primary")
    assert RepairTicket.objects.get().reporter is None


# Rounds and hazards.

WEEKLY = ("栏杆牢固", "灯具完好", "通道畅通", "地面干燥")


@pytest.fixture
def weekly(school):
    return make_list(*WEEKLY, code="weekly", title="园长每周检查")


def test_a_weekly_round_ends_in_a_hazard_that_somebody_else_closes(
    school, weekly, with_phone, picture
):
    principal = with_phone("principal")

    walk(principal, picture)
    assert (Round.objects.get().abnormal, Round.objects.get().unchecked) == (1, 0)
    hazard = Hazard.objects.get()
    assert hazard.what == "栏杆牢固：第二根松动"
    director = with_phone("director")
    hand_over(director, hazard)
    ticket = RepairTicket.objects.get()
    assert ticket.finding == hazard.finding
    mend(with_phone("repairer"), ticket, picture)
    accept(director.go(ticket.get_absolute_url()).go("/todo/"), ticket)
    recheck(director)

    hazard.refresh_from_db()
    finding = hazard.finding
    assert (finding.state, finding.put_right_by, finding.closed_by) == (
        FindingState.CLOSED, school.repairer, school.director,
    )  # fmt: skip


def walk(walker, picture):
    """One thing is not in order; everything else is one press."""
    walker.go("/safety/checklists/").tap(".list-card-go", has_text="园长每周检查")
    walker.submit()
    fits(walker)
    row = ".check-row:has-text('栏杆牢固')"
    walker.tap(f"{row} .check-mark.is-abnormal")
    walker.tap(f"{row} [name^='w-']")
    walker.write("第二根松动")
    take_photo(walker, f"{row} input[type=file]", picture)
    expect(walker.page.locator(f"{row} .check-camera")).to_contain_text("1")
    walker.tap(".stop-actions .btn-primary")
    walker.turn_page("**/finish/")
    fits(walker)
    walker.submit()
    walker.turn_page("**/records/**")


def hand_over(director, hazard):
    """The button of the hazard opens a report that is filled in already."""
    director.go(hazard.get_absolute_url())
    fits(director)
    director.tap("a[href*='/repairs/new/?hazard=']")
    director.tap(".tile", has_text="校舍")
    director.submit()
    director.told()
    expect(director.page.locator(f"a[href='{hazard.get_absolute_url()}']")).to_be_visible()


def mend(repairer, ticket, picture):
    repairer.go(ticket.get_absolute_url()).tap("form[action$='/take/'] button")
    repairer.tap("a[href$='/finish/']")
    repairer.tap("[name=work]")
    repairer.write("焊好")
    attach(repairer, picture)
    repairer.submit()
    repairer.told()


def recheck(director):
    """The signature leads to the recheck; right is one tile."""
    director.turn_page("**/recheck/")
    director.tap(".tile", has_text="合格")
    director.submit()
    director.turn_page("**/hazards/**")


def test_a_round_written_without_a_network_is_sent_once(school, weekly, with_phone, complaints):
    principal = with_phone("principal")
    page = principal.page
    principal.go("/safety/checklists/").tap(".list-card-go", has_text="园长每周检查")
    principal.submit()
    principal.turn_page("**/runs/**")
    principal.tap(".check-row:has-text('灯具完好') .check-mark.is-abnormal")

    page.context.set_offline(True)
    principal.tap(".stop-actions .btn-primary")
    expect(page.locator("#offline-bar")).to_be_visible()
    sent = []
    page.on("request", lambda asked: sent.append(asked.url) if asked.method == "POST" else None)
    page.context.set_offline(False)
    page.evaluate("for (const _ of [1, 2, 3]) dispatchEvent(new Event('online'))")

    expect(page.locator("#offline-bar")).to_contain_text("已")
    page.wait_for_timeout(1000)
    assert len(sent) == 1
    principal.go(page.url)
    principal.tap("a[href$='/finish/']")
    principal.submit()
    principal.turn_page("**/records/**")
    walked = Round.objects.get()
    assert (walked.abnormal, walked.unchecked) == (1, 0)
    complaints[:] = [c for c in complaints if "ERR_INTERNET_DISCONNECTED" not in c]


# The gate.


def test_a_new_visitor_is_let_in_within_twenty_five_seconds_and_leaves_by_one_tap(school, at_desk):
    guard = at_desk("guard")

    guard.tap(".home-card.is-main")
    guard.turn_page("**/visitors/new/")
    assert fields_seen(guard) <= 4
    register(guard, "王小芳", "mh")
    assert guard.seconds <= 25
    seconds, taps = guard.seconds, guard.taps
    expect(guard.page.locator("[aria-labelledby=inside], main")).to_contain_text("王小芳")
    guard.send("form[action$='/end/'] .btn-plain")

    assert guard.taps - taps == 1
    assert seconds < 25
    visit = VisitorLog.objects.get()
    assert (visit.name, visit.host, visit.entry.entered_by) == (
        "王小芳", school.teacher, school.guard,
    )  # fmt: skip
    assert visit.ended_at


def register(guard, name, initials):
    guard.tap("[name=name]")
    guard.write(name)
    guard.decide()
    guard.tap(".tile", has_text="家长")
    find(guard, "host", initials)
    guard.decide()
    guard.tap(".tile", has_text="身份证")
    guard.send()


def test_a_known_visitor_is_let_in_within_six_seconds(school, at_desk):
    guard = at_desk("guard")
    guard.go("/safety/gate/visitors/new/")
    register(guard, "王小芳", "mh")
    guard.send("form[action$='/end/'] .btn-plain")
    guard.go("/")

    before = guard.seconds
    guard.tap("form[hx-target='#known'] [name=q]")
    with guard.page.expect_response(lambda answer: "q=wxf" in answer.url):
        guard.write("wxf")
    expect(guard.page.locator("#known a")).to_have_count(1)
    guard.tap("#known a", has_text="王小芳")
    guard.turn_page("**/visitors/known/**")
    guard.send()

    assert guard.seconds - before <= 6
    assert VisitorLog.objects.open().get().name == "王小芳"


def test_a_morning_at_the_gate(school, at_desk, with_phone):
    child = make_child(school_class=school.junior, term=school.term, name="周小明")
    allow_mother(school, child)
    key = GateKey.objects.create(campus=school.campus, label="音乐室")
    teacher, guard = with_phone("teacher"), at_desk("guard")

    sign_slip(teacher, child)
    let_go(guard.go("/safety/gate/"))
    write_delivery(guard)
    give_key(guard, key)
    come_late(guard)

    leave = EarlyLeave.objects.get()
    assert (leave.child, leave.slip.entry.entered_by) == (child, school.teacher)
    assert Delivery.objects.get().receiver == school.teacher
    assert KeyLoan.objects.get().person == school.teacher
    assert LateArrival.objects.get().minutes == 40
    hand_back(guard, "音乐室")
    hand_back(guard, "包裹")
    assert not Delivery.objects.open().exists()
    assert not KeyLoan.objects.open().exists()


def allow_mother(school, child):
    paper = authorised(child, school.junior, name="李娜", relation="母亲", guardian="李娜")
    filing.submit(paper, by=school.teacher, now=NOW)


def sign_slip(teacher, child):
    """Whoever may fetch the child stands there: nothing is typed."""
    teacher.go(f"/safety/leave-slips/new/?child={child.pk}")
    fits(teacher)
    teacher.tap(".tile", has_text="就医")
    teacher.tap(".tile", has_text="李娜 · 母亲")
    teacher.send()


def let_go(guard):
    guard.tap("a[href*='/early-leaves/new/?slip=']")
    guard.tap(".tile", has_text="接送卡")
    guard.send()


def write_delivery(guard):
    guard.tap("a[href$='/deliveries/new/']")
    guard.tap(".tile", has_text="包裹")
    find(guard, "receiver")
    guard.send()


def give_key(guard, key):
    guard.go(f"/safety/gate/keys/give-out/?key={key.pk}")
    find(guard, "person")
    guard.send()


def hand_back(guard, words):
    """One press at the board, which then says it."""
    guard.go("/safety/gate/")
    fits(guard)
    guard.send(f".task-row:has-text('{words}') button")


def come_late(guard):
    guard.go("/safety/gate/late-arrivals/new/")
    find(guard, "person")
    guard.send()


def find(guard, name, initials="mh"):
    """A colleague by the initials."""
    guard.tap(f"#id_{name}")
    guard.write(initials)
    guard.press("Enter")
    expect(guard.page.locator(f"#id_{name}")).to_have_value("马红")
