"""留样标签: what stands on the container, with the code that opens the sample."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from canteen.models import SampleLine
from logistics.labels import Label, qr_code


@dataclass(frozen=True)
class SampleLabel(Label):
    """The label of the official form: name, meal, time, quantity, kept until, sampled by."""

    meal: str = ""
    sampled_at: datetime | None = None
    weight: str = ""
    kept_until: datetime | None = None
    sampled_by: str = ""


def labels_of(samples: Iterable[SampleLine], site: str) -> list[Label]:
    """The samples come with dish, sheet, campus and who took them."""
    return [
        SampleLabel(
            name=str(sample.dish),
            campus=str(sample.sheet.campus),
            code=sample.code,
            qr=qr_code(site + reverse("canteen:sample", args=[sample.code])),
            meal=f"{sample.sheet.on:%m-%d} {sample.sheet.get_meal_display()}",
            sampled_at=sample.sampled_at,
            weight=f"{sample.weight_g.normalize():f} g",
            kept_until=sample.kept_until,
            sampled_by=str(sample.sampled_by),
        )
        for sample in samples
    ]
