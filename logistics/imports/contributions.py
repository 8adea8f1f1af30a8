"""What imports add to the whole: the way to their page."""

from django.utils.translation import gettext_lazy as _

from logistics.contributions import Contributions, MenuEntry

contributions = Contributions(
    trade="",
    title="",
    menu=[
        MenuEntry("settings", _("Imports"), "imports:import_list", "upload", "imports.use", 30),
    ],
)
