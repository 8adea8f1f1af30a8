"""What people type about a repair: the report in twenty seconds, and each step of the ticket."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from crispy_forms.layout import HTML, Column, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from assets.interface import Thing
from logistics.errors import Refused
from logistics.fields import DateField, NumberField
from logistics.forms import Form, PhotosField, Stepper, Tiles, Unfolding
from logistics.records import photos
from logistics.school.models import Person, Place
from logistics.stores.issuing import Wanted
from logistics.stores.models import Balance, Item, Store, Supplier
from safety.models import (
    Hazard,
    RepairCategory,
    RepairTicket,
    RepairWait,
    Satisfaction,
    TicketState,
    Urgency,
)
from safety.models.repair_tickets import TicketQuerySet
from safety.repairs import accepting, money, repairing, reporting
from safety.repairs.hazard import tickets_of
from safety.repairs.reporting import Fault
from safety.repairs.statistics import ASIDE


class WithPhotos(Form):
    """A form whose photos are judged before anything is saved."""

    by: Any
    now: datetime

    def clean_photos(self) -> list[Any]:
        files = self.cleaned_data["photos"]
        if len(files) > PhotosField.most:
            raise ValidationError(_("At most nine photos go with one record."))
        try:
            return [photos.prepare(file) for file in files]
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def attached(self) -> list[Callable]:
        return [
            partial(photos.attach, prepared, by=self.by, at=self.now, position=number)
            for number, prepared in enumerate(self.cleaned_data["photos"])
        ]


class ReportForm(WithPhotos):
    """Where, what, a photo. The room is known from the label, or is one's own; words are optional."""

    place = forms.ModelChoiceField(Place.objects.none(), label=gettext_lazy("place"))
    category = forms.ChoiceField(
        label=gettext_lazy("what is broken"), choices=RepairCategory.choices, widget=Tiles
    )
    photos = PhotosField(label=gettext_lazy("photo"), required=False)
    what = forms.CharField(
        label=gettext_lazy("in words"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("The tap drips")}),
    )
    is_dangerous = forms.BooleanField(
        label=gettext_lazy("Somebody may get hurt: repair it at once"), required=False
    )
    wanted_on = DateField(label=gettext_lazy("wished for by"), required=False)
    phone = forms.CharField(label=gettext_lazy("phone"), max_length=30, required=False)
    typed_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    layout = Layout(
        "place", "category", "photos",
        Unfolding(
            gettext_lazy("More: somebody may get hurt, in words, wished for by, phone"),
            "is_dangerous", "what", Row(Column("wanted_on"), Column("phone")),
        ),
        "typed_at",
    )  # fmt: skip

    def __init__(
        self, *args: Any, places: Any, own: Any, thing: Thing | None, campus: Any, by: Any,
        now: datetime, hazard: Hazard | None = None, **given: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **given)
        self.by, self.now, self.thing, self.campus = by, now, thing, campus
        self.hazard = hazard
        field = self.fields["place"]
        field.queryset = places
        field.widget.choices = grouped(list(places), {place.pk for place in own})
        field.required = campus is None  # a thing or hazard without a room has at least a campus

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        words = said.get("what") or said.get("photos") or self.thing
        if (
            said.get("category") == RepairCategory.OTHER
            and not words
            and "photos" not in self.errors
        ):
            self.add_error("what", _("Say what is broken, or add a photo."))
        if self.hazard and tickets_of(self.hazard.finding).open().exists():
            self.add_error(None, _("Somebody else has just reported this hazard for repair."))
        return said

    def save(self) -> RepairTicket:
        said, thing = self.cleaned_data, self.thing
        place = said["place"]
        fault = Fault(
            category=said["category"], what=said["what"], place=place,
            campus=place.campus if place else self.campus,
            asset=thing.id if thing else None,
            thing=f"{thing.number} {thing.name}" if thing else "",
            is_dangerous=said["is_dangerous"], phone=said["phone"], wanted_on=said["wanted_on"],
        )  # fmt: skip
        found: dict[str, Any] = (
            {"found_by": self.hazard.entry, "finding": self.hazard.finding} if self.hazard else {}
        )
        return reporting.report(
            fault, by=self.by, now=self.now, typed_at=said["typed_at"], photos=self.attached(),
            **found,
        )  # fmt: skip


def grouped(places: list[Place], own: set[int]) -> list[Any]:
    """One's own rooms first, then the others by campus."""
    mine = [(place.pk, str(place)) for place in places if place.pk in own]
    groups: dict[str, list[tuple[int, str]]] = {}
    for place in places:
        if place.pk not in own:
            groups.setdefault(str(place.campus), []).append((place.pk, str(place)))
    if len(groups) == 1 and not mine:
        return [*BLANK_CHOICE_DASH, *next(iter(groups.values()))]
    head = [(_("My rooms"), mine)] if mine else []
    return [*BLANK_CHOICE_DASH, *head, *groups.items()]


