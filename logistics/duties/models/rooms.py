"""专用教室使用登记: who used a special room, for what, and that its custodian agreed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from logistics.records.models import Record


class RoomUse(Record):
    """A room was used. Where only the custodian's consent opens it, the custodian signs the sheet."""

    kind_code = "room_use"

    purpose = models.CharField(_("what for"), max_length=100)
    until = models.DateTimeField(_("used until"), null=True, blank=True)
    outsider = models.CharField(
        _("used by outsiders"), max_length=80, blank=True, help_text=_("Who they were")
    )
    state_after = models.CharField(_("state afterwards"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("use of a room")
        verbose_name_plural = _("uses of rooms")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.entry.place}: {self.purpose}"
