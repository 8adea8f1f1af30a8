"""Sending what is owed: taken up by one worker at a time, tried again, kept with its error.

At least once, and once as a rule: see docs/adr/0010.
"""

from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMessage
from django.db.models import F
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from logistics.notices import pushing, webhooks
from logistics.notices.measure import measure_on, today
from logistics.notices.models import Channel, Delivery, Wish
from logistics.notices.models.channels import MOST_TRIES
from logistics.notices.webhooks import MOST_TEXT, NotSent
from logistics.notices.wording import digest_lines
from logistics.school.models import School

HOLD = timedelta(minutes=10)  # longer than any attempt takes
REST = timedelta(minutes=1)  # of a channel that did not answer
DELAYS = [timedelta(minutes=n) for n in (1, 5, 30, 120, 360)]  # after the first, second … failure
REFUSED_FOR_GOOD = 500  # below, "later" is meant: many mail servers turn away a first letter
MOST_LINES = 8  # of one message of a robot
MOST_LINE = 70  # characters, so that a full message stays within MOST_TEXT


def send_next(*, now: datetime) -> bool:
    """Take up what is owed longest, and send it. False: nothing is owed now."""
    held = take_up(now)
    if not held:
        return False
    try:
        deliver(held, now=now)
    except NotSent as failure:
        put_back(held, failure, now=now)
    else:
        mark(held).update(sent_at=now, held_until=None, error="")
    return True


def take_up(now: datetime) -> list[Delivery]:
    """Hold the oldest that is owed; for a robot, with it what else waits for the same group.

    Another worker may hold it first; then what is left is looked at again.
    """
    quiet = measure_on(timezone.localdate(now)).is_quiet(now)
    while keys := oldest(Delivery.objects.owed(now, quiet=quiet)):
        holder = uuid4().hex
        if hold(keys, holder, now):
            held = Delivery.objects.filter(held_by=holder).order_by("pk")
            return list(held.select_related("channel", "person__wish", "notice", "digest"))
    return []


def oldest(owed: Any) -> list[int]:
    owed = owed.order_by("next_at", "pk")
    first = owed.select_related("channel").first()
    if first is None or not first.channel.is_robot:
        return [first.pk] if first else []
    return list(owed.filter(channel=first.channel).values_list("pk", flat=True)[:MOST_LINES])


def hold(keys: list[int], holder: str, now: datetime) -> int:
    """One conditional update: of two workers the second finds nothing left to hold.

    Each hold counts as a try, so that what kills the worker is not taken up for ever.
    """
    free = Delivery.objects.free(now).filter(pk__in=keys)
    return free.update(held_by=holder, held_until=now + HOLD, tries=F("tries") + 1)


def mark(held: list[Delivery]) -> Any:
    """The rows this worker still holds."""
    return Delivery.objects.unsettled().filter(held_by=held[0].held_by)


def put_back(held: list[Delivery], failure: NotSent, *, now: datetime) -> None:
    """For a later try; after the last, or where no try can help, it is given up."""
    for delivery in held:
        given_up = failure.for_good or delivery.tries >= MOST_TRIES
        mark(held).filter(pk=delivery.pk).update(
            held_until=None,
            error=failure.reason[:300],
            failed_at=now if given_up else None,
            next_at=now + DELAYS[min(delivery.tries, len(DELAYS)) - 1],
        )
    if not failure.for_good:
        Channel.objects.filter(pk=held[0].channel_id).update(rests_until=now + REST)


def give_up_stale(*, now: datetime) -> int:
    """What a killed worker had tried for the last time, and digests of a day that is over."""
    killed = Delivery.objects.free(now).filter(tries__gte=MOST_TRIES)
    count = killed.update(failed_at=now, error=_("The worker stopped while it was sent."))
    over = Delivery.objects.free(now).filter(digest__slot__lt=today(now))
    return count + over.update(failed_at=now, error=_("The day of this digest is over."))


def try_again(deliveries: Any, *, now: datetime) -> int:
    """Those given up are owed again, from the first try on."""
    return deliveries.failed().update(failed_at=None, tries=0, next_at=now, held_until=None)


# What is said -------------------------------------------------------------------------------------


