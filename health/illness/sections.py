"""What the health file of a child says of infectious diseases and of its returns."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from health.asking import Question, newest_first, word_of
from health.files import Part, Row, Section
from health.models import Disease, InfectiousCase, ReturnCheck

PROOFS = dict(ReturnCheck.Proof.choices)


def tell_cases(child: Any, found: list[Any]) -> Section:
    """Every case, the newest first, with the day and the proof of its return."""
    headings = (
        _("Fell ill on"),
        _("Disease"),
        _("Isolated until"),
        pgettext_lazy("a child", "Returned on"),
        _("Proof of the return"),
    )
    rows = [
        Row(told(case), InfectiousCase(pk=case.entry_id).get_absolute_url())
        for case in newest_first(found, "onset_on", "entry_id")
    ]
    return Section("infectious", _("Infectious diseases"), (), headings, rows)


def told(case: Any) -> tuple[Any, ...]:
    disease = Disease(name=case.disease__name, name_en=case.disease__name_en)
    certainty = word_of(InfectiousCase, "certainty", case.certainty)
    return (
        case.onset_on,
        f"{disease} · {certainty}",
        case.isolation_until or _("the certificate decides"),
        case.returned_on or _("not yet back"),
        PROOFS.get(case.return_proof, ""),
    )


cases = Part(
    [
        Question(
            lambda child, *_on: InfectiousCase.objects.standing().with_return().filter(child=child),
            (
                "entry_id", "onset_on", "disease__name", "disease__name_en", "certainty",
                "isolation_until", "returned_on", "return_proof",
            ),
        )
    ],
    tell_cases,
)  # fmt: skip
