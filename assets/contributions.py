"""What the trade adds to the whole: its duties."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from logistics.contributions import Contributions

contributions = Contributions(
    trade="assets",
    title=_("Assets"),
    catalogue=Path(__file__).with_name("catalogue.csv"),
)