def deliver(held: list[Delivery], *, now: datetime) -> None:
    channel = held[0].channel
    if channel.is_robot:
        with translation.override(settings.LANGUAGE_CODE):
            text = robot_text(held)
            webhooks.send(channel.kind, channel.address, channel.secret, text, now=now)
    else:
        send_mail(held[0])


def robot_text(held: list[Delivery]) -> str:
    """What the group reads: whom it concerns and what it is, never a child's name."""
    lines = [robot_line(delivery)[:MOST_LINE] for delivery in held]
    text = "\n".join([heading(), *lines, address_of("notices:inbox")]).strip()
    return text.encode()[:MOST_TEXT].decode(errors="ignore")


def robot_line(delivery: Delivery) -> str:
    what = delivery.notice.outside if delivery.notice else str(delivery.digest)
    return _("%(person)s: %(what)s") % {"person": delivery.person, "what": one_line(what)}


def heading() -> str:
    return _("[Logistics] %(school)s") % {"school": School.current()}


def send_test(channel: Channel, person: Any, *, now: datetime) -> None:
    """One harmless sentence: to the group, or to the mail address of whoever asks for it."""
    if pushing.is_sample():
        raise NotSent(_("Nothing leaves the sample school."))
    sentence = _("This channel works. Nobody has to do anything.")
    if channel.is_robot:
        text = f"{heading()}\n{sentence}"
        webhooks.send(channel.kind, channel.address, channel.secret, text, now=now)
        return
    wish = Wish.objects.filter(person=person).first()
    if wish is None or not wish.mail:
        raise NotSent(_("Write your own mail address under “Me” first."))
    send_one_mail(wish.mail, str(channel), sentence, reference=f"test.{now.timestamp()}")


def send_mail(delivery: Delivery) -> None:
    wish = getattr(delivery.person, "wish", None) or Wish()
    if not wish.mail:
        raise NotSent(_("This person has no mail address any more."), for_good=True)
    with translation.override(wish.language):
        subject, body = mail_words(delivery)
        send_one_mail(
            wish.mail, subject, body, reference=f"{delivery.made_at:%Y%m%d%H%M%S}.{delivery.pk}"
        )


def mail_words(delivery: Delivery) -> tuple[str, str]:
    """Subject and text, in the language that is active."""
    if delivery.notice:
        url = f"{settings.SITE_URL}{delivery.notice.url}" if settings.SITE_URL else ""
        subject, lines = delivery.notice.title, [delivery.notice.outside]
    else:
        url = address_of("notices:inbox")
        said = delivery.digest.said  # type: ignore[union-attr]  # it has one of the two
        subject, lines = str(delivery.digest), [*digest_lines(said), *said.get("titles", [])]
    greeting = _("%(person)s,") % {"person": delivery.person}
    foot = _("You choose under “Me” what reaches you by mail.")
    parts = [greeting, "\n".join(lines), url, f"-- \n{School.current()}\n{foot}"]
    return subject, "\n\n".join(part for part in parts if part)


def send_one_mail(to: str, subject: str, body: str, *, reference: str) -> None:
    """The reference is the same at every try, so that a mail program can drop a second copy."""
    sender = settings.DEFAULT_FROM_EMAIL
    host = sender.rpartition("@")[2].strip("> ") or "localhost"
    headers = {"Message-ID": f"<{reference}@{host}>", "Auto-Submitted": "auto-generated"}
    mail = EmailMessage(one_line(subject), body, sender, [to], headers=headers)
    try:
        mail.send()
    except SMTPRecipientsRefused as refusal:
        for_good = all(code >= REFUSED_FOR_GOOD for code, _said in refusal.recipients.values())
        raise NotSent(_("The mail address was refused."), for_good=for_good) from refusal
    except BadHeaderError as refusal:
        raise NotSent(_("The mail address was refused."), for_good=True) from refusal
    except (OSError, SMTPException) as failure:
        raise NotSent(_("The mail server did not take it.")) from failure


def one_line(text: str) -> str:
    return " ".join(text.split())


def address_of(name: str) -> str:
    """The full address of a page, where the operator has said under which the site is reached."""
    return f"{settings.SITE_URL}{reverse(name)}" if settings.SITE_URL else ""
