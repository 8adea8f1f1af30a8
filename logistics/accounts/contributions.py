"""What the logins add to the whole: the page on which they are kept."""

from django.utils.translation import gettext_lazy as _

from logistics.contributions import Contributions, MenuEntry

contributions = Contributions(
    trade="",
    title="",
    menu=[
        MenuEntry(
            "settings",
            _("Logins and devices"),
            "accounts:login_list",
            "key",
            "accounts.give_login",
            order=40,
        ),
    ],
)
