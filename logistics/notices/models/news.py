"""What people are told: a piece of news, and the digest of what waits for them."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from logistics.notices import wording
from logistics.school.models import Person


class NoticeQuerySet(models.QuerySet):
    def of(self, person: Any) -> Self:
        """One's own: nobody reads what another was told."""
        return self.filter(person_id=person.pk)

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def about(self, kind: str, key: str) -> Self:
        return self.filter(kind=kind, key=key)


class Notice(models.Model):
    """One piece of news for one person. `said` fills the places of its kind's sentence.

    `key` names what it is about: of the same kind and key a person has one.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="notices",
        verbose_name=_("person"),
    )
    kind = models.CharField(_("kind"), max_length=60)
    key = models.CharField(_("about"), max_length=100)
    said = models.JSONField(_("said"), default=dict)
    url = models.CharField(_("page"), max_length=300)
    campus = models.ForeignKey(
        "school.Campus", models.CASCADE, null=True, blank=True, verbose_name=_("campus")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    urgent = models.BooleanField(_("urgent"), default=False)
    made_at = models.DateTimeField(_("told at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    pushed_at = models.DateTimeField(_("sent out at"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "key"],
                name="notice_once_per_person",
                violation_error_message=_("This person was already told."),
            ),
            models.CheckConstraint(
                condition=Q(url__startswith="/") & ~Q(url__startswith="//"),
                name="notice_leads_to_a_page_of_ours",
                violation_error_message=_("News lead to a page of this site."),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-made_at", "-id"], name="notice_newest"),
            models.Index(fields=["person"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=["kind", "key"], name="notice_about"),
            models.Index(fields=["pushed_at"], name="notice_pushed"),
        ]

    def __str__(self) -> str:
        return self.sentence

    def get_absolute_url(self) -> str:
        return reverse("notices:notice", args=[self.pk])

    @property
    def title(self) -> str:
        return wording.title(self.kind)

    @property
    def sentence(self) -> str:
        """In the language of whoever reads it now."""
        return wording.sentence(self.kind, self.said)

    @property
    def outside(self) -> str:
        """As much of it as may leave the house."""
        return self.sentence if wording.may_leave(self.kind) else self.title


class DigestQuerySet(models.QuerySet):
    def from_slot(self, slot: datetime) -> Self:
        """Of this slot or a later one: made before a clock was set back."""
        return self.filter(slot__gte=slot)


class Digest(models.Model):
    """What waited for a person at 07:00 or 15:30. Made once, also where there was nothing to say."""

    person = models.ForeignKey(
        Person, models.CASCADE, related_name="digests", verbose_name=_("person")
    )
    slot = models.DateTimeField(_("for"))
    made_at = models.DateTimeField(_("made at"))
    said = models.JSONField(_("said"), default=dict)
    pushed_at = models.DateTimeField(_("sent out at"), null=True, blank=True)

    objects = DigestQuerySet.as_manager()

    class Meta:
        ordering = ["-slot", "pk"]
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        constraints = [
            models.UniqueConstraint(fields=["person", "slot"], name="digest_once_a_slot"),
        ]
        indexes = [models.Index(fields=["slot"], name="digest_slot")]

    def __str__(self) -> str:
        return wording.digest_title(self.said)
