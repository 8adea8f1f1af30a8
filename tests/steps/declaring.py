"""A flow declared: how a thing comes into each state, and who takes which step from there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.urls import reverse


@dataclass(frozen=True)
class Flow:
    """One kind of thing: how it comes into each state, and the steps it may take.

    `steps` says for a state and an act what becomes of it, and by whom. `sent` are the address and
    the form of each act; `tables` are where a refused act must leave no trace.
    """

    name: str
    states: dict[str, Callable[[Any], Any]]
    sent: dict[str, Callable[[Any], tuple[str, dict[str, Any]]]]
    steps: dict[tuple[str, str], tuple[str, set[str]]]
    state_of: Callable[[Any], str]
    tables: tuple[type[models.Model], ...]


def at(name: str, *keys: Any) -> str:
    return reverse(name, args=keys)


def sent_to(name: str, **data: Any) -> Callable[[Any], tuple[str, dict[str, Any]]]:
    """A form that says the same of everything."""
    return lambda thing: (at(name, thing.pk), data)
