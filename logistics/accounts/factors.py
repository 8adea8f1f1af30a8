"""The second factor: a code of six digits from an app on the phone, new every half minute."""

import secrets
from base64 import b32decode, b32encode
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

import segno
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django_otp.oath import TOTP

from logistics.accounts.models import Device, RecoveryCode, SecondFactor, Way
from logistics.accounts.passwords import LETTERS
from logistics.errors import Refused
from logistics.fields import half_width
from logistics.notices.telling import tell
from logistics.school.models import Person

RESET = "factor_reset"  # the news of it
SKEW = 1  # clocks may differ by one step of thirty seconds
DIGITS, CODES, HALF = 6, 10, 5


def new_secret() -> str:
    return b32encode(secrets.token_bytes(20)).decode("ascii")


def factor_of(person: Person) -> SecondFactor | None:
    return SecondFactor.objects.filter(person=person).first()


def has_factor(person: Person) -> bool:
    return SecondFactor.objects.filter(person=person).exists()


def key_address(person: Person, secret: str, school: str) -> str:
    """What stands in the drawing, as every authenticator reads it."""
    issuer = school or "Houqin"
    label = quote(f"{issuer}:{person.username or person.name}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer})}"


def drawing(address: str) -> SafeString:
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(scale=4, border=2, omitsize=True, svgclass="qr", lineclass=None)
    return mark_safe(drawn)  # noqa: S308  nothing in it but what segno draws


def in_groups(secret: str) -> str:
    """ABCD EFGH …, to be typed off the screen."""
    return " ".join(secret[n : n + 4] for n in range(0, len(secret), 4))


def step_of(secret: str, code: str, *, now: datetime) -> int | None:
    """The half minute whose code this is, if it is one near now."""
    digits = half_width(code).replace(" ", "")
    if not (len(digits) == DIGITS and digits.isascii() and digits.isdigit()):
        return None
    clock = TOTP(b32decode(secret))
    clock.time = now.timestamp()
    return clock.t() if clock.verify(int(digits), tolerance=SKEW) else None


def is_right(factor: SecondFactor, code: str, *, now: datetime) -> bool:
    """Whether a code is right now. This uses it up: a second time, or twice at once, it is wrong."""
    step = step_of(factor.secret, code, now=now)
    unused = SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step or 0)
    return bool(step and unused.update(last_step=step))


@transaction.atomic
def confirm(person: Person, secret: str, code: str, *, now: datetime) -> list[str]:
    """The phone shows the right code, so it is asked for from now on. Answers the recovery codes."""
    step = step_of(secret, code, now=now)
    if step is None:
        raise Refused(_("This code is not right. Wait for the next one and type it in."))
    given = {"secret": secret, "last_step": step, "confirmed_at": now}
    factor, _made = SecondFactor.objects.get_or_create(person=person, defaults=given)
    return new_codes(factor)


@transaction.atomic
def new_codes(factor: SecondFactor) -> list[str]:
    """Ten codes, shown once; those from before are no good any more."""
    codes = [new_code() for _ in range(CODES)]
    factor.codes.all().delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(factor=factor, digest=digest(code)) for code in codes
    )
    return codes


def new_code() -> str:
    letters = "".join(secrets.choice(LETTERS) for _ in range(2 * HALF))
    return f"{letters[:HALF]}-{letters[HALF:]}"


def digest(code: str) -> str:
    """The codes are random and fifty bits long: a keyed digest hides them."""
    plain = half_width(code).lower().replace(" ", "").replace("-", "")
    return salted_hmac("accounts.recovery", plain, algorithm="sha256").hexdigest()


def use_recovery(factor: SecondFactor, code: str, *, now: datetime) -> bool:
    unused = factor.codes.filter(digest=digest(code), used_at=None)
    return bool(unused.update(used_at=now))


def way_of(factor: SecondFactor, code: str, *, now: datetime) -> str | None:
    """By what this opens: the authenticator, a recovery code, or not at all."""
    if is_right(factor, code, now=now):
        return Way.CODE
    return Way.RECOVERY if use_recovery(factor, code, now=now) else None


@transaction.atomic
def reset(person: Person, *, by: Any, now: datetime) -> None:
    """The phone is gone: the next login sets up another. No device is excused from the code.

    The person is told at once: somebody else may have asked for it in their name.
    """
    SecondFactor.objects.filter(person=person).delete()
    Device.objects.filter(person=person, trusted=True).update(trusted=False)
    tell([person], RESET, url=reverse("accounts:factor"), now=now, by=by, person=str(by), at=now)


def state_of(person: Person) -> dict[str, Any]:
    """For the person's own page: since when, and how many recovery codes are left."""
    factor = factor_of(person)
    left = factor.codes.filter(used_at=None).count() if factor else 0
    return {"factor": factor, "codes_left": left}
