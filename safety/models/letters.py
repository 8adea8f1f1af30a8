"""责任书与承诺书: who answers for what and has signed it; pledges of the parents, class by class."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.records.models import Record
from logistics.school.reach import VisibleQuerySet


class LetterSort(models.TextChoices):
    """The tiers, and what is answered for."""

    POST = "post", _("safety of a post")
    MANAGEMENT = "management", _("safety management")
    DRIVING = "driving", _("driving on the site")
    PROPERTY = "property", _("management of property")
    KITCHEN = "kitchen", _("safe production in the kitchen")
    CLASS_PROPERTY = "class", _("property of a class")
    BUS = "bus", _("safety of the school bus")


class LetterRoundQuerySet(VisibleQuerySet):
    """Rounds belong to a campus."""


class LetterRound(models.Model):
    """Letters of one sort given out together: one text, one leader, a letter for each person."""

    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    sort = models.CharField(
        pgettext_lazy("responsibility letter", "sort"), max_length=12, choices=LetterSort
    )
    title = models.CharField(_("title"), max_length=80)
    text = models.TextField(_("text"))
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("signs for the school"),
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    made_at = models.DateTimeField(_("made at"))

    objects = LetterRoundQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("round of letters")
        verbose_name_plural = _("rounds of letters")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")),
                name="letters_valid_in_order",
                violation_error_message=_("The end lies before the beginning."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("safety:letter_round", args=[self.pk])


class ResponsibilityLetter(Record):
    """安全责任书: one person answers for it; both sides sign this sheet."""

    kind_code = "responsibility_letter"

    round = models.ForeignKey(
        LetterRound, models.PROTECT, related_name="letters", verbose_name=_("round of letters")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="responsibility_letters",
        verbose_name=_("answers for it"),
    )
    post = models.CharField(pgettext_lazy("letter", "post"), max_length=60, blank=True)
    text = models.TextField(_("text"))
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"))

    class Meta:
        verbose_name = _("responsibility letter")
        verbose_name_plural = _("responsibility letters")
        constraints = [
            models.UniqueConstraint(
                fields=["round", "person"],
                name="letter_once_a_person",
                violation_error_message=_("This person has this letter already."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.round.title} {self.person}"[:120]


class LettersSigned(Record):
    """责任书签订完成: the last signature of a round was given; it proves that all have signed."""

    kind_code = "letters_signed"

    round = models.ForeignKey(
        LetterRound, models.PROTECT, related_name="completions", verbose_name=_("round of letters")
    )
    letters = models.PositiveSmallIntegerField(_("letters"))

    class Meta:
        verbose_name = _("letters signed by all")
        verbose_name_plural = _("letters signed by all")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.round.title} {self.letters}"[:120]


class PledgeSort(models.TextChoices):
    DROWNING = "drowning", _("prevention of drowning")
    RIDING = "riding", _("riding a bicycle safely")
    HOLIDAY = "holiday", _("safety in the holidays")


class PledgeRoundQuerySet(VisibleQuerySet):
    class_column = "school_class_id"

    def open(self) -> Self:
        return self.filter(record=None)

    def with_progress(self) -> Self:
        return self.annotate(
            asked_count=Count("marks"),
            signed_count=Count("marks", filter=Q(marks__signed_on__isnull=False)),
        )


class PledgeRound(models.Model):
    """承诺书: one text for the parents of a class; who has handed it back signed."""

    school_class = models.ForeignKey("school.SchoolClass", models.PROTECT, verbose_name=_("class"))
    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    term = models.ForeignKey("school.Term", models.PROTECT, verbose_name=_("term"))
    sort = models.CharField(pgettext_lazy("pledge", "sort"), max_length=10, choices=PledgeSort)
    text = models.TextField(_("text"))
    began_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    began_at = models.DateTimeField(_("began at"))
    record = models.ForeignKey(
        "records.Entry",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("record"),
    )

    objects = PledgeRoundQuerySet.as_manager()

    class Meta:
        ordering = ["-began_at", "-pk"]
        verbose_name = _("pledges of a class")
        verbose_name_plural = _("pledges of classes")
        constraints = [
            models.UniqueConstraint(
                fields=["school_class", "term", "sort"],
                name="pledge_once_a_term",
                violation_error_message=_("This class has these pledges for the term already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school_class} {self.get_sort_display()}"

    def get_absolute_url(self) -> str:
        return reverse("safety:pledge", args=[self.pk])


class PledgeMark(models.Model):
    """Whether the parents of one child have signed."""

    round = models.ForeignKey(
        PledgeRound, models.CASCADE, related_name="marks", verbose_name=_("pledges of a class")
    )
    child = models.ForeignKey(
        "school.Child", models.PROTECT, related_name="+", verbose_name=_("child")
    )
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("seen by"),
    )

    class Meta:
        ordering = ["round", "pk"]
        verbose_name = _("pledge of a child's parents")
        verbose_name_plural = _("pledges of children's parents")
        constraints = [
            models.UniqueConstraint(fields=["round", "child"], name="pledge_mark_once"),
            models.CheckConstraint(
                condition=Q(signed_on=None, noted_by=None)
                | Q(signed_on__isnull=False, noted_by__isnull=False),
                name="pledge_mark_seen_by_somebody",
                violation_error_message=_("A pledge is signed when somebody has seen it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} · {self.child_id}"


class ParentPledge(Record):
    """承诺书签订情况: the pledges of a class handed in, in numbers; who is missing and why."""

    kind_code = "parent_pledge"

    sort = models.CharField(pgettext_lazy("pledge", "sort"), max_length=10, choices=PledgeSort)
    asked = models.PositiveSmallIntegerField(_("families asked"))
    signed = models.PositiveSmallIntegerField(_("families signed"))
    missing_reason = models.CharField(_("why some are missing"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("pledges handed in")
        verbose_name_plural = _("pledges handed in")
        constraints = [
            models.CheckConstraint(
                condition=Q(signed__lte=F("asked")),
                name="pledges_signed_of_asked",
                violation_error_message=_("More have signed than were asked."),
            ),
            models.CheckConstraint(
                condition=Q(signed=F("asked")) | ~Q(missing_reason=""),
                name="pledges_missing_say_why",
                violation_error_message=_("Say why some are missing."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.entry.school_class} {self.get_sort_display()} {self.signed}/{self.asked}"


class Accountability(Record):
    """责任追究: who answered for what went wrong, by which letter, and what follows."""

    kind_code = "accountability"

    injury = models.ForeignKey(
        "safety.ChildInjury",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="accountabilities",
        verbose_name=pgettext_lazy("of a child", "injury"),
    )
    finding = models.ForeignKey(
        "duties.Finding",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("hazard"),
    )
    what = models.CharField(pgettext_lazy("a responsibility", "what went wrong"), max_length=200)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="accountabilities",
        verbose_name=_("answers for it"),
    )
    letter = models.ForeignKey(
        ResponsibilityLetter,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="accountabilities",
        verbose_name=_("responsibility letter"),
    )
    is_responsible = models.BooleanField(_("an accident with responsibility"))
    vetoes = models.BooleanField(_("vetoes all other merits of the year"), default=False)
    measures = models.CharField(pgettext_lazy("a responsibility", "what follows"), max_length=300)

    class Meta:
        verbose_name = _("accountability")
        verbose_name_plural = _("accountabilities")
        constraints = [
            models.CheckConstraint(
                condition=Q(vetoes=False) | Q(is_responsible=True),
                name="veto_only_with_responsibility",
                violation_error_message=_("Only an accident with responsibility vetoes merits."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.what} → {self.person}"[:120]
