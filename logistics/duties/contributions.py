"""What the duties add to the whole."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from logistics.contributions import Contributions, Kind

contributions = Contributions(
    trade="logistics",
    title=_("Logistics office"),
    catalogue=Path(__file__).with_name("catalogue.csv"),
    kinds=[
        Kind(
            code="work_note",
            title=_("Work note"),
            model="duties.WorkNote",
            form="duties:note_new",
            prefix="GZ",
            trade="logistics",
        ),
    ],
)
