"""来访: who comes in, who was expected, who agreed, and who has been here before."""

from secrets import token_urlsafe
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.fields import EncryptedTextField, half_width, valid_phone
from logistics.school.names import Named
from logistics.school.reach import VisibleQuerySet
from safety.models.stays import Stay

LONGEST_NAME = 200


class Paper(models.TextChoices):
    """What a visitor shows at the gate."""

    IDENTITY = "identity", _("identity card")
    DRIVING = "driving", _("driving licence")
    WORK = "work", _("work pass")
    OTHER = "other", pgettext_lazy("a paper", "another paper")
    NONE = "none", _("none shown")


class Purpose(models.TextChoices):
    """Why somebody comes."""

    PARENT = "parent", _("parent of a child")
    DELIVERY = "delivery", pgettext_lazy("purpose of a visit", "delivery")
    REPAIR = "repair", pgettext_lazy("purpose of a visit", "repair or works")
    OFFICIAL = "official", _("official visit")
    OTHER = "other", pgettext_lazy("purpose of a visit", "something else")


class Consent(models.TextChoices):
    """How the person visited agreed."""

    PHONE = "phone", _("by telephone")
    SYSTEM = "system", _("in the system")
    EXPECTED = "expected", _("announced beforehand")
    NONE = "none", _("nobody was asked")


