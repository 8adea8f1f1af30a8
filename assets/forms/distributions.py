"""What people type to hand things out at the beginning of a term."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from assets.buying import distributing
from assets.buying.requesting import ASKED_FOR
from assets.forms.purchases import ByWhom, number, price
from assets.forms.requests import ItemField
from assets.forms.rows import Rows
from assets.models import Distribution, DistributionItem, Share, ShareLine
from logistics.fields import DateField
from logistics.school.models import SchoolClass, Term
from logistics.stores.models import Store


class DistributionForm(Rows, ByWhom):
    """What is handed out to whom; the shares of the classes follow from it."""

    KEY = "item"

    term = forms.ModelChoiceField(Term.objects.all(), label=gettext_lazy("term"))
    kind = forms.ChoiceField(label=gettext_lazy("kind"), choices=Distribution.Kind.choices)
    title = forms.CharField(label=gettext_lazy("title"), max_length=80)
    store = forms.ModelChoiceField(
        Store.objects.none(), label=gettext_lazy("store"), empty_label=None
    )
    due_on = DateField(label=gettext_lazy("handed out by"), required=False)
    layout = Layout("term", "kind", "title", "store", "due_on")

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        kept = Store.objects.in_use().kept_by(self.by).filter(kind__in=ASKED_FOR)
        self.fields["store"].queryset = kept
        self.initial.setdefault("term", Term.objects.on(self.on))
        self.lay_rows([], blank=1)

    def make_row(self, known: Any) -> Mapping[str, forms.Field]:
        grades = [("", _("every grade")), *SchoolClass.Grade.choices]
        return {
            "item": ItemField(label=_("Name of goods"), required=False),
            "per": forms.ChoiceField(
                label=_("For whom"), choices=DistributionItem.Per.choices, required=False
            ),
            "quantity": number(_("Quantity each")),
            "grade": forms.ChoiceField(label=_("Grade"), choices=grades, required=False),
        }

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        said["rows"] = self.clean_rows()
        if not said["rows"] and not self.errors:
            self.add_error(None, _("Write what is handed out."))
        keys = [(row["item"], row["grade"]) for row in said["rows"]]
        if len(keys) != len(set(keys)):
            self.add_error(None, _("This item belongs to it already."))
        return said

    @transaction.atomic
    def save(self) -> Distribution:
        said = self.cleaned_data
        made = Distribution.objects.create(
            term=said["term"], campus=said["store"].campus, kind=said["kind"], title=said["title"],
            store=said["store"], due_on=said["due_on"] or said["term"].first_teaching_day,
            made_by=self.by, made_at=self.now,
        )  # fmt: skip
        DistributionItem.objects.bulk_create(
            DistributionItem(
                distribution=made, item=row["item"], per=row["per"] or "child",
                quantity=row["quantity"] or 1, grade=row["grade"],
            )
            for row in said["rows"]
        )  # fmt: skip
        distributing.share_out(made, on=self.on)
        return made


class HandOutForm(Rows, ByWhom):
    """What a class gets now; what is still needed and in the store is filled in."""

    KEY = "quantity"

    receiver = forms.ChoiceField(label=gettext_lazy("received by"))
    layout = Layout("receiver")

    def __init__(self, *args: Any, share: Share, **given: Any) -> None:
        super().__init__(*args, **given)
        self.share = share
        self.people = {str(p.pk): p for p in distributing.receivers(share, on=self.on)}
        self.fields["receiver"].choices = [(key, str(p)) for key, p in self.people.items()]
        lines = list(share.lines.select_related("item"))
        there = distributing.stock_in(share.distribution, [line.item_id for line in lines])
        self.lay_rows([self.proposed(line, there[line.item_id]) for line in lines if line.short])

    def proposed(self, line: ShareLine, there: Decimal) -> dict[str, Any]:
        return {
            "label": f"{line.item} ({line.item.unit})", "line": line, "short": line.short,
            "there": there, "quantity": min(line.short, there) or None,
        }  # fmt: skip

    def make_row(self, known: Any) -> Mapping[str, forms.Field]:
        return {
            "short": number(_("Still needed"), disabled=True),
            "there": number(_("In stock"), disabled=True),
            "quantity": number(_("Hand out now")),
        }

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        said["rows"] = [row for row in self.clean_rows() if row["quantity"]]
        if not said["rows"] and not self.errors:
            self.add_error(None, _("Nothing is to be issued."))
        return said

    def save(self) -> Share:
        said = self.cleaned_data
        quantities = {self.known[r["row"]]["line"].pk: r["quantity"] for r in said["rows"]}
        receiver = self.people[said["receiver"]]
        distributing.hand_out(self.share, quantities, receiver=receiver, by=self.by, now=self.now)
        return self.share


class BringBackForm(ByWhom):
    """Something comes back from a class, with what is refunded for it."""

    line = forms.ModelChoiceField(ShareLine.objects.none(), label=gettext_lazy("item"))
    quantity = number(gettext_lazy("quantity"))
    refund = price(gettext_lazy("refund (yuan)"))
    reason = forms.CharField(label=gettext_lazy("reason"), max_length=100)
    returned_by = forms.ChoiceField(label=gettext_lazy("returned by"))

    def __init__(self, *args: Any, share: Share, **given: Any) -> None:
        super().__init__(*args, **given)
        self.share = share
        self.fields["quantity"].required = True
        given_lines = share.lines.filter(given__gt=0).select_related("item")
        self.fields["line"].queryset = given_lines
        self.fields["line"].label_from_instance = lambda line: str(line.item)
        self.people = {str(p.pk): p for p in distributing.receivers(share, on=self.on)}
        self.fields["returned_by"].choices = [(key, str(p)) for key, p in self.people.items()]

    def save(self) -> Share:
        said = self.cleaned_data
        distributing.bring_back(
            said["line"], said["quantity"], returned_by=self.people[said["returned_by"]],
            by=self.by, now=self.now, reason=said["reason"], refund=said["refund"] or Decimal(0),
        )  # fmt: skip
        return self.share


class OrdersForm(Rows, ByWhom):
    """What is ordered for each child of a class: one of the items, such as a size, or nothing."""

    KEY = "order"

    def __init__(self, *args: Any, share: Share, **given: Any) -> None:
        super().__init__(*args, **given)
        self.share = share
        made = share.distribution
        self.items = [row.item for row in made.items.filter(per="order").select_related("item")]
        ordered = {row.child_id: row for row in made.orders.filter(school_class=share.school_class)}
        children = distributing.children_of(made, share.school_class, on=self.on)
        self.lay_rows([self.known_of(child, ordered.get(child.pk)) for child in children])

    def known_of(self, child: Any, order: Any) -> dict[str, Any]:
        said = "" if order is None else "none" if order.is_declined else str(order.item_id)
        count = order.quantity if order else Decimal(1)
        return {"label": str(child), "child": child, "order": said, "count": count}

    def make_row(self, known: Any) -> Mapping[str, forms.Field]:
        choices = [("", _("not asked yet")), ("none", _("not wanted"))]
        choices += [(str(item.pk), str(item)) for item in self.items]
        return {
            "order": forms.ChoiceField(
                label=pgettext("for a child", "Ordered"), choices=choices, required=False
            ),
            "count": number(_("Quantity")),
        }

    @transaction.atomic
    def save(self) -> Share:
        for row in self.clean_rows():
            child = self.known[row["row"]]["child"]
            item = row["order"]
            wanted = {} if item == "none" else {int(item): row["count"] or Decimal(1)}
            distributing.order_for(self.share.distribution, child, self.share.school_class, wanted)
        distributing.share_out(self.share.distribution, on=self.on)
        return self.share
