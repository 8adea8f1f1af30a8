"""What people type to get in, and what they choose for the next time."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics import forms as house
from logistics.accounts import devices, passwords, pins
from logistics.accounts.models import Device, SignIn, Way
from logistics.fields import half_width
from logistics.school.forms.offers import Form as OfferingForm
from logistics.school.forms.offers import RowForm, SearchForm
from logistics.school.models import Campus, Person
from logistics.school.models.people import PersonQuerySet


class LoginForm(AuthenticationForm):
    """The account and its password; on a phone also whether it stays logged in."""

    keep = forms.BooleanField(required=False)


def secret(label: Any, **given: Any) -> forms.CharField:
    """A password field that managers of passwords know and that can be pasted into."""
    attrs = {"autocomplete": given.pop("autocomplete", "new-password")} | given.pop("attrs", {})
    widget = forms.PasswordInput(attrs=attrs)
    return forms.CharField(label=label, strip=False, widget=widget, max_length=200, **given)


def digits(label: Any, **given: Any) -> forms.CharField:
    attrs = {"inputmode": "numeric", "autocomplete": "off", "maxlength": 6}
    return secret(label, attrs=attrs, **given)


class OwnForm(house.Form):
    """About one's own login: asks for the password that is good now."""

    def __init__(self, *args: Any, person: Person, **given: Any) -> None:
        super().__init__(*args, **given)
        self.person = person

    def clean_current(self) -> str:
        current = self.cleaned_data["current"]
        if not self.person.check_password(current):
            raise ValidationError(_("This is not the password that is good now."))
        return current


class PasswordForm(OwnForm):
    current = secret(gettext_lazy("Password until now"), autocomplete="current-password")
    new = secret(gettext_lazy("New password"))
    again = secret(gettext_lazy("New password once more"))

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["new"].help_text = " ".join(password_validators_help_texts())

    def clean_new(self) -> str:
        new = self.cleaned_data["new"]
        if self.person.check_password(new):
            raise ValidationError(_("This is the password until now. Choose another one."))
        try:
            validate_password(new, self.person)
        except ValidationError as refusal:
            raise refusal.error_list[0] from refusal  # one reason is enough to choose another
        return new

    def clean(self) -> dict[str, Any]:
        wanted = self.cleaned_data
        if "new" in wanted and "again" in wanted and wanted["new"] != wanted["again"]:
            self.add_error("again", _("The two are not the same."))
        return wanted


class PinForm(OwnForm):
    current = secret(gettext_lazy("Password"), autocomplete="current-password")
    pin = digits(gettext_lazy("PIN"), help_text=gettext_lazy("Six digits"))
    again = digits(gettext_lazy("PIN once more"))

    def clean_pin(self) -> str:
        pin = half_width(self.cleaned_data["pin"])
        pins.valid_pin(pin, self.person)
        return pin

    def clean(self) -> dict[str, Any]:
        wanted = self.cleaned_data
        if "pin" in wanted and wanted["pin"] != half_width(wanted.get("again", "")):
            self.add_error("again", _("The two are not the same."))
        return wanted


class CodeForm(house.Form):
    """The six digits of the authenticator, or a recovery code."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class EnterCodeForm(CodeForm):
    layout = Layout("code")  # the box to tick stands below it, as on the login page
    trust = forms.BooleanField(
        label=gettext_lazy("Do not ask for a code on this device for 30 days"), required=False
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["code"].widget.attrs |= {"inputmode": "text", "autofocus": True}


class EnterPinForm(house.Form):
    pin = digits(gettext_lazy("PIN"))

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["pin"].widget.attrs |= {"autofocus": True, "class": "pin-field"}


class GiveForm(RowForm):
    """A login name and whether it opens anything; the password is made by the house."""

    class Meta:
        model = Person
        fields = ["username", "is_active"]

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["username"].required = True
        if not self.instance.username:
            taken = passwords.taken_names()
            self.initial["username"] = passwords.suggest_name(self.instance, taken)

    def clean_username(self) -> str:
        name = half_width(self.cleaned_data["username"])
        others = Person.objects.exclude(pk=self.instance.pk).filter(username__iexact=name)
        if others.exists():
            raise ValidationError(_("Somebody else has this login name."))
        return name


class GiveManyForm(OfferingForm):
    """People who have no login yet, to be given one on slips of paper."""

    people = forms.ModelMultipleChoiceField(
        label=gettext_lazy("People"), queryset=Person.objects.none(), widget=house.CheckTiles
    )

    def __init__(self, *args: Any, offered: PersonQuerySet, **given: Any) -> None:
        self.offered = offered
        super().__init__(*args, **given)

    def limit(self) -> None:
        self.fields["people"].queryset = self.offered


class DeviceForm(OfferingForm):
    """Makes the very browser it is filled in on a shared device."""

    permission = "accounts.arrange_device"

    name = forms.CharField(
        label=gettext_lazy("Name of the device"),
        max_length=50,
        help_text=gettext_lazy("Such as: tablet in the main kitchen"),
    )
    campus = forms.ModelChoiceField(label=gettext_lazy("Campus"), queryset=Campus.objects.none())

    def limit(self) -> None:
        self.offer_campuses()
        self.fields["campus"].required = True

    def save_on(self, now: Any) -> tuple[Device, str]:
        wanted = self.cleaned_data
        return devices.register(wanted["name"], wanted["campus"], by=self.by, now=now)


class SignInSearch(SearchForm):
    q = forms.CharField(
        label=gettext_lazy("Search"),
        required=False,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": gettext_lazy("Name, pinyin, initials")}
        ),
    )
    result = forms.ChoiceField(
        label=gettext_lazy("Result"),
        required=False,
        choices=[("", gettext_lazy("every result")), *SignIn.Result.choices],
    )
    way = forms.ChoiceField(
        label=gettext_lazy("Way in"),
        required=False,
        choices=[("", gettext_lazy("every way")), *Way.choices],
    )

    def apply(self, rows: Any) -> Any:
        self.is_valid()
        wanted = self.cleaned_data
        if words := wanted.get("q", ""):
            rows = rows.filter(person__in=Person.objects.matching(words).values("pk"))
        chosen = {name: wanted[name] for name in ("result", "way") if wanted.get(name)}
        return rows.filter(**chosen)
