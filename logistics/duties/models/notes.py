"""The work note: what was done, in words and photos. It proves what has no register of its own."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from logistics.records.models import Record


class WorkNote(Record):
    """A note about a duty, a plan line, or about work nobody had planned."""

    kind_code = "work_note"

    text = models.TextField(_("what was done"), blank=True)
    duty = models.ForeignKey(
        "duties.Duty", models.PROTECT, null=True, blank=True, verbose_name=_("duty")
    )
    line = models.ForeignKey(
        "duties.PlanLine", models.PROTECT, null=True, blank=True, verbose_name=_("plan line")
    )

    class Meta:
        verbose_name = _("work note")
        verbose_name_plural = _("work notes")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return self.text.splitlines()[0][:120] if self.text else str(_("Nothing to report"))
