"""What the term summary says of growth, eyes, teeth, blood and hearing."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from health.growth import statistics
from health.growth.statistics import Group, Period
from logistics.contributions import Asked, Chapter
from logistics.documents import Block, Number, Table, Text
from logistics.records.counting import listed
from logistics.school.models import SchoolClass

SEE = "health.view_statistics"
# What was found, of how many: the numbers of the statistic.
FOUND = (
    ("underweight", "examined", gettext_lazy("Underweight")),
    ("stunting", "examined", gettext_lazy("Stunting")),
    ("wasting", "examined", gettext_lazy("Wasting")),
    ("overweight", "examined", gettext_lazy("Overweight")),
    ("obese", "examined", gettext_lazy("Obesity")),
    ("anaemia", "blood", gettext_lazy("Anaemia")),
    ("low_vision", "eyes", gettext_lazy("Low vision")),
    ("caries", "teeth", gettext_lazy("Caries")),
    ("hearing", "ears", gettext_lazy("Hearing abnormal")),
)


def total_of(asked: Asked, term: Any) -> Group | None:
    """All children of a term together, of the classes the person may count."""
    if term is None:
        return None
    classes = SchoolClass.objects.visible_to(asked.person, SEE).in_year(term.school_year)
    if asked.campus:
        classes = classes.filter(campus=asked.campus)
    rows = statistics.groups(classes, Period(term, timezone.localdate(asked.now)))
    return rows[-1] if rows else None


def write(asked: Asked) -> Iterator[Block]:
    """How many were examined, and what was found, beside the term before."""
    now, before = total_of(asked, asked.term), total_of(asked, asked.before)
    if now is None:
        yield Text((_("No child was on the register."),))
        return
    share = now.share("examined", "enrolled")
    said = {"all": now.enrolled, "share": "—" if share is None else share}
    yield Text(
        (
            _("Children whose height and weight were measured: "),
            stands(asked, now.examined),
            _(" of %(all)s on the register (%(share)s %%).") % said,
        )
    )
    rows = tuple(
        (str(title), stands(asked, getattr(now, name)), rate(now, name, whole),
         rate(before, name, whole) if before else "—")
        for name, whole, title in FOUND
    )  # fmt: skip
    headings = (_("Finding"), _("Children"), _("Share"), _("Share in the term before"))
    yield Table(headings, rows, _("Health examinations of the children"))


def stands(asked: Asked, count: int) -> Number:
    """In the last row of the statistic."""
    code = statistics.HealthStatisticRegister.code
    return listed(asked, count, code, period=f"t{asked.term.pk}")


def rate(group: Group, part: str, whole: str) -> str:
    share = group.share(part, whole)
    return "—" if share is None else f"{share} %"


CHAPTERS = [Chapter(gettext_lazy("Growth and examinations"), write, 62)]
