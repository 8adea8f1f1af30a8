"""What people type about menus: the week, a dish on it, its days, what is changed on the day."""

from datetime import date, datetime, timedelta
from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.db import transaction
from django.urls import reverse_lazy
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from canteen.menus import publishing, writing
from canteen.menus.week import lay_out, open_days
from canteen.models import Dish, Menu, MenuDish
from logistics.fields import DateField, whole_number
from logistics.forms import Combobox, Form, Tiles
from logistics.school.forms.offers import Form as OfferingForm
from logistics.school.forms.offers import ModelForm, SearchForm, campus_filter
from logistics.school.models import Campus, Person
from logistics.school.models.campuses import Meal

WRITE = "canteen.write_menu"
DISHES = reverse_lazy("canteen:dish_options")


def dish_name(key: Any) -> str:
    number = whole_number(str(key))
    return str(Dish.objects.filter(pk=number).first() or "") if number else ""


class MenuSearch(SearchForm):
    """Menus by campus, for whom and how far they are."""

    permission = "canteen.view"
    campus = campus_filter()
    whom = forms.ChoiceField(
        label=gettext_lazy("For"),
        required=False,
        choices=[
            ("", pgettext_lazy("menus", "all")),
            *Menu.Audience.choices,
            *Menu.Special.choices,
        ],
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("every state")), *Menu.State.choices],
    )

    def limit(self) -> None:
        self.offer_sites()

    def apply(self, menus: Any) -> Any:
        self.is_valid()
        said = self.cleaned_data
        if said.get("campus"):
            menus = menus.filter(campus=said["campus"])
        if whom := said.get("whom"):
            is_special = whom in Menu.Special.values
            menus = menus.filter(special=whom) if is_special else menus.filter(audience=whom)
        if said.get("state"):
            menus = menus.filter(state=said["state"])
        return menus


class MenuForm(OfferingForm):
    """A new week: of which campus, for whom, empty or copied from the week before last."""

    permission = WRITE
    campus = forms.ModelChoiceField(Campus.objects.none(), label=gettext_lazy("campus"))
    week_on = DateField(
        label=gettext_lazy("week from"), help_text=gettext_lazy("Any day of the week will do")
    )
    audience = forms.ChoiceField(
        label=pgettext_lazy("a menu", "for"), choices=Menu.Audience.choices, widget=Tiles
    )
    special = forms.ChoiceField(
        label=gettext_lazy("special menu"),
        choices=[
            (
                "",
                gettext_lazy("for all"),
            ),
            *Menu.Special.choices,
        ],
        required=False,
        help_text=gettext_lazy("Says only what these children eat otherwise"),
    )
    copied = forms.BooleanField(
        label=gettext_lazy("Begin with the same week of the cycle, two weeks before"),
        required=False,
        initial=True,
    )

    def limit(self) -> None:
        self.offer("campus", Campus.objects.filter(is_active=True).visible_to(self.by, WRITE))
        sites = self.fields["campus"].queryset
        if len(sites) == 1:
            self.initial.setdefault("campus", sites[0].pk)
            self.fields["campus"].widget = forms.HiddenInput()
        self.initial.setdefault("week_on", next_monday(self.on))
        self.initial.setdefault("audience", Menu.Audience.CHILDREN)
        self.layout = Layout(
            Row(Column("campus"), Column("week_on")), "audience", "special", "copied"
        )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("special") and said.get("audience") == Menu.Audience.STAFF:
            self.add_error("special", _("Special menus are for children."))
        return said

    @transaction.atomic
    def save(self) -> Menu:
        said = self.cleaned_data
        menu = Menu(**{name: said[name] for name in ("campus", "audience", "special")})
        menu.week_on = said["week_on"]
        menu.serving = latest_serving(menu)
        menu = writing.begin(menu, by=self.by)
        if said["copied"] and (other := writing.same_of_the_cycle(menu)):
            writing.copy(menu, other)
        return menu


def next_monday(on: date) -> date:
    return on + timedelta(days=7 - on.weekday())


def latest_serving(menu: Menu) -> str:
    """How warm it was served last: said once, it stays until somebody says otherwise."""
    rows = Menu.objects.filter(campus=menu.campus_id, audience=menu.audience).exclude(serving="")
    last = rows.order_by("-week_on").first()
    return last.serving if last else ""


class MenuEditForm(ModelForm):
    """The words of a menu, and what is said of each of its days."""

    permission = WRITE

    class Meta:
        model = Menu
        fields = ["note", "serving"]

    def limit(self) -> None:
        said = map(date.fromisoformat, self.instance.days_said)
        self.days = sorted({*open_days(self.instance), *said})
        rows: list[Any] = ["note", "serving"]
        for on in self.days:
            known = self.instance.said_of(on)
            title = date_format(on, "D m-d")
            note, exam = f"note_{on}", f"exam_{on}"
            self.fields[note] = forms.CharField(
                label=_("%(day)s: note") % {"day": title}, max_length=100, required=False
            )
            self.fields[exam] = forms.BooleanField(label=_("exam day"), required=False)
            self.initial.setdefault(note, known.get("note", ""))
            self.initial.setdefault(exam, known.get("is_exam", False))
            rows.append(Row(Column(note, css_class="col-md-9"), Column(exam)))
        self.layout = Layout(*rows)

    @transaction.atomic
    def save(self, commit: bool = True) -> Menu:  # noqa: FBT001, FBT002  Django's signature
        menu = writing.open_up(self.instance)
        menu.note, menu.serving = self.cleaned_data["note"], self.cleaned_data["serving"]
        menu.days_said = {
            on.isoformat(): said for on in self.days if any((said := self.said_of(on)).values())
        }
        menu.save()
        return menu

    def said_of(self, on: date) -> dict[str, Any]:
        said = self.cleaned_data
        return {"note": said[f"note_{on}"], "is_exam": said[f"exam_{on}"]}


