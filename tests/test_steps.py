"""What may be done in which state, by whom, and what comes of it: each flow as a table.

All that does not stand in a table is refused and changes nothing. Every triple of state, act and
role is tried over the pages, so that nobody skips a step.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import models, transaction
from django.template.response import SimpleTemplateResponse
from django.test import Client, override_settings
from django.utils import timezone

from tests.factories import make_person
from tests.pages import INSIDE
from tests.pages.asking import FAST, differences, read, session_of, taken_back
from tests.steps.contradictions import CONTRADICTION
from tests.steps.declaring import Flow
from tests.steps.imports import IMPORT
from tests.steps.personal_data import DATA_REQUEST, ERASURE, HOLD
from tests.steps.plans import PLAN, PLAN_TEXT
from tests.steps.records import RECORD
from tests.steps.requests import REQUEST
from tests.steps.tasks import PROOF, TASK
from tests.world import make_world

pytestmark = pytest.mark.once

# Beside every role: the director of another campus, and who wrote what the flow is about.
ACTORS = sorted({*INSIDE, "neighbour", "writer"})
REFUSED = "refused"
ANSWERS_OF_A_REFUSAL = {200, 302, 403, 404, 409}  # the form again, back to the page, or a sentence
FLOWS = [RECORD, PLAN_TEXT, PLAN, REQUEST, TASK, PROOF, IMPORT, CONTRADICTION]
FLOWS += [DATA_REQUEST, HOLD, ERASURE]
CELLS = [(flow, state, act) for flow in FLOWS for state in flow.states for act in flow.sent]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Built once; each act leaves it as it was. The writer may review, but nothing of their own."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world(timezone.now())
        officer = {"role": "food_safety_officer", "campus": world.here, "username": "writer"}
        world.people["writer"] = make_person(**officer)
        yield world
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def send(world):
    cookies = {actor: session_of(world.people[actor]) for actor in ACTORS}
    with override_settings(MIDDLEWARE=FAST):
        client = Client()

        def post(actor: str, address: str, data: dict[str, Any]) -> Any:
            client.cookies.clear()
            client.cookies[django_settings.SESSION_COOKIE_NAME] = cookies[actor]
            return read(client.post(address, data))

        yield post


@pytest.fixture
def unwritten(monkeypatch):
    """Pages without their text: it is most of the time."""
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")


def rows_of(tables: tuple[type[models.Model], ...]) -> list[list[tuple[Any, ...]]]:
    return [list(table._base_manager.order_by("pk").values_list()) for table in tables]


def outcome(flow: Flow, thing: Any, before: Any, answered: Callable[[], Any]) -> str:
    """The state that came of it; or that it was refused, and nothing has changed."""
    with taken_back():
        answer = answered()
        if rows_of(flow.tables) == before:
            assert answer.status_code in ANSWERS_OF_A_REFUSAL
            return REFUSED
        return flow.state_of(thing)


@pytest.mark.usefixtures("db", "unwritten")
@pytest.mark.parametrize(
    ("flow", "state", "act"), CELLS, ids=lambda cell: getattr(cell, "name", cell)
)
def test_each_act_in_each_state_by_each_role_comes_to_what_is_declared(
    world, send, flow, state, act
):
    becomes, who = flow.steps.get((state, act), (REFUSED, set()))

    with taken_back():
        thing = flow.states[state](world)
        came = flow.state_of(thing)
        sent, before = flow.sent[act](thing), rows_of(flow.tables)
        got = {actor: outcome(flow, thing, before, partial(send, actor, *sent)) for actor in ACTORS}

    told = {actor: becomes if actor in who else REFUSED for actor in ACTORS}
    assert came == state
    assert differences(got, told) == {}


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_every_row_of_a_table_is_walked_and_every_act_succeeds_somewhere(flow):
    """Else a misspelt row, or a form nobody could send, would pass for a refusal."""
    walked = {(state, act) for state in flow.states for act in flow.sent}
    named = {actor for _becomes, who in flow.steps.values() for actor in who}

    assert set(flow.steps) <= walked
    assert named <= set(ACTORS)
    assert set(flow.sent) - {act for _state, act in flow.steps} <= {"confirm unseen"}
