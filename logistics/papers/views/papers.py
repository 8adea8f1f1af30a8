"""Rules and papers: their list, one with its versions, issuing, revising, confirming, its files."""

from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.db.models import Prefetch
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from logistics.access import Request, allow
from logistics.duties.views.tasks import one_task
from logistics.fields import whole_number
from logistics.pages import list_page
from logistics.papers import issuing, reading
from logistics.papers.forms.papers import (
    CoverForm,
    PaperForm,
    PaperSearch,
    RevisionForm,
    WithdrawForm,
    newest,
)
from logistics.papers.models import Paper, PaperFile, PaperVersion
from logistics.papers.models.papers import KEEP, VIEW
from logistics.papers.sharing import papers_open_to
from logistics.records.models import Entry
from logistics.records.photos import file_of
from logistics.school.views.frame import form_under, last_changes

PAPERS = (gettext_lazy("Rules and papers"), "papers:paper_list")


@allow(VIEW)
def paper_list(request: Request) -> HttpResponse:
    """Those in use; what one has still to read; what is withdrawn."""
    on = timezone.localdate()
    search = PaperSearch(request.GET)
    view = request.GET.get("view", "")
    rows = of_view(papers_open_to(request.user, on), request.user, view, on)
    current = PaperVersion.objects.current().select_related("entry")
    rows = rows.select_related("campus").prefetch_related(
        "readers", Prefetch("versions", current, to_attr="latest")
    )
    return list_page(
        request,
        search.apply(rows).order_by("trade", "kind", "title", "pk"),
        "papers/paper_list.html",
        fragment="papers/_paper_rows.html",
        search=search,
        tabs=tabs_of(view),
        is_searched=any(request.GET.get(name) for name in ("q", "kind", "trade")),
        view=view,
        on=on,
    )


def of_view(papers: Any, person: Any, view: str, on: Any) -> Any:
    if view == "withdrawn":
        return papers.withdrawn()
    if view == "mine":
        return papers.filter(pk__in=reading.waiting_of(person, on).values("paper"))
    return papers.in_use()


def tabs_of(view: str) -> list[dict[str, Any]]:
    views = [
        ("", pgettext("papers", "In use")),
        ("mine", _("To read")),
        ("withdrawn", _("Withdrawn")),
    ]
    return [
        {"title": title, "url": f"?view={code}" if code else "?", "is_current": view == code}
        for code, title in views
    ]


@allow(KEEP)
def paper_new(request: Request) -> HttpResponse:
    """Issue a paper: this proves the duty that asked for it."""
    asked = whole_number(request.GET.get("task", ""))
    task = one_task(request, asked) if asked is not None else None
    form = PaperForm(
        request.POST or None,
        request.FILES or None,
        task=task,
        now=timezone.now(),
        by=request.user,
    )
    given: dict[str, Any] = {"then": task} if task else {}
    return form_under(
        request,
        form,
        _("Issue a paper"),
        PAPERS,
        purpose=_("It is in force with its first version. What changes later is a new version."),
        submit_label=pgettext("paper", "Issue"),
        saved=_("Issued: {result}"),
        **given,
    )


def one_paper(request: Request, pk: int, permission: str = VIEW) -> Paper:
    """A paper this person may read, or keep; else it is not there."""
    if permission == KEEP:
        seen = Paper.objects.visible_to(request.user, KEEP)
    else:
        seen = papers_open_to(request.user, timezone.localdate())
    return get_object_or_404(seen.select_related("campus", "made_by"), pk=pk)


@allow(VIEW)
def paper(request: Request, pk: int) -> HttpResponse:
    """One paper: the version in force or the one asked for, its files, who has read it."""
    paper, now = one_paper(request, pk), timezone.now()
    on = timezone.localdate(now)
    versions = versions_of(paper)
    current = next((version for version in versions if not version.is_voided), None)
    shown = asked_version(request, versions) or current
    may_keep = Paper.objects.visible_to(request.user, KEEP).filter(pk=pk).exists()
    may_keep = may_keep and request.user.has_perm(KEEP)
    context = {
        "paper": paper,
        "versions": versions,
        "version": shown,
        "is_current": shown is not None and shown == current,
        "state": shown.state_on(on) if shown else "",
        "readers": reading.asked_of(shown, on) if shown and may_keep else [],
        "waits": bool(shown and shown == current and reading.may_confirm(request.user, shown, on)),
        "confirmed": shown.confirmations.filter(person=request.user).first() if shown else None,
        "may_keep": may_keep,
        "may_open": request.user.has_perm("records.view_record") or may_keep,
        "changes": last_changes(paper) if may_keep else [],
        "now": now,
    }
    return TemplateResponse(request, "papers/paper.html", context)


