"""Who of the staff has a valid health certificate, who renews it, and reminding them in time."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from health.models import StaffHealthCert, StaffHealthSheet
from logistics.access import Role
from logistics.contributions import InboxLine, InboxSource, NoticeKind, RuleDefault
from logistics.duties import filing
from logistics.errors import Refused
from logistics.notices import telling
from logistics.records.models import Entry
from logistics.school.models import Person
from logistics.school.rules import rule

SEE, KEEP = "health.view_staff", "health.keep_staff"
ALL = "health.keep"  # whoever has it keeps those of everybody, else those of the kitchen
KITCHEN = (Role.COOK, Role.FOOD_SAFETY_OFFICER)
WARN, EXPIRING = "staff_cert_warn_days", "staff_cert_expiring"
STEPS = (30, 7)  # days before the end at which the person is told again

RULES = [
    RuleDefault(
        WARN,
        gettext_lazy("A health certificate is renewed so long before it ends"),
        "45",
        gettext_lazy("days"),
        gettext_lazy("The school's own habit; the certificate is valid for one year"),
    ),
]
NOTICES = [
    NoticeKind(
        EXPIRING,
        gettext_lazy("Health certificate to be renewed"),
        gettext_lazy(
            "Your health certificate is valid until %(day)s. Have yourself examined in time."
        ),
    ),
]


class Standing(models.TextChoices):
    """How it stands with somebody's certificate."""

    VALID = "valid", pgettext_lazy("health certificate", "valid")
    EXPIRING = "expiring", pgettext_lazy("health certificate", "to be renewed")
    LAPSED = "lapsed", pgettext_lazy("health certificate", "lapsed")
    UNFIT = "unfit", pgettext_lazy("health certificate", "unfit")
    MISSING = "missing", pgettext_lazy("health certificate", "missing")


TONES = {
    Standing.VALID: "ok",
    Standing.EXPIRING: "warn",
    Standing.LAPSED: "danger",
    Standing.UNFIT: "danger",
    Standing.MISSING: "danger",
}


@dataclass(frozen=True)
class Held:
    """A person and the newest certificate, as it stands on a day."""

    person: Any
    cert: StaffHealthCert | None
    standing: Standing

    @property
    def tone(self) -> str:
        return TONES[self.standing]


def standing_certs() -> QuerySet[StaffHealthCert]:
    """Those of sheets that were not voided, the newest first."""
    rows = StaffHealthCert.objects.exclude(sheet__entry__status=Entry.Status.VOIDED)
    return rows.order_by("-checked_on", "-valid_to", "-pk")


def newest(people: Collection[int] | QuerySet[Any]) -> dict[int, StaffHealthCert]:
    """The newest certificate of each of these people."""
    found: dict[int, StaffHealthCert] = {}
    for cert in standing_certs().filter(person__in=people):
        found.setdefault(cert.person_id, cert)
    return found


def judge(cert: StaffHealthCert | None, on: date) -> Standing:
    if cert is None:
        return Standing.MISSING
    if not cert.is_fit:
        return Standing.UNFIT
    if cert.valid_to < on:
        return Standing.LAPSED
    return Standing.EXPIRING if cert.renew_from <= on else Standing.VALID


def kept_by(person: Any, on: date) -> Any:
    """Whose certificates this person writes down: everybody's, or those of who handles food."""
    rows = staff_of(person, on, KEEP)
    return rows if person.has_perm(ALL) else rows.filter(posts__role__in=KITCHEN)


def held(people: Iterable[Any], on: date) -> list[Held]:
    """How it stands with each of them, in their order."""
    people = list(people)
    certs = newest([person.pk for person in people])
    return [
        Held(person, certs.get(person.pk), judge(certs.get(person.pk), on)) for person in people
    ]


def staff_of(person: Any, on: date, permission: str = SEE) -> Any:
    """Everybody who works where the permission reaches: all of them need a certificate."""
    rows = Person.objects.visible_to(person, permission).employed(on).exclude(posts=None)
    return rows.defer("identity_number").order_by("pinyin", "pk").distinct()


@dataclass(frozen=True)
class Handed:
    """One certificate as it was handed in."""

    person: Any
    number: str
    checked_on: date
    valid_to: date
    is_fit: bool = True
    issued_by: str = ""


