"""The pages of an import: its template and upload, the preview, the result."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from logistics.access import Request, allow
from logistics.contributions import imports
from logistics.errors import Refused
from logistics.imports import uploading, workbooks
from logistics.imports.checking import Check, Scene
from logistics.imports.declaring import Import
from logistics.imports.forms import UploadForm
from logistics.imports.models import Upload
from logistics.imports.tables import Table
from logistics.sheets import XLSX

MOST_SHOWN, FIRST_ROWS = 100, 10


@allow("imports.use")
def import_list(request: Request) -> HttpResponse:
    """What this person may bring as a sheet."""
    usable = [entry for entry in imports().values() if request.user.has_perm(entry.permission)]
    waiting = Upload.objects.of(request.user).filter(done_at=None).order_by("-uploaded_at")
    titles = {entry.code: entry.title for entry in usable}
    files = [(titles[file.code], file) for file in waiting.defer("content") if file.code in titles]
    context = {"imports": usable, "waiting": files, "now": timezone.now()}
    return TemplateResponse(request, "imports/import_list.html", context)


def one_import(request: Request, code: str) -> Import:
    declared = imports().get(code)
    if declared is None:
        raise Http404
    if not request.user.has_perm(declared.permission):
        raise PermissionDenied(declared.permission)
    return declared


def scene_of(request: Request, declared: Import) -> Scene:
    """For what hangs on the person and the day, but on no file."""
    now = timezone.now()
    return Scene(declared, Table([[]], 0, {}), request.user, timezone.localdate(now), now)


@allow("imports.use")
def import_new(request: Request, code: str) -> HttpResponse:
    """Bring a file; nothing of it is written before the preview is confirmed."""
    declared = one_import(request, code)
    sent = request.method == "POST"
    form = UploadForm(request.POST if sent else None, request.FILES if sent else None)
    if form.is_valid():
        try:
            file = form.cleaned_data["file"]
            upload = uploading.receive(file, declared, by=request.user, now=timezone.now())
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect(upload)
    scene = scene_of(request, declared)
    lines = [workbooks.explained(c, c.options(scene)) for c in scene.columns.values()]
    context = {
        "form": form,
        "declared": declared,
        "headings": workbooks.instruction_headings(),
        "lines": lines,
        "rules": [*workbooks.house_rules(), *declared.notes],
        "submit_label": _("Upload"),
        "steps": steps(),
    }
    return TemplateResponse(request, "imports/import_new.html", context)


def steps() -> list[str]:
    return [_("Fill in and upload"), _("Look through"), _("Done")]


@allow("imports.use")
def import_template(request: Request, code: str) -> HttpResponse:
    """The empty sheet, with the choices this person has."""
    declared = one_import(request, code)
    name = _("Template %(title)s") % {"title": declared.title}
    return sheet_file(workbooks.template(scene_of(request, declared)), f"{name}.xlsx")


def sheet_file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response.headers["Content-Disposition"] = disposition
    return response


def own_upload(request: Request, pk: int) -> tuple[Upload, Import]:
    """One's own file, as long as one may import such rows."""
    upload = get_object_or_404(Upload.objects.of(request.user), pk=pk)
    return upload, one_import(request, upload.code)


@allow("imports.use")
def import_preview(request: Request, pk: int) -> HttpResponse:
    """What the file would do: counts, every error, what has to be asked, the first rows."""
    upload, declared = own_upload(request, pk)
    if upload.done_at:
        return redirect(upload)
    found = uploading.look(upload, by=request.user, now=timezone.now())
    context = {"upload": upload, "declared": declared, "steps": steps()} | shown(found)
    return TemplateResponse(request, "imports/import_preview.html", context)


def shown(found: Check) -> dict[str, Any]:
    columns, places = found.scene.columns, found.scene.table.places
    problems = found.problems
    return {
        "check": found,
        "counts": found.counts,
        "problems": problems[:MOST_SHOWN],
        "problem_count": len(problems),
        "questions": found.questions[:MOST_SHOWN],
        "changed": found.in_state("changed")[:MOST_SHOWN],
        "headings": [columns[name].heading for name in places if name in columns],
        "rows": found.rows[:FIRST_ROWS],
        "unknown": found.scene.table.unknown,
    }


@require_POST
@allow("imports.use")
def import_answer(request: Request, pk: int) -> HttpResponse:
    """Which of several things the cells mean."""
    upload, _declared = own_upload(request, pk)
    uploading.answer(upload, request.POST.dict())
    return redirect("imports:import_preview", upload.pk)


@require_POST
@allow("imports.use")
def import_confirm(request: Request, pk: int) -> HttpResponse:
    """Write it; a repeat is answered with the first result."""
    upload, _declared = own_upload(request, pk)
    if upload.done_at:
        messages.info(request, _("This was already imported; nothing was written twice."))
        return redirect(upload)
    seen = request.POST.get("seen", "")
    try:
        done = uploading.confirm(upload, by=request.user, now=timezone.now(), seen=seen)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("imports:import_preview", upload.pk)
    return redirect(done)


@allow("imports.use")
def import_result(request: Request, pk: int) -> HttpResponse:
    """What came of it, and where the rows stand now."""
    upload, declared = own_upload(request, pk)
    if not upload.done_at:
        return redirect(upload)
    context = {
        "upload": upload,
        "declared": declared,
        "steps": steps(),
        "counts": upload.counts,
        "list_url": reverse(declared.page),
    }
    return TemplateResponse(request, "imports/import_result.html", context)


@allow("imports.use")
def import_marked(request: Request, pk: int) -> HttpResponse:
    """The uploaded rows, with what is wrong marked and said."""
    upload, _declared = own_upload(request, pk)
    if upload.done_at:
        raise Http404
    found = uploading.look(upload, by=request.user, now=timezone.now())
    name = _("%(name)s, marked") % {"name": upload.name.rsplit(".", 1)[0]}
    return sheet_file(workbooks.marked(found), f"{name}.xlsx")


@require_POST
@allow("imports.use")
def import_discard(request: Request, pk: int) -> HttpResponse:
    upload, declared = own_upload(request, pk)
    if not upload.done_at:
        upload.delete()
        messages.info(request, _("“%(name)s” is discarded.") % {"name": upload})
    return redirect("imports:import_new", declared.code)
