"""Photos leave only through here, and only to people who may see their record."""

from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from logistics.access import Request, allow
from logistics.records import photos
from logistics.records.models import Entry, Photo


@allow(None)
def photo(request: Request, pk: int) -> HttpResponseBase:
    found = one_photo(request, pk)
    return served(str(found.file), stays=may_stay(found))


@allow(None)
def photo_small(request: Request, pk: int) -> HttpResponseBase:
    found = one_photo(request, pk)
    return served(str(found.thumbnail), stays=may_stay(found))


def one_photo(request: Request, pk: int) -> Photo:
    """A photo of a record this person may see; else it is not there."""
    seen = Entry.objects.readable_by(request.user)
    return get_object_or_404(Photo.objects.select_related("entry"), pk=pk, entry__in=seen)


def may_stay(photo: Photo) -> bool:
    """In the browser of its reader; what tells of a child never does."""
    return not photo.entry.declared.reading


def served(name: str, *, stays: bool = False) -> HttpResponseBase:
    """The file itself, or behind nginx the word to send it (ACCEL=1); `stays`: kept for a day."""
    path = photos.file_of(name)
    if path is None:
        raise Http404(name)
    response = answer(name, path)
    response.headers["Cache-Control"] = "private, max-age=86400" if stays else "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def answer(name: str, path: Path) -> HttpResponseBase:
    if getattr(settings, "ACCEL", False):
        accel = {"X-Accel-Redirect": f"/protected/{quote(name)}"}
        return HttpResponse(content_type="image/jpeg", headers=accel)
    return FileResponse(path.open("rb"), content_type="image/jpeg")
