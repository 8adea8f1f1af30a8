"""How the house shows things: icons, states, amounts, moments, and the pieces pages are made of."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from logistics import charts
from logistics.fields import labelled

register = template.Library()

NOTHING = "—"
DRAWINGS = files("js_lib_bootstrap_icons") / "static" / "bootstrap-icons"


@lru_cache
def drawing(name: str, label: str) -> SafeString:
    """One icon as it stands in a page; label is what a screen reader says instead."""
    svg = (DRAWINGS / f"{name}.svg").read_text("utf-8").strip()
    spoken = format_html('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    return mark_safe(svg.replace("<svg", f"<svg {spoken}", 1))  # noqa: S308  our package's own file


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    return drawing(name, str(label))


# States ----------------------------------------------------------------------------------------

TONE_ICONS = {
    "ok": "check-circle",
    "warn": "clock",
    "danger": "exclamation-circle",
    "info": "info-circle",
    "neutral": "circle",
}
# The tone, the icon and the fixed word of every state of the school, whatever has that state.
STATES = {
    "upcoming": ("neutral", "hourglass", gettext_lazy("Not due yet")),
    "due": ("warn", "clock", gettext_lazy("Due")),
    "late": ("danger", "exclamation-circle", gettext_lazy("Overdue")),
    "missed": ("danger", "x-circle", gettext_lazy("Record missing")),
    "proved": ("ok", "check-circle", gettext_lazy("Proved in time")),
    "proved_late": ("warn", "check-circle", gettext_lazy("Proved late")),
    "excused": ("neutral", "slash-circle", gettext_lazy("Excused")),
    "draft": ("neutral", "pencil", gettext_lazy("Draft")),
    "submitted": ("info", "send", gettext_lazy("Submitted")),
    "reviewed": ("ok", "check-circle", gettext_lazy("Reviewed")),
    "voided": ("neutral", "slash-circle", gettext_lazy("Voided")),
    "pending": ("warn", "clock", gettext_lazy("Waiting for approval")),
    "agreed": ("ok", "check-circle", gettext_lazy("Agreed")),
    "returned": ("danger", "arrow-return-left", gettext_lazy("Returned")),
    "withdrawn": ("neutral", "slash-circle", gettext_lazy("Withdrawn")),
    "to_check": ("warn", "clock", gettext_lazy("To be checked")),
    "in_hand": ("info", "person-check", gettext_lazy("In hand")),
    "put_right": ("ok", "check-circle", gettext_lazy("Put right")),
    "explained": ("neutral", "chat-left-text", gettext_lazy("Explained")),
    "to_put_right": ("warn", "wrench", pgettext_lazy("a finding", "to be put right")),
    "to_recheck": ("info", "eye", pgettext_lazy("a finding", "to be checked again")),
    "rechecked": ("ok", "check-circle", pgettext_lazy("a finding", "closed")),
    "unchecked": ("neutral", "circle", gettext_lazy("Not checked")),
    "normal": ("ok", "check-circle", gettext_lazy("Normal")),
    "abnormal": ("danger", "exclamation-circle", gettext_lazy("Abnormal")),
}


@register.simple_tag
def state_tag(state: str, label: str = "") -> SafeString:
    """The tag of a state by its code, or of a bare tone (ok, warn, …) with a label of its own."""
    tone, name, word = STATES.get(state, (state, TONE_ICONS.get(state, "circle"), state))
    return tag(tone if tone in TONE_ICONS else "neutral", name, str(label or word))


@lru_cache(maxsize=500)  # a list shows the same few states in every row
def tag(tone: str, icon_name: str, words: str) -> SafeString:
    return format_html('<span class="tag is-{}">{}{}</span>', tone, drawing(icon_name, ""), words)


@register.simple_tag
def required_mark(field: forms.BoundField) -> SafeString | str:
    """Whether a field must be filled in, beside its label; nothing beside one that is locked."""
    if field.field.disabled or getattr(field.field, "is_one_of_several", False):
        return ""
    if field.field.required:
        return format_html('<span class="required" aria-hidden="true">{}</span>', "*")
    return format_html('<span class="optional">{}</span>', _("(optional)"))


@register.filter
def in_full(field: forms.BoundField, more: str = "") -> SafeString:
    """A field as forms show it, with its label, help and errors; `more` are classes of its own.

    Written in one go: a template for each field would cost more than the page around.
    """
    if field.is_hidden:
        return format_html("{}", field)
    given = {" has-error": field.errors, " field-check": is_box(field), f" {more}": more}
    look = "".join(name for name, is_so in given.items() if is_so)
    below = format_html("{}{}", help_below(field), errors_below(field))
    body = labelled_group(field, below) if field.use_fieldset else labelled_input(field)
    rest = "" if field.use_fieldset else below
    return format_html(
        '<div id="div_{}" class="field{}">{}{}</div>', field.auto_id, look, body, rest
    )


@register.simple_tag
def line_field(field: forms.BoundField, number: int, title: str = "") -> SafeString:
    """A field of a line of a document. Who cannot see the line hears its name or its number first.

    Written in one go, as `in_full` is: a document has two hundred of them.
    """
    heard = labelled(title, "") if title else _("Line %(number)s:") % {"number": number}
    unit = getattr(field.field, "unit", "")
    return format_html(
        '<div class="line-field is-{}{}"><label for="{}"><span class="visually-hidden">{} </span>'
        "{}{}</label>{}{}</div>",
        getattr(field.field, "part", ""), " has-error" if field.errors else "",
        field.id_for_label, heard, field.label,
        format_html(' <span class="unit">{}</span>', unit) if unit else "",
        field, errors_below(field),
    )  # fmt: skip


def is_box(field: forms.BoundField) -> bool:
    return isinstance(field.field.widget, forms.CheckboxInput)


def labelled_group(field: forms.BoundField, below: str) -> SafeString:
    told = field.aria_describedby
    spoken = format_html(' aria-describedby="{}"', told) if told else ""
    return format_html(
        '<fieldset{}><legend class="form-label">{}{}</legend>{}{}</fieldset>',
        spoken, field.label, required_mark(field), field, below,
    )  # fmt: skip


def labelled_input(field: forms.BoundField) -> SafeString:
    said = (field.label, required_mark(field))
    if is_box(field):
        return format_html('<label class="form-check">{} {}{}</label>', field, *said)
    unit = getattr(field.field, "unit", "")
    return format_html(
        '<label class="form-label" for="{}">{}{}</label><div class="field-control">{}{}</div>',
        field.id_for_label, *said, field, format_html('<span class="unit">{}</span>', unit)
        if unit else "",
    )  # fmt: skip


def help_below(field: forms.BoundField) -> SafeString | str:
    if not field.help_text:
        return ""
    shown = '<div class="form-text" id="{}_helptext">{}</div>'
    return format_html(shown, field.auto_id, field.help_text)


def errors_below(field: forms.BoundField) -> SafeString | str:
    if not field.errors:
        return ""
    sentences = format_html_join("", "<p>{}</p>", ((error,) for error in field.errors))
    return format_html('<div class="field-error" id="{}_error">{}</div>', field.auto_id, sentences)


# Amounts and moments ---------------------------------------------------------------------------


@register.filter
def money(amount: Decimal | None) -> str:
    """¥1,234.50"""
    if amount is None:
        return NOTHING
    fen = Decimal(amount).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{'-' if fen < 0 else ''}¥{abs(fen):,.2f}"


@register.filter
def quantity(amount: Decimal | str | None, unit: str = "") -> str:
    """1,250 g: as many decimals as the number has, with its unit; what is not there is no number."""
    if amount is None or amount == "":
        return NOTHING
    plain = f"{Decimal(amount):,f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return f"{plain} {unit}".strip()


@register.filter
def percent(share: float | Decimal | None) -> str:
    """96.4 %, of a share between 0 and 1."""
    return NOTHING if share is None else f"{share * 100:.1f} %"


@register.filter
def day(value: date | None) -> str:
    """2026-11-21, as in tables and files."""
    if value is None:
        return NOTHING
    return f"{local(value):%Y-%m-%d}"


@register.filter
def moment(value: datetime | None) -> str:
    """2026-11-21 14:08"""
    return NOTHING if value is None else f"{local(value):%Y-%m-%d %H:%M}"


@register.filter
def long_day(value: date | None) -> str:
    """2026年11月21日, as on paper."""
    return NOTHING if value is None else date_format(local(value), "DATE_FORMAT")


def local(value: date) -> date:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


@register.simple_tag(takes_context=True)
def ago(context: template.Context, at: datetime) -> SafeString:
    """How long ago, seen from the `now` of the page; the exact moment stands behind it."""
    words = since(at, context["now"]) if "now" in context else moment(at)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', at.isoformat(), moment(at), words
    )


def since(at: datetime, now: datetime) -> str:
    passed = now - at
    if not timedelta(0) <= passed < timedelta(days=1):
        here = local(at)
        return f"{here:%m-%d %H:%M}" if here.year == local(now).year else moment(at)
    minutes = passed // timedelta(minutes=1)
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", minutes) % {"n": minutes}
    hours = minutes // 60
    return ngettext("%(n)d hour ago", "%(n)d hours ago", hours) % {"n": hours}


@register.filter
def masked_name(name: str) -> str:
    """仲*妮: the first and the last character stay."""
    if len(name) < 2:
        return name
    end = name[-1] if len(name) > 2 else ""
    return name[0] + "*" * max(len(name) - 2, 1) + end


@register.filter
def masked_phone(number: str) -> str:
    """186****1402"""
    return number if len(number) < 7 else f"{number[:3]}****{number[-4:]}"


# Pieces of a page ------------------------------------------------------------------------------


@register.simple_tag
def unchanging(name: str, **given: Any) -> SafeString:
    """A part of the frame that hangs on nothing but the language and what is given: made once."""
    return made_once(name, LANGUAGE_CODE=get_language(), **given)


@lru_cache(maxsize=1000)
def made_once(name: str, **given: Any) -> SafeString:
    return render_to_string(name, given)


@register.simple_tag
def figure(value: Any) -> Any:
    """A number or word of a document, with the way to the page behind it."""
    url = getattr(value, "url", "")
    return format_html('<a href="{}">{}</a>', url, value) if url else value


@register.simple_block_tag
def panel(content: str, title: str = "", **given: Any) -> str:
    """A card with a heading. Also takes url and link (more), count, tone and name (its id)."""
    return render_to_string("components/panel.html", {"title": title, "content": content, **given})


NOTICE_TONES = {"success": "ok", "error": "danger", "warning": "warn", "debug": "neutral"}


@register.inclusion_tag("components/notice.html")
def notice(level: str, sentence: str) -> dict[str, Any]:
    tone = NOTICE_TONES.get(level, level)
    return {"tone": tone, "icon_name": TONE_ICONS.get(tone, "info-circle"), "sentence": sentence}


@register.inclusion_tag("components/figure_card.html")
def figure_card(
    number: Any, label: str, url: str = "", tone: str = "", note: str = ""
) -> dict[str, Any]:
    """A number with what it counts; a tone (danger, warn, ok) only where the number calls."""
    return {"number": number, "label": label, "url": url, "tone": tone, "note": note}


EMPTY_ICONS = {"unused": "inbox", "unfound": "search", "forbidden": "lock"}


@register.inclusion_tag("components/empty.html")
def empty(
    kind: str, title: str = "", text: str = "", url: str = "", act: str = ""
) -> dict[str, Any]:
    """Why nothing is shown: never used, nothing found by the filter, or no right to see it."""
    name = EMPTY_ICONS[kind]
    return {"kind": kind, "icon": name, "title": title, "text": text, "url": url, "act": act}


@register.inclusion_tag("components/timeline.html", takes_context=True)
def timeline(context: template.Context, entries: Iterable[Any]) -> dict[str, Any]:
    """What happened last to a thing: entries with .at .who .text and .url, newest first."""
    now = {"now": context["now"]} if "now" in context else {}
    return {"entries": entries, **now}


@dataclass(frozen=True)
class Problem:
    """One thing to change in a form, and where."""

    anchor: str
    label: str
    sentence: str


@register.inclusion_tag("components/error_summary.html")
def field_error_summary(form: forms.BaseForm) -> dict[str, Any]:
    return {"problems": list(problems(form)) if form.is_bound else []}


def problems(form: forms.BaseForm) -> Iterator[Problem]:
    for sentence in form.non_field_errors():
        yield Problem("", "", str(sentence))
    for field in form:
        for sentence in field.errors:
            anchor = field.id_for_label or f"div_{field.auto_id}"
            spoken = getattr(field.field, "spoken", field.label)
            yield Problem(anchor, str(spoken), str(sentence))


@register.inclusion_tag("components/tabs.html")
def tabs(entries: Iterable[Any], label: str = "") -> dict[str, Any]:
    """At most five views of one thing: entries with .title .url .is_current and .count."""
    return {"entries": entries, "label": label}


@register.inclusion_tag("components/step_bar.html")
def step_bar(steps: Sequence[str], current: int) -> dict[str, Any]:
    """The steps of a long act; current counts from 1, and a step beyond the last means all done."""
    return {"steps": steps, "current": current}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page) -> dict[str, Any]:
    return {"page": page, "request": context.get("request"), "total": f"{page.paginator.count:,}"}


@dataclass(frozen=True)
class Chip:
    """A filter in force, and the address of the page without it."""

    words: str
    url: str


@register.inclusion_tag("components/chips.html", takes_context=True)
def chips(context: template.Context, form: forms.BaseForm) -> dict[str, Any]:
    return {"chips": list(filters_in_force(context["request"], form))}


def filters_in_force(request: HttpRequest, form: forms.BaseForm) -> Iterator[Chip]:
    for field in form:
        chosen = [value for value in request.GET.getlist(field.html_name) if value]
        if chosen:
            rest = request.GET.copy()
            rest.pop(field.html_name)
            rest.pop("page", None)
            words = _("%(label)s: %(value)s") % {
                "label": field.label,
                "value": _(", ").join(shown(field, value) for value in chosen),
            }
            yield Chip(words, f"{request.path}?{rest.urlencode()}")


def shown(field: forms.BoundField, value: str) -> str:
    """A filter's value as the person chose it: the words of a choice, not its code."""
    for code, words in getattr(field.field, "choices", ()):
        if str(code) == value:
            return str(words)
    return value


