"""What is compared in the stores: expiry against issue, filed months against the ledger."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from logistics.contributions import Clash, Comparison
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from logistics.stores import monthly
from logistics.stores.models import StockOutLine


def issued_expired(first: date, last: date) -> Iterator[Clash]:
    """Goods that had expired on the day they were issued, as lot and sheet say it."""
    span = (start_of(first), end_of(last))
    lines = StockOutLine.objects.filter(
        sheet__entry__happened_at__range=span,
        lot__expires_on__lt=F("sheet__entry__happened_at__date"),
    ).exclude(sheet__entry__status=Entry.Status.VOIDED)
    for line in lines.select_related("sheet__entry", "lot__item"):
        entry = line.sheet.entry
        yield Clash(
            key=f"{line.pk}",
            on=timezone.localdate(entry.happened_at),
            campus=entry.campus_id,
            entries=(entry.pk,),
            said={
                "record": entry.number,
                "item": str(line.lot.item),
                "day": f"{line.lot.expires_on:%Y-%m-%d}",
            },
        )


def months_changed(first: date, last: date) -> Iterator[Clash]:
    """Something was entered into a month, or before it, after its sheet was filed."""
    span = (start_of(first), end_of(last))
    sheets: QuerySet[Any] = monthly.with_changes(
        monthly.standing().filter(entry__happened_at__range=span)
    )
    for sheet in sheets.filter(has_changed=True).select_related("entry", "store"):
        yield Clash(
            key=f"{sheet.pk}",
            on=timezone.localdate(sheet.entry.happened_at),
            campus=sheet.entry.campus_id,
            entries=(sheet.pk,),
            said={
                "record": sheet.entry.number,
                "store": str(sheet.store),
                "month": f"{sheet.month:%Y-%m}",
            },
        )


COMPARISONS = [
    Comparison(
        "issued_expired",
        _("Goods issued after their expiry"),
        _("%(record)s issued %(item)s, which had expired on %(day)s"),
        _(
            "Take the sheet back if it or the expiry date is wrong; otherwise call the goods back"
            " and write them off."
        ),
        issued_expired,
    ),
    Comparison(
        "month_changed",
        _("A month changed after its sheet was filed"),
        _("Something was entered for %(month)s in %(store)s after %(record)s had been filed"),
        _("Void the monthly sheet and file the month again."),
        months_changed,
    ),
]
