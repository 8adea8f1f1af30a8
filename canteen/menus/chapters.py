"""What the term summary says of the menus."""

from collections.abc import Iterator

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canteen.models import Dish, Menu, MenuDish
from logistics.contributions import Asked, Chapter
from logistics.documents import Block, Table, Text
from logistics.school.calendar import DAY


def write(asked: Asked) -> Iterator[Block]:
    """How many weeks were published and how many in time, how varied they were, what was changed."""
    first, last = asked.term.starts_on, asked.term.ends_on
    menus = Menu.objects.visible_to(asked.person, "records.view_register")
    if asked.campus:
        menus = menus.filter(campus=asked.campus)
    menus = menus.published().filter(week_on__range=(first - 6 * DAY, last))
    rows = list(menus.order_by("week_on", "pk"))
    children = [m for m in rows if m.audience == Menu.Audience.CHILDREN and not m.special]
    if not rows:
        yield Text((_("No menu was published in this term."),))
        return
    in_time = [m for m in children if timezone.localdate(m.published_at) < m.week_on]
    served = MenuDish.objects.filter(menu__in=menus.order_by().values("pk"))
    counted = served.order_by().aggregate(
        dishes=Count("dish", distinct=True),
        new=Count("dish", distinct=True, filter=Q(dish__is_new=True)),
        changed=Count("pk", filter=Q(changed_at__isnull=False)),
    )
    told = {
        "weeks": len(children),
        "in_time": len(in_time),
        "special": sum(1 for menu in rows if menu.special),
    }
    sentence = _(
        "%(weeks)s weekly menus for the children were published, %(in_time)s of them before their "
        "Monday; %(special)s special menus. %(dishes)s different dishes, %(new)s of them new; "
        "%(changed)s changes on the day."
    )
    yield Text((sentence % (told | counted),))
    yield by_kind(served)


def by_kind(served: QuerySet[MenuDish]) -> Table:
    counted = served.order_by().values_list("dish__category")
    found = dict(counted.annotate(n=Count("dish", distinct=True)))
    lines = tuple(
        (str(label), str(found[code])) for code, label in Dish.Category.choices if code in found
    )
    return Table((_("Kind of dish"), _("Different dishes")), lines, _("Variety of the term"))


CHAPTERS = [Chapter(gettext_lazy("Menus of the term"), write, 76)]
