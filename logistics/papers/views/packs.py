"""File packs: put together by choice, read off when opened, printed, taken along, filed, shared."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from logistics.access import Request, allow
from logistics.duties.completeness import HEADINGS
from logistics.duties.views.tasks import one_task
from logistics.fields import whole_number
from logistics.pages import list_page
from logistics.papers import bundling, packing
from logistics.papers.files import tidy
from logistics.papers.forms.packs import FilingForm, PackForm, ShareForm
from logistics.papers.models import FilePack, PackShare
from logistics.papers.models.packs import OPEN, PACK
from logistics.records.models import Entry
from logistics.school.models import Term
from logistics.school.views.frame import form_under

PACKS = (gettext_lazy("File packs"), "papers:pack_list")


@allow(OPEN)
def pack_list(request: Request) -> HttpResponse:
    """The packs of one's campuses; an inspector sees what was laid before them."""
    packs = FilePack.objects.visible_to(request.user, on=timezone.localdate())
    return list_page(
        request,
        packs.select_related("campus", "made_by").prefetch_related("filings__entry"),
        "papers/pack_list.html",
        fragment="papers/_pack_rows.html",
    )


@allow(PACK)
def pack_new(request: Request) -> HttpResponse:
    """Put a pack together; filed at once it proves the task it was opened from."""
    asked = whole_number(request.GET.get("task", ""))
    task = one_task(request, asked) if asked is not None else None
    form = PackForm(
        request.POST or None,
        instance=FilePack(),
        task=task,
        occasion=request.GET.get("occasion", ""),
        by=request.user,
        now=timezone.now(),
    )
    return form_under(
        request,
        form,
        _("Put a pack together"),
        PACKS,
        purpose=_("Nothing is copied: all it holds is read off the registers when it is opened."),
        submit_label=_("Put together"),
        saved=_("Put together: {result}"),
    )


def one_pack(request: Request, pk: int, permission: str = OPEN) -> FilePack:
    on = timezone.localdate()
    packs = FilePack.objects.visible_to(request.user, permission, on=on)
    return get_object_or_404(packs.select_related("campus", "made_by"), pk=pk)


@allow(PACK)
def pack_edit(request: Request, pk: int) -> HttpResponse:
    pack = one_pack(request, pk, PACK)
    form = PackForm(request.POST or None, instance=pack, by=request.user, now=timezone.now())
    saved = _("“%(pack)s” is changed.") % {"pack": pack}
    return form_under(request, form, _("Change the pack"), PACKS, pack, saved=saved)


@allow(OPEN)
def pack(request: Request, pk: int) -> HttpResponse:
    """The index: each register with what was owed, there, late and missing, and the way to it."""
    pack = one_pack(request, pk)
    may_pack = request.user.has_perm(PACK)
    filings = list(pack.filings.select_related("entry__entered_by").order_by("-pk"))
    context = read(request, pack) | {
        "may_pack": may_pack,
        "filings": filings,
        "is_filed": any(each.entry.status != Entry.Status.VOIDED for each in filings),
        "shares": pack.shares.select_related("person", "shared_by") if may_pack else [],
        "today": timezone.localdate(),
    }
    return TemplateResponse(request, "papers/pack.html", context)


@allow(OPEN)
def pack_print(request: Request, pk: int) -> HttpResponse:
    """Cover and index on A4; each register's own sheets are bound in behind them."""
    pack = one_pack(request, pk)
    return TemplateResponse(request, "papers/pack_print.html", read(request, pack))


def read(request: Request, pack: FilePack) -> dict[str, Any]:
    """What the page and the paper tell alike."""
    now = timezone.now()
    terms = Term.objects.overlapping(pack.starts_on, pack.ends_on).order_by("-starts_on")
    return {
        "pack": pack,
        "found": packing.contents(pack, request.user, now=now),
        "headings": HEADINGS,
        "term": terms.first(),
        "parts": {part: part in pack.parts for part in FilePack.Part.values},
        "may_summary": request.user.has_perm("duties.view_compliance"),
        "now": now,
    }


@allow(OPEN)
def pack_zip(request: Request, pk: int) -> HttpResponseBase:
    """Everything in it as one archive, sent as it is made; the reading log is written on the way."""
    pack = one_pack(request, pk)
    pieces = bundling.bundle(
        pack,
        request.user,
        now=timezone.now(),
        page=request.path,
        site=request.build_absolute_uri("/").rstrip("/"),
        language=get_language() or "zh-hans",
    )
    name = f"{tidy(pack.title)} {pack.starts_on}—{pack.ends_on}.zip"
    disposition = content_disposition_header(as_attachment=True, filename=name)
    headers = {"Content-Disposition": disposition or "attachment"}
    return StreamingHttpResponse(pieces, content_type="application/zip", headers=headers)


@allow(PACK)
def pack_file(request: Request, pk: int) -> HttpResponse:
    """Write down what it holds now."""
    pack = one_pack(request, pk, PACK)
    form = FilingForm(request.POST or None, pack=pack, by=request.user, now=timezone.now())
    return form_under(
        request,
        form,
        _("File “%(pack)s”") % {"pack": pack},
        PACKS,
        pack,
        purpose=_("The figures of each register are kept as they stand now, with the seal."),
        submit_label=_("File"),
        saved=_("Filed: {result}"),
        then=pack,
    )


@allow(PACK)
def pack_share(request: Request, pk: int) -> HttpResponse:
    """Lay it before an inspector until a day."""
    pack = one_pack(request, pk, PACK)
    form = ShareForm(request.POST or None, pack=pack, by=request.user, now=timezone.now())
    return form_under(
        request,
        form,
        _("Lay “%(pack)s” before an inspector") % {"pack": pack},
        PACKS,
        pack,
        purpose=_("An inspector sees only the packs laid before them, and health only in figures."),
        submit_label=_("Lay before"),
        saved=_("Laid before: {result}"),
        then=pack,
    )


@require_POST
@allow(PACK)
def pack_unshare(request: Request, pk: int) -> HttpResponse:
    """The inspector no longer finds it."""
    packs = FilePack.objects.visible_to(request.user, PACK)
    share = get_object_or_404(
        PackShare.objects.select_related("pack", "person"), pk=pk, pack__in=packs
    )
    share.delete()
    messages.success(request, _("%(person)s no longer opens it.") % {"person": share.person})
    return redirect(share.pack)
