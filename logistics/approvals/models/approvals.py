"""Approvals: what was put before others, whom it waits for, and what each of them said to it."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.access import Role
from logistics.contributions import ApprovalKind, Words, approval_kinds
from logistics.fields import MoneyField
from logistics.school.reach import VisibleQuerySet

GROUP = "group"  # whom a step goes to that no single role may decide: the heads together
DECIDERS = [*Role.choices, (GROUP, _("group decision"))]


class ApprovalQuerySet(VisibleQuerySet):
    def visible_to(self, person: Any, permission: str) -> Self:
        """At the campuses the permission reaches or of the whole school, and what concerns one."""
        mine = Q(pk__in=Approval.objects.concerning(person).values("pk"))
        if reach := person.reach(permission):
            asked = ~Q(state=Approval.State.DRAFT)  # a draft is its asker's alone
            mine |= asked & (Q(campus=None) | reach.within(campus="campus_id"))
        return self.filter(mine)

    def concerning(self, person: Any) -> Self:
        """Asked by this person, or put before them at some time."""
        put = Signer.objects.filter(person=person).values("approval")
        return self.filter(Q(asked_by_id=person.pk) | Q(pk__in=put))

    def pending(self) -> Self:
        return self.filter(state=Approval.State.PENDING)

    def asked_by(self, person: Any) -> Self:
        return self.filter(asked_by_id=person.pk)

    def waiting_for(self, person: Any) -> Self:
        """What this person has to decide now; a role they gave up asks nothing of them any more."""
        held = Q(role="") | Q(role__in=person.roles())
        mine = Signer.objects.filter(held, person=person, is_open=True)
        return self.pending().filter(pk__in=mine.values("approval"))

    def handled_by(self, person: Any) -> Self:
        """What this person has said something to, as one of the deciders."""
        said = Decision.objects.filter(by=person, act__in=Decision.DECIDERS)
        return self.filter(pk__in=said.values("approval"))

    def of(self, kind: str, document: Any) -> Self:
        return self.filter(kind=kind, object_id=document.pk)

    def for_rows(self) -> Self:
        """Everything a list row shows: two queries, however many rows."""
        open_now = Signer.objects.open().select_related("person")
        waiting = Prefetch("signers", open_now, to_attr="open_signers")
        return self.select_related("asked_by", "campus").prefetch_related(waiting)


class Approval(models.Model):
    """A document put before others: who asked and why, its state, the version they decide on.

    What it says of the document is a copy of its latest version. It is a draft until it is asked,
    and returned or withdrawn it may be asked again under its number.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PENDING = "pending", _("waiting for approval")
        AGREED = "agreed", _("agreed")
        RETURNED = "returned", _("returned")
        WITHDRAWN = "withdrawn", _("withdrawn")

    OVER = (State.AGREED, State.RETURNED, State.WITHDRAWN)
    MAY_BE_ASKED = (State.DRAFT, State.RETURNED, State.WITHDRAWN)

    number = models.CharField(_("number"), max_length=30, unique=True)
    kind = models.CharField(_("kind of request"), max_length=40)
    object_id = models.PositiveBigIntegerField(_("document"))
    campus = models.ForeignKey(
        "school.Campus", models.PROTECT, null=True, blank=True, verbose_name=_("campus")
    )
    title = models.CharField(_("title"), max_length=200)
    amount = MoneyField(_("amount"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT)
    version = models.PositiveSmallIntegerField(_("version"), default=0)
    digest = models.CharField(_("digest"), max_length=64, blank=True)
    over_at = models.DateTimeField(_("over at"), null=True, blank=True)
    reminded_on = models.DateField(_("reminded on"), null=True, blank=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        indexes = [
            models.Index(fields=["kind", "object_id"], name="approval_document"),
            models.Index(fields=["asked_by", "state"], name="approval_asker"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id"],
                condition=Q(state="pending"),
                name="approval_one_pending_a_document",
                violation_error_message=_("This already waits for approval."),
            ),
            models.CheckConstraint(
                condition=Q(state="draft", asked_at=None)
                | ~Q(state="draft") & Q(asked_at__isnull=False),
                name="approval_asked_unless_a_draft",
                violation_error_message=_("What was asked is no draft."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "pending"), over_at=None)
                | Q(state__in=("agreed", "returned", "withdrawn"), over_at__isnull=False),
                name="approval_over_at_a_time",
                violation_error_message=_("What is over says since when."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("approvals:approval", args=[self.pk])

    @property
    def declared(self) -> ApprovalKind | None:
        return approval_kinds().get(self.kind)

    @property
    def kind_title(self) -> Words:
        return self.declared.title if self.declared else self.kind

    @property
    def is_pending(self) -> bool:
        return self.state == self.State.PENDING

    @property
    def may_be_asked(self) -> bool:
        return self.state in self.MAY_BE_ASKED

    @property
    def waits_for(self) -> list[Any]:
        """The people it waits for now. Rows that came by `for_rows` know them."""
        if "open_signers" not in self.__dict__:
            self.open_signers = list(self.signers.open().select_related("person"))
        return [signer.person for signer in self.open_signers]


class Version(models.Model):
    """What was put before the deciders at one time. Rows are only ever added."""

    approval = models.ForeignKey(
        Approval, models.PROTECT, related_name="versions", verbose_name=_("approval")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=200)
    amount = MoneyField(_("amount"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    said = models.JSONField(_("content"))
    digest = models.CharField(_("digest"), max_length=64)
    at = models.DateTimeField(_("at"))
    stamp = models.CharField(_("stamp"), max_length=32)

    class Meta:
        ordering = ["approval", "number"]
        verbose_name = _("version of a request")
        verbose_name_plural = _("versions of requests")
        constraints = [
            models.UniqueConstraint(
                fields=["approval", "number"], name="approval_version_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.approval_id} v{self.number}"


class Step(models.Model):
    """A step one version takes. `goes_to` is who is asked in fact: a role further up, or the group."""

    version = models.ForeignKey(
        Version, models.PROTECT, related_name="steps", verbose_name=_("version")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    role = models.CharField(_("role"), max_length=30, choices=Role)
    goes_to = models.CharField(_("goes to"), max_length=30, choices=DECIDERS)
    everybody = models.BooleanField(_("all of them must agree"), default=False)
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        ordering = ["version", "position"]
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="approval_step_once"),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(opened_at__isnull=False),
                name="approval_step_opens_before_it_closes",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_goes_to_display())


class SignerQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(is_open=True)


class Signer(models.Model):
    """Somebody a step waits for: by a role they hold, or by name (then `role` is empty)."""

    approval = models.ForeignKey(
        Approval, models.PROTECT, related_name="signers", verbose_name=_("approval")
    )
    step = models.ForeignKey(Step, models.PROTECT, related_name="signers", verbose_name=_("step"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=30, choices=Role, blank=True)
    must = models.BooleanField(_("must agree"), default=False)
    is_open = models.BooleanField(_("has to decide"), default=True)
    has_agreed = models.BooleanField(_("has agreed"), default=False)

    objects = SignerQuerySet.as_manager()

    class Meta:
        ordering = ["step", "pk"]
        verbose_name = _("signer")
        verbose_name_plural = _("signers")
        indexes = [
            models.Index(fields=["person"], condition=Q(is_open=True), name="signer_open"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["step", "person"],
                condition=Q(is_open=True),
                name="signer_open_once_a_step",
                violation_error_message=_("It already waits for this person."),
            ),
            models.CheckConstraint(
                condition=Q(is_open=False) | Q(has_agreed=False), name="signer_agrees_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)


class Decision(models.Model):
    """What somebody did with a request, on the version they saw. Rows are only ever added."""

    class Act(models.TextChoices):
        AGREE = "agree", pgettext_lazy("what somebody did", "agreed")
        RETURN = "return", pgettext_lazy("what somebody did", "returned it")
        HAND_ON = "hand_on", pgettext_lazy("what somebody did", "handed it on")
        ADD_SIGNER = "add_signer", pgettext_lazy("what somebody did", "added a signer")
        WITHDRAW = "withdraw", pgettext_lazy("what somebody did", "withdrew it")
        REMIND = "remind", pgettext_lazy("what somebody did", "reminded")

    DECIDERS = (Act.AGREE, Act.RETURN, Act.HAND_ON, Act.ADD_SIGNER)

    approval = models.ForeignKey(
        Approval, models.PROTECT, related_name="decisions", verbose_name=_("approval")
    )
    version = models.ForeignKey(
        Version, models.PROTECT, related_name="decisions", verbose_name=_("version seen")
    )
    step = models.ForeignKey(
        Step, models.PROTECT, null=True, related_name="decisions", verbose_name=_("step")
    )
    act = models.CharField(_("act"), max_length=20, choices=Act)
    opinion = models.CharField(_("opinion"), max_length=300, blank=True)
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("to whom"),
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))
    stamp = models.CharField(_("stamp"), max_length=32)

    class Meta:
        ordering = ["approval", "pk"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        indexes = [models.Index(fields=["by", "-at"], name="decision_by_person")]
        constraints = [
            # The asker stands in the row so that the database itself can tell.
            models.CheckConstraint(
                condition=Q(act__in=("withdraw", "remind")) | ~Q(by=F("asked_by")),
                name="decision_by_another",
                violation_error_message=_("Nobody decides on their own request."),
            ),
            models.CheckConstraint(
                condition=~Q(act="return") | ~Q(opinion=""),
                name="decision_to_return_says_why",
                violation_error_message=_("Say why it is returned."),
            ),
            models.CheckConstraint(
                condition=Q(act__in=("hand_on", "add_signer")) & Q(to__isnull=False)
                | ~Q(act__in=("hand_on", "add_signer")) & Q(to=None),
                name="decision_names_whom_it_goes_to",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by} {self.get_act_display()}"