def versions_of(paper: Paper) -> list[Any]:
    """The newest first, each with whether it was voided."""
    rows = paper.versions.select_related("entry__entered_by", "paper").prefetch_related("lines")
    versions: list[Any] = list(rows.order_by("-number"))
    for version in versions:
        version.is_voided = version.entry.status == Entry.Status.VOIDED
    return versions


def asked_version(request: Request, versions: list[Any]) -> Any:
    number = whole_number(request.GET.get("version", ""))
    return next((version for version in versions if version.number == number), None)


@allow(KEEP)
def paper_edit(request: Request, pk: int) -> HttpResponse:
    """The cover and who must read it."""
    paper = one_paper(request, pk, KEEP)
    form = CoverForm(request.POST or None, instance=paper, by=request.user)
    saved = _("“%(paper)s” is changed.") % {"paper": paper}
    heading = _("Change the cover")
    return form_under(request, form, heading, PAPERS, paper, saved=saved)


@allow(KEEP)
def paper_revise(request: Request, pk: int) -> HttpResponse:
    """A new version; the one before stays readable, and who must read confirms anew."""
    paper = one_paper(request, pk, KEEP)
    last = next((v for v in versions_of(paper) if not v.is_voided), None)
    if last is None:
        last = versions_of(paper)[0]
    form = RevisionForm(
        request.POST or None,
        request.FILES or None,
        paper=paper,
        last=last,
        now=timezone.now(),
        by=request.user,
    )
    told = {"paper": paper, "number": newest(paper) + 1}
    return form_under(
        request,
        form,
        _("Revise “%(paper)s”: version %(number)s") % told,
        PAPERS,
        paper,
        purpose=_("The version before stays readable. Whoever must read it confirms the new one."),
        submit_label=_("Issue the new version"),
        saved=_("Issued: {result}"),
    )


@allow(KEEP)
def paper_withdraw(request: Request, pk: int) -> HttpResponse:
    paper = one_paper(request, pk, KEEP)
    form = WithdrawForm(request.POST or None, paper=paper, on=timezone.localdate())
    return form_under(
        request,
        form,
        _("Withdraw “%(paper)s”") % {"paper": paper},
        PAPERS,
        paper,
        purpose=_("It is out of force for good. Its versions stay readable."),
        submit_label=_("Withdraw"),
        is_dangerous=True,
        saved=_("Withdrawn: {result}"),
    )


@require_POST
@allow(VIEW)
def paper_confirm(request: Request, pk: int) -> HttpResponse:
    """Say that one has read the version that was shown."""
    paper = one_paper(request, pk)
    number = whole_number(request.POST.get("version", "")) or 0
    version = get_object_or_404(PaperVersion.objects.standing(), paper=paper, number=number)
    issuing.confirm(version, by=request.user, now=timezone.now())
    messages.success(request, _("Confirmed: you have read “%(paper)s”.") % {"paper": paper})
    return redirect(paper)


@allow(VIEW)
def paper_file(request: Request, pk: int) -> HttpResponseBase:
    """A file of a paper this person may read; only pictures and quiet PDFs open in the browser."""
    seen = papers_open_to(request.user, timezone.localdate())
    files = PaperFile.objects.filter(sheet__paper__in=seen.values("pk"))
    line = get_object_or_404(files, pk=pk)
    return served(line, as_attachment=not line.is_inline or "download" in request.GET)


def served(line: PaperFile, *, as_attachment: bool) -> HttpResponseBase:
    """The file itself, or behind nginx the word to send it (ACCEL=1)."""
    path = file_of(str(line.file))
    if path is None:
        raise Http404(line.name)
    response: HttpResponseBase
    if getattr(settings, "ACCEL", False):
        accel = {"X-Accel-Redirect": f"/protected/{quote(str(line.file))}"}
        response = HttpResponse(content_type=line.content_type, headers=accel)
    else:
        response = FileResponse(path.open("rb"), content_type=line.content_type)
    disposition = content_disposition_header(as_attachment=as_attachment, filename=line.name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return response