class VisitorLog(Stay):
    """A visitor who was let in: papers, reason, who agreed, badge out; the step out ends it."""

    kind_code = "visitor"

    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=LONGEST_NAME)
    company = models.CharField(_("from where"), max_length=100, blank=True)
    phone = EncryptedTextField(_("phone"), blank=True, validators=[valid_phone])
    paper = models.CharField(_("paper shown"), max_length=10, choices=Paper)
    paper_number = EncryptedTextField(_("number of the paper"), blank=True)
    purpose = models.CharField(
        pgettext_lazy("of a visit", "purpose"), max_length=10, choices=Purpose
    )
    reason = models.CharField(_("more about the purpose"), max_length=100, blank=True)
    host = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person visited"),
    )
    consent = models.CharField(_("consent"), max_length=10, choices=Consent)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("agreed by"),
    )
    agreed_at = models.DateTimeField(_("agreed at"), null=True, blank=True)
    count = models.PositiveSmallIntegerField(_("number of people"), default=1)
    plate = models.CharField(_("number plate"), max_length=15, blank=True)
    carrying = models.CharField(_("things carried in"), max_length=100, blank=True)
    badge = models.CharField(_("badge"), max_length=10, blank=True)

    class Meta:
        verbose_name = _("visitor")
        verbose_name_plural = _("visitors")
        indexes = [
            models.Index(fields=["entry"], condition=Q(ended_at=None), name="visitor_inside"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(consent="none", agreed_by=None)
                | (~Q(consent="none") & Q(agreed_by__isnull=False)),
                name="visitor_consent_names_who",
                violation_error_message=_("Say who agreed to the visit."),
            ),
            models.CheckConstraint(
                condition=Q(count__gte=1),
                name="visitor_is_somebody",
                violation_error_message=_("At least one person comes in."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        """Without the name: it goes after its year, and lists are read by many."""
        host = f" → {self.host}" if self.host else ""
        return f"{self.get_purpose_display()}{host}"


class VisitorQuerySet(VisibleQuerySet):
    def matching(self, words: str) -> Self:
        """As a guard types: name, initials, company, number plate, last four digits of a phone."""
        if not (words := words.strip()):
            return self.none()
        letters = words.replace(" ", "").lower()
        found = Q(name__icontains=words) | Q(initials__contains=letters)
        found |= Q(company__icontains=words) | Q(plate__icontains=words)
        if words.isdecimal() and len(words) == 4:
            found |= Q(phone_end=words)
        return self.filter(found)


class Visitor(Named, models.Model):
    """Somebody who has been here: the next visit asks for nothing again. Goes after a year."""

    names_a_person = True

    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=LONGEST_NAME)
    pinyin = models.CharField(_("pinyin"), max_length=200, blank=True, editable=False)
    initials = models.CharField(_("initials"), max_length=200, blank=True, editable=False)
    company = models.CharField(_("from where"), max_length=100, blank=True)
    phone = EncryptedTextField(_("phone"), blank=True)
    phone_end = models.CharField(_("last four digits"), max_length=4, blank=True, editable=False)
    paper = models.CharField(_("paper shown"), max_length=10, choices=Paper)
    paper_number = EncryptedTextField(_("number of the paper"), blank=True)
    purpose = models.CharField(
        pgettext_lazy("of a visit", "purpose"), max_length=10, choices=Purpose
    )
    host = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person visited"),
    )
    plate = models.CharField(_("number plate"), max_length=15, blank=True)
    visits = models.PositiveIntegerField(_("visits"), default=1)
    last_at = models.DateTimeField(_("last visit"))

    objects = VisitorQuerySet.as_manager()

    class Meta:
        ordering = ["-last_at", "-pk"]
        verbose_name = _("known visitor")
        verbose_name_plural = _("known visitors")
        indexes = [models.Index(fields=["campus", "-last_at"], name="visitor_last")]
        constraints = [
            models.UniqueConstraint(
                fields=["campus", "name", "company", "phone_end"], name="visitor_known_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **given: Any) -> None:
        self.phone_end = half_width(self.phone)[-4:]
        self.spell()
        super().save(*args, **given)


class VisitState(models.TextChoices):
    """Read off the moments of an announced visit; never set by hand."""

    WAITING = "visit_waiting", _("waits for consent")
    AGREED = "visit_agreed", pgettext_lazy("a visit", "expected")
    REFUSED = "visit_refused", pgettext_lazy("a visit", "refused")
    ARRIVED = "visit_arrived", _("has come in")
    CANCELLED = "visit_cancelled", pgettext_lazy("a visit", "cancelled")


VISITS = {
    VisitState.WAITING: Q(agreed_at=None, refused_at=None, cancelled_at=None),
    VisitState.AGREED: Q(agreed_at__isnull=False, cancelled_at=None, arrived=None),
    VisitState.REFUSED: Q(refused_at__isnull=False),
    VisitState.ARRIVED: Q(arrived__isnull=False),
    VisitState.CANCELLED: Q(cancelled_at__isnull=False),
}


def new_code() -> str:
    return token_urlsafe(9)


class ExpectedVisitQuerySet(VisibleQuerySet):
    def in_state(self, state: str) -> Self:
        return self.filter(VISITS[VisitState(state)])

    def visible_to(self, person: Any, permission: str) -> Self:
        """What the permission reaches, and whoever comes to oneself."""
        reach = person.reach(permission).within(campus="campus_id")
        return self.filter(reach | Q(host_id=person.pk) | Q(asked_by_id=person.pk))


class ExpectedVisit(models.Model):
    """A visit announced by the host, or a visitor at the gate who waits for the host's consent."""

    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    host = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("person visited"),
    )
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=LONGEST_NAME)
    company = models.CharField(_("from where"), max_length=100, blank=True)
    phone = EncryptedTextField(_("phone"), blank=True, validators=[valid_phone])
    paper = models.CharField(_("paper shown"), max_length=10, choices=Paper, blank=True)
    paper_number = EncryptedTextField(_("number of the paper"), blank=True)
    purpose = models.CharField(
        pgettext_lazy("of a visit", "purpose"), max_length=10, choices=Purpose
    )
    reason = models.CharField(_("more about the purpose"), max_length=100, blank=True)
    count = models.PositiveSmallIntegerField(_("number of people"), default=1)
    plate = models.CharField(_("number plate"), max_length=15, blank=True)
    on = models.DateField(_("day"))
    clock = models.TimeField(_("about"), null=True, blank=True)
    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    asked_at = models.DateTimeField(_("entered at"))
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("agreed by"),
    )
    agreed_at = models.DateTimeField(_("agreed at"), null=True, blank=True)
    refused_at = models.DateTimeField(_("refused at"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    arrived = models.OneToOneField(
        "records.Entry",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="expected_visit",
        verbose_name=_("record"),
    )

    objects = ExpectedVisitQuerySet.as_manager()

    class Meta:
        ordering = ["on", "clock", "pk"]
        verbose_name = _("expected visit")
        verbose_name_plural = _("expected visits")
        indexes = [
            models.Index(fields=["campus", "on"], name="visit_of_day"),
            models.Index(
                fields=["host", "on"],
                condition=Q(agreed_at=None, refused_at=None, cancelled_at=None),
                name="visit_waiting_for_host",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_at=None) | Q(refused_at=None),
                name="visit_agreed_or_refused",
                violation_error_message=_("A visit is agreed to or refused, not both."),
            ),
            models.CheckConstraint(
                condition=Q(agreed_at=None, agreed_by=None)
                | Q(agreed_at__isnull=False, agreed_by__isnull=False),
                name="visit_agreed_by_somebody",
                violation_error_message=_("Say who agreed to the visit."),
            ),
            models.CheckConstraint(
                condition=Q(arrived=None) | Q(agreed_at__isnull=False),
                name="visit_agreed_before_arrival",
                violation_error_message=_("Nobody comes in before the host agreed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} → {self.host}"

    def get_absolute_url(self) -> str:
        return reverse("safety:visit", args=[self.pk])

    @property
    def state(self) -> VisitState:
        if self.arrived_id:
            return VisitState.ARRIVED
        if self.cancelled_at:
            return VisitState.CANCELLED
        if self.refused_at:
            return VisitState.REFUSED
        return VisitState.AGREED if self.agreed_at else VisitState.WAITING


class PaperReading(models.Model):
    """Somebody uncovered a visitor's masked numbers. Rows are only ever added."""

    entry = models.ForeignKey(
        "records.Entry", models.PROTECT, related_name="paper_readings", verbose_name=_("record")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))
    stamp = models.CharField(_("stamp"), max_length=32)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("uncovering of a visitor's papers")
        verbose_name_plural = _("uncoverings of visitors' papers")

    def __str__(self) -> str:
        return f"{self.entry_id} · {self.by}"
