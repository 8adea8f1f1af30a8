"""Writing a note, and one record as everybody reads it: its versions, its proofs, its photos."""

from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Value
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from logistics.access import Request, allow, asked_at
from logistics.duties import filing, signing
from logistics.duties.forms import CorrectionForm, NoteForm, ReasonForm
from logistics.duties.models import Task, WorkNote
from logistics.duties.models.tasks import OPEN_STATES
from logistics.duties.views.tasks import campuses_for, one_task
from logistics.fields import whole_number
from logistics.pages import form_page
from logistics.records.models import Entry, Record, Signer, Version
from logistics.school import reading
from logistics.school.models import Child, Place
from logistics.templatetags.house import moment

FIELDS = "records/_fields.html"


@allow("duties.write_record")
def record_new(request: Request) -> HttpResponse:
    """记一笔: what is due now, to be written down; or a note about anything else."""
    now = timezone.now()
    mine = Task.objects.owed_by(request.user).in_state(OPEN_STATES, now)
    tasks = mine.with_state(now).for_rows().order_by("due_at", "pk")[:12]
    return TemplateResponse(request, "duties/record_new.html", {"tasks": tasks, "now": now})


@allow("duties.write_record")
def note_new(request: Request) -> HttpResponse:
    """A work note, for a task or about work nobody had planned."""
    now = timezone.now()
    asked = whole_number(request.GET.get("task", ""))
    task = one_task(request, asked) if asked is not None else None
    form = NoteForm(
        request.POST or None,
        request.FILES or None,
        task=task,
        campuses=campuses_for(request),
        now=now,
        by=request.user,
        initial=place_asked(request),
    )
    return form_page(
        request,
        form,
        "duties/note_new.html",
        saved=_("Saved: {result}"),
        then=task,
        task=task,
        state=task.state_now(now) if task else None,
        late_task=task is not None and now > task.due_at,
        offline=True,
        submit_label=_("Save the record"),
        cancel_url=task.get_absolute_url() if task else "",
    )


def place_asked(request: Request) -> dict[str, Any]:
    """The place whose label was scanned, with its campus."""
    pk = whole_number(request.GET.get("place", ""))
    if pk is None:
        return {}
    places = Place.objects.in_use().visible_to(request.user, "duties.write_record")
    place = places.filter(pk=pk).first()
    return {"place": place, "campus": place.campus_id} if place else {}


def one_entry(request: Request, pk: int, permission: str = "") -> Entry:
    """A record this person may read, or with a permission act upon; else it is not there."""
    if permission:
        seen = Entry.objects.visible_to(request.user, permission)
    else:
        seen = Entry.objects.readable_by(request.user)
    rows = seen.select_related("campus", "school_class", "place", "entered_by", "reviewed_by")
    return get_object_or_404(rows, pk=pk)


def may(request: Request, permission: str, entry: Entry) -> bool:
    return permission in reaching(request, entry, permission)


def reaching(request: Request, entry: Entry, *permissions: str) -> set[str]:
    """Those of the permissions that reach this record: they may be held at another campus only."""
    held = [code for code in permissions if request.user.has_perm(code)]
    if not held:
        return set()
    rows = [Entry.objects.visible_to(request.user, code).filter(pk=entry.pk) for code in held]
    named = [row.order_by().values_list(Value(code)) for row, code in zip(rows, held, strict=True)]
    return {code for (code,) in named[0].union(*named[1:])}


@allow("duties.view_task")
def entry(request: Request, pk: int) -> HttpResponse:
    """One record: what it says, when it happened and was entered, what it proves, every version."""
    entry = one_entry(request, pk)
    note_reading(request, entry)
    versions = list(entry.versions.select_related("by"))
    own = entry.entered_by_id == request.user.pk
    stands = entry.status != Entry.Status.VOIDED
    kind = entry.declared
    to_correct = asked_at(reverse(kind.correct, args=[pk])) if kind.correct else None
    asked = {"records.void", "records.review", *filter(None, [to_correct])}
    reached = reaching(request, entry, *sorted(asked))
    may_void = stands and "records.void" in reached
    signers = signing.lines_of(entry)
    context = {
        "kind": kind,
        "fields": [] if kind.shown != FIELDS else fields_of(entry.content),
        "signers": signers,
        "to_sign": [
            line
            for line in signers
            if stands and line["signature"] is None and line["signer"].person_id == request.user.pk
        ],
        "entry": entry,
        "content": entry.content,
        "photos": entry.photos.all(),
        "versions": versions,
        "changes": changes(versions),
        "proofs": entry.proofs.select_related("task__duty", "task__line"),
        "events": [event(version) for version in reversed(versions)],
        "can_correct": bool(kind.correct)
        and (may_void or (stands and own))
        and (to_correct is None or to_correct in reached),
        "can_void": may_void and not kind.is_posted,
        "can_counter": may_void and kind.is_posted and bool(kind.counter),
        "can_review": entry.status == Entry.Status.SUBMITTED
        and not own
        and "records.review" in reached,
    }
    return TemplateResponse(request, "duties/entry.html", context)


