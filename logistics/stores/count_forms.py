"""What people type while a store is counted: where, how many, what was found, and why."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from hashlib import sha1
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.access import roles_with
from logistics.fields import DateField, NumberField
from logistics.forms import Form, Tiles, make_ready
from logistics.records.models import Entry
from logistics.school.models import Person, Post
from logistics.school.posts import campuses_of
from logistics.stores import counting
from logistics.stores.models import Count, CountLine, Item, Stocktake, Store

MOST = Decimal(99999999)


def who_may_supervise(by: Person, on: Any) -> QuerySet[Person]:
    """Colleagues at one's campuses who may see what is in the stores."""
    here = Q(campus=None) | Q(campus__in=campuses_of(by, on))
    roles = roles_with("stores.view")
    posts = Post.objects.current(on).filter(here, role__in=roles)
    return Person.objects.employed(on).filter(pk__in=posts.values("person"))


class CountNewForm(Form):
    """Which store is counted, why, and who supervises it."""

    fields: dict[str, Any]

    store = forms.ModelChoiceField(Store.objects.none(), label=gettext_lazy("store"))
    occasion = forms.ChoiceField(
        label=gettext_lazy("occasion"), choices=Stocktake.Occasion, widget=Tiles
    )
    led_by = forms.ModelChoiceField(
        Person.objects.none(),
        label=gettext_lazy("supervised by"),
        help_text=gettext_lazy("Not the keeper of the store. Explains and posts the result."),
    )

    def __init__(
        self, *args: Any, stores: QuerySet[Store], by: Person, now: datetime, **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.by, self.now = by, now
        self.fields["store"].queryset = stores
        self.fields["led_by"].queryset = who_may_supervise(by, timezone.localdate(now))
        if len(stores) == 1:
            self.initial.setdefault("store", stores[0])
        self.initial.setdefault("occasion", Stocktake.Occasion.MONTH)

    def save(self) -> Count:
        data = self.cleaned_data
        given = {"occasion": data["occasion"], "led_by": data["led_by"]}
        return counting.begin(data["store"], **given, by=self.by, now=self.now)


class CountForm(Form):
    """How many of each there are. What is left empty is not counted yet; nothing is prefilled."""

    def __init__(
        self,
        *args: Any,
        count: Count,
        lines: Sequence[CountLine],
        by: Person,
        now: datetime,
        key: str,
        **given: Any,
    ) -> None:
        super().__init__(*args, **given)
        self.count, self.by, self.now, self.key = count, by, now, key
        self.lines = {f"q_{line.pk}": line for line in lines}
        for name, line in self.lines.items():
            self.fields[name] = NumberField(
                label=f"{line.item} {line.lot.batch}".strip(),
                unit=line.item.unit,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
                required=False,
                min_value=0,
                max_value=MOST,
                decimal_places=3,
            )
            make_ready(self.fields[name])
            if line.counted is not None:
                self.initial[name] = line.counted.normalize()

    def rows(self) -> list[tuple[CountLine, forms.BoundField]]:
        return [(line, self[name]) for name, line in self.lines.items()]

    def save(self) -> str:
        """Each line with a key of its own, so that sending it again says nothing twice."""
        for name, line in self.lines.items():
            typed = self.cleaned_data[name]
            if typed is not None and typed != line.counted:
                line.count = self.count
                key = sha1(f"{self.key} {line.pk}".encode(), usedforsecurity=False).hexdigest()
                counting.note(line, typed, by=self.by, now=self.now, key=key)
        page = "stores:count_lines" if self.count.lines.uncounted().exists() else "stores:count"
        return reverse(page, args=[self.count.pk])


class FoundForm(Form):
    """Goods nobody expected in the store."""

    fields: dict[str, Any]

    item = forms.ModelChoiceField(Item.objects.none(), label=gettext_lazy("item"))
    quantity = NumberField(
        label=gettext_lazy("quantity"), min_value=0, max_value=MOST, decimal_places=3
    )
    batch = forms.CharField(label=gettext_lazy("batch number"), max_length=40, required=False)
    expires_on = DateField(label=gettext_lazy("expires on"), required=False)

    layout = Layout("item", "quantity", "batch", "expires_on")

    def __init__(
        self, *args: Any, count: Count, by: Person, now: datetime, key: str, **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.count, self.by, self.now, self.key = count, by, now, key
        kind = count.store.kind
        self.fields["item"].queryset = Item.objects.in_use().filter(group__kind=kind)

    def save(self) -> CountLine:
        data = dict(self.cleaned_data)
        return counting.add(
            self.count, data.pop("item"), by=self.by, now=self.now, key=self.key, **data
        )


class ExplainForm(Form):
    """The reason of each difference and what is done about it."""

    def __init__(self, *args: Any, count: Count, lines: Iterable[CountLine], **given: Any) -> None:
        super().__init__(*args, **given)
        self.count = count
        self.lines = {line.pk: line for line in lines}
        for pk, line in self.lines.items():
            self.add(f"r_{pk}", _("reason: %(lot)s") % {"lot": line.lot}, line.reason, "reasons")
            self.add(
                f"h_{pk}", _("handling: %(lot)s") % {"lot": line.lot}, line.handling, "handlings"
            )

    def add(self, name: str, label: str, said: str, options: str) -> None:
        field = forms.CharField(label=label, max_length=200, required=False, initial=said)
        field.widget.attrs |= {"list": options, "aria-label": label}
        make_ready(field)
        self.fields[name] = field

    def rows(self) -> list[tuple[CountLine, forms.BoundField, forms.BoundField]]:
        return [(line, self[f"r_{pk}"], self[f"h_{pk}"]) for pk, line in self.lines.items()]

    def save(self) -> Count:
        for pk, line in self.lines.items():
            reason, handling = self.cleaned_data[f"r_{pk}"], self.cleaned_data[f"h_{pk}"]
            if (reason, handling) != (line.reason, line.handling):
                line.count = self.count
                counting.explain(line, reason=reason, handling=handling)
        return self.count


class PostForm(Form):
    """Post what one has seen. Why it comes late is asked only if it does."""

    seen = forms.CharField(widget=forms.HiddenInput)
    late_reason = forms.CharField(
        label=gettext_lazy("reason for the late entry"), max_length=200, required=False
    )

    def __init__(
        self, *args: Any, count: Count, by: Person, now: datetime, is_late: bool, **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.count, self.by, self.now = count, by, now
        if not is_late:
            self.fields["late_reason"].widget = forms.HiddenInput()

    def save(self) -> Entry:
        return counting.post(self.count, by=self.by, now=self.now, **self.cleaned_data)
