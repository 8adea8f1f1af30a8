"""Cards, people and papers of custody, made with as little as a story needs."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from django.utils import timezone

from assets.custody import checking, compensating, disposing, handing_over, lending, transferring
from assets.custody.checking import Scope
from assets.custody.compensating import Case
from assets.custody.disposing import Grounds
from assets.custody.handing_over import Found
from assets.custody.lending import Wish
from assets.custody.transferring import Moved, Target
from assets.models import Asset, AssetClass
from logistics.approvals import deciding
from logistics.duties import signing
from tests.factories import make_person as make_somebody
from tests.factories import make_place

numbers = count(1)
DAY = timedelta(days=1)


def today():
    return timezone.localdate()


def make_person(campus, role="teacher", **given):
    """Somebody who can log in."""
    given.setdefault("username", f"login-{next(numbers)}")
    return make_somebody(role=role, campus=campus, **given)


def make_asset(place=None, **given):
    if place is not None:
        given["place"], given["campus"] = place, place.campus
    sort, _made = AssetClass.objects.get_or_create(
        code="A05010101", defaults={"name": "Furniture", "level": 4, "years": 15}
    )
    number = next(numbers)
    usual = {
        "number": f"ZC{number:05d}",
        "name": f"Chair {number}",
        "asset_class": sort,
        "value": Decimal("1800.00"),
        "acquired_on": date(2024, 1, 10),
        "useful_months": 180,
    }
    asset = Asset(**usual | given)
    asset.spell()
    asset.save()
    return asset


def check(scope, seen=(), *, by, occasion="monthly", at=None, **given):
    now = timezone.now()
    if at:
        given["late_reason"] = "Written later"
    return checking.check(
        scope, seen, occasion=occasion, by=by, now=now, happened_at=at or now, **given
    )


def check_room(place, seen=(), **given):
    return check(Scope.of_place(place), seen, **given)


def hand_over(giver, taker, supervisor, *, campus, by, store=None, lacking=(), **given):
    """Everything is there but the things named."""
    now = timezone.now()
    held = handing_over.held_by(giver, campus, store)
    found = [Found(each, Decimal(0) if each.thing in lacking else each.expected) for each in held]
    people = {"supervisor": supervisor, "campus": campus, "store": store}
    return handing_over.hand_over(
        giver, taker, found, by=by, now=now, happened_at=now, **people, **given
    )


def sign(entry, person, capacity):
    entry.refresh_from_db()
    now = timezone.now()
    return signing.sign(entry, capacity, by=person, now=now, seen=entry.version)


def sign_all(entry):
    """Everybody who is asked, in their order."""
    for signer in list(entry.signers.select_related("person")):
        sign(entry, signer.person, signer.capacity)


def ask(asset, borrower, *, by=None, quantity=None, due=7, **given):
    wish = Wish(asset, quantity or asset.quantity, "open class", today() + due * DAY, **given)
    return lending.ask(wish, borrower=borrower, by=by or borrower, now=timezone.now())


def lend(*loans, by, at=None):
    now = timezone.now()
    late = {"late_reason": "Written later"} if at else {}
    return lending.lend(loans, by=by, now=now, happened_at=at or now, **late)


def lent(asset, borrower, keeper, **given):
    loan = ask(asset, borrower, **given)
    lend(loan, by=keeper)
    loan.refresh_from_db()
    return loan


def take_back(*backs, by):
    now = timezone.now()
    return lending.take_back(backs, by=by, now=now, happened_at=now)


def damage(asset, *, by, at=None, **given):
    usual = {"loss": "damaged", "cause": "It fell", "measure": "use"}
    now = timezone.now()
    late = {"late_reason": "Written later"} if at else {}
    return compensating.open_case(
        Case(asset, **usual | given), by=by, now=now, happened_at=at or now, **late
    )


def move(*assets, to, by, reason="Needed there", **target):
    now = timezone.now()
    moved = [Moved(asset) for asset in assets]
    return transferring.move(
        moved, Target(to, **target), reason=reason, by=by, now=now, happened_at=now
    )


def apply_for(*assets, by, appraiser, **given):
    usual = {"way": "scrap", "ground": "worn_out", "reason": "Old", "opinion": "Beyond repair"}
    now = timezone.now()
    grounds = Grounds(appraiser=appraiser, **usual | given)
    return disposing.apply(assets, grounds, by=by, now=now, happened_at=now)


def write_off(entry, *, by, document="教财〔2026〕12号", **given):
    now = timezone.now()
    usual = {"approved_on": today(), "happened_at": now}
    return disposing.write_off(entry.content, document=document, by=by, now=now, **usual | given)


def agree(approval, *people):
    for person in people:
        approval.refresh_from_db()
        deciding.agree(approval, by=person, now=timezone.now(), seen=approval.digest)


def give_back(approval, person, why="Not now"):
    approval.refresh_from_db()
    now = timezone.now()
    deciding.return_(approval, by=person, now=now, seen=approval.digest, opinion=why)


def make_room(campus, **given):
    return make_place(campus=campus, **given)