class DoorForm(WithPhotos):
    """The report without a login. `website` is for machines: people do not see it."""

    category = forms.ChoiceField(
        label=gettext_lazy("what is broken"), choices=RepairCategory.choices, widget=Tiles
    )
    photos = PhotosField(label=gettext_lazy("photo"), required=False)
    what = forms.CharField(label=gettext_lazy("in words"), max_length=300, required=False)
    name = forms.CharField(label=gettext_lazy("your name"), max_length=60, required=False)
    phone = forms.CharField(label=gettext_lazy("phone"), max_length=30, required=False)
    website = forms.CharField(
        label=gettext_lazy("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    layout = Layout(
        "category", "photos", "what",
        Unfolding(
            gettext_lazy("More: your name, phone"), Row(Column("name"), Column("phone"))
        ),
        HTML('<div hidden aria-hidden="true">'), "website", HTML("</div>"),
    )  # fmt: skip

    def clean_photos(self) -> list[Any]:
        """One picture is enough to see what is meant; only this one is worked on."""
        self.cleaned_data["photos"] = self.cleaned_data["photos"][:1]
        return super().clean_photos()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        nothing = not said.get("what") and not said.get("photos") and "photos" not in self.errors
        if said.get("category") == RepairCategory.OTHER and nothing:
            self.add_error("what", _("Say what is broken, or add a photo."))
        return said

    @property
    def is_machine(self) -> bool:
        return bool(self.data.get("website"))


class TicketSearch(Form):
    """The list of tickets, narrowed."""

    q = forms.CharField(label=gettext_lazy("Search"), required=False)
    category = forms.ChoiceField(
        label=pgettext_lazy("of a repair", "Trade"),
        required=False,
        choices=[("", gettext_lazy("all")), *RepairCategory.choices],
    )
    urgency = forms.ChoiceField(
        label=gettext_lazy("Urgency"),
        required=False,
        choices=[("", gettext_lazy("all")), *Urgency.choices],
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("all")), *TicketState.choices],
    )
    view = forms.CharField(required=False, widget=forms.HiddenInput)
    place = forms.IntegerField(required=False, widget=forms.HiddenInput)
    asset = forms.IntegerField(required=False, widget=forms.HiddenInput)
    first = DateField(required=False, widget=forms.HiddenInput)
    last = DateField(required=False, widget=forms.HiddenInput)
    campus = forms.IntegerField(required=False, widget=forms.HiddenInput)
    counted = forms.CharField(required=False, widget=forms.HiddenInput)  # what a figure counts

    LOOKUPS = {
        **{name: name for name in ("category", "urgency", "place", "asset", "campus")},
        "first": "reported_at__date__gte",
        "last": "reported_at__date__lte",
    }
    COUNTED = {
        "reported": ~Q(closing__in=ASIDE),
        "repaired": ~Q(closing__in=ASIDE) & Q(done_at__isnull=False),
    }

    def apply(self, tickets: TicketQuerySet) -> TicketQuerySet:
        if not self.is_valid():
            return tickets.none()
        said = self.cleaned_data
        wanted = {lookup: said[name] for name, lookup in self.LOOKUPS.items() if said[name]}
        tickets = tickets.filter(self.COUNTED.get(said["counted"], Q()), **wanted)
        if said["state"]:
            tickets = tickets.in_state(said["state"])
        if words := said["q"].strip():
            found = Q(number__icontains=words) | Q(title__icontains=words)
            tickets = tickets.filter(found | Q(place__name__icontains=words))
        return tickets


