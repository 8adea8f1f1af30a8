"""Menus that cannot be as they are told, or came too late."""

from collections.abc import Iterator
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from canteen.models import Menu, MenuDish
from logistics.contributions import Clash, Comparison
from logistics.school.calendar import DAY, end_of, start_of


def published_late(first: date, last: date) -> Iterator[Clash]:
    """After its week had begun: the parents learned of it when it was on the table."""
    rows = Menu.objects.published().filter(
        audience=Menu.Audience.CHILDREN, week_on__range=(first - 6 * DAY, last)
    )
    for menu in rows.order_by("pk"):
        out = timezone.localdate(menu.published_at)
        if out >= menu.week_on and first <= out <= last:
            yield Clash(
                f"menu.{menu.pk}",
                out,
                menu.campus_id,
                (menu.entry_id,) if menu.entry_id else (),
                said={"menu": str(menu), "whom": menu.whom, "day": f"{out}"},
            )


def changed_without_agreement(first: date, last: date) -> Iterator[Clash]:
    """Something else came to the table, and nobody is named who agreed."""
    rows = MenuDish.objects.filter(
        changed_at__range=(start_of(first), end_of(last)), agreed_by=None
    )
    for row in rows.select_related("menu", "dish").order_by("pk"):
        yield Clash(
            f"dish.{row.pk}",
            timezone.localdate(row.changed_at),
            row.menu.campus_id,
            (row.menu.entry_id,) if row.menu.entry_id else (),
            said={"dish": str(row.dish), "day": f"{row.on}", "reason": row.reason},
        )


COMPARISONS = [
    Comparison(
        "menu_published_late",
        _("Menu published after its Monday"),
        _("%(menu)s (%(whom)s) was published on %(day)s, when its week had begun."),
        _("Publish the next week before its Monday; explain this one."),
        published_late,
    ),
    Comparison(
        "menu_changed_alone",
        _("Dish changed without agreement"),
        _("%(dish)s of %(day)s was changed (%(reason)s), and nobody is named who agreed."),
        _("Ask who agreed, and write it into the explanation."),
        changed_without_agreement,
    ),
]
