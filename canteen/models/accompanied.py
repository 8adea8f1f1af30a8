"""陪餐 and visits: who ate with the children, and who was let into the kitchen."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from canteen.models.kitchen_logs import KitchenLog
from logistics.school.models.campuses import Meal


class MealAccompaniment(KitchenLog):
    """陪餐记录: somebody ate the children's meal with them and says how it was.

    A kitchen employee does not count. What parents say is answered within five school days.
    """

    kind_code = "meal_accompaniment"

    class Eater(models.TextChoices):
        LEADER = "leader", pgettext_lazy("accompanied meal", "school leader")
        TEACHER = "teacher", pgettext_lazy("accompanied meal", "teacher")
        PARENT = "parent", pgettext_lazy("accompanied meal", "parent")

    class Grade(models.TextChoices):
        GOOD = "good", pgettext_lazy("a meal", "good")
        FAIR = "fair", pgettext_lazy("a meal", "fair")
        BAD = "bad", pgettext_lazy("a meal", "poor")

    GRADES: ClassVar = ("taste", "warmth", "portion", "hygiene", "service")

    eater = models.CharField(pgettext_lazy("accompanied meal", "who"), max_length=10, choices=Eater)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("accompanied meal", "eaten by"),
    )
    name = models.CharField(gettext_lazy("name of the parent"), max_length=40, blank=True)
    position = models.CharField(gettext_lazy("position"), max_length=40, blank=True)
    where_eaten = models.CharField(gettext_lazy("where"), max_length=40, blank=True)
    diners = models.PositiveSmallIntegerField(gettext_lazy("people who ate"), null=True, blank=True)
    dishes = models.CharField(gettext_lazy("dishes"), max_length=300, blank=True)
    taste = models.CharField(
        pgettext_lazy("a meal", "taste"), max_length=10, choices=Grade, default=Grade.GOOD
    )
    warmth = models.CharField(
        pgettext_lazy("a meal", "temperature"), max_length=10, choices=Grade, default=Grade.GOOD
    )
    portion = models.CharField(
        pgettext_lazy("a meal", "portion"), max_length=10, choices=Grade, default=Grade.GOOD
    )
    hygiene = models.CharField(
        pgettext_lazy("a meal", "hygiene"), max_length=10, choices=Grade, default=Grade.GOOD
    )
    service = models.CharField(
        pgettext_lazy("a meal", "service"), max_length=10, choices=Grade, default=Grade.GOOD
    )
    problems = models.CharField(gettext_lazy("problems found"), max_length=300, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("who puts it right"),
    )
    right_by = models.DateField(gettext_lazy("to be put right by"), null=True, blank=True)
    opinion = models.CharField(gettext_lazy("opinion of the parents"), max_length=300, blank=True)
    reply = models.CharField(gettext_lazy("answer"), max_length=300, blank=True)
    reply_by = models.DateField(gettext_lazy("to be answered by"), null=True, blank=True)
    replied_at = models.DateTimeField(
        pgettext_lazy("an opinion", "answered at"), null=True, blank=True
    )

    class Meta:
        verbose_name = gettext_lazy("accompanied meal")
        verbose_name_plural = gettext_lazy("accompanied meals")
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(name=""),
                name="accompanied_by_somebody",
                violation_error_message=gettext_lazy("Say who ate with the children."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["reply_by"],
                condition=Q(reply="") & ~Q(opinion=""),
                name="meal_opinion_open",
            ),
        ]

    def in_short(self) -> list[Any]:
        meal = dict(Meal.choices).get(self.entry.meal, "")
        return [meal, self.get_eater_display(), self.who]

    @property
    def who(self) -> str:
        return str(self.person) if self.person_id else self.name


def accompanied_by(eater: str) -> str:
    """How a record says who ate, and a duty asks for it."""
    return f"with:{eater}"


class KitchenVisit(KitchenLog):
    """外来人员进入操作间登记: only with a leader, well, and in clean clothes."""

    kind_code = "kitchen_visitor"

    name = models.CharField(gettext_lazy("name of the visitor"), max_length=40)
    firm = models.CharField(gettext_lazy("from (office or firm)"), max_length=60, blank=True)
    people = models.PositiveSmallIntegerField(gettext_lazy("number of people"), default=1)
    purpose = models.CharField(gettext_lazy("why they came"), max_length=100)
    companion = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("accompanied by"),
    )
    is_well = models.BooleanField(gettext_lazy("well, by what they say"), default=True)
    is_dressed = models.BooleanField(gettext_lazy("clean overall, cap and mask"), default=True)
    left_at = models.DateTimeField(pgettext_lazy("the kitchen", "left at"), null=True, blank=True)

    class Meta:
        verbose_name = gettext_lazy("visit to the kitchen")
        verbose_name_plural = gettext_lazy("visits to the kitchen")
        constraints = [
            models.CheckConstraint(
                condition=Q(people__gt=0),
                name="kitchen_visit_of_somebody",
                violation_error_message=gettext_lazy("At least one person came."),
            ),
        ]

    def in_short(self) -> list[Any]:
        people = ngettext("%(n)s person", "%(n)s people", self.people) % {"n": self.people}
        return [self.name, self.firm, people if self.people > 1 else "", self.purpose]
