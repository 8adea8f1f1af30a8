"""What the guardians of the sample school agreed to, and two requests that wait for an answer."""

from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction

from logistics.access import Role
from logistics.demo.people import Staff
from logistics.demo.school import Site
from logistics.school.calendar import at
from logistics.school.consents import PURPOSES, WORDING
from logistics.school.models import Child, Consent, DataRequest, Guardian, Person, Post

# How likely a yes is, of a hundred.
LIKELY = {"photos": 90, "publicity": 55, "chat": 80, "health": 85, "diet": 97}
ASKED, WITHDRAWN = 94, 2  # of a hundred children
WORDS = {
    DataRequest.Kind.COPY: "下学期转到外地上小学，请提供一份孩子在园的资料。",
    DataRequest.Kind.DELETE: "孩子已经毕业，请删除我们的联系电话。",
}
DAY = timedelta(days=1)


@transaction.atomic
def write(site: Site, staff: Staff) -> int:
    """Asked for at the start of the term by the class teachers; a few took a yes back later."""
    rng = site.wanted.random("consents")
    asked_on = min(site.term.first_teaching_day, site.wanted.today)
    children = list(Child.objects.filter(enrolments__term=site.term).order_by("pk").distinct())
    children = [c for c in children if c.left_on is None]
    firsts = {g.child_id: g for g in Guardian.objects.filter(child__in=children, is_first=True)}
    teachers = class_teachers(site)
    rows: list[Consent] = []
    for child in children:
        if child.pk in firsts and rng.randrange(100) < ASKED:
            by = teachers.get(child.pk, staff.director)
            rows += said(firsts[child.pk], by, asked_on, site.wanted.now, rng)
    Consent.objects.bulk_create(rows, batch_size=1000)
    ask(site, staff, next((c for c in reversed(children) if c.pk in firsts), None))
    left = Child.objects.filter(left_on__lt=site.wanted.today, guardians__is_first=True)
    ask(site, staff, left.order_by("left_on", "pk").first())
    return len(rows)


def class_teachers(site: Site) -> dict[int, Person]:
    """The teacher of each child's class, by the child."""
    posts = Post.objects.filter(role=Role.TEACHER, school_class__isnull=False, ends_on=None)
    teachers = {post.school_class_id: post.person for post in posts.select_related("person")}
    placed = Child.objects.filter(enrolments__term=site.term)
    pairs = placed.values_list("pk", "enrolments__school_class").filter(enrolments__term=site.term)
    return {child: teachers[of] for child, of in pairs if of in teachers}


def said(guardian: Guardian, by: Person, on: date, now: datetime, rng: Random) -> list[Consent]:
    rows = [
        answer(guardian, code, rng.randrange(100) < LIKELY[code], by, on, now) for code in PURPOSES
    ]
    if rng.randrange(100) < WITHDRAWN and rows[0].is_yes:
        later = min(on + 30 * DAY, on + (now.date() - on) / 2)
        taken_back = answer(guardian, rows[0].purpose, True, by, later, now)  # noqa: FBT003
        taken_back.act, taken_back.how = Consent.Act.WITHDRAWN, Consent.How.SPOKEN
        taken_back.paper = ""
        rows.append(taken_back)
    return rows


def answer(
    guardian: Guardian,
    code: str,
    is_yes: bool,  # noqa: FBT001
    by: Person,
    on: date,
    now: datetime,
) -> Consent:
    return Consent(
        child_id=guardian.child_id,
        purpose=code,
        act=Consent.Act.GIVEN if is_yes else Consent.Act.REFUSED,
        on=on,
        guardian=guardian.name,
        relation=guardian.relation,
        how=Consent.How.FORM,
        paper="家长同意书 1 号盒",
        wording=WORDING,
        recorded_by=by,
        recorded_at=min(at(on, "16:30"), now),
    )


def ask(site: Site, staff: Staff, child: Child | None) -> None:
    """A guardian asks: for a copy while the child attends, for deletion once it left."""
    if child is None:
        return
    received_on = site.wanted.today - 4 * DAY
    kind = DataRequest.Kind.DELETE if child.left_on else DataRequest.Kind.COPY
    DataRequest.objects.create(
        child=child,
        kind=kind,
        guardian=child.guardians.get(is_first=True).name,
        received_on=received_on,
        due_on=received_on + 15 * DAY,
        said=WORDS[kind],
        recorded_by=staff.director,
    )