class PlaceForm(Form):
    """A day of the menu's week and a meal."""

    on = forms.TypedChoiceField(label=gettext_lazy("day"), coerce=date.fromisoformat)
    meal = forms.ChoiceField(label=gettext_lazy("meal"))

    def offer_places(self, menu: Menu) -> None:
        week = lay_out(menu)
        self.fields["on"].choices = [
            (day.on.isoformat(), date_format(day.on, "D m-d")) for day in week.days
        ]
        self.fields["meal"].choices = [(meal, Meal(meal).label) for meal in week.meals]


class MenuDishForm(PlaceForm):
    """One more dish on a meal."""

    dish = forms.ModelChoiceField(Dish.objects.in_use(), label=gettext_lazy("dish"))
    note = forms.CharField(label=gettext_lazy("note"), max_length=100, required=False)
    field_order = ("dish", "on", "meal", "note")

    def __init__(self, *args: Any, menu: Menu, is_typed: bool = False, **given: Any) -> None:
        super().__init__(*args, **given)
        self.menu = menu
        self.offer_places(menu)
        if is_typed:
            self.fields["dish"].widget = Combobox(DISHES, labelled=dish_name)
        else:
            self.fields["dish"].choices = by_category()

    def save(self) -> MenuDish:
        said = self.cleaned_data
        return writing.add(
            self.menu, said["dish"], on=said["on"], meal=said["meal"], note=said["note"]
        )


def by_category() -> list[Any]:
    """Every dish in use under the heading of its kind, for a plain list."""
    rows: dict[str, list[tuple[int, str]]] = {}
    for dish in Dish.objects.in_use():
        rows.setdefault(str(dish.get_category_display()), []).append((dish.pk, dish.name))
    return [("", "—"), *rows.items()]


class MoveForm(PlaceForm):
    """A dish goes to another day or meal, or gets a note."""

    note = forms.CharField(label=gettext_lazy("note"), max_length=100, required=False)

    def __init__(self, *args: Any, row: MenuDish, **given: Any) -> None:
        super().__init__(*args, **given)
        self.row = row
        self.offer_places(row.menu)
        self.initial.update(on=row.on.isoformat(), meal=row.meal, note=row.note)

    @transaction.atomic
    def save(self) -> MenuDish:
        said = self.cleaned_data
        self.row.note = said["note"]
        if (said["on"], said["meal"]) != (self.row.on, self.row.meal):
            return writing.move(self.row, on=said["on"], meal=said["meal"])
        writing.open_up(self.row.menu)
        self.row.save()
        return self.row


class DropForm(Form):
    """Where a dish was let go: day, meal, and behind how many others. Sent by the script."""

    on = forms.DateField()
    meal = forms.ChoiceField(choices=Meal.choices)
    place = forms.IntegerField(min_value=0, required=False)

    def move(self, row: MenuDish) -> MenuDish:
        said = self.cleaned_data
        return writing.move(row, on=said["on"], meal=said["meal"], place=said["place"])


class SwapForm(Form):
    """Another dish in the place of one. Sent by the proposals beside a dish."""

    dish = forms.ModelChoiceField(Dish.objects.in_use())

    def swap(self, row: MenuDish) -> MenuDish:
        return writing.swap(row, self.cleaned_data["dish"])


class CopyForm(Form):
    """Another week to copy from: it fills the meals that are still empty."""

    other = forms.ModelChoiceField(
        Menu.objects.none(), label=gettext_lazy("copy from"), empty_label=None
    )

    def __init__(self, *args: Any, menu: Menu, **given: Any) -> None:
        super().__init__(*args, **given)
        self.menu = menu
        rows = list(writing.to_copy(menu))
        self.fields["other"].queryset = Menu.objects.filter(pk__in=[row.pk for row in rows])
        self.fields["other"].choices = [(row.pk, f"{row} · {row.whom}") for row in rows]
        cycle = writing.same_of_the_cycle(menu)
        self.initial.setdefault("other", cycle.pk if cycle else None)

    def save(self) -> Menu:
        writing.copy(self.menu, self.cleaned_data["other"])
        return self.menu


class ChangeForm(Form):
    """What is served instead of a promised dish, or that it is not served: why, and who agreed."""

    dish = forms.ModelChoiceField(
        Dish.objects.in_use(),
        label=gettext_lazy("served instead"),
        required=False,
        help_text=gettext_lazy("Empty: the dish is not served at all"),
    )
    reason = forms.CharField(label=gettext_lazy("reason"), max_length=200)
    agreed_by = forms.ModelChoiceField(
        Person.objects.none(), label=gettext_lazy("agreed by"), required=False
    )

    def __init__(self, *args: Any, row: MenuDish, people: Any, now: datetime, **given: Any) -> None:
        super().__init__(*args, **given)
        self.row, self.now = row, now
        self.fields["dish"].widget = Combobox(DISHES, labelled=dish_name)
        self.fields["agreed_by"].queryset = people

    def save(self) -> MenuDish:
        said: dict[str, Any] = {name: self.cleaned_data[name] for name in ("reason", "agreed_by")}
        if dish := self.cleaned_data["dish"]:
            return publishing.serve_instead(self.row, dish, now=self.now, **said)
        return publishing.drop(self.row, now=self.now, **said)
