"""What the logins add to the whole: the page on which they are kept, and what its owner is told."""

from django.utils.translation import gettext_lazy as _

from logistics.accounts.factors import RESET
from logistics.contributions import Contributions, MenuEntry, NoticeKind

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
    notices=[
        NoticeKind(
            RESET,
            _("Second factor reset"),
            _(
                "%(person)s reset your second factor at %(at)s."
                " If you did not ask for it, tell the administrator at once."
            ),
            urgent=True,
            leaves=True,
        ),
    ],
)
