"""Numbers, notes and allergies, planted and looked for on every page, as every role."""

from io import BytesIO
from zipfile import ZipFile, is_zipfile

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from logistics.school.models import Allergy, Child, Guardian, Person
from tests.pages import PAGES
from tests.pages.asking import FAST, address, key_of
from tests.world import make_world

IDENTITY, OWN_IDENTITY = "11010519491231002X", "110101199003077774"
PHONE, OWN_PHONE = "13987654321", "13698765432"
NOTE, ALLERGY = "afraid of the dark", "kiwi skin"
NUMBERS = (IDENTITY, OWN_IDENTITY, PHONE, OWN_PHONE)
KNOWS_HEALTH = {"doctor", "admin"}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world(timezone.now())
        plant(world.own)
        yield world
        transaction.set_rollback(True)


def plant(own):
    child, guardian, person = own["child"], own["guardian"], own["person"]
    Child.objects.filter(pk=child.pk).update(identity_number=IDENTITY, note=NOTE)
    Guardian.objects.filter(pk=guardian.pk).update(phone=PHONE)
    Person.objects.filter(pk=person.pk).update(phone=OWN_PHONE, identity_number=OWN_IDENTITY)
    Allergy.objects.create(child=child, allergen="other", note=ALLERGY)


def said(answer):
    """All that an answer says; a workbook or archive with everything in it."""
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if is_zipfile(BytesIO(data)):
        with ZipFile(BytesIO(data)) as archive:
            data = b"".join(archive.read(name) for name in archive.namelist())
    return data.decode("utf-8", "replace")


def leaks(world, actor, words, settings):
    """The pages on which one of the words stands, without having been asked for."""
    settings.MIDDLEWARE = FAST
    client = Client()
    client.force_login(world.people[actor], backend="logistics.school.posts.PostBackend")
    pages = [page for page in PAGES if page.get == 200 and page.name != "logout"]
    asked = ((page.name, client.get(address(page, key_of(page, world)))) for page in pages)
    return {(name, word) for name, answer in asked for word in words if word in said(answer)}


@pytest.mark.once
@pytest.mark.parametrize("actor", ["director", "principal", "teacher", "doctor", "admin", "guard"])
def test_no_page_shows_a_number_that_nobody_asked_to_see(db, world, actor, settings):
    hidden = NUMBERS if actor in KNOWS_HEALTH else (*NUMBERS, NOTE, ALLERGY)

    assert leaks(world, actor, hidden, settings) == set()


@pytest.mark.once
def test_those_who_look_after_its_health_do_find_note_and_allergy(db, world, settings):
    """The control of the test above."""
    found = leaks(world, "doctor", (NOTE, ALLERGY), settings)

    assert ("school:child", NOTE) in found
    assert ("school:child_health", ALLERGY) in found
