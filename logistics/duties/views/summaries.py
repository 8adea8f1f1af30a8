"""The term summary: read off the records, chapter by chapter, as a page and as a document."""

from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from logistics.access import Request, allow, opens_to
from logistics.contributions import Asked, chapters
from logistics.documents import Part, leading, write_document
from logistics.duties.views.compliance import asked_term
from logistics.school.models import Term
from logistics.school.posts import campuses_of, chosen_campus, school_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@allow("duties.view_compliance")
def summary(request: Request) -> HttpResponse:
    """Every number leads to the page that lists what it counts."""
    asked = what_is_asked(request)
    context: dict[str, Any] = {"asked": asked, "terms": Term.objects.all()[:6]}
    if asked:
        context["parts"] = parts_of(asked)
    return TemplateResponse(request, "duties/summary.html", context)


@allow("duties.view_compliance")
def summary_document(request: Request) -> HttpResponse:
    """The same as a .docx, for the director to go on writing."""
    asked = what_is_asked(request)
    if asked is None:
        return TemplateResponse(request, "duties/summary.html", {"asked": None})
    title = _("Term summary of the logistics work")
    where = asked.campus or school_of(request.user).name
    day = timezone.localdate(asked.now)
    written = write_document(
        title,
        _("%(where)s, %(term)s, as of %(day)s") % {"where": where, "term": asked.term, "day": day},
        parts_of(asked),
        site=request.build_absolute_uri("/").rstrip("/"),
        signatures=[_("Written by: "), _("Reviewed by: ")],
    )
    name = f"{title} {asked.term} {day}.docx"
    disposition = content_disposition_header(as_attachment=True, filename=name)
    headers = {"Content-Disposition": disposition or "attachment"}
    return HttpResponse(written, content_type=DOCX, headers=headers)


def what_is_asked(request: Request) -> Asked | None:
    """The term chosen, else that of today; nothing before the first term is set up."""
    term = asked_term(request)
    if term is None:
        return None
    return Asked(
        person=request.user,
        term=term,
        before=Term.objects.filter(starts_on__lt=term.starts_on).order_by("-starts_on").first(),
        campus=chosen_campus(request, campuses_of(request.user, timezone.localdate())),
        now=timezone.now().replace(second=0, microsecond=0),  # as exact as an address says it
    )


def parts_of(asked: Asked) -> list[Part]:
    """The chapters that have something to say to this person; a number leads where they may go."""

    def opens(url: str) -> bool:
        return opens_to(asked.person, url)

    written = ((chapter, tuple(chapter.write(asked))) for chapter in chapters())
    return [
        Part(str(chapter.title), tuple(leading(block, opens) for block in blocks))
        for chapter, blocks in written
        if blocks
    ]
