"""Two people change the same thing: the second sees both versions and chooses per field."""

from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.core import signing
from django.forms.models import model_to_dict
from django.http import QueryDict
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from logistics.errors import Refused

THEIRS = "theirs"


@dataclass(frozen=True)
class Conflict:
    """One field that somebody else changed while this form was open."""

    name: str
    label: str
    mine: str
    theirs: str


def as_text(value: Any) -> str:
    if isinstance(value, list | tuple | set) or hasattr(value, "all"):
        rows = value.all() if hasattr(value, "all") else value
        return ", ".join(sorted(str(getattr(row, "pk", row)) for row in rows))
    return "" if value is None else str(getattr(value, "pk", value))


def stored(form: forms.ModelForm) -> dict[str, str]:
    """What the database holds now for each field of the form."""
    return {
        name: mark(kept_back(form)[name])
        if name in kept_back(form)
        else as_text(form.initial.get(name))
        for name, field in form.fields.items()
        if not isinstance(field, forms.FileField)
    }


def kept_back(form: forms.ModelForm) -> dict[str, str]:
    """What is stored in the fields whose content the form never shows."""
    return getattr(form, "kept_back", {})


def mark(secret: str) -> str:
    """Tells one secret from another, and nothing of either."""
    return salted_hmac("version", secret).hexdigest() if secret else ""


def token(form: object) -> str:
    """What the person saw when the form was opened, signed; empty for a form of something new."""
    if isinstance(form, forms.ModelForm) and form.instance.pk:
        return signing.dumps(stored(form), salt="version", compress=True)
    return ""


def of(form: forms.ModelForm, seen_token: str) -> list[Conflict]:
    """The fields that changed since the form was opened and would now be overwritten.

    Ask after the form has been cleaned. A missing or forged token counts as having seen nothing.
    """
    try:
        seen = signing.loads(seen_token, salt="version")
    except signing.BadSignature:
        seen = {}
    return [
        Conflict(name, str(form.fields[name].label), *both(form, name, now))
        for name, now in stored(form).items()
        if now not in (seen.get(name, ""), typed(form, name))
    ]


def typed(form: forms.ModelForm, name: str) -> str:
    value = as_text(form.cleaned_data.get(name, form[name].data))
    return mark(value) if name in kept_back(form) else value


def both(form: forms.ModelForm, name: str, now: str) -> tuple[str, str]:
    """What is shown of either version; of what is kept back no more than its end."""
    mine = as_text(form.cleaned_data.get(name, form[name].data))
    if name in kept_back(form):
        return mine, f"…{kept_back(form)[name][-2:]}" if now else ""
    return shown(form, name, mine), shown(form, name, now)


def as_read(form: object) -> dict[str, str]:
    """The row a form is about to change, as this request read it. Ask before the form is cleaned."""
    if isinstance(form, forms.ModelForm) and form.instance.pk:
        return row(form.instance, form.fields)
    return {}


def hold(form: object, read: dict[str, str]) -> None:
    """Lock the row while it is saved; refuse if it changed after this request read it."""
    if not read or not isinstance(form, forms.ModelForm):
        return
    rows = type(form.instance)._base_manager.select_for_update()
    now = (
        rows.filter(pk=form.instance.pk).order_by("pk").first()
    )  # no joins: nothing else is locked
    if now is None or row(now, form.fields) != read:
        raise Refused(_("This was changed in the meantime. Check before saving."))


def row(instance: Any, fields: Any) -> dict[str, str]:
    return {name: as_text(value) for name, value in model_to_dict(instance, fields).items()}


def settle(form: forms.ModelForm) -> None:
    """Where the person chose what the other wrote, put that in place of what was typed."""
    data = cast("QueryDict", form.data).copy()
    for name, value in stored(form).items():
        if data.get(f"take-{name}") == THEIRS:
            several = getattr(form.fields[name].widget, "allow_multiple_selected", False)
            kept = "" if name in kept_back(form) else value  # left empty, it stays
            data.setlist(form.add_prefix(name), kept.split(", ") if several else [kept])
    form.data = data


def shown(form: forms.ModelForm, name: str, value: str) -> str:
    """A value as the person would read it: the words of a choice, not its code."""
    choices = getattr(form.fields[name], "choices", None)
    if choices is None:
        return value
    words = {str(code): str(word) for code, word in choices}
    return words.get(value, value)
