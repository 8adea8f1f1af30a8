"""Who works here: people, the posts they hold, and the lines of work they answer for."""

from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Prefetch, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from logistics.access import Role, permissions_of, roles_with
from logistics.fields import EncryptedTextField, valid_identity_number, valid_phone
from logistics.school.models.campuses import Campus
from logistics.school.names import Named, NamedQuerySet
from logistics.school.reach import Reach, VisibleQuerySet

# A list that was imported may have brought the login name; the password is given here.
NO_LOGIN = Q(username=None) | Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)


class PersonQuerySet(NamedQuerySet):
    phone = "phone__endswith"

    def without_login(self) -> Self:
        return self.filter(NO_LOGIN)

    def with_login(self) -> Self:
        return self.filter(is_active=True).exclude(NO_LOGIN)

    def employed(self, on: date) -> Self:
        return self.filter(Q(starts_on=None) | Q(starts_on__lte=on)).filter(
            Q(ends_on=None) | Q(ends_on__gte=on)
        )

    def visible_to(self, viewer: "Person", permission: str) -> Self:
        """Oneself, and whoever holds a post the permission reaches."""
        reach = viewer.reach(permission)
        if reach.everywhere:
            return self
        if not reach:
            return self.filter(pk=viewer.pk)
        posts = Post.objects.filter(Q(campus=None) | reach.within(campus="campus_id"))
        return self.filter(Q(pk__in=posts.values("person")) | Q(pk=viewer.pk))

    def changeable_by(self, viewer: "Person", permission: str) -> Self:
        """Visible, and not above: who works for the whole school is changed from there."""
        visible = self.visible_to(viewer, permission)
        if viewer.reach(permission).everywhere:
            return visible
        above = Post.objects.current(timezone.localdate()).filter(campus=None)
        return visible.exclude(pk__in=above.values("person"))

    def with_posts(self, on: date) -> Self:
        """The posts held on a day, as `current_posts`."""
        posts = Post.objects.current(on).select_related("campus", "school_class")
        return self.prefetch_related(Prefetch("posts", posts, to_attr="current_posts"))


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]  # a class made by a call
    def create_user(self, username: str, password: str | None = None, **given: Any) -> "Person":
        person = self.model(username=username, **given)
        person.set_password(password)
        person.save()
        return person


