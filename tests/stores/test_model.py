"""The ledger against a plain model of it: whatever is done, both know the same of every lot."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from logistics.errors import Refused
from logistics.stores import discarding, invariants, issuing, ledger, moving
from logistics.stores.models import Lot, Movement
from tests.stores.factories import bring, make_item, make_store

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
TENTHS = st.integers(1, 60).map(lambda n: Decimal(n) / 10)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["bring", "issue", "move", "lose"]),
        st.integers(0, 1),
        TENTHS,
        st.integers(0, 40),
    ),
    max_size=8,
)


class Shelves:
    """The model: by store, the lots in the order in which they expire, each with what is left."""

    def __init__(self):
        self.left = [{}, {}]

    def take(self, place, quantity):
        """From the first expiring on; nothing at all if there is not enough."""
        if sum(self.left[place].values()) < quantity:
            return None
        taken = {}
        for lot in sorted(self.left[place]):
            part = min(quantity, self.left[place][lot])
            if part:
                taken[lot] = part
                self.left[place][lot] -= part
                quantity -= part
        return taken

    def put(self, place, taken):
        for lot, quantity in taken.items():
            self.left[place][lot] = self.left[place].get(lot, Decimal(0)) + quantity


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=ACTS)
def test_whatever_is_done_the_ledger_knows_what_a_plain_model_knows(acts, campus, keeper, teacher):
    with transaction.atomic():
        run(acts, campus, keeper, teacher)
        transaction.set_rollback(True)


def run(acts, campus, keeper, teacher):
    stores, item = [make_store(campus), make_store(campus)], make_item()
    model, told = Shelves(), {"by": keeper, "now": NOW, "happened_at": NOW}
    for act, place, quantity, days in acts:
        store = stores[place]
        if act == "bring":
            expires = TODAY + timedelta(days=days)
            before = set(Lot.objects.values_list("pk", flat=True))
            bring(store, item, quantity, by=keeper, price="3.3333", expires_on=expires)
            [lot] = Lot.objects.exclude(pk__in=before)
            model.put(place, {(days, lot.pk): quantity})
            continue
        taken = model.take(place, quantity)
        if act == "move" and taken:
            model.put(1 - place, taken)
        doing = {
            "issue": lambda s=store, q=quantity: issuing.issue(
                s, [issuing.Wanted(item, q)], receiver=teacher, **told
            ),
            "move": lambda s=store, q=quantity, o=stores[1 - place]: moving.move(
                s, o, [moving.Moved(item, q)], **told
            ),
            "lose": lambda s=store, q=quantity: lose(s, item, q, told),
        }[act]
        if taken is None:
            with pytest.raises(Refused):
                doing()
        else:
            doing()
    for place, store in enumerate(stores):
        assert ledger.left_in(store, item) == sum(model.left[place].values())
        rows = store.balances.filter(quantity__gt=0).values_list("lot", "quantity")
        expected = {lot: left for (_days, lot), left in model.left[place].items() if left}
        assert dict(rows) == expected
    assert [*invariants.balances_apart(NOW), *invariants.amounts_apart(NOW)] == []


def lose(store, item, quantity, told):
    lots = ledger.propose(store, item, quantity, on=TODAY)
    discarded = [discarding.Discarded(lot, part) for lot, part in lots]
    return discarding.write_off(store, discarded, cause="broken", reason="x", **told)


@pytest.mark.parametrize("times", [1, 4])
def test_taking_everything_back_leaves_the_ledger_as_it_was(times, store, keeper, teacher):
    item = make_item()
    bring(store, item, "7.7", by=keeper, price="3.3333")
    told = {"by": keeper, "now": NOW, "happened_at": NOW}
    before = ledger.left_in(store, item)

    for _ in range(times):
        sheet = issuing.issue(
            store, [issuing.Wanted(item, Decimal("1.1"))], receiver=teacher, **told
        )
        ledger.take_back(sheet, by=keeper, now=NOW, reason="x")

    assert ledger.left_in(store, item) == before
    assert ledger.cents(sum(m.amount for m in Movement.objects.all())) == Decimal("25.67")
    assert [*invariants.amounts_apart(NOW)] == []
