"""A menu in the hands of the parents: put up, and changed on the day with its reason."""

from datetime import datetime
from secrets import token_urlsafe
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from canteen.menus.writing import State
from canteen.models import Dish, Menu, MenuDish, Publication
from canteen.models.menu_records import subject_of
from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.models import Entry

About, Where = Publication.About, Publication.Where


def needs_review(menu: Menu) -> bool:
    """What the children eat is looked at by a leader; the staff's menu need not be."""
    return menu.audience == Menu.Audience.CHILDREN


@transaction.atomic
def publish(menu: Menu, *, by: Any, now: datetime) -> Publication:
    """Put it up under an address nobody guesses, and file that. Refuses what nobody has reviewed."""
    menu = Menu.objects.select_for_update().get(pk=menu.pk)
    if menu.state == State.PUBLISHED:
        raise Refused(_("This menu is published already."))
    if needs_review(menu) and menu.state != State.AGREED:
        raise Refused(_("The leader has not reviewed this menu yet. Ask for it first."))
    if not menu.dishes.exists():
        raise Refused(_("There is no dish on this menu yet."))
    menu.state, menu.published_at = State.PUBLISHED, now
    menu.token = menu.token or token_urlsafe(16)
    menu.save(update_fields=["state", "published_at", "token"])
    record = Publication(
        entry=Entry(
            campus=menu.campus, happened_at=now, subject=subject_of("publication", About.MENU)
        ),
        about=About.MENU,
        title=str(menu)[:100],
        where_seen=[Where.PAGE],
        until_on=menu.sunday,
        menu=menu,
    )
    filing.submit(record, by=by, now=now)
    return record


@transaction.atomic
def serve_instead(
    row: MenuDish, dish: Dish, *, reason: str, agreed_by: Any, now: datetime
) -> MenuDish:
    """Something else comes to the table; what was promised stays to be read."""
    held = hold(row)
    must_say_why(reason)
    made = MenuDish(
        menu=held.menu, on=held.on, meal=held.meal, dish=dish, position=held.position,
        instead_of=held, reason=reason, agreed_by=agreed_by, changed_at=now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as twice:
        raise Refused(_("Something else is served for this dish already.")) from twice
    return made


@transaction.atomic
def drop(row: MenuDish, *, reason: str, agreed_by: Any, now: datetime) -> MenuDish:
    """It does not come to the table at all."""
    held = hold(row)
    must_say_why(reason)
    held.is_dropped, held.reason, held.agreed_by, held.changed_at = True, reason, agreed_by, now
    held.save()
    return held


def hold(row: MenuDish) -> MenuDish:
    held = MenuDish.objects.select_for_update(of=("self",)).select_related("menu").get(pk=row.pk)
    if held.menu.state != State.PUBLISHED:
        raise Refused(_("This menu is not published: change it itself."))
    if held.is_dropped or MenuDish.objects.filter(instead_of=held).exists():
        raise Refused(_("This dish was changed already. Look at it again."))
    return held


def must_say_why(reason: str) -> None:
    if not reason:
        raise Refused(_("Say why it is changed."))
