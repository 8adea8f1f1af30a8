"""What this part adds to the whole. Food samples, the fridges they lie in, meals from a firm."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from canteen.samples import (
    chapters,
    comparing,
    finding,
    home,
    registers,
    rules,
    sampling,
    spot_checking,
)
from logistics.contributions import HelpTopic, Kind, MenuEntry, SearchSource, Sticker
from logistics.school.models import Place

KINDS: list[Any] = [
    Kind(
        code="food_sample",
        title=_("Food samples of a meal"),
        model="canteen.FoodSample",
        form="canteen:sample_take",
        prefix="LYY",
        trade="canteen",
        review=True,
        shown="canteen/_sample_sheet.html",
        correct="canteen:sample_correct",
        voided=sampling.voided,
        subjects=((sampling.COMPLETE, _("every dish of the meal")),),
    ),
    Kind(
        code="food_sample_disposal",
        title=_("Disposal of samples"),
        model="canteen.SampleDisposal",
        form="canteen:sample_discard",
        prefix="LYX",
        trade="canteen",
        shown="canteen/_sample_disposal.html",
    ),
    Kind(
        code="food_sample_check",
        title=_("Spot check of samples"),
        model="canteen.SampleCheck",
        form="canteen:sample_check_choose",
        prefix="LYC",
        trade="canteen",
        subjects=(
            (spot_checking.SAMPLES, _("samples")),
            (spot_checking.SAMPLES_AND_STORE, _("samples and records of the store")),
        ),
    ),
    Kind(
        code="catering_delivery",
        title=_("Delivery of meals"),
        model="canteen.CateringDelivery",
        form="canteen:delivery_new",
        prefix="GCJ",
        trade="canteen",
        shown="canteen/_catering_delivery.html",
    ),
]
# The samples of the meal are those of every dish: a sheet on which one is missing proves nothing.
ABOUT: dict[str, str] = {
    "D012": sampling.COMPLETE,
    "M104": spot_checking.SAMPLES_AND_STORE,
}
APPROVALS: list[Any] = []
MENU: list[Any] = [
    MenuEntry("canteen", _("Food samples"), "canteen:samples", "box-seam", "canteen.view", 40),
    MenuEntry("canteen", _("Fridges"), "canteen:fridge_list", "snow", "canteen.arrange", 90),
]
REGISTERS: list[Any] = registers.REGISTERS
HOME: list[Any] = home.HOME
RULES: list[Any] = rules.RULES
HELP: list[Any] = [
    HelpTopic(
        "samples", _("Food samples"), ("canteen:sample", "canteen:delivery", "canteen:fridge")
    )
]
IMPORTS: list[Any] = []
SEARCH: list[Any] = [SearchSource("samples", _("Food samples"), finding.samples, finding.VIEW, 66)]


def fridge_here(place: Place, person: Any) -> str:
    """What lies in the fridge, for whoever scans the label of the kitchen."""
    is_kitchen = place.kind in (Place.Kind.KITCHEN, Place.Kind.CANTEEN)
    return reverse("canteen:samples") if is_kitchen else ""


STICKERS: list[Any] = [Sticker(_("Food samples"), "box-seam", fridge_here, "canteen.cook", 26)]
CHECKS: list[Any] = []
COMPARISONS: list[Any] = comparing.COMPARISONS
CHAPTERS: list[Any] = chapters.CHAPTERS
NOTICES: list[Any] = []
INBOX: list[Any] = home.INBOX
