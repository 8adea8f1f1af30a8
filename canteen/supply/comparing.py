"""What cannot all be true of buying and serving."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from canteen.models import Flag, GoodsReceipt, MealServiceLine, ServiceAct
from canteen.supply import licensing, settling
from health import interface as health
from logistics.contributions import Clash, Comparison
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of

VOIDED = Entry.Status.VOIDED


def clash_of(entry: Entry, key: str, **said: str) -> Clash:
    return Clash(
        key=key,
        on=timezone.localdate(entry.happened_at),
        campus=entry.campus_id,
        entries=(entry.pk,),
        said={"record": entry.number} | said,
    )


def after_licence(first: date, last: date) -> Iterator[Clash]:
    """Goods taken from a supplier whose newest licence, as it stands on file, had ended.

    A licence that was brought later and covers the day settles it.
    """
    sheets = GoodsReceipt.objects.filter(
        entry__happened_at__range=(start_of(first), end_of(last))
    ).exclude(entry__status=VOIDED)
    sheets = sheets.select_related("entry", "supplier__food_profile").order_by("pk")
    suppliers = {sheet.supplier_id: sheet.supplier for sheet in sheets}
    standings = licensing.standings(list(suppliers.values()), last)
    for sheet in sheets:
        standing = standings[sheet.supplier_id]
        standing.on = timezone.localdate(sheet.entry.happened_at)
        if standing.state == "lapsed" and standing.licence:
            ended = f"{standing.licence.valid_to:%Y-%m-%d}"
            yield clash_of(sheet.entry, f"{sheet.pk}", who=str(sheet.supplier), day=ended)


def expired_on_arrival(first: date, last: date) -> Iterator[Clash]:
    """Goods that had expired when they came, and were accepted all the same."""
    sheets = GoodsReceipt.objects.filter(
        entry__happened_at__range=(start_of(first), end_of(last))
    ).exclude(entry__status=VOIDED)
    for sheet in sheets.select_related("entry").prefetch_related("lines__item").order_by("pk"):
        for line in sheet.lines.all():
            if Flag.EXPIRED in line.flags and line.accepted > 0:
                yield clash_of(sheet.entry, f"{line.pk}", item=str(line.item))


def more_than_present(first: date, last: date) -> Iterator[Clash]:
    """More portions for a class than children were there, by its attendance as it stands now."""
    lines = MealServiceLine.objects.filter(
        sheet__on__range=(first, last), sheet__entry__subject=ServiceAct.SERVED
    ).exclude(sheet__entry__status=VOIDED)
    present = health.present_by_class(first, last)
    rows = lines.values_list("pk", "school_class", "sheet__on", "portions")
    found = {
        pk: there
        for pk, school_class, on, portions in rows
        if (there := present.get((school_class, on))) is not None and portions > there
    }
    kept: Any = lines.filter(pk__in=found).select_related("sheet__entry", "school_class")
    for line in kept.order_by("pk"):
        yield clash_of(
            line.sheet.entry, f"{line.pk}", who=str(line.school_class), n=str(line.portions),
            there=str(found[line.pk]),
        )  # fmt: skip


def settled_otherwise(first: date, last: date) -> Iterator[Clash]:
    """A month agreed on with a supplier, whose receipts come to something else by now."""
    for sheet in settling.standing(first, last).select_related("supplier", "entry"):
        now = settling.account_of(sheet.supplier, sheet.first, sheet.last, sheet.campuses)
        if now.amount != sheet.amount:
            yield clash_of(
                sheet.entry, f"{sheet.pk}", who=str(sheet.supplier), was=f"{sheet.amount}",
                now=f"{now.amount:.2f}",
            )  # fmt: skip


COMPARISONS = [
    Comparison(
        "bought_after_licence",
        _("Food bought after the supplier's licence had ended"),
        _("%(record)s took goods of %(who)s, whose licence ended on %(day)s"),
        _(
            "File the newer licence if there is one; otherwise buy elsewhere and follow the food up."
        ),
        after_licence,
    ),
    Comparison(
        "expired_on_arrival",
        _("Expired food accepted"),
        _("%(record)s accepted %(item)s, which had expired when it came"),
        _("Void the receipt if a date is wrong; otherwise call the goods back and write them off."),
        expired_on_arrival,
    ),
    Comparison(
        "more_portions_than_present",
        _("More portions than children present"),
        _("%(record)s gave %(who)s %(n)s portions, and %(there)s children were there"),
        _("Void the wrong one of the two and write it again: the meal, or the attendance."),
        more_than_present,
    ),
    Comparison(
        "supplier_settled_otherwise",
        _("Settled with a supplier at another sum"),
        _("%(record)s settled %(was)s yuan with %(who)s, and the receipts come to %(now)s by now"),
        _("Void the settlement and settle anew, or correct the receipts."),
        settled_otherwise,
    ),
]
