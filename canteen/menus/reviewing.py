"""A menu before the leader: what is reviewed, asked, agreed to, sent back, taken back."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canteen.menus.week import Week, lay_out, lines_of
from canteen.menus.writing import KIND, State, waits
from canteen.models import AgeGroup, Menu, MenuSheet
from canteen.models.menu_records import subject_of
from logistics.access import Role
from logistics.approvals import asking
from logistics.approvals.models import Approval
from logistics.contributions import ApprovalKind, Fact, Stop
from logistics.duties import filing
from logistics.errors import Refused
from logistics.fields import plain_quantity
from logistics.records.models import Entry
from logistics.school.models.campuses import Meal

ANALYSIS = "nutrition_analysis"
About = MenuSheet.About


def menu_said(menu: Menu) -> dict[str, Any]:
    """All that is judged, and filed: the week day by day, each dish with its grams."""
    return week_said(lay_out(menu))


def week_said(week: Week) -> dict[str, Any]:
    menu, age = week.menu, AgeGroup.STAFF if week.menu.audience == Menu.Audience.STAFF else ""
    return {
        "campus": str(menu.campus),
        "week_on": menu.week_on.isoformat(),
        "audience": menu.audience,
        "special": menu.special,
        "note": menu.note,
        "serving": menu.serving,
        "days": [
            {
                "on": day.on.isoformat(),
                "note": day.said.get("note", ""),
                "is_exam": day.said.get("is_exam", False),
                "meals": [
                    {
                        "meal": place.meal,
                        "dishes": [
                            {
                                "name": row.dish.name,
                                "note": row.note,
                                "grams": [
                                    [line.food.name, plain_quantity(line.grams)]
                                    for line in lines_of(row, age)
                                ],
                            }
                            for row in place.served
                        ],
                    }
                    for place in day.places
                    if place.rows
                ],
            }
            for day in week.days
        ],
    }


def menu_facts(said: dict[str, Any]) -> list[Fact]:
    """The days one below the other, each with its dishes."""
    facts = [
        Fact("week", _("Week from"), said["week_on"]),
        Fact("whom", _("For"), whom_words(said)),
        *(day_fact(day) for day in said["days"]),
        Fact("serving", _("How warm it is served"), said["serving"]),
        Fact("note", _("Note"), said["note"]),
    ]
    return [fact for fact in facts if fact.value]


def whom_words(said: dict[str, Any]) -> str:
    special, audience = said["special"], said["audience"]
    return str(Menu.Special(special).label if special else Menu.Audience(audience).label)


def day_fact(day: dict[str, Any]) -> Fact:
    on = date.fromisoformat(day["on"])
    parts = tuple(meal_words(meal) for meal in day["meals"])
    names = [dish["name"] for meal in day["meals"] for dish in meal["dishes"]]
    title = date_format(on, "D m-d")
    return Fact(day["on"], title, _(", ").join(names), parts)


def meal_words(meal: dict[str, Any]) -> str:
    dishes = [
        " ".join([dish["name"], *(f"{name} {grams} g" for name, grams in dish["grams"])])
        for dish in meal["dishes"]
    ]
    return f"{Meal(meal['meal']).label}: " + _("; ").join(dishes)


def opens(person: Any, menu: Menu) -> bool:
    return Menu.objects.visible_to(person, "canteen.view").filter(pk=menu.pk).exists()


def about_of(menu: Menu) -> str:
    if menu.special:
        return About.SPECIAL
    return About.STAFF if menu.audience == Menu.Audience.STAFF else About.CHILDREN


@transaction.atomic
def ask(menu: Menu, *, by: Any, now: datetime, reason: str = "") -> Approval:
    """File the menu as it is and put it before the leader."""
    menu = Menu.objects.select_for_update().get(pk=menu.pk)
    if menu.state == State.PUBLISHED or waits(menu):
        raise Refused(_("This menu is under review or published already. Look at it again."))
    week = lay_out(menu)
    if week.is_empty:
        raise Refused(_("There is no dish on this menu yet."))
    menu.analysis = last_analysis(menu)
    menu.state = State.ASKED
    menu.entry = hand_in(week, by=by, now=now)
    menu.save(update_fields=["analysis", "state", "entry"])
    return asking.ask(KIND, menu, by=by, now=now, reason=reason)


def last_analysis(menu: Menu) -> Entry | None:
    """K1.5: a menu is built upon the last nutrition analysis of its campus."""
    rows = Entry.objects.standing().filter(kind=ANALYSIS, campus=menu.campus_id)
    return rows.order_by("-happened_at", "-pk").first()


def hand_in(week: Week, *, by: Any, now: datetime) -> Entry:
    """The record of the menu: filed the first time, corrected each time it comes back changed."""
    menu = week.menu
    sheet = MenuSheet.objects.filter(menu=menu).exclude(entry__status=Entry.Status.VOIDED)
    known = sheet.select_related("entry").first()
    record = known or MenuSheet(
        entry=Entry(campus=menu.campus, happened_at=now, subject=subject_of(KIND, about_of(menu))),
        menu=menu,
    )
    record.week_on, record.said = menu.week_on, week_said(week)
    record.dishes_count = len(week.served)
    if known is None:
        return filing.submit(record, by=by, now=now)
    reason, seen = _("Handed in anew"), known.entry.version
    return filing.correct(record, by=by, now=now, reason=reason, seen=seen)


@transaction.atomic
def take_back(menu: Menu, *, by: Any, now: datetime) -> None:
    """Whoever asked takes it back, to write on."""
    approval = asking.latest(KIND, menu)
    if approval is None or not approval.is_pending:
        raise Refused(_("This menu waits for nobody."))
    asking.withdraw(approval, by=by, now=now)
    Menu.objects.filter(pk=menu.pk, state=State.ASKED).update(state=State.DRAFT)


def agreed(menu: Menu, *, approval: Approval, by: Any, now: datetime) -> None:
    """The record of the menu is reviewed by whoever agreed to it."""
    go_on(menu, State.AGREED)
    entry = menu.entry
    if entry and entry.status == Entry.Status.SUBMITTED and entry.entered_by_id != by.pk:
        filing.review(entry, by=by, now=now)


def returned(menu: Menu, *, approval: Approval, by: Any, now: datetime) -> None:
    go_on(menu, State.DRAFT)


def go_on(menu: Menu, to: str) -> None:
    menu.state = to
    menu.save(update_fields=["state"])


APPROVALS = [
    ApprovalKind(
        code=KIND,
        title=gettext_lazy("Review of a menu"),
        model=Menu,
        route=(Stop(Role.DIRECTOR),),
        said=menu_said,
        facts=menu_facts,
        related=("campus",),
        campus=lambda menu, on: menu.campus,
        opens=opens,
        agreed=agreed,
        returned=returned,
        phrases=(
            gettext_lazy("Too much of the same, please vary"),
            gettext_lazy("More vegetables and fish, please"),
            gettext_lazy("Too dear for the meal standard"),
        ),
    )
]
