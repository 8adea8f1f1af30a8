"""膳食委员会, 就餐观察, 意见, 测评, 食品安全事故: what is said of the meals and what came of it."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from canteen.models.dishes import Dish
from logistics.fields import EncryptedTextField
from logistics.records.models import Entry, Record, RecordLine
from logistics.school.models.campuses import Meal
from logistics.school.reach import VisibleQuerySet


class Side(models.TextChoices):
    """Whom somebody of the diet committee speaks for."""

    ADMINISTRATION = "administration", pgettext_lazy("diet committee", "administration")
    LOGISTICS = "logistics", pgettext_lazy("diet committee", "logistics")
    KITCHEN = "kitchen", pgettext_lazy("diet committee", "kitchen")
    HEALTH = "health", pgettext_lazy("diet committee", "health")
    TEACHERS = "teachers", pgettext_lazy("diet committee", "teachers")
    PARENTS = "parents", pgettext_lazy("diet committee", "parents")
    UNION = "union", pgettext_lazy("diet committee", "union")


class CommitteeMember(models.Model):
    """Somebody of the diet committee of a campus: a colleague, or a parent by name."""

    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    side = models.CharField(pgettext_lazy("diet committee", "for"), max_length=20, choices=Side)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("diet committee", "colleague"),
    )
    name = models.CharField(
        pgettext_lazy("a person", "name"),
        max_length=50,
        blank=True,
        help_text=_("Of somebody who has no login"),
    )
    task = models.CharField(pgettext_lazy("diet committee", "task"), max_length=60, blank=True)
    is_active = models.BooleanField(_("in office"), default=True)

    objects = VisibleQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["campus", "side", "pk"]
        verbose_name = _("member of the diet committee")
        verbose_name_plural = _("members of the diet committee")
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(name=""),
                name="committee_member_is_somebody",
                violation_error_message=_("Say who it is."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.person) if self.person_id else self.name


class MealMeeting(Record):
    """膳食委员会会议记录表: who came, what was talked about, who does what until when."""

    kind_code = "meal_committee_meeting"
    with_lines = True

    topic = models.CharField(_("topic"), max_length=100)
    where_held = models.CharField(_("where"), max_length=60, blank=True)
    chair = models.CharField(pgettext_lazy("meeting", "led by"), max_length=50)
    guests = models.CharField(
        pgettext_lazy("diet committee", "others present"), max_length=200, blank=True
    )
    content = models.TextField(_("what was talked about"))
    decisions = models.TextField(_("what was decided"), blank=True)

    class Meta:
        verbose_name = _("meeting of the diet committee")
        verbose_name_plural = _("meetings of the diet committee")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return self.topic

    @cached_property
    def named_lines(self) -> list["MealAttendee"]:
        return list(self.lines.all())

    @property
    def present(self) -> list["MealAttendee"]:
        return [line for line in self.named_lines if line.was_there]

    @property
    def missing(self) -> list["MealAttendee"]:
        return [line for line in self.named_lines if not line.was_there]


class MealAttendee(RecordLine):
    """A member as they were called then, and whether they came."""

    sheet = models.ForeignKey(
        MealMeeting, models.PROTECT, related_name="lines", verbose_name=_("meeting")
    )
    side = models.CharField(pgettext_lazy("diet committee", "for"), max_length=20, choices=Side)
    name = models.CharField(pgettext_lazy("a person", "name"), max_length=50)
    was_there = models.BooleanField(_("was there"), default=True)

    class Meta(RecordLine.Meta):
        verbose_name = _("attendee of the diet committee")
        verbose_name_plural = _("attendees of the diet committee")

    def __str__(self) -> str:
        return f"{self.name} {'√' if self.was_there else '×'}"


class MealObservation(Record):
    """就餐观察记录 of one class at one meal (its entry says which)."""

    kind_code = "meal_observation"

    class Eaten(models.TextChoices):
        ALL = "all", pgettext_lazy("how much was eaten", "all of it")
        MOST = "most", pgettext_lazy("how much was eaten", "most")
        HALF = "half", pgettext_lazy("how much was eaten", "half")
        LITTLE = "little", pgettext_lazy("how much was eaten", "little")

    class Warmth(models.TextChoices):
        RIGHT = "right", pgettext_lazy("a meal", "just right")
        HOT = "hot", pgettext_lazy("a meal", "too hot")
        COLD = "cold", pgettext_lazy("a meal", "cold")

    eaten = models.CharField(_("how much was eaten"), max_length=10, choices=Eaten)
    warmth = models.CharField(pgettext_lazy("a meal", "temperature"), max_length=10, choices=Warmth)
    dish = models.ForeignKey(
        Dish,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("dish that was left over most"),
    )
    said = models.CharField(_("what teachers and children said"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("meal observation")
        verbose_name_plural = _("meal observations")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.entry.school_class or ''} {self.get_eaten_display()}".strip()

    @property
    def is_bad(self) -> bool:
        return self.eaten == self.Eaten.LITTLE or self.warmth == self.Warmth.COLD


class ComplaintQuerySet(VisibleQuerySet):
    campus_column = "entry__campus_id"

    def standing(self) -> Self:
        return self.exclude(entry__status=Entry.Status.VOIDED)

    def open(self) -> Self:
        """Nobody has answered them yet."""
        answers = ComplaintAnswer.objects.filter(complaint=OuterRef("pk"))
        answers = answers.exclude(entry__status=Entry.Status.VOIDED)
        return self.standing().filter(~Exists(answers))


class MealComplaint(Record):
    """投诉与意见登记: who said what of the meals, and by when it is answered."""

    kind_code = "meal_complaint"

    class Source(models.TextChoices):
        PARENT = "parent", pgettext_lazy("opinion", "parent")
        TEACHER = "teacher", pgettext_lazy("opinion", "teacher")
        CHILD = "child", pgettext_lazy("opinion", "child")
        STAFF = "staff", pgettext_lazy("opinion", "other staff")
        COMMITTEE = "committee", pgettext_lazy("opinion", "parents' or diet committee")
        AUTHORITY = "authority", pgettext_lazy("opinion", "authority or hotline")
        OTHER = "other", pgettext_lazy("opinion", "other")

    class About(models.TextChoices):
        TASTE = "taste", pgettext_lazy("opinion", "taste and choice")
        AMOUNT = "amount", pgettext_lazy("opinion", "amount")
        WARMTH = "warmth", pgettext_lazy("opinion", "temperature and time")
        HYGIENE = "hygiene", pgettext_lazy("opinion", "hygiene and safety")
        FEE = "fee", pgettext_lazy("opinion", "fee and account")
        SERVICE = "service", pgettext_lazy("opinion", "service")
        OTHER = "other", pgettext_lazy("opinion", "other")

    source = models.CharField(_("source"), max_length=10, choices=Source)
    about = models.CharField(pgettext_lazy("opinion", "about"), max_length=10, choices=About)
    content = models.TextField(_("what was said"))
    contact = EncryptedTextField(_("who said it, and how to reach them"), blank=True)
    due_at = models.DateTimeField(_("to be answered by"))
    menu = models.ForeignKey(
        "canteen.Menu",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="opinions",
        verbose_name=pgettext_lazy("of meals", "menu"),
    )

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = _("opinion on the meals")
        verbose_name_plural = _("opinions on the meals")

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return reverse("canteen:complaint", args=[self.pk])

    def one_line(self) -> str:
        return f"{self.get_about_display()} {self.content}"[:120]

    @cached_property
    def answer(self) -> "ComplaintAnswer | None":
        """The one that was given last."""
        rows = self.answers.exclude(entry__status=Entry.Status.VOIDED)
        return rows.select_related("entry__entered_by").order_by("pk").last()

    @property
    def is_answered(self) -> bool:
        """Of a row of a list, whose answers were read with it."""
        return any(each.entry.status != Entry.Status.VOIDED for each in self.answers.all())


class ComplaintAnswer(Record):
    """What was done about an opinion, what was answered, and how content they were."""

    kind_code = "meal_complaint_answer"

    class Content(models.TextChoices):
        SATISFIED = "satisfied", pgettext_lazy("with an answer", "satisfied")
        PARTLY = "partly", pgettext_lazy("with an answer", "partly")
        UNSATISFIED = "unsatisfied", pgettext_lazy("with an answer", "not satisfied")
        UNKNOWN = "unknown", pgettext_lazy("with an answer", "not known")

    complaint = models.ForeignKey(
        MealComplaint, models.PROTECT, related_name="answers", verbose_name=_("opinion")
    )
    handling = models.TextField(pgettext_lazy("an opinion", "what was done"))
    answer = models.TextField(_("what was answered"))
    content = models.CharField(_("how content they are"), max_length=12, choices=Content)

    class Meta:
        verbose_name = _("answer to an opinion")
        verbose_name_plural = _("answers to opinions")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return self.answer[:120]


class MealSurvey(Record):
    """满意度测评: whom it asked, what they scored, what follows from it."""

    kind_code = "meal_survey"
    with_lines = True

    class Asked(models.TextChoices):
        PARENTS = "parents", pgettext_lazy("survey", "parents")
        CHILDREN = "children", pgettext_lazy("survey", "children")
        STAFF = "staff", pgettext_lazy("survey", "staff")

    term = models.ForeignKey("school.Term", models.PROTECT, verbose_name=_("term"))
    asked = models.CharField(pgettext_lazy("survey", "who was asked"), max_length=10, choices=Asked)
    given_out = models.PositiveIntegerField(pgettext_lazy("a survey", "given out"))
    returned = models.PositiveIntegerField(pgettext_lazy("a survey", "came back"))
    conclusion = models.TextField(_("conclusion"))
    to_right = models.CharField(
        _("what is put right"), max_length=300, blank=True,
        help_text=_("Somebody puts it right and another checks it"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("survey on the meals")
        verbose_name_plural = _("surveys on the meals")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(returned__lte=F("given_out")),
                name="meal_survey_returned_at_most",
                violation_error_message=_("No more come back than were given out."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.get_asked_display()} {self.returned}/{self.given_out}"

    @property
    def rate(self) -> float | None:
        return self.returned / self.given_out if self.given_out else None

    @cached_property
    def named_lines(self) -> list["SurveyQuestion"]:
        return list(self.lines.all())

    @property
    def score(self) -> float | None:
        """Of all questions together, between 0 and 1."""
        rows = self.named_lines
        most = sum(row.most for row in rows)
        return float(sum(row.score for row in rows) / most) if most else None


class SurveyQuestion(RecordLine):
    """A question with the mean of its points."""

    sheet = models.ForeignKey(
        MealSurvey, models.PROTECT, related_name="lines", verbose_name=_("survey")
    )
    question = models.CharField(_("question"), max_length=100)
    score = models.DecimalField(_("mean points"), max_digits=5, decimal_places=2)
    most = models.DecimalField(_("of"), max_digits=5, decimal_places=2, default=100)

    class Meta(RecordLine.Meta):
        verbose_name = _("question of a survey")
        verbose_name_plural = _("questions of a survey")

    def __str__(self) -> str:
        return f"{self.question} {self.score}"


class IncidentQuerySet(VisibleQuerySet):
    campus_column = "entry__campus_id"

    def standing(self) -> Self:
        return self.exclude(entry__status=Entry.Status.VOIDED)

    def open(self) -> Self:
        """Their inquiry is not over: what they hold stays held."""
        ends = IncidentReport.objects.filter(incident=OuterRef("pk"), closes=True)
        ends = ends.exclude(entry__status=Entry.Status.VOIDED)
        return self.standing().filter(~Exists(ends))

    def untold(self) -> Self:
        """Nobody outside was told yet."""
        told = IncidentReport.objects.filter(incident=OuterRef("pk"))
        told = told.exclude(entry__status=Entry.Status.VOIDED)
        return self.standing().filter(~Exists(told))


class FoodIncident(Record):
    """食品安全事故报告: what happened, whom it hit, what is kept for the inquiry, who was told."""

    kind_code = "food_incident"

    where_eaten = models.CharField(_("where"), max_length=100)
    eaters = models.PositiveIntegerField(_("how many ate"))
    ill = models.PositiveIntegerField(_("how many are ill"))
    symptoms = models.CharField(_("symptoms"), max_length=300)
    suspected_on = models.DateField(_("day of the suspected meal"))
    suspected_meal = models.CharField(_("suspected meal"), max_length=20, choices=Meal, blank=True)
    suspected_food = models.CharField(_("suspected food"), max_length=200, blank=True)
    samples = models.CharField(
        _("samples of the meal"), max_length=300, blank=True,
        help_text=_("Which are kept, where, and who took them along"),
    )  # fmt: skip
    measures = models.TextField(pgettext_lazy("an incident", "what was done"))

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("food incident")
        verbose_name_plural = _("food incidents")

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return reverse("canteen:food_incident", args=[self.pk])

    def one_line(self) -> str:
        return f"{self.where_eaten} {self.ill}/{self.eaters} {self.symptoms}"[:120]


class IncidentReport(Record):
    """That an authority was told of a food incident, or that its inquiry is over."""

    kind_code = "food_incident_report"

    class Authority(models.TextChoices):
        MARKET = "market", pgettext_lazy("authority", "market supervision")
        HEALTH = "health", pgettext_lazy("authority", "health authority")
        EDUCATION = "education", pgettext_lazy("authority", "education authority")
        PARENTS = "parents", pgettext_lazy("authority", "parents")
        OTHER = "other", pgettext_lazy("authority", "other")

    incident = models.ForeignKey(
        FoodIncident, models.PROTECT, related_name="reports", verbose_name=_("food incident")
    )
    authority = models.CharField(_("reported to"), max_length=10, choices=Authority)
    told = models.CharField(_("who took it"), max_length=60, blank=True)
    answer = models.CharField(_("what they said"), max_length=300, blank=True)
    closes = models.BooleanField(
        _("the inquiry is over"), default=False,
        help_text=_("Samples and papers that were kept for it are free again"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("report of a food incident")
        verbose_name_plural = _("reports of food incidents")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return str(self.get_authority_display())
