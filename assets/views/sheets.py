"""What the pages of custody share: a sheet on paper, a hand-signed one, one that is dropped."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from assets.custody import disposing, handing_over, papers, transferring
from assets.forms.sheets import KEEP, staff
from assets.models import Asset
from logistics.access import Request, allow
from logistics.duties import signing
from logistics.duties.forms import ReasonForm
from logistics.pages import asked_words
from logistics.records.models import Entry, Signer
from logistics.school.views.frame import form_under

RECORDS = (gettext_lazy("Property"), "assets:property_list")
OPTIONS = 20


@allow("duties.view_task")
def sheet_print(request: Request, pk: int) -> HttpResponse:
    """A sheet of custody on A4, with its signatures or the lines for them."""
    rows = Entry.objects.readable_by(request.user).select_related("campus", "school_class", "place")
    entry = get_object_or_404(rows, pk=pk, kind__in=papers.MAKERS)
    lines = [
        {
            "title": line["signer"].get_capacity_display(),
            "name": line["signer"].person if line["signature"] else "",
            "at": line["signature"].at if line["signature"] else None,
        }
        for line in signing.lines_of(entry)
    ]
    return on_paper(
        request,
        papers.of(entry),
        lines or [{"title": title, "name": "", "at": None} for title in usual_lines()],
        entry=entry,
        where=entry.school_class or entry.place or entry.campus,
        day=timezone.localdate(entry.happened_at),
        back_url=entry.get_absolute_url(),
    )


def usual_lines() -> list[str]:
    return [_("Recorded by"), _("Reviewed by"), _("Person in charge")]


def on_paper(
    request: Request, paper: papers.Paper, lines: list[dict[str, Any]], **context: Any
) -> HttpResponse:
    now = timezone.now()
    context |= {"paper": paper, "lines": lines, "now": now}
    return TemplateResponse(request, "assets/custody_print.html", context)


@require_POST
@allow(KEEP)
def paper_signed(request: Request, pk: int) -> HttpResponse:
    """Somebody without a login has signed by hand; who presses keeps the paper."""
    kept = Entry.objects.visible_to(request.user, KEEP)
    asked = Signer.objects.filter(entry__in=kept.values("pk"), entry__kind__in=papers.MAKERS)
    signer = get_object_or_404(asked.select_related("entry", "person"), pk=pk)
    entry, now = signer.entry, timezone.now()
    given = {"seen": entry.version, "noted_by": request.user}
    signing.sign(entry, signer.capacity, by=signer.person, now=now, **given)
    messages.success(request, _("Signed: %(sheet)s") % {"sheet": entry})
    return redirect(entry)


@allow(KEEP)
def sheet_drop(request: Request, pk: int) -> HttpResponse:
    """Give up a handover, a transfer or a disposal before it has taken effect."""
    seen = Entry.objects.visible_to(request.user, KEEP).select_related("campus")
    entry = get_object_or_404(seen, pk=pk, kind__in=DROPS)
    now = timezone.now()

    def act(reason: str) -> Entry:
        DROPS[entry.kind](entry, by=request.user, now=now, reason=reason)
        return entry

    form = ReasonForm(request.POST or None, act=act)
    heading = _("Drop %(number)s") % {"number": entry.number}
    return form_under(
        request,
        form,
        heading,
        entry,
        purpose=_("It has no effect any more; the sheet stays readable, struck through."),
        submit_label=pgettext("a sheet", "Drop"),
        is_dangerous=True,
        saved=_("Dropped."),
    )


def drop_disposal(entry: Entry, **given: Any) -> None:
    sheet: Any = entry.content
    disposing.drop(sheet, **given)


DROPS: dict[str, Any] = {
    "custody_handover": handing_over.drop,
    "asset_transfer": transferring.drop,
    "asset_disposal": drop_disposal,
}


@allow(KEEP)
def people_options(request: Request) -> HttpResponse:
    """The people a search box offers to those who look after goods."""
    found = staff(request.user, timezone.now()).matching(asked_words(request))[:OPTIONS]
    return TemplateResponse(request, "school/_options.html", {"options": found})


def cards_asked(request: Request) -> list[Asset]:
    """?asset=1&asset=2: the cards from which somebody came."""
    keys = [key for key in request.GET.getlist("asset") if key.isdecimal() and len(key) < 19]
    if not keys:
        return []
    found = Asset.objects.owned().visible_to(request.user, KEEP).filter(pk__in=keys)
    return list(found.select_related("campus", "place", "asset_class"))


def numbers_of(cards: list[Asset]) -> str:
    return " ".join(card.number for card in cards)
