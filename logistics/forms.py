"""Forms of the house: laid out by crispy, checked by every constraint, chosen by tiles."""

from collections.abc import Collection, Iterator, Mapping, MutableMapping
from copy import copy
from typing import Any
from uuid import uuid4

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, LayoutObject
from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

ASIDE, ASIDE_FOR = "photo set aside", 3600  # seconds


class Renderer(TemplatesSetting):
    """Plain inputs written in one go: a template for each would cost more than the page around."""

    plain = {
        f"django/forms/widgets/{kind}.html"
        for kind in [
            "date",
            "email",
            "hidden",
            "input",
            "number",
            "password",
            "text",
            "time",
            "url",
        ]
    }

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if template_name not in self.plain:
            return super().render(template_name, context, request)
        widget = context["widget"]
        value = {} if widget["value"] is None else {"value": str(widget["value"])}
        first = {"type": widget["type"], "name": widget["name"]}
        return format_html("<input{}>", flatatt(first | value | widget["attrs"]))


class QuickSelect(forms.Select):
    """A select written in one go: a template for each option would cost more than the page."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        given = self.build_attrs(self.attrs, {"name": name, **(attrs or {})})
        options = "".join(written_choice(choice, str(value)) for choice in self.choices)
        written = mark_safe(options)  # noqa: S308  each part is escaped below
        return format_html("<select{}>{}</select>", flatatt(given), written)


DASHES = BLANK_CHOICE_DASH[0][1]


def written_choice(choice: Any, chosen: str) -> str:
    """An option, or a group of them under its heading; Django's dashes for "nothing" in words."""
    code, words = choice
    if words == DASHES:
        words = _("Please choose")
    if isinstance(words, list | tuple):
        inside = "".join(written_choice(each, chosen) for each in words)
        return f'<optgroup label="{escape(code)}">{inside}</optgroup>'
    code = str("" if code is None else code)
    return (
        f'<option value="{escape(code)}"{" selected" * (code == chosen)}>{escape(words)}</option>'
    )


def make_ready(field: forms.Field) -> None:
    """Give a field the look of the house, and a plain select its quick way of being written."""
    widget = field.widget
    if type(widget) is forms.Select:
        field.widget = widget = QuickSelect(widget.attrs, field.choices)
    if isinstance(widget, forms.RadioSelect):  # tiles, which look as they are
        return
    look = {forms.Select: "form-select", forms.CheckboxInput: "form-check-input"}
    name = next((look[kind] for kind in look if isinstance(widget, kind)), "form-control")
    if name not in widget.attrs.get("class", "").split():
        widget.attrs["class"] = f"{widget.attrs.get('class', '')} {name}".strip()


def there(part: Any, names: Collection[str]) -> Any:
    """A layout, or a part of one, without the fields that this form has not."""
    left = copy(part)
    left.fields = [
        there(each, names) if isinstance(each, LayoutObject) else each
        for each in part.fields
        if not isinstance(each, str) or each in names
    ]
    return left


class LaidOut:
    """Crispy lays out the fields; the template keeps the tag and the buttons."""

    layout: Layout | None = None
    fields: dict[str, forms.Field]
    initial: MutableMapping[str, Any]
    data: Any  # a QueryDict, once something was sent

    @property
    def helper(self) -> FormHelper:
        for field in self.fields.values():
            make_ready(field)
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        if self.layout:
            helper.layout = there(self.layout, self.fields)
        return helper

    def restore(self, data: QueryDict) -> None:
        """Show again what was typed before, without judging it yet."""
        for name, field in self.fields.items():
            key = self.add_prefix(name)
            if key in data and not isinstance(field, forms.FileField):
                self.initial[name] = field.widget.value_from_datadict(data, {}, key)


class Unfolding(LayoutObject):
    """Fields few need, behind a word; open if asked for, or where one of them has an error."""

    def __init__(self, title: Any, *fields: Any, is_open: bool = False) -> None:
        self.title, self.fields, self.is_open = title, list(fields), is_open

    def render(self, form: Any, context: Any, **given: Any) -> SafeString:
        names = {pointer.name for pointer in self.get_field_names()}
        is_open = self.is_open or not names.isdisjoint(form.errors)
        inside = self.get_rendered_fields(form, context, **given)
        return format_html(
            '<details class="more-fields"{}><summary>{}</summary>{}</details>',
            " open" * is_open, self.title, inside,
        )  # fmt: skip


class Form(LaidOut, forms.Form):
    pass


