"""What the notices add to the whole."""

from django.utils.translation import gettext_lazy as _

from logistics.contributions import Contributions, MenuEntry
from logistics.notices.measure import RULES

contributions = Contributions(
    trade="",
    title="",
    menu=[
        MenuEntry("today", _("To do"), "notices:inbox", "inbox", None, 2),
        MenuEntry(
            "settings", _("Channels"), "notices:channel_list", "send", "notices.change_channel", 30
        ),
    ],
    rules=RULES,
)
