"""What the trade adds to the whole: its duties, and its step of the first use."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from canteen import readiness
from logistics.contributions import Contributions

contributions = Contributions(
    trade="canteen",
    title=_("Canteen"),
    catalogue=Path(__file__).with_name("catalogue.csv"),
    steps=[readiness.STEP],
)