def one_year_on(day: date) -> date:
    """Valid until the day before the same day a year later; the 29th of February becomes the 28th."""
    try:
        later = day.replace(year=day.year + 1)
    except ValueError:
        later = day.replace(year=day.year + 1, day=28)
    return later - timedelta(days=1)


@transaction.atomic
def file_certs(
    campus: Any,
    handed: Sequence[Handed],
    *,
    by: Any,
    now: datetime,
    happened_at: datetime,
    late_reason: str = "",
) -> Entry:
    """File the certificates handed in; without any it is the look at who has to renew.

    Refuses a person named twice and an examination that lies ahead.
    """
    on = timezone.localdate(happened_at)
    refuse_odd(handed, on)
    sheet = StaffHealthSheet(
        entry=Entry(
            campus=campus, happened_at=happened_at, late_reason=late_reason, is_zero=not handed
        )
    )
    sheet.new_lines = [line_of(each) for each in handed]
    count(sheet, by, on, handed)
    return filing.submit(sheet, by=by, now=now)


def refuse_odd(handed: Sequence[Handed], on: date) -> None:
    if len({each.person.pk for each in handed}) < len(handed):
        raise Refused(_("A person is named twice."))
    if any(each.checked_on > on for each in handed):
        raise Refused(_("An examination lies ahead."))


def line_of(each: Handed) -> StaffHealthCert:
    warned = timedelta(days=int(rule(WARN, on=each.checked_on)))
    return StaffHealthCert(
        person=each.person,
        number=each.number,
        issued_by=each.issued_by,
        checked_on=each.checked_on,
        valid_to=each.valid_to,
        is_fit=each.is_fit,
        renew_from=each.valid_to - warned,
    )


def count(sheet: StaffHealthSheet, by: Any, on: date, handed: Sequence[Handed]) -> None:
    """How it stands with the staff of the campus once these are in."""
    people = kept_by(by, on).filter(posts__campus=sheet.entry.campus)
    known = newest(people) | {each.person.pk: line_of(each) for each in handed}
    standings = [judge(known.get(person.pk), on) for person in people]
    sheet.staff = len(standings)
    sheet.expiring = standings.count(Standing.EXPIRING)
    sheet.lapsed = sheet.staff - sheet.expiring - standings.count(Standing.VALID)


# Reminding.


def to_renew(person: Any, now: datetime) -> QuerySet[Any]:
    """Whose newest certificate has to be renewed by now: one's own, and those one looks after."""
    on = timezone.localdate(now)
    last = standing_certs().filter(person=OuterRef("pk"))
    known = kept_by(person, on).annotate(
        renew_from=Subquery(last.values("renew_from")[:1]),
        valid_to=Subquery(last.values("valid_to")[:1]),
    )
    return known.filter(renew_from__lte=on).order_by("valid_to", "pk")


def lapsed(now: datetime) -> models.Q:
    return models.Q(valid_to__lt=timezone.localdate(now))


def line(person: Any, now: datetime) -> InboxLine:
    late = person.valid_to < timezone.localdate(now)
    return InboxLine(
        _("Renew the health certificate of %(person)s") % {"person": person},
        reverse("health:staff_cert_list"),
        _("Valid until %(day)s") % {"day": person.valid_to},
        state="late" if late else "due",
        is_late=late,
    )


INBOX = [
    InboxSource(
        code="staff_certs",
        title=gettext_lazy("Health certificates to renew"),
        waiting=to_renew,
        line=line,
        late=lapsed,
        everything="health:staff_cert_list",
        order=60,
    )
]


def tell_expiring(*, now: datetime) -> int:
    """Whoever has to renew is told when it begins and again 30 and 7 days before the end."""
    on = timezone.localdate(now)
    people = Person.objects.employed(on).exclude(posts=None).distinct()
    told = 0
    for each in held(people, on):
        if each.standing != Standing.EXPIRING or each.cert is None:
            continue
        left = (each.cert.valid_to - on).days
        step = min((days for days in STEPS if left <= days), default=0)
        told += len(
            telling.tell(
                [each.person],
                EXPIRING,
                url=reverse("health:staff_cert_list"),
                now=now,
                key=f"{each.cert.person_id}.{each.cert.valid_to}.{step}",
                day=f"{each.cert.valid_to:%Y-%m-%d}",
            )
        )
    return told
