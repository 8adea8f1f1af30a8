"""Who looked at what the pages mask: telephone and identity numbers."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reveal(models.Model):
    """Somebody had the masked numbers of a person or a child shown. Rows are only ever added."""

    by = models.ForeignKey("school.Person", models.PROTECT, related_name="+", verbose_name=_("by"))
    person = models.ForeignKey(
        "school.Person",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
    )
    child = models.ForeignKey(
        "school.Child",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("child"),
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["-at"]
        verbose_name = _("reveal")
        verbose_name_plural = _("reveals")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) | models.Q(child__isnull=False),
                name="reveal_names_whose_numbers",
                violation_error_message=_("Name the person or the child."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by} → {self.person or self.child}"