class Person(Named, AbstractBaseUser):
    """Somebody who works for the school. Cleaners, drivers and those who left have no login."""

    class Employment(models.TextChoices):
        ESTABLISHED = "established", _("established staff")
        CONTRACT = "contract", _("contract staff")
        TEMPORARY = "temporary", _("temporary worker")
        THREE_POSTS = "three_posts", _("three posts")
        OUTSOURCED = "outsourced", _("outsourced")

    names_a_person = True

    username = models.CharField(_("login name"), max_length=50, unique=True, null=True, blank=True)
    name = models.CharField(_("name"), max_length=50)
    pinyin = models.CharField(_("pinyin"), max_length=200, blank=True, editable=False)
    initials = models.CharField(_("initials"), max_length=200, blank=True, editable=False)
    number = models.CharField(_("staff number"), max_length=30, unique=True, null=True, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True, validators=[valid_phone])
    identity_number = EncryptedTextField(
        _("identity number"), blank=True, validators=[valid_identity_number]
    )
    department = models.CharField(_("department"), max_length=50, blank=True)
    employment = models.CharField(
        _("employment"), max_length=20, choices=Employment, default=Employment.ESTABLISHED
    )
    mentor = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="mentored",
        verbose_name=_("mentor"),
        help_text=_("The experienced colleague with whom a new one learns the post"),
    )
    starts_on = models.DateField(_("works here since"), null=True, blank=True)
    ends_on = models.DateField(_("works here until"), null=True, blank=True)
    is_active = models.BooleanField(_("may log in"), default=True)
    theme = models.CharField(_("colours"), max_length=10, default="auto", editable=False)
    text_size = models.CharField(_("text size"), max_length=10, default="standard", editable=False)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = PersonManager()
    history = HistoricalRecords(excluded_fields=["last_login", "password"])

    class Meta:
        ordering = ["pinyin", "pk"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="person_leaves_after_joining",
                violation_error_message=_("Nobody leaves before joining."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **given: Any) -> None:
        self.spell()
        if given.get("update_fields") and "name" in given["update_fields"]:
            given["update_fields"] = {*given["update_fields"], "pinyin", "initials"}
        super().save(*args, **given)

    def get_absolute_url(self) -> str:
        return reverse("school:person", args=[self.pk])

    def posts_on(self, day: date) -> list["Post"]:
        """The posts held on a day, where and of which class; asked once for each person object."""
        held = self.__dict__.setdefault("_posts", {})
        if day not in held:
            posts = self.posts.current(day).select_related("campus", "school_class")
            held[day] = list(posts.order_by("pk"))
        return held[day]

    def roles(self) -> set[str]:
        return {post.role for post in self.posts_on(timezone.localdate())}

    def granted(self) -> set[str]:
        """What today's posts let this person do, worked out once for each person object."""
        day = timezone.localdate()
        known = self.__dict__.setdefault("_granted", {})
        if day not in known:
            known[day] = permissions_of({post.role for post in self.posts_on(day)})
        return known[day]

    def has_perm(self, permission: str, obj: Any = None) -> bool:
        return self.is_active and permission in self.granted()

    def has_perms(self, permissions: list[str], obj: Any = None) -> bool:
        return all(self.has_perm(permission) for permission in permissions)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff

    @property
    def is_staff(self) -> bool:
        """May open the administration pages."""
        return bool(self.roles() & {Role.ADMIN, Role.DIRECTOR})

    @property
    def is_superuser(self) -> bool:
        return Role.ADMIN in self.roles()

    def reach(self, permission: str) -> Reach:
        granting = roles_with(permission)
        posts = [p for p in self.posts_on(timezone.localdate()) if p.role in granting]
        if not self.is_active or not posts:
            return Reach()
        return Reach(
            everywhere=any(post.campus_id is None for post in posts),
            campuses=frozenset(p.campus_id for p in posts if p.campus_id and not p.school_class_id),
            classes=frozenset(post.school_class_id for post in posts if post.school_class_id),
            sites=frozenset(post.campus_id for post in posts if post.campus_id),
        )

    def reaches_all(self, permission: str) -> bool:
        """Whether it reaches every campus: what all have in common is set by such people only."""
        reach = self.reach(permission)
        left = Campus.objects.filter(is_active=True).exclude(pk__in=reach.campuses)
        return reach.everywhere or (bool(reach.campuses) and not left.exists())


class PostQuerySet(VisibleQuerySet):
    def current(self, on: date) -> Self:
        return self.filter(starts_on__lte=on).filter(Q(ends_on=None) | Q(ends_on__gte=on))


class Post(models.Model):
    """A role somebody holds, at a campus or everywhere, perhaps for one class."""

    person = models.ForeignKey(
        Person, models.CASCADE, related_name="posts", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=30, choices=Role)
    campus = models.ForeignKey(
        "school.Campus",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("campus"),
        help_text=_("Empty: all campuses"),
    )
    school_class = models.ForeignKey(
        "school.SchoolClass",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="posts",
        verbose_name=_("class"),
    )
    duties = models.TextField(_("duties of the post"), blank=True)
    starts_on = models.DateField(_("since"), default=timezone.localdate)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = PostQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["person", "role"]
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="post_ends_after_it_starts",
                violation_error_message=_("A post cannot end before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(school_class=None) | Q(campus__isnull=False),
                name="post_of_a_class_names_its_campus",
                violation_error_message=_("A post for a class needs the campus of the class."),
            ),
            # SQLite cannot hold two empty campuses to be the same, so they are compared as 0.
            models.UniqueConstraint(
                "person",
                "role",
                Coalesce("campus", 0),
                Coalesce("school_class", 0),
                "starts_on",
                name="post_once",
                violation_error_message=_("This person already holds this post."),
            ),
        ]

    def __str__(self) -> str:
        where = self.school_class or self.campus
        return f"{self.get_role_display()} · {where}" if where else self.get_role_display()

    def get_absolute_url(self) -> str:
        return reverse("school:person", args=[self.person_id])

    def clean(self) -> None:
        if self.school_class and self.school_class.campus_id != self.campus_id:
            raise ValidationError({"school_class": _("This class is at another campus.")})


class WorkLineQuerySet(models.QuerySet):
    def visible_to(self, person: Any, permission: str) -> Self:
        """Those of the whole school are seen by everybody who sees any."""
        reach = person.reach(permission)
        if not reach:
            return self.none()
        return self.filter(Q(campus=None) | reach.within(campus="campus_id"))


class WorkLine(models.Model):
    """A line of work and the one person named for it: locks and water, meals and tea …"""

    title = models.CharField(_("line of work"), max_length=100)
    campus = models.ForeignKey(
        "school.Campus", models.PROTECT, null=True, blank=True, verbose_name=_("campus")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="work_lines", verbose_name=_("person")
    )
    school_year = models.PositiveSmallIntegerField(_("school year"))

    objects = WorkLineQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-school_year", "title"]
        verbose_name = _("line of work")
        verbose_name_plural = _("lines of work")
        constraints = [
            models.UniqueConstraint(
                Coalesce("campus", 0),
                "school_year",
                "title",
                name="work_line_one_person_a_year",
                violation_error_message=_("Somebody is already named for this line of work."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.person}"

    def get_absolute_url(self) -> str:
        return reverse("school:work_line_list")