class ModelForm(LaidOut, forms.ModelForm):
    kept_back: Mapping[str, str] = {}  # by field: what is stored, and never shown

    def keep_back(self, name: str) -> None:
        """Do not show what is stored; left empty, it stays as it is."""
        stored = getattr(self.instance, name)
        self.kept_back = {**self.kept_back, name: stored}
        self.initial[name] = ""
        if stored:
            self.fields[name].help_text = _("Empty: it stays as it is")

    def validate_unique(self) -> None:
        """Ask every constraint, also those over fields that the form does not show.

        Django skips a constraint that names such a field, and the database would then
        answer with an error page instead of a sentence.
        """
        super().validate_unique()
        if not self.errors:
            try:
                self.instance.validate_constraints()
            except ValidationError as refusal:
                self.add_error(None, refusal)


class InOneGo(forms.widgets.ChoiceWidget):
    """Tiles written in one go, as `QuickSelect` is; in groups the template draws them."""

    template_name = "widgets/tiles.html"

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        choices = list(self.choices)
        if any(isinstance(words, list | tuple) for _code, words in choices):
            return super().render(name, value, attrs, renderer)
        given = self.build_attrs(self.attrs, attrs)
        tiles = format_html_join(
            "",
            f'<label class="tile"{{}}><input type="{self.input_type}" name="{{}}" value="{{}}"{{}}>'
            "<span>{}</span></label>",
            self.tiles(name, choices, given, self.format_value(value)),
        )
        return format_html('<div class="tiles">{}</div>', tiles)

    def tiles(
        self, name: str, choices: list[Any], given: dict[str, Any], chosen: list[str]
    ) -> Iterator[tuple[Any, ...]]:
        for place, (code, words) in enumerate(choices):
            code = str("" if code is None else code)
            own = {"id": self.id_for_label(given.get("id", ""), str(place)) or None}
            told = flatatt(given | own | {"checked": code in chosen})
            yield flatatt({"for": own["id"]}), name, code, told, words


class Tiles(InOneGo, forms.RadioSelect):
    """Up to five choices, each a large tile."""


class CheckTiles(InOneGo, forms.CheckboxSelectMultiple):
    """Several of a few choices, each a large tile."""


class Stepper(forms.NumberInput):
    """A small number with minus and plus."""

    template_name = "widgets/stepper.html"


class Combobox(forms.TextInput):
    """One of many: the page asks for matching options as the person types.

    `labelled` turns the chosen id into the words shown.
    """

    template_name = "widgets/combobox.html"

    def __init__(self, options_url: str | Promise, labelled: Any = str, **given: Any) -> None:
        super().__init__(**given)
        self.options_url, self.labelled = options_url, labelled

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["options_url"] = self.options_url
        context["widget"]["label"] = self.labelled(value) if value else ""
        return context


def set_aside(upload: UploadedFile) -> dict[str, str]:
    """Keep a photo for the next time its form is sent: a browser sends no file a second time.

    It lies beside the photos that wait for their record, and goes with those nobody came back for.
    """
    upload.seek(0)
    kept = default_storage.save(f"photos/{uuid4().hex}.jpg.part", upload)
    name = upload.name or ""
    return {"name": name, "token": signing.dumps([kept, name], salt=ASIDE)}


def taken_up(token: str) -> UploadedFile | None:
    """What was set aside; nothing if it was not by us, or is gone."""
    try:
        kept, name = signing.loads(token, salt=ASIDE, max_age=ASIDE_FOR)
        with default_storage.open(kept) as file:
            return SimpleUploadedFile(name, file.read())
    except (signing.BadSignature, FileNotFoundError):
        return None


class Photos(forms.FileInput):
    """Up to nine photos from the camera or the album; a form shown again still has them."""

    template_name = "widgets/photos.html"
    allow_multiple_selected = True

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.attrs |= {"multiple": True, "accept": "image/jpeg,image/png,image/webp"}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        tokens = data.getlist(f"{name}-aside") if hasattr(data, "getlist") else []
        before = [file for token in tokens[: PhotosField.most] if (file := taken_up(token))]
        return [*before, *(files.getlist(name) if hasattr(files, "getlist") else [])]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        sent = value if isinstance(value, list) else []
        context["widget"]["aside"] = [set_aside(file) for file in sent[: PhotosField.most]]
        return context


class PhotosField(forms.FileField):
    """Several uploaded files; what they are is judged where photos are kept."""

    widget = Photos
    most = 9

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = [file for file in data or [] if file]
        if not files and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return files[: self.most + 1]

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What was sent: shown again, it is kept for the next time."""
        return data or initial
