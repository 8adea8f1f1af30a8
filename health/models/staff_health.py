"""The health certificates of the staff: number, day, valid to and fit or unfit, nothing else."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from logistics.records.models import Record, RecordLine


class StaffHealthSheet(Record):
    """Certificates handed in, one line each; or the monthly look at who has to renew.

    `staff`, `expiring` and `lapsed` are how things stood when it was filed.
    """

    kind_code = "staff_health_cert"
    with_lines = True

    staff = models.PositiveSmallIntegerField(_("people who need a certificate"))
    expiring = models.PositiveSmallIntegerField(_("to renew soon"))
    lapsed = models.PositiveSmallIntegerField(_("without a valid certificate"))

    class Meta:
        verbose_name = _("health certificates of staff")
        verbose_name_plural = _("health certificates of staff")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        count = len(self.new_lines) if self.new_lines is not None else self.lines.count()
        return ngettext("%(n)s certificate", "%(n)s certificates", count) % {"n": count}

    def named_lines(self) -> list["StaffHealthCert"]:
        """The certificates with their people, no identity number decrypted."""
        rows = self.lines.select_related("person").defer("person__identity_number")
        return list(rows)


class StaffHealthCert(RecordLine):
    """托幼机构工作人员健康合格证 of one person. What the examination found is no business of ours."""

    sheet = models.ForeignKey(
        StaffHealthSheet, models.PROTECT, related_name="lines", verbose_name=_("record")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="health_certs",
        verbose_name=_("person"),
    )
    number = models.CharField(_("number of the certificate"), max_length=40, blank=True)
    issued_by = models.CharField(_("issued by"), max_length=100, blank=True)
    checked_on = models.DateField(_("examined on"))
    valid_to = models.DateField(_("valid to"))
    is_fit = models.BooleanField(pgettext_lazy("staff health", "fit"), default=True)
    renew_from = models.DateField(_("to be renewed from"))

    class Meta(RecordLine.Meta):
        verbose_name = _("health certificate")
        verbose_name_plural = _("health certificates")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("checked_on")),
                name="staff_cert_valid_after_check",
                violation_error_message=_("A certificate is valid after the examination."),
            ),
            models.CheckConstraint(
                condition=Q(is_fit=False) | ~Q(number=""),
                name="staff_cert_has_a_number",
                violation_error_message=_("A certificate has a number."),
            ),
        ]
        indexes = [models.Index(fields=["person", "-checked_on"], name="staff_cert_newest")]

    def __str__(self) -> str:
        return self.number

    def is_valid(self, on: date) -> bool:
        return self.is_fit and self.checked_on <= on <= self.valid_to

    def expires_within(self, on: date, days: int) -> bool:
        return self.is_valid(on) and self.valid_to <= on + timedelta(days=days)
