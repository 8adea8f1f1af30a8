"""What only this school can write: marks made with a key that lies outside the database."""

import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from types import MappingProxyType
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model

from logistics.contributions import Sealed, sealed_tables
from logistics.fields import plain_quantity

Row = TypeVar("Row", bound=Model)
NOTHING: Mapping[str, str] = MappingProxyType({})

# Made once: a record is written down several times while it is checked.
WRITER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
LENGTH = 32  # hexadecimal digits of a stamp: 128 bits


def canonical(said: Any) -> str:
    """The one way to write a content down, so that its digest can be computed again."""
    return WRITER.encode(said)


def hashed(value: Any) -> str:
    return sha256(canonical(value).encode()).hexdigest()


def key() -> bytes:
    if not settings.SEAL_KEY:
        raise ImproperlyConfigured(
            "The key of the seals is missing. Put the file `seal` back into KEYS_DIR, or set "
            "SEAL_KEY: a new key does not fit what is sealed already."
        )
    return settings.SEAL_KEY.encode()


def plain(value: Any) -> Any:
    """The same moment and the same number are written the same way, wherever they come from."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return plain_quantity(value) if isinstance(value, Decimal) else value


def said(sealed: Sealed, values: Sequence[Any], kept: Mapping[str, str] = NOTHING) -> list[Any]:
    """What a row says, as it is vouched for; `kept` are the hashes of what was emptied by law."""
    return [
        kept.get(name) or hashed(value) if name in sealed.hashed else plain(value)
        for name, value in zip(sealed.columns, values, strict=True)
    ]


def stamp(sealed: Sealed, values: Sequence[Any], kept: Mapping[str, str] = NOTHING) -> str:
    """The mark of one row: whoever writes to the tables without the key cannot make it."""
    text = canonical(["row", sealed.label, *said(sealed, values, kept)])
    return hmac.digest(key(), text.encode(), "sha256").hex()[:LENGTH]


def read(row: Model, name: str) -> Any:
    """A value as the database will give it back."""
    field: Any = row._meta.get_field(name)
    return field.to_python(getattr(row, name))


def stamped(row: Row) -> Row:
    """The row with its mark, not yet saved."""
    sealed = sealed_tables()[row._meta.label_lower]
    # As it will be read: a default of 0 in a column of decimals comes back as a decimal.
    values = [read(row, name) for name in sealed.columns]
    setattr(row, sealed.stamp, stamp(sealed, values))
    return row
