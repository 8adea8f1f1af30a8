"""Pages that cannot be shown: what they say, and that nothing typed is lost."""

import errno

import pytest
from django.db import OperationalError
from django.urls import reverse

from logistics.models import Draft
from logistics.upkeep import failures

FULL = OperationalError("database or disk is full")
LOCKED = OperationalError("database is locked")


@pytest.fixture
def failing(enter, monkeypatch):
    """A carer whose next page ends in an error."""
    from logistics.duties.views import records

    def open_with(error: Exception):
        client = enter("carer")
        client.raise_request_exception = False

        def fail(*_args, **_given):
            raise error

        monkeypatch.setattr(records, "form_page", fail)
        return client

    return open_with


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (FULL, 507),
        (OSError(errno.ENOSPC, "No space left on device"), 507),
        (LOCKED, 503),
        (OperationalError("no such table: x"), 500),
        (ValueError("x"), 500),
    ],
)
def test_the_status_says_what_kind_of_trouble_it_is(failing, error, status):
    assert failing(error).get(reverse("duties:note_new")).status_code == status


@pytest.mark.parametrize(("error", "cure"), [(FULL, "make room"), (LOCKED, "Wait half a minute")])
def test_what_was_typed_can_be_sent_again_from_the_page_itself(failing, error, cure):
    client = failing(error)
    url = reverse("duties:note_new")

    page = client.post(url, {"text": "<Beans> soaked", "form_key": "k" * 32})

    assert cure in page.text
    assert 'name="text" value="&lt;Beans&gt; soaked"' in page.text
    assert f'name="form_key" value="{"k" * 32}"' in page.text
    assert f'action="{url}"' in page.text
    assert "Send it again" in page.text
    assert not Draft.objects.exists()


def test_a_page_that_was_only_opened_offers_to_be_opened_again(failing):
    page = failing(LOCKED).get(f"{reverse('duties:note_new')}?draft=on")

    assert f'href="{reverse("duties:note_new")}?draft=on"' in page.text
    assert page.headers["Retry-After"] == "30"


def test_the_page_speaks_the_language_of_its_reader(failing):
    client = failing(LOCKED)

    page = client.get(reverse("duties:note_new"), headers={"accept-language": "zh-hans"}).text

    assert '<html lang="zh-Hans">' in page


def test_what_lies_at_the_root_counts():
    outer = RuntimeError("outer")
    outer.__cause__ = FULL

    assert failures.of(outer) is failures.DISK


@pytest.mark.parametrize("url", ["/nowhere/", "/school/people/987654321/"])
def test_a_page_that_is_not_there_has_a_way_on(enter, url):
    page = enter("director").get(url)

    assert page.status_code == 404
    assert "To the home page" in page.text
