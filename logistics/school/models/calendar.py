"""When the school is open: terms with numbered weeks, school days, closures."""

from datetime import date, timedelta
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class TermQuerySet(models.QuerySet["Term"]):
    def on(self, day: date) -> "Term | None":
        """The term of a day; in the holidays the one that comes next, else the last."""
        return (
            self.filter(ends_on__gte=day).order_by("starts_on").first()
            or self.order_by("-starts_on").first()
        )

    def overlapping(self, starts_on: date, ends_on: date) -> Self:
        return self.filter(starts_on__lte=ends_on, ends_on__gte=starts_on)


class Term(models.Model):
    """Half a school year. Week 1 is the week, Monday to Sunday, of the first teaching day."""

    class Half(models.IntegerChoices):
        FIRST = 1, _("first term")
        SECOND = 2, _("second term")

    school_year = models.PositiveSmallIntegerField(
        _("school year"), help_text=_("The year in which it begins: 2026 for 2026—2027")
    )
    half = models.PositiveSmallIntegerField(_("half"), choices=Half)
    starts_on = models.DateField(_("starts on"), help_text=_("The first day of work"))
    first_teaching_day = models.DateField(_("first teaching day"))
    last_teaching_day = models.DateField(_("last teaching day"))
    ends_on = models.DateField(_("ends on"), help_text=_("The last day of work"))
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True, editable=False)

    objects = TermQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-starts_on"]
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        constraints = [
            models.UniqueConstraint(
                fields=["school_year", "half"],
                name="term_once",
                violation_error_message=_("This term already exists."),
            ),
            models.CheckConstraint(
                condition=Q(first_teaching_day__gte=F("starts_on"))
                & Q(last_teaching_day__gte=F("first_teaching_day"))
                & Q(ends_on__gte=F("last_teaching_day")),
                name="term_dates_in_order",
                violation_error_message=_(
                    "The dates must follow each other: start, first and last teaching day, end."
                ),
            ),
        ]

    def __str__(self) -> str:
        return _("%(year)s—%(next)s %(half)s") % {
            "year": self.school_year,
            "next": self.school_year + 1,
            "half": self.get_half_display(),
        }

    def get_absolute_url(self) -> str:
        return reverse("school:term", args=[self.pk])

    def clean(self) -> None:
        if self.starts_on and self.ends_on:
            others = Term.objects.overlapping(self.starts_on, self.ends_on).exclude(pk=self.pk)
            if other := others.first():
                raise ValidationError(
                    _("It overlaps with %(term)s, which lasts from %(from)s to %(to)s."),
                    params={"term": other, "from": other.starts_on, "to": other.ends_on},
                )
            if (self.ends_on - self.starts_on).days > 250:
                raise ValidationError(_("A term lasts at most 250 days."))

    @property
    def first_monday(self) -> date:
        return self.first_teaching_day - timedelta(days=self.first_teaching_day.weekday())

    def week_of(self, day: date) -> int:
        """The teaching week of a day; 0 and below: preparation before teaching begins."""
        return (day - self.first_monday).days // 7 + 1

    def week(self, number: int) -> tuple[date, date]:
        """Monday and Sunday of a week."""
        monday = self.first_monday + timedelta(weeks=number - 1)
        return monday, monday + timedelta(days=6)

    @property
    def last_week(self) -> int:
        return self.week_of(self.ends_on)

    def months(self) -> list[tuple[int, int]]:
        """The months it touches, as (year, month)."""
        count = (self.ends_on.year - self.starts_on.year) * 12
        count += self.ends_on.month - self.starts_on.month
        first = self.starts_on.month - 1
        return [
            (self.starts_on.year + (first + n) // 12, (first + n) % 12 + 1)
            for n in range(count + 1)
        ]


class Holiday(models.TextChoices):
    """The public holidays, by the codes of `SchoolDay.holiday`."""

    NEW_YEAR = "new_year", _("New Year's Day")
    SPRING_FESTIVAL = "spring_festival", _("Spring Festival")
    QINGMING = "qingming", _("Tomb-sweeping Day")
    LABOUR_DAY = "labour_day", _("Labour Day")
    DRAGON_BOAT = "dragon_boat", _("Dragon Boat Festival")
    MID_AUTUMN = "mid_autumn", _("Mid-autumn Festival")
    NATIONAL_DAY = "national_day", _("National Day")


# As the school's own papers write them.
HOLIDAY_NAMES = {
    Holiday.NEW_YEAR: "元旦",
    Holiday.SPRING_FESTIVAL: "春节",
    Holiday.QINGMING: "清明节",
    Holiday.LABOUR_DAY: "劳动节",
    Holiday.DRAGON_BOAT: "端午节",
    Holiday.MID_AUTUMN: "中秋节",
    Holiday.NATIONAL_DAY: "国庆节",
}
WORDS = {name: holiday.label for holiday, name in HOLIDAY_NAMES.items()}


class SchoolDay(models.Model):
    """What one day is at one campus."""

    class Kind(models.TextChoices):
        SCHOOL = "school", _("school day")
        WEEKEND = "weekend", _("weekend")
        HOLIDAY = "holiday", _("public holiday")
        MAKEUP = "makeup", _("make-up day")
        VACATION = "vacation", _("vacation")
        CLOSURE = "closure", _("closed")

    OPEN = (Kind.SCHOOL, Kind.MAKEUP)
    OFF = (Kind.WEEKEND, Kind.HOLIDAY)  # for the staff too; in a vacation some are there

    campus = models.ForeignKey(
        "school.Campus", models.CASCADE, related_name="days", verbose_name=_("campus")
    )
    date = models.DateField(_("date"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    name = models.CharField(_("name"), max_length=50, blank=True)
    holiday = models.CharField(_("holiday"), max_length=20, blank=True, editable=False)
    follows_weekday = models.PositiveSmallIntegerField(
        _("follows the timetable of"),
        null=True,
        blank=True,
        help_text=_("1 = Monday; for make-up days"),
    )
    is_edited = models.BooleanField(_("set by hand"), default=False, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["date", "campus"]
        verbose_name = _("school day")
        verbose_name_plural = _("school days")
        constraints = [
            models.UniqueConstraint(
                fields=["campus", "date"],
                name="school_day_once",
                violation_error_message=_("This day is already in the calendar."),
            ),
            models.CheckConstraint(
                condition=Q(follows_weekday=None) | Q(follows_weekday__range=(1, 7)),
                name="school_day_follows_a_weekday",
                violation_error_message=_("A weekday is a number from 1 to 7."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.name or self.get_kind_display()}"

    @property
    def is_open(self) -> bool:
        return self.kind in self.OPEN

    @property
    def title(self) -> str:
        """The holiday in the reader's language, or what the day was named."""
        return str(WORDS.get(self.name, self.name))


class ClassClosure(models.Model):
    """Days on which one class stays at home while the school is open."""

    school_class = models.ForeignKey(
        "school.SchoolClass", models.CASCADE, related_name="closures", verbose_name=_("class")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    reason = models.CharField(_("reason"), max_length=100)

    history = HistoricalRecords()

    class Meta:
        ordering = ["-starts_on"]
        verbose_name = _("class closure")
        verbose_name_plural = _("class closures")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="class_closure_ends_after_it_starts",
                violation_error_message=_("It cannot end before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school_class}: {self.starts_on} – {self.ends_on}"
