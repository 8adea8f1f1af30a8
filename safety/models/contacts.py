"""对外联系: talks with the police and others about the surroundings of the school."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.records.models import Record


class OutsideContact(Record):
    """公安联系与周边治理记录: with whom, about what, with which result."""

    kind_code = "outside_contact"

    class Whom(models.TextChoices):
        POLICE = "police", _("police station")
        TRAFFIC = "traffic", _("traffic police")
        FIRE = "fire", _("fire and rescue service")
        MARKET = "market", _("market supervision")
        CITY = "city", _("city management")
        COMMUNITY = "community", _("neighbourhood committee")
        EDUCATION = "education", _("education authority")
        OTHER = "other", pgettext_lazy("contact outside", "other")

    class How(models.TextChoices):
        VISIT = "visit", _("they came to the school")
        CALL = "call", _("by telephone")
        MEETING = "meeting", pgettext_lazy("contact outside", "meeting")
        JOINT = "joint", _("joint inspection of the surroundings")

    whom = models.CharField(pgettext_lazy("contact", "with whom"), max_length=10, choices=Whom)
    name = models.CharField(_("name and post"), max_length=80, blank=True)
    how = models.CharField(pgettext_lazy("contact", "how"), max_length=10, choices=How)
    topic = models.CharField(pgettext_lazy("contact", "about"), max_length=200)
    result = models.TextField(pgettext_lazy("contact", "result"), blank=True)

    class Meta:
        verbose_name = _("contact with others")
        verbose_name_plural = _("contacts with others")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.get_whom_display()}: {self.topic}"[:120]
