"""会议记录: who met, what was decided; and the safety group of a year."""

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.records.models import Record, RecordLine


class MeetingAbout(models.TextChoices):
    """What a meeting is held for: the safety meeting is not proved by the kitchen's."""

    SAFETY = "safety", _("safety work")
    ALL_STAFF = "all_staff", _("safety meeting of the whole staff")
    LOGISTICS = "logistics", _("logistics work of the month")
    KITCHEN = "kitchen", _("logistics and kitchen, weekly")
    OPENING = "opening", _("work of the new term")
    GROUP = "group", _("leading group of logistics")
    ON_SITE = "on_site", _("on the spot in the canteen, by the head of the school")
    SUPPLIERS = "suppliers", _("collective decision on the suppliers of bulk food")
    PARENTS = "parents", _("parents of the class")
    DELEGATES = "delegates", _("delegates of the classes")
    OTHER = "other", pgettext_lazy("meeting", "other")


def named(lines: models.QuerySet) -> models.QuerySet:
    """Nobody's identity number is decrypted for a list."""
    return lines.select_related("person").defer("person__identity_number")


class SafetyMeeting(Record):
    """安全工作会议记录; other meetings of logistics are kept in the same way."""

    kind_code = "meeting"
    with_lines = True

    about = models.CharField(pgettext_lazy("meeting", "about"), max_length=10, choices=MeetingAbout)
    topic = models.CharField(_("topic"), max_length=100)
    where_held = models.CharField(_("where"), max_length=60, blank=True)
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("meeting", "led by"),
    )
    content = models.TextField(_("what was talked about"))
    decisions = models.TextField(_("what was decided"), blank=True)
    guests = models.CharField(_("others present"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.get_about_display()} {self.topic}"[:120]

    @cached_property
    def named_lines(self) -> list["Attendee"]:
        """With the names of the people."""
        return list(named(self.lines.all()))

    @property
    def present(self) -> list["Attendee"]:
        return [line for line in self.named_lines if line.was_there]

    @property
    def missing(self) -> list["Attendee"]:
        return [line for line in self.named_lines if not line.was_there]


class Attendee(RecordLine):
    """Somebody who was to come, and whether they came."""

    sheet = models.ForeignKey(
        SafetyMeeting, models.PROTECT, related_name="lines", verbose_name=_("meeting")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person")
    )
    was_there = models.BooleanField(_("was there"), default=True)

    class Meta(RecordLine.Meta):
        verbose_name = _("attendee")
        verbose_name_plural = _("attendees")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "person"], name="attendee_once_a_meeting"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {'√' if self.was_there else '×'}"


class SafetyGroup(Record):
    """安全工作领导小组: who is in it in a school year."""

    kind_code = "safety_group"
    with_lines = True

    school_year = models.PositiveSmallIntegerField(_("school year"))
    tasks = models.TextField(_("what the group does"), blank=True)

    class Meta:
        verbose_name = _("safety group")
        verbose_name_plural = _("safety groups")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return _("Safety group %(year)s—%(next)s") % {
            "year": self.school_year,
            "next": self.school_year + 1,
        }

    @property
    def named_lines(self) -> list["GroupMember"]:
        """With the names of the people."""
        return list(named(self.lines.all()))


class GroupMember(RecordLine):
    """Somebody of the group, and what they answer for in it."""

    class Position(models.TextChoices):
        LEADER = "leader", pgettext_lazy("safety group", "leader")
        DEPUTY = "deputy", pgettext_lazy("safety group", "deputy leader")
        MEMBER = "member", pgettext_lazy("safety group", "member")

    sheet = models.ForeignKey(
        SafetyGroup, models.PROTECT, related_name="lines", verbose_name=_("safety group")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person")
    )
    seat = models.CharField(
        pgettext_lazy("safety group", "position"), max_length=10, choices=Position
    )
    task = models.CharField(_("answers for"), max_length=100, blank=True)

    class Meta(RecordLine.Meta):
        verbose_name = _("member of the safety group")
        verbose_name_plural = _("members of the safety group")
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "person"],
                name="safety_group_member_once",
                violation_error_message=_("This person is in the group already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_seat_display()} {self.person_id}"
