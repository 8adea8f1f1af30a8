"""The ways out of the house: channels, who wants to be told how, and what was sent."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from logistics.access import Role
from logistics.fields import EncryptedTextField
from logistics.notices.models.news import Digest, Notice
from logistics.school.models import Person
from logistics.school.reach import VisibleQuerySet

MOST_TRIES = 6


class ChannelQuerySet(VisibleQuerySet):
    def open(self) -> Self:
        return self.filter(is_active=True)


class Channel(models.Model):
    """A way by which news leave the house: by mail, or by the robot of a chat group.

    The address of a robot is itself a secret: whoever has it can write into the group.
    """

    class Kind(models.TextChoices):
        MAIL = "mail", _("mail")
        WECOM = "wecom", _("WeCom robot")
        DINGTALK = "dingtalk", _("DingTalk robot")
        FEISHU = "feishu", _("Feishu robot")

    class Carries(models.TextChoices):
        ALL = "all", _("everything")
        DIGESTS = "digests", _("only the digest of the day")
        URGENT = "urgent", _("only what is urgent")

    title = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    campus = models.ForeignKey(
        "school.Campus",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("campus"),
        help_text=_("Empty: the whole school"),
    )
    roles = models.JSONField(_("roles"), default=list, blank=True)
    carries = models.CharField(_("carries"), max_length=10, choices=Carries, default=Carries.ALL)
    address = EncryptedTextField(_("webhook address"), blank=True)
    secret = EncryptedTextField(_("signing secret"), blank=True)
    is_active = models.BooleanField(_("in use"), default=False)
    rests_until = models.DateTimeField(_("rests until"), null=True, blank=True, editable=False)

    objects = ChannelQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["address", "secret", "rests_until"])

    class Meta:
        ordering = ["kind", "title", "pk"]
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        constraints = [
            models.CheckConstraint(
                condition=Q(is_active=False) | Q(kind="mail") | ~Q(address=""),
                name="channel_in_use_has_an_address",
                violation_error_message=_("A robot needs its webhook address before it is used."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("notices:channel_edit", args=[self.pk])

    @property
    def is_robot(self) -> bool:
        return self.kind != self.Kind.MAIL

    @property
    def role_words(self) -> list[str]:
        return [str(Role(role).label) for role in self.roles if role in Role]

    def carries_news(self, *, urgent: bool) -> bool:
        return self.carries == self.Carries.ALL or (urgent and self.carries == self.Carries.URGENT)

    def is_for(self, posts: Iterable[Any], *, campus_id: int | None = None) -> bool:
        """Whether somebody with these posts is told by it what concerns a campus."""
        if self.campus_id and campus_id and campus_id != self.campus_id:
            return False
        return any(
            (not self.campus_id or post.campus_id in (None, self.campus_id))
            and (not self.roles or post.role in self.roles)
            for post in posts
        )


def school_language() -> str:
    return settings.LANGUAGE_CODE


class Wish(models.Model):
    """How one person wants to be told: at which mail address, in which language, by what not."""

    person = models.OneToOneField(
        Person, models.CASCADE, related_name="wish", verbose_name=_("person")
    )
    mail = models.EmailField(
        _("mail address"), blank=True, help_text=_("Empty: you get no mail from here")
    )
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default=school_language
    )
    digest = models.BooleanField(_("digest of the day"), default=True)
    silent = models.ManyToManyField(
        Channel, blank=True, related_name="+", verbose_name=_("not by these channels")
    )

    class Meta:
        verbose_name = _("way of being told")
        verbose_name_plural = _("ways of being told")

    def __str__(self) -> str:
        return f"{self.person}: {self.mail}"


class DeliveryQuerySet(models.QuerySet):
    def visible_to(self, person: Any, permission: str) -> Self:
        return self.filter(channel__in=Channel.objects.visible_to(person, permission))

    def unsettled(self) -> Self:
        return self.filter(sent_at=None, failed_at=None)

    def waiting(self) -> Self:
        return self.unsettled().filter(tries__lt=MOST_TRIES)

    def free(self, now: datetime) -> Self:
        """Held by no worker, or by one that was killed and whose hold has run out."""
        return self.unsettled().filter(Q(held_until=None) | Q(held_until__lt=now))

    def owed(self, now: datetime, *, quiet: bool = False) -> Self:
        """What a worker may take up now; in quiet hours only what is urgent."""
        resting = Q(channel__rests_until=None) | Q(channel__rests_until__lte=now)
        rows = self.free(now).filter(
            resting, next_at__lte=now, tries__lt=MOST_TRIES, channel__is_active=True
        )
        return rows.filter(urgent=True) if quiet else rows

    def failed(self) -> Self:
        return self.filter(failed_at__isnull=False)

    def sent(self) -> Self:
        return self.filter(sent_at__isnull=False)


class Delivery(models.Model):
    """One thing to be sent by one channel, once. It is kept with what came of it."""

    channel = models.ForeignKey(
        Channel, models.CASCADE, related_name="deliveries", verbose_name=_("channel")
    )
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("person"))
    notice = models.ForeignKey(
        Notice, models.CASCADE, null=True, related_name="deliveries", verbose_name=_("notice")
    )
    digest = models.ForeignKey(
        Digest, models.CASCADE, null=True, related_name="deliveries", verbose_name=_("digest")
    )
    urgent = models.BooleanField(_("urgent"), default=False)
    made_at = models.DateTimeField(_("made at"))
    next_at = models.DateTimeField(_("next try at"))
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    held_by = models.CharField(_("held by"), max_length=32, blank=True, editable=False)
    held_until = models.DateTimeField(_("held until"), null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    failed_at = models.DateTimeField(_("given up at"), null=True, blank=True)
    error = models.CharField(_("what went wrong"), max_length=300, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(fields=["notice", "channel"], name="delivery_once_per_notice"),
            models.UniqueConstraint(fields=["digest", "channel"], name="delivery_once_per_digest"),
            models.CheckConstraint(
                condition=Q(notice=None, digest__isnull=False)
                | Q(notice__isnull=False, digest=None),
                name="delivery_of_a_notice_or_a_digest",
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(failed_at=None),
                name="delivery_sent_or_given_up",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at", "id"],
                condition=Q(sent_at=None, failed_at=None),
                name="delivery_unsettled",
            ),
            models.Index(fields=["held_by"], condition=~Q(held_by=""), name="delivery_held"),
        ]

    def __str__(self) -> str:
        return f"{self.title} → {self.channel}"

    @property
    def title(self) -> str:
        """What it is, without what it says."""
        return self.notice.title if self.notice else str(_("Digest of the day"))
