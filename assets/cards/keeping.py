"""Answers about all cards, kept until something happens to an asset.

Nothing on a card changes without an event, and a new card has a new code: while the last event and
the last card are the same, so is every answer. Each process keeps its own few.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

from django.apps import apps
from django.db.models import Subquery

MOST = 48


class Kept:
    """The last few answers by their question; what was not asked for long is forgotten."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.answers: OrderedDict[Hashable, Any] = OrderedDict()
        self.lock = Lock()

    def get(self, question: Hashable, ask: Callable[[], Any]) -> Any:
        with self.lock:
            if question in self.answers:
                self.answers.move_to_end(question)
                return self.answers[question]
        answer = ask()  # two may ask at once: they get the same
        with self.lock:
            self.answers[question] = answer
            while len(self.answers) > self.most:
                self.answers.popitem(last=False)
        return answer


KEPT = Kept(MOST)


def mark() -> tuple[Any, ...] | None:
    """The last card and the last event there is; None: there is no card."""
    assets: Any = apps.get_model("assets.Asset")._default_manager.order_by("-pk")
    events: Any = apps.get_model("assets.AssetEvent")._default_manager.order_by("-pk")
    told = assets.annotate(last=Subquery(events.values("stamp")[:1]))
    return told.values_list("pk", "code", "last").first()


def kept(question: Hashable, ask: Callable[[], Any]) -> Any:
    """The answer as of now, asked for only if something has happened since."""
    return KEPT.get((mark(), question), ask)
