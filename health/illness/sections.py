"""What the health file of a child says of infectious diseases and of its returns."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from health.files import Row, Section
from health.models import InfectiousCase, ReturnCheck

PROOFS = dict(ReturnCheck.Proof.choices)


def cases(child: Any, on: date) -> Section:
    """Every case, the newest first, with the day and the proof of its return."""
    rows: Any = InfectiousCase.objects.standing().with_return().filter(child=child)
    rows = rows.select_related("entry", "disease").order_by("-onset_on", "-pk")
    headings = (
        _("Fell ill on"),
        _("Disease"),
        _("Isolated until"),
        pgettext_lazy("a child", "Returned on"),
        _("Proof of the return"),
    )
    found = [Row(told(case), case.get_absolute_url()) for case in rows]
    return Section("infectious", _("Infectious diseases"), (), headings, found)


def told(case: Any) -> tuple[Any, ...]:
    return (
        case.onset_on,
        f"{case.disease} · {case.get_certainty_display()}",
        case.isolation_until or _("the certificate decides"),
        case.returned_on or _("not yet back"),
        PROOFS.get(case.return_proof, ""),
    )
