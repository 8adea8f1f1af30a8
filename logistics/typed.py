"""Nothing typed is lost: forms that wait for a login, drafts, and forms sent twice."""

import json
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser
from django.core import signing
from django.http import HttpRequest, QueryDict

from logistics.access import Request
from logistics.fields import decrypt, encrypt
from logistics.models import Draft

KEPT = "kept_form"
HOUSE_FIELDS = ("csrfmiddlewaretoken", "form_key", "version", "typed_by")


def new_key() -> str:
    """The one-time key of a form: what comes back twice with it is saved once."""
    return uuid4().hex


def key_of(data: QueryDict) -> str:
    """The key that came with a form; nothing if it cannot have been one of ours."""
    key = data.get("form_key", "")
    return key if key.isalnum() and len(key) <= 40 else ""


def signature(person: AbstractBaseUser) -> str:
    """Says in the form whose form it is, so that nobody else gets it after a login."""
    return signing.dumps(person.pk, salt="typed_by")


def plain(data: QueryDict) -> dict[str, list[str]]:
    return {name: data.getlist(name) for name in data if name not in HOUSE_FIELDS}


def keep(request: HttpRequest) -> None:
    """Put a form whose writer is not logged in aside, unreadable to others."""
    try:
        writer = signing.loads(request.POST.get("typed_by", ""), salt="typed_by")
    except signing.BadSignature:
        return
    kept = {"path": request.path, "writer": writer, "data": plain(request.POST)}
    request.session[KEPT] = encrypt(json.dumps(kept))


def take_kept(request: Request) -> QueryDict | None:
    """The form of this page that waited for this person, once."""
    if KEPT not in request.session:
        return None
    kept = json.loads(decrypt(request.session[KEPT]))
    if kept["path"] != request.path or kept["writer"] != request.user.pk:
        return None
    del request.session[KEPT]
    return as_query(kept["data"])


def as_query(data: dict[str, list[str]]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, values in data.items():
        query.setlist(name, values)
    return query


def draft_of(request: Request) -> Draft | None:
    return Draft.objects.filter(person_id=request.user.pk, path=request.path).first()


def save_draft(person: Any, path: str, data: QueryDict) -> Draft:
    text = json.dumps(plain(data))
    draft, _ = Draft.objects.update_or_create(person=person, path=path, defaults={"text": text})
    return draft


def draft_data(draft: Draft) -> QueryDict:
    return as_query(json.loads(draft.text))
