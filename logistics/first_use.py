"""First use: the steps until a school can work, each done, begun or open as the database says.

Apps contribute their steps, so a trade that is not there asks for nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from logistics.access import Request, allow
from logistics.contributions import Step, Words, imports, steps


@dataclass(frozen=True)
class Fact:
    """One condition of a step, and whether it holds."""

    words: Words
    is_true: bool


@dataclass(frozen=True)
class Shown:
    """A step as it stands."""

    step: Step
    facts: Sequence[Fact]

    @property
    def is_done(self) -> bool:
        return all(fact.is_true for fact in self.facts)

    @property
    def is_begun(self) -> bool:
        return any(fact.is_true for fact in self.facts)


def steps_of(person: Any, on: date) -> list[Shown]:
    """Every step with its facts, asked in one query: they hang on the reader's own row."""
    declared = [(step, list(step.facts(on))) for step in steps()]
    conditions = [condition for _step, facts in declared for _words, condition in facts]
    answers = iter(asked_at_once(person, conditions))
    return [
        Shown(step, [Fact(words, bool(next(answers))) for words, _condition in facts])
        for step, facts in declared
    ]


def asked_at_once(person: Any, conditions: list[Any]) -> list[Any]:
    names = {f"fact_{n}": condition for n, condition in enumerate(conditions)}
    queried = {name: said for name, said in names.items() if hasattr(said, "resolve_expression")}
    rows = get_user_model()._default_manager.filter(pk=person.pk).annotate(**queried)
    found = rows.values(*queried).get() if queried else {}
    return [found.get(name, said) for name, said in names.items()]


@allow("school.arrange")
def first_use(request: Request) -> HttpResponse:
    shown = steps_of(request.user, timezone.localdate())
    context = {
        "steps": [
            {
                "shown": step,
                "may": request.user.has_perm(step.step.permission),
                "sheets": sheets_of(step.step, request.user),
            }
            for step in shown
        ],
        "done_count": sum(step.is_done for step in shown),
        "is_trial": settings.DEMO and request.user.has_perm("school.admin"),
    }
    return TemplateResponse(request, "first_use.html", context)


def sheets_of(step: Step, person: Any) -> list[Any]:
    """What this person may bring along in a sheet."""
    declared = [imports()[code] for code in step.imports if code in imports()]
    return [sheet for sheet in declared if person.has_perm(sheet.permission)]


def card(request: Request, now: datetime) -> dict[str, Any]:
    """On the first page of those who arrange, until every step is done."""
    shown = steps_of(request.user, timezone.localdate(now))
    left = [step for step in shown if not step.is_done]
    return {"left": left, "done_count": len(shown) - len(left), "count": len(shown)}