class StepForm(Form):
    """A step of one ticket: what is typed, and the verb it is typed for."""

    ticket: RepairTicket
    by: Any
    now: datetime

    def __init__(
        self, *args: Any, ticket: RepairTicket, by: Any, now: datetime, **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.ticket, self.by, self.now = ticket, by, now
        self.prepare()

    def prepare(self) -> None:
        """Narrow the choices of the form to the ticket."""

    def save(self) -> RepairTicket:
        self.act(by=self.by, now=self.now)
        return self.ticket

    def act(self, **told: Any) -> None:
        raise NotImplementedError


class WhyForm(StepForm):
    """A step that needs nothing but its reason."""

    why = forms.CharField(
        label=gettext_lazy("reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )
    verb: Callable[..., Any]

    def act(self, **told: Any) -> None:
        type(self).verb(self.ticket, why=self.cleaned_data["why"], **told)


class ReturnForm(WhyForm):
    verb = reporting.give_back_to_reporter


class DropForm(WhyForm):
    verb = reporting.drop


class WithdrawForm(WhyForm):
    verb = reporting.withdraw

    def prepare(self) -> None:
        self.fields["why"].required = False


class HandBackForm(WhyForm):
    verb = repairing.hand_back


class CloseForm(WhyForm):
    verb = accepting.close_unanswered


class AnswerForm(StepForm):
    words = forms.CharField(
        label=gettext_lazy("your answer"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "autofocus": True}),
    )

    def act(self, **told: Any) -> None:
        reporting.send_again(self.ticket, words=self.cleaned_data["words"], **told)


class AssignForm(StepForm):
    """Sorting and giving out in one: what it is, how urgent, and who repairs it."""

    repairer = forms.ModelChoiceField(
        Person.objects.none(), label=gettext_lazy("repairer"), required=False
    )
    company = forms.ModelChoiceField(
        Supplier.objects.none(), label=gettext_lazy("or a company"), required=False
    )
    urgency = forms.ChoiceField(
        label=gettext_lazy("urgency"), choices=Urgency.choices, widget=Tiles
    )
    category = forms.ChoiceField(
        label=pgettext_lazy("of a repair", "trade"), choices=RepairCategory.choices
    )
    place = forms.ModelChoiceField(
        Place.objects.none(), label=gettext_lazy("place"), required=False
    )

    def prepare(self) -> None:
        ticket, on = self.ticket, timezone.localdate(self.now)
        people = Person.objects.filter(
            posts__role="repairer", posts__starts_on__lte=on, is_active=True
        )
        people = people.filter(Q(posts__campus=ticket.campus_id) | Q(posts__campus=None))
        people = people.filter(Q(posts__ends_on=None) | Q(posts__ends_on__gte=on))
        usual = repairing.usual_repairer(ticket.campus, ticket.category)
        kept = Q(pk__in=people.values("pk"))
        for person in (usual, ticket.repairer, self.by):
            kept |= Q(pk=person.pk) if person else Q(pk__in=())
        self.fields["repairer"].queryset = Person.objects.filter(kept).order_by("name")
        self.fields["company"].queryset = Supplier.objects.filter(is_active=True)
        self.fields["place"].queryset = Place.objects.in_use().filter(campus=ticket.campus_id)
        proposed = ticket.repairer or (None if ticket.company else usual)
        self.initial = {
            "repairer": proposed,
            "company": ticket.company,
            "urgency": ticket.urgency,
            "category": ticket.category,
            "place": ticket.place,
        } | dict(self.initial)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not said.get("repairer") and not said.get("company") and not self.errors:
            self.add_error("repairer", _("Say who repairs it."))
        return said

    def act(self, **told: Any) -> None:
        said, ticket = self.cleaned_data, self.ticket
        repairing.sort(
            ticket, category=said["category"], urgency=said["urgency"], place=said["place"], **told
        )
        repairing.assign(ticket, repairer=said["repairer"], company=said["company"], **told)


class HoldForm(StepForm):
    waiting = forms.ChoiceField(
        label=gettext_lazy("what it waits for"),
        choices=[each for each in RepairWait.choices if each[0] != RepairWait.MONEY],
        widget=Tiles,
    )
    note = forms.CharField(label=gettext_lazy("note"), max_length=200, required=False)

    def act(self, **told: Any) -> None:
        said = self.cleaned_data
        repairing.hold(self.ticket, said["waiting"], note=said["note"], **told)


class EstimateForm(StepForm):
    amount = NumberField(
        label=gettext_lazy("estimated cost"), unit=gettext_lazy("yuan"), max_digits=10,
        decimal_places=2, min_value=Decimal("0.01"),
    )  # fmt: skip
    reason = forms.CharField(label=gettext_lazy("what the money is for"), max_length=300)

    def act(self, **told: Any) -> None:
        said = self.cleaned_data
        money.ask(self.ticket, amount=said["amount"], why=said["reason"], **told)


class JoinForm(StepForm):
    """Another open ticket of the campus; those of the same place come first."""

    main = forms.ModelChoiceField(
        RepairTicket.objects.none(), label=gettext_lazy("goes on as"), empty_label=None
    )

    def prepare(self) -> None:
        ticket = self.ticket
        rows = RepairTicket.objects.open().filter(campus=ticket.campus_id).exclude(pk=ticket.pk)
        near = Q(place=ticket.place_id) if ticket.place_id else Q(category=ticket.category)
        keys = [
            *rows.filter(near).order_by("-reported_at").values_list("pk", flat=True)[:20],
            *rows.exclude(near).order_by("-reported_at").values_list("pk", flat=True)[:30],
        ]
        self.fields["main"].queryset = rows.filter(pk__in=keys)

    def act(self, **told: Any) -> None:
        reporting.join(self.ticket, self.cleaned_data["main"], **told)


class FinishForm(WithPhotos, StepForm):
    """What was done in a word, the photo after; hours and cost if there were any."""

    work = forms.CharField(
        label=gettext_lazy("what was done"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    photos = PhotosField(label=gettext_lazy("photo after the repair"), required=False)
    hours = NumberField(
        label=gettext_lazy("hours of work"), unit=gettext_lazy("h"), required=False, max_digits=6,
        decimal_places=2, min_value=Decimal(0), widget=Stepper(attrs={"step": "0.5"}),
    )  # fmt: skip
    labour_cost = NumberField(
        label=gettext_lazy("labour and outside cost"), unit=gettext_lazy("yuan"), required=False,
        max_digits=10, decimal_places=2, min_value=Decimal(0),
    )  # fmt: skip
    typed_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    layout = Layout("work", "photos", Row(Column("hours"), Column("labour_cost")), "typed_at")

    def clean_photos(self) -> list[Any]:
        """What was dangerous or done by others is shown, not only said."""
        found = super().clean_photos()
        if not found and (self.ticket.is_dangerous or self.ticket.is_outside):
            raise ValidationError(_("Add a photo of it as it is now."))
        return found

    def act(self, **told: Any) -> None:
        said, nothing = self.cleaned_data, Decimal(0)
        repairing.finish(
            self.ticket, work=said["work"], hours=said["hours"] or nothing,
            labour_cost=said["labour_cost"] or nothing, typed_at=said["typed_at"],
            photos=self.attached(), **told,
        )  # fmt: skip


class AcceptForm(StepForm):
    satisfaction = forms.TypedChoiceField(
        label=gettext_lazy("satisfaction"), choices=Satisfaction.choices, coerce=int,
        empty_value=None, widget=Tiles,
    )  # fmt: skip
    said = forms.CharField(label=gettext_lazy("in words"), max_length=300, required=False)

    def act(self, **told: Any) -> None:
        given = self.cleaned_data
        accepting.accept(
            self.ticket, satisfaction=given["satisfaction"], said=given["said"], **told
        )


class SendBackForm(WithPhotos, StepForm):
    why = forms.CharField(
        label=gettext_lazy("what is not right yet"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "autofocus": True}),
    )

    def act(self, **told: Any) -> None:
        accepting.send_back(self.ticket, why=self.cleaned_data["why"], **told)


MOST_PARTS = 30


class PartsForm(StepForm):
    """Parts that the stores of the campus have; how many of each went into the repair."""

    store = forms.ModelChoiceField(
        Store.objects.none(), label=pgettext_lazy("of a repair", "from the store"), empty_label=None
    )

    def prepare(self) -> None:
        stores = Store.objects.in_use().filter(campus=self.ticket.campus_id)
        stores = stores.filter(kind__in=["parts", "supplies"]).order_by("kind", "name")
        self.fields["store"].queryset = stores
        self.stores = list(stores)
        if len(self.stores) == 1:
            self.fields["store"].widget = forms.HiddenInput()
        self.initial.setdefault("store", self.stores[0] if self.stores else None)
        self.offer(self.chosen_store())

    def chosen_store(self) -> Store | None:
        wanted = self.data.get("store") if self.is_bound else None
        named = [store for store in self.stores if str(store.pk) == wanted]
        return next(iter(named or self.stores), None)

    def offer(self, store: Store | None) -> None:
        """A stepper for each part that is there, those of the parts store first."""
        rows = Balance.objects.there().filter(store__in=self.stores)
        keys = rows.order_by().values_list("item", flat=True).distinct()
        items = Item.objects.in_use().filter(pk__in=list(keys), is_hazardous=False)
        self.items = {
            f"item_{item.pk}": item
            for item in items.select_related("group").order_by("-group__kind", "name")[:MOST_PARTS]
        }
        for name, item in self.items.items():
            self.fields[name] = NumberField(
                label=str(item), unit=item.unit, required=False, min_value=Decimal(0),
                widget=Stepper(),
            )  # fmt: skip
            self.fields[name].is_one_of_several = True

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        self.wanted = [
            Wanted(item, said[name], old_returned=said[name] if item.old_for_new else Decimal(0))
            for name, item in self.items.items()
            if said.get(name)
        ]
        if not self.wanted and not self.errors:
            self.add_error(None, _("Enter how many of a part were used."))
        return said

    def act(self, **told: Any) -> None:
        repairing.use_parts(self.ticket, self.cleaned_data["store"], self.wanted, **told)


class RefuseDoorForm(Form):
    """A report without a login that is none."""

    why = forms.CharField(label=pgettext_lazy("refusing a report", "reason"), max_length=200)

    def __init__(self, *args: Any, act: Callable[[str], Any], **given: Any) -> None:
        super().__init__(*args, **given)
        self.act = act

    def save(self) -> Any:
        return self.act(self.cleaned_data["why"])
