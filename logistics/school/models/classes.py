"""The classes and the children in them. What is told about a child is kept encrypted."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from logistics.fields import EncryptedTextField, half_width, valid_identity_number, valid_phone
from logistics.school.models.calendar import Term
from logistics.school.names import Named, NamedQuerySet
from logistics.school.reach import VisibleQuerySet


class SchoolClassQuerySet(VisibleQuerySet):
    class_column = "id"

    def in_year(self, school_year: int) -> Self:
        return self.filter(school_year=school_year)

    def with_children(self, term: Term | None, on: date) -> Self:
        """How many children attend it in a term, boys and girls."""
        there = Q(enrolments__term=term) & (
            Q(enrolments__child__left_on=None) | Q(enrolments__child__left_on__gt=on)
        )
        counted = self.annotate(
            child_count=Count("enrolments", filter=there),
            boy_count=Count("enrolments", filter=there & Q(enrolments__child__sex="boy")),
            girl_count=Count("enrolments", filter=there & Q(enrolments__child__sex="girl")),
        )
        # Counting drops the usual order.
        return counted.order_by("-school_year", "campus__position", "position", "pk")


class SchoolClass(models.Model):
    """A class of one school year."""

    class Grade(models.TextChoices):
        NURSERY = "nursery", _("nursery class")
        JUNIOR = "junior", _("junior class")
        MIDDLE = "middle", _("middle class")
        SENIOR = "senior", _("senior class")
        GRADE_1 = "grade_1", _("grade 1")
        GRADE_2 = "grade_2", _("grade 2")
        GRADE_3 = "grade_3", _("grade 3")
        GRADE_4 = "grade_4", _("grade 4")
        GRADE_5 = "grade_5", _("grade 5")
        GRADE_6 = "grade_6", _("grade 6")

    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    school_year = models.PositiveSmallIntegerField(
        _("school year"), help_text=_("The year in which it begins: 2026 for 2026—2027")
    )
    name = models.CharField(_("name"), max_length=30)
    grade = models.CharField(_("grade"), max_length=20, choices=Grade)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = SchoolClassQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-school_year", "campus", "position", "pk"]
        verbose_name = _("class")
        verbose_name_plural = _("classes")
        constraints = [
            models.UniqueConstraint(
                fields=["campus", "school_year", "name"],
                name="class_name_once_a_year",
                violation_error_message=_("This campus already has a class of this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("school:class", args=[self.pk])


class ChildQuerySet(NamedQuerySet):
    phone = "guardians__phone_end"

    def visible_to(self, person: Any, permission: str) -> Self:
        """The children enrolled, in any term, in a class the permission reaches."""
        reach = person.reach(permission)
        if reach.everywhere:
            return self
        classes = SchoolClass.objects.visible_to(person, permission)
        enrolled = Enrolment.objects.filter(school_class__in=classes).values("child")
        return self.filter(pk__in=enrolled)

    def attending(self, on: date) -> Self:
        return self.filter(Q(left_on=None) | Q(left_on__gt=on))

    def with_class(self, term: Term | None) -> Self:
        """The name of the class of a term, as `class_name`."""
        enrolled = Enrolment.objects.filter(child=OuterRef("pk"), term=term)
        return self.annotate(class_name=Subquery(enrolled.values("school_class__name")[:1]))


class Child(Named, models.Model):
    """A child or pupil of the school."""

    class Sex(models.TextChoices):
        BOY = "boy", _("boy")
        GIRL = "girl", _("girl")

    names_a_person = True

    number = models.CharField(_("number"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=50)
    pinyin = models.CharField(_("pinyin"), max_length=200, blank=True, editable=False)
    initials = models.CharField(_("initials"), max_length=200, blank=True, editable=False)
    sex = models.CharField(_("sex"), max_length=10, choices=Sex)
    birth_on = models.DateField(_("date of birth"))
    identity_number = EncryptedTextField(
        _("identity number"), blank=True, validators=[valid_identity_number]
    )
    joined_on = models.DateField(_("joined on"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    note = EncryptedTextField(_("note"), blank=True)

    objects = ChildQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["pinyin", "pk"]
        verbose_name = _("child")
        verbose_name_plural = _("children")
        constraints = [
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(joined_on=None) | Q(left_on__gte=F("joined_on")),
                name="child_leaves_after_joining",
                violation_error_message=_("Nobody leaves before joining."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **given: Any) -> None:
        self.spell()
        super().save(*args, **given)

    def get_absolute_url(self) -> str:
        return reverse("school:child", args=[self.pk])

    def age(self, on: date) -> int:
        """Full years."""
        birthday_to_come = (on.month, on.day) < (self.birth_on.month, self.birth_on.day)
        return on.year - self.birth_on.year - birthday_to_come


class Enrolment(models.Model):
    """The class a child is in for one term."""

    child = models.ForeignKey(
        Child, models.CASCADE, related_name="enrolments", verbose_name=_("child")
    )
    term = models.ForeignKey("school.Term", models.PROTECT, verbose_name=_("term"))
    school_class = models.ForeignKey(
        SchoolClass, models.PROTECT, related_name="enrolments", verbose_name=_("class")
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.UniqueConstraint(
                fields=["child", "term"],
                name="enrolment_one_class_a_term",
                violation_error_message=_("A child is in one class a term."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child} · {self.school_class}"


class Guardian(models.Model):
    """Somebody who answers for a child. Guardians are no people of the school."""

    child = models.ForeignKey(
        Child, models.CASCADE, related_name="guardians", verbose_name=_("child")
    )
    name = models.CharField(_("name"), max_length=50)
    relation = models.CharField(_("relation"), max_length=20)
    phone = EncryptedTextField(_("phone"), blank=True, validators=[valid_phone])
    phone_end = models.CharField(_("last four digits"), max_length=4, blank=True, editable=False)
    is_first = models.BooleanField(_("called first"), default=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["-is_first", "pk"]
        verbose_name = _("guardian")
        verbose_name_plural = _("guardians")

    def __str__(self) -> str:
        return f"{self.name} ({self.relation})"

    def save(self, *args: Any, **given: Any) -> None:
        self.phone_end = half_width(self.phone)[-4:]
        super().save(*args, **given)


class Allergy(models.Model):
    """Something a child must not get: coded, so that menus can be checked against it."""

    class Allergen(models.TextChoices):
        EGG = "egg", _("egg")
        MILK = "milk", _("milk")
        PEANUT = "peanut", _("peanut")
        NUT = "nut", _("tree nut")
        SOY = "soy", _("soy")
        WHEAT = "wheat", _("wheat")
        FISH = "fish", _("fish")
        SHELLFISH = "shellfish", _("shrimp and crab")
        MANGO = "mango", _("mango")
        PENICILLIN = "penicillin", _("penicillin")
        POLLEN = "pollen", _("pollen")
        OTHER = "other", _("other")

    child = models.ForeignKey(
        Child, models.CASCADE, related_name="allergies", verbose_name=_("child")
    )
    allergen = models.CharField(_("allergen"), max_length=20, choices=Allergen)
    note = EncryptedTextField(_("note"), blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("allergy")
        verbose_name_plural = _("allergies")
        constraints = [
            models.UniqueConstraint(
                fields=["child", "allergen"],
                condition=~Q(allergen="other"),
                name="allergy_once_per_allergen",
                violation_error_message=_("This allergy is already noted."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_allergen_display()


class Diet(models.Model):
    """How a child eats otherwise than the others."""

    class Kind(models.TextChoices):
        HALAL = "halal", _("halal")
        VEGETARIAN = "vegetarian", _("vegetarian")
        LOW_SUGAR = "low_sugar", _("low sugar")
        LACTOSE_FREE = "lactose_free", _("lactose free")
        GLUTEN_FREE = "gluten_free", _("gluten free")

    child = models.ForeignKey(Child, models.CASCADE, related_name="diets", verbose_name=_("child"))
    kind = models.CharField(_("diet"), max_length=20, choices=Kind)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("diet")
        verbose_name_plural = _("diets")
        constraints = [
            models.UniqueConstraint(
                fields=["child", "kind"],
                name="diet_once_per_kind",
                violation_error_message=_("This diet is already noted."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