def note_reading(request: Request, entry: Entry) -> None:
    """Who opens what only a permission of its own opens, and is about children, is written down."""
    if entry.declared.reading:
        reading.note_opened(request, children_in(entry), title=str(entry.declared.title))


def children_in(entry: Entry) -> Iterable[int]:
    """Of whose file the record is a part."""
    about, _colon, key = entry.subject.partition(":")
    if about == "child":
        return Child.objects.filter(pk=whole_number(key) or 0).values_list("pk", flat=True)
    model = entry.declared.record_model
    if not model.about_children:
        return ()
    rows = model._default_manager.filter(pk=entry.pk)
    return rows.values_list(model.about_children, flat=True)


def fields_of(record: Record) -> list[tuple[str, Any]]:
    """All fields of a record with their names, for a kind without a page of its own."""
    shown = (field for field in record._meta.concrete_fields if not field.primary_key)
    return [(str(field.verbose_name), value_of(record, field)) for field in shown]


def value_of(record: Record, field: Any) -> Any:
    said = getattr(record, f"get_{field.name}_display", None)
    value = said() if said else getattr(record, field.name)
    return moment(value) if isinstance(value, datetime) else value


def event(version: Version) -> dict[str, Any]:
    text = version.get_act_display()
    if version.reason:
        text = _("%(act)s: %(reason)s") % {"act": text, "reason": version.reason}
    return {"at": version.at, "who": version.by, "text": text, "url": ""}


def changes(versions: list[Version]) -> list[dict[str, Any]]:
    """What each later version says otherwise than the one before it."""
    found = []
    for before, after in pairwise(versions):
        for name, value in after.said.items():
            if name not in {"filed", "lines"} and before.said.get(name) != value:
                found.append(
                    {"version": after, "name": name, "was": before.said.get(name), "now": value}
                )
    return found


@allow("duties.write_record")
def entry_correct(request: Request, pk: int) -> HttpResponse:
    """Correct a record: one's own, or as somebody who may void."""
    entry = one_entry(request, pk, "records.view_record")
    if entry.entered_by_id != request.user.pk and not may(request, "records.void", entry):
        raise PermissionDenied
    note = get_object_or_404(WorkNote.objects.select_related("entry__campus"), pk=entry.pk)
    form = CorrectionForm(request.POST or None, note=note, now=timezone.now(), by=request.user)
    return form_page(
        request,
        form,
        heading=_("Correct %(number)s") % {"number": entry.number},
        purpose=_("What it said before stays readable, struck through, with your reason."),
        submit_label=_("Correct"),
        saved=_("Corrected: {result}"),
        then=entry,
        cancel_url=entry.get_absolute_url(),
    )


@allow("records.void")
def entry_void(request: Request, pk: int) -> HttpResponse:
    """Void a record: its tasks are owed again."""
    entry = one_entry(request, pk, "records.void")
    now = timezone.now()

    def act(reason: str) -> Entry:
        filing.void(entry, by=request.user, now=now, reason=reason)
        return entry

    form = ReasonForm(request.POST or None, act=act)
    return form_page(
        request,
        form,
        heading=_("Void %(number)s") % {"number": entry.number},
        purpose=_("It no longer proves anything: the tasks it proved are owed again."),
        submit_label=_("Void this record"),
        is_dangerous=True,
        saved=_("Voided."),
        cancel_url=entry.get_absolute_url(),
    )


@require_POST
@allow("records.review")
def entry_review(request: Request, pk: int) -> HttpResponse:
    """A second person has looked at it."""
    entry = one_entry(request, pk, "records.review")
    filing.review(entry, by=request.user, now=timezone.now())
    return redirect(entry)


@require_POST
@allow("duties.view_task")
def entry_sign(request: Request, pk: int) -> HttpResponse:
    """Sign the sheet as one sees it, in the capacity in which one is asked."""
    signers = Signer.objects.filter(person_id=request.user.pk).select_related("entry")
    signer = get_object_or_404(signers, entry_id=pk, capacity=request.POST.get("capacity", ""))
    seen = whole_number(request.POST.get("seen", "")) or 0
    now = timezone.now()
    signing.sign(signer.entry, signer.capacity, by=request.user, now=now, seen=seen)
    messages.success(request, _("Signed: %(sheet)s") % {"sheet": signer.entry})
    return redirect(signer.entry)