# Figures ---------------------------------------------------------------------------------------


@register.inclusion_tag("components/progress_bars.html")
def progress_bars(parts: Iterable[charts.Part], label: str = "") -> dict[str, Any]:
    """Parts of a whole in one bar."""
    return {"bar": charts.stacked(list(parts)), "label": label}


@register.inclusion_tag("components/bars.html")
def bars(
    title: str, points: Iterable[charts.Point], unit: str = "", source: str = ""
) -> dict[str, Any]:
    """Compare: one bar a point. The title is the finding."""
    chart = charts.bars(list(points))
    return {"title": title, "chart": chart, "unit": unit, "source": source}


@register.inclusion_tag("components/line.html")
def line(
    title: str, series: Iterable[charts.Series], unit: str = "", source: str = ""
) -> dict[str, Any]:
    """A course over time, at most three lines. A gap stays a gap."""
    chart = charts.lines(list(series))
    return {"title": title, "chart": chart, "unit": unit, "source": source}


@register.inclusion_tag("components/heat_table.html")
def heat_table(
    title: str, columns: Sequence[str], rows: Iterable[charts.HeatRow], corner: str = ""
) -> dict[str, Any]:
    """Shares of 0 to 1, who by what."""
    return {"title": title, "columns": columns, "rows": rows, "corner": corner}
