"""What guardians ask of their children's data, what keeps it, and what was deleted by the rules."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from logistics.fields import EncryptedTextField
from logistics.school.models.classes import Child
from logistics.school.models.people import Person


class Hold(models.Model):
    """Nothing of this child is deleted while an incident is open."""

    child = models.ForeignKey(
        "school.Child", models.PROTECT, related_name="holds", verbose_name=_("child")
    )
    reason = EncryptedTextField(_("reason"))
    by = models.ForeignKey("school.Person", models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("since"))
    lifted_by = models.ForeignKey(
        "school.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lifted by"),
    )
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")

    def __str__(self) -> str:
        return self.reason


class OfChildrenQuerySet(models.QuerySet):
    """Rows about a child, or about somebody who worked here."""

    def visible_to(self, person: Any, permission: str) -> Self:
        children = Child.objects.visible_to(person, permission).order_by().values("pk")
        if not any(field.name == "person" for field in self.model._meta.fields):
            return self.filter(child__in=children)
        people = Person.objects.changeable_by(person, permission).order_by().values("pk")
        return self.filter(Q(child__in=children) | Q(person__in=people))


class RequestQuerySet(OfChildrenQuerySet):
    def open(self) -> Self:
        return self.filter(answered_at=None)


class DataRequest(models.Model):
    """A guardian asks to see, correct or delete what is kept; it is answered within a time."""

    class Kind(models.TextChoices):
        COPY = "copy", _("a copy of the file")
        CORRECT = "correct", _("correction")
        DELETE = "delete", _("deletion")

    class Outcome(models.TextChoices):
        DONE = "done", _("done as asked")
        PARTLY = "partly", _("done in part")
        REFUSED = "refused", _("refused")

    child = models.ForeignKey(
        "school.Child", models.PROTECT, related_name="requests", verbose_name=_("child")
    )
    kind = models.CharField(_("asked for"), max_length=20, choices=Kind)
    guardian = EncryptedTextField(_("guardian"))
    received_on = models.DateField(_("received on"))
    due_on = models.DateField(_("due on"), editable=False)
    said = EncryptedTextField(_("in their words"), blank=True)
    recorded_by = models.ForeignKey(
        "school.Person", models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    outcome = models.CharField(_("answer"), max_length=20, choices=Outcome, blank=True)
    answer = EncryptedTextField(_("what was done, or why not"), blank=True)
    answered_by = models.ForeignKey(
        "school.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("guardian's request")
        verbose_name_plural = _("guardians' requests")
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None) | ~Q(outcome=""),
                name="data_request_answered_says_how",
                violation_error_message=_("An answer says what was done."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child} · {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("school:request", args=[self.pk])

    def is_late(self, on: date) -> bool:
        return self.answered_at is None and self.due_on < on


class OrderQuerySet(OfChildrenQuerySet):
    def waiting(self) -> Self:
        return self.filter(confirmed_at=None, withdrawn_at=None)


class ErasureOrder(models.Model):
    """Somebody ordered a deletion; a second person looks at it before it is done."""

    child = models.ForeignKey(
        "school.Child", models.PROTECT, related_name="orders", verbose_name=_("child")
    )
    parts = models.CharField(_("what is deleted"), max_length=200)
    reason = EncryptedTextField(_("reason"), blank=True)
    ordered_by = models.ForeignKey(
        "school.Person", models.PROTECT, related_name="+", verbose_name=_("ordered by")
    )
    ordered_at = models.DateTimeField(_("ordered at"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        ordering = ["-ordered_at", "-pk"]
        verbose_name = _("order to delete")
        verbose_name_plural = _("orders to delete")
        constraints = [
            models.UniqueConstraint(
                fields=["child"],
                condition=Q(confirmed_at=None, withdrawn_at=None),
                name="erasure_order_one_open_per_child",
                violation_error_message=_("The deletion is ordered already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.child)

    def get_absolute_url(self) -> str:
        return reverse("school:erasure_confirm", args=[self.pk])


class DataErasureQuerySet(OfChildrenQuerySet):
    def of_part(self, code: str) -> Self:
        return self.filter(parts__contains=f" {code} ")


class DataErasure(models.Model):
    """Personal data was deleted by the rules: of whom only the pseudonym says. Rows only grow.

    `parts` are the codes of what went, each between spaces. After a restore each row is done again.
    """

    pseudonym = models.CharField(_("pseudonym"), max_length=20)
    child = models.ForeignKey(
        "school.Child",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="erasures",
        verbose_name=_("child"),
    )
    person = models.ForeignKey(
        "school.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="erasures",
        verbose_name=_("person"),
    )
    parts = models.CharField(_("what was deleted"), max_length=200)
    mark = models.CharField(_("mark of the number"), max_length=64)
    basis = models.CharField(_("rule that asks for it"), max_length=200)
    by = models.ForeignKey(
        "school.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    second = models.ForeignKey(
        "school.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    at = models.DateTimeField(_("at"))

    objects = DataErasureQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("deletion of personal data")
        verbose_name_plural = _("deletions of personal data")
        constraints = [
            models.CheckConstraint(
                condition=Q(child__isnull=False, person=None) | Q(child=None, person__isnull=False),
                name="data_erasure_is_of_one",
                violation_error_message=_("A deletion is of one child or one person."),
            ),
            models.CheckConstraint(
                condition=Q(second=None) | ~Q(second=models.F("by")),
                name="data_erasure_by_two",
                violation_error_message=_("The second person is another one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pseudonym} {self.at:%Y-%m-%d}"

    @property
    def codes(self) -> list[str]:
        return self.parts.split()
