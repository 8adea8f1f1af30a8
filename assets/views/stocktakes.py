"""Counting assets: the rounds, the scanning page of the phone, the four lists, what is asked."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from assets.models import AssetStocktake, RoomStocktake, Round, RoundLine
from assets.models.stocktakes import Result
from assets.stocktakes import closing, opening, scanning
from assets.stocktakes import paper as stocktake_paper
from assets.stocktakes.forms import ReasonsForm, RoundForm, ScanForm, StrayForm
from assets.stocktakes.scanning import Seen
from logistics import typed
from logistics.access import Request, allow
from logistics.approvals import asking
from logistics.approvals.tracks import past
from logistics.duties import approving
from logistics.fields import whole_number
from logistics.pages import PAGE_SIZE, form_page, list_page, wants_fragment
from logistics.records.models import Entry
from logistics.school.models import Place

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LAST_SEEN = 10
REASONS = (
    gettext_lazy("Moved and not written down"),
    gettext_lazy("Lent and not written down"),
    gettext_lazy("Broken and thrown away"),
    gettext_lazy("Lost, cause unknown"),
    gettext_lazy("Given to the school and not booked"),
)
HANDLINGS = (
    gettext_lazy("Look for it, report within two weeks"),
    gettext_lazy("Report the damage or loss"),
    gettext_lazy("Bring it back to its room"),
    gettext_lazy("Book it as surplus"),
)


@allow("assets.request")
def stocktake_list(request: Request) -> HttpResponse:
    """Those under way first, then the posted ones, the newest first."""
    rows = Round.objects.seen_by(request.user).for_rows()
    return list_page(
        request,
        rows.order_by(F("stocktake").asc(nulls_first=True), "-frozen_at", "-pk"),
        "assets/stocktake_list.html",
        fragment="assets/_stocktake_rows.html",
    )


@allow("assets.count")
def stocktake_new(request: Request) -> HttpResponse:
    """Freeze what the cards say, of a campus or a part of it."""
    names = ("campus", "occasion", "places", "school_class", "custodian")
    asked: dict[str, Any] = {name: request.GET[name] for name in names if name in request.GET}
    if "places" in asked:
        asked["places"] = request.GET.getlist("places")
    form = RoundForm(request.POST or None, by=request.user, now=timezone.now(), initial=asked)
    return form_page(
        request,
        form,
        heading=_("Begin a stocktake of assets"),
        purpose=_("What the cards say is frozen at this moment. Then every room is scanned."),
        submit_label=_("Freeze and count"),
        saved=_("Frozen: {result}. Count now."),
        cancel_url=reverse("assets:stocktake_list"),
    )


def seen(request: Request, pk: int) -> Round:
    return get_object_or_404(Round.objects.seen_by(request.user).for_rows(), pk=pk)


def acted_on(request: Request, pk: int) -> Round:
    """One in which this person counts; who may only look is told so."""
    round_ = seen(request, pk)
    if not may_count(request, round_):
        raise PermissionDenied("assets.count")
    return round_


def may_count(request: Request, round_: Round) -> bool:
    return Round.objects.counted_by(request.user).filter(pk=round_.pk).exists()


def may_lead(request: Request, round_: Round) -> bool:
    """Who ends, explains and asks: not everybody who helps to scan."""
    reach = request.user.reach("assets.count").within(campus="campus_id")
    leads = Q(led_by=request.user.pk)
    if request.user.has_perm("assets.count"):
        leads |= reach
    return Round.objects.filter(leads, pk=round_.pk).exists()


def led(request: Request, pk: int) -> Round:
    round_ = seen(request, pk)
    if not may_lead(request, round_):
        raise PermissionDenied("assets.count")
    return round_


# The lists.


@allow("assets.request")
def stocktake(request: Request, pk: int) -> HttpResponse:
    """Where it stands: by room while it is counted, then the four lists with their reasons."""
    round_ = seen(request, pk)
    leads = may_lead(request, round_)
    if request.method == "POST" and not leads:
        raise PermissionDenied("assets.count")
    context = {
        "round": round_,
        "may_count": may_count(request, round_),
        "may_lead": leads,
        "now": timezone.now(),
    }
    if round_.is_counting:
        context["rooms"] = rooms_of(round_)
        context["strays"] = round_.strays.count()
        return TemplateResponse(request, "assets/stocktake.html", context)
    return four_lists(request, round_, context)


def rooms_of(round_: Round) -> list[dict[str, Any]]:
    """Each room with how much of what is expected there has been seen."""
    rows = round_.lines.filter(is_expected=True).values("place", "place__name").order_by("place")
    seen_there = Q(counted__gt=0)
    counted = rows.annotate(expected=Count("pk"), seen=Count("pk", filter=seen_there))
    return [dict(row) for row in counted]


def four_lists(request: Request, round_: Round, context: dict[str, Any]) -> HttpResponse:
    counts = counts_of(round_)
    asked = request.GET.get("list", "")
    shown = asked if asked in Result else next((c for c in WORST if counts[c]), Result.FOUND)
    page = Paginator(rows_of(round_, shown), PAGE_SIZE).get_page(request.GET.get("page"))
    to_explain = round_.is_explaining and shown != Result.FOUND and context["may_lead"]
    form = ReasonsForm(request.POST or None, rows=list(page) if to_explain else [])
    tabs = [
        {
            "title": str(result.label).capitalize(),
            "url": f"?list={result}",
            "is_current": result == shown,
            "count": counts[result],
        }
        for result in Result
    ]
    return form_page(
        request,
        form,
        "assets/stocktake_lists.html",
        saved=_("Explanations saved."),
        then=f"{round_.get_absolute_url()}?{request.GET.urlencode()}",
        page=page,
        tabs=tabs,
        shown=shown,
        to_explain=to_explain,
        reasons=REASONS,
        handlings=HANDLINGS,
        may_put_right=request.user.has_perm("assets.change_asset") and not round_.stocktake_id,
        **context,
        **asked_of(request, round_),
    )


WORST = (Result.MISSING, Result.MOVED, Result.UNKNOWN)


def counts_of(round_: Round) -> dict[str, int]:
    known = {
        result: round_.lines.listed(result).count() for result in Result if result != Result.UNKNOWN
    }
    return known | {Result.UNKNOWN: round_.strays.count()}


def rows_of(round_: Round, result: str) -> QuerySet[Any]:
    if result == Result.UNKNOWN:
        return round_.strays.select_related("place", "by", "round")
    rows = round_.lines.listed(result).for_rows().select_related("round")
    return rows.order_by("place", "asset__number")


def asked_of(request: Request, round_: Round) -> dict[str, Any]:
    """The approval that was asked for it, or whom it would go to."""
    approval = asking.latest(opening.APPROVAL, round_)
    context: dict[str, Any] = {"approval": approval}
    if approval:
        context["stages"] = past(approval).rounds[0].stages
    if round_.is_explaining and not (approval and approval.is_pending):
        given = {"by": request.user, "now": timezone.now()}
        context["goes_to"] = approving.said_before_asking(opening.APPROVAL, round_, **given)
    return context


@require_POST
@allow("assets.request")
def stocktake_finish(request: Request, pk: int) -> HttpResponse:
    """All rooms are scanned: what was not seen is missing."""
    round_ = led(request, pk)
    closing.finish(round_)
    messages.success(request, _("Counted to the end. Explain what differs, then ask for approval."))
    return redirect(round_)


@require_POST
@allow("assets.request")
def stocktake_reopen(request: Request, pk: int) -> HttpResponse:
    round_ = led(request, pk)
    closing.reopen(round_)
    return redirect(round_)


@allow("assets.request")
def stocktake_drop(request: Request, pk: int) -> HttpResponse:
    """Give a stocktake up. Nothing is posted."""
    round_ = led(request, pk)
    if request.method == "POST":
        closing.drop(round_)
        messages.success(request, _("Given up: %(count)s") % {"count": round_})
        return redirect("assets:stocktake_list")
    return TemplateResponse(request, "assets/stocktake_drop.html", {"round": round_})


@require_POST
@allow("assets.request")
def stocktake_ask(request: Request, pk: int) -> HttpResponse:
    """Put it before the director; agreed, it is posted."""
    round_ = led(request, pk)
    approval = closing.ask(round_, by=request.user, now=timezone.now())
    messages.success(request, _("Asked: %(approval)s") % {"approval": approval})
    return redirect(round_)


@require_POST
@allow("assets.change_asset")
def stocktake_put_right(request: Request, pk: int) -> HttpResponse:
    """Let the card of a thing say where it was found."""
    rounds = Round.objects.seen_by(request.user).values("pk")
    lines = RoundLine.objects.filter(round__in=rounds).for_rows().select_related("round")
    line = get_object_or_404(lines, pk=pk)
    scanning.put_right(line, by=request.user, now=timezone.now())
    said = {"asset": line.asset, "place": line.found_place}
    messages.success(request, _("The card of %(asset)s says %(place)s now.") % said)
    if line.round.is_counting:
        return redirect(scan_url(line.round_id, line.found_place_id))
    return redirect(f"{line.round.get_absolute_url()}?list={Result.MOVED}")


@allow("assets.request")
def stocktake_minutes(request: Request, pk: int) -> HttpResponse:
    """The minutes of a posted stocktake."""
    kinds = (AssetStocktake.kind_code, RoomStocktake.kind_code)
    readable = Entry.objects.readable_by(request.user).filter(kind__in=kinds)
    entry = get_object_or_404(readable.select_related("campus"), pk=pk)
    site = request.build_absolute_uri("/").rstrip("/")
    written = stocktake_paper.minutes(entry.content, site=site)
    name = f"{_('Minutes of the stocktake')} {entry.number}.docx"
    disposition = content_disposition_header(as_attachment=True, filename=name)
    headers = {"Content-Disposition": disposition or "attachment"}
    return HttpResponse(written, content_type=DOCX, headers=headers)


# Scanning.


def scan_url(round_: int, place: int | None, **more: Any) -> str:
    query = {"round": round_} | ({"place": place} if place else {}) | more
    return f"{reverse('assets:stocktake_scan')}?{urlencode(query)}"


@allow("assets.request")
def stocktake_scan(request: Request) -> HttpResponse:
    """The page of the phone: a label after the other, room by room, answered at once."""
    if request.method == "POST":
        return scanned(request)
    rounds = Round.objects.counted_by(request.user).filter(state=Round.State.COUNTING)
    asked = whole_number(request.GET.get("round", ""))
    if asked is not None:
        round_ = get_object_or_404(rounds.for_rows(), pk=asked)
        return scan_page(request, round_)
    found = list(rounds.for_rows()[: LAST_SEEN + 1])
    if len(found) == 1:
        return scan_page(request, found[0])
    context = {"rounds": found, "code": request.GET.get("code", "")}
    return TemplateResponse(request, "assets/stocktake_choose.html", context)


def scan_page(request: Request, round_: Round) -> HttpResponse:
    places = list(rooms_to_choose(round_))
    asked = whole_number(request.GET.get("place", ""))
    place = next((each for each in places if each.pk == asked), None)
    if place is None and len(places) == 1:
        place = places[0]
    lines = round_.lines.seen().for_rows().filter(found_place=place).order_by("-found_at", "-pk")
    context = {
        "round": round_,
        "places": places,
        "place": place,
        "code": scanning.code_in(request.GET.get("code", "")),
        "last": lines[:LAST_SEEN] if place else [],
        "seen_here": lines.count() if place else 0,
        "many": "many" in request.GET,
        "csrf": get_token(request),
    }
    return TemplateResponse(request, "assets/stocktake_scan.html", context)


def rooms_to_choose(round_: Round) -> QuerySet[Place]:
    if round_.places.all():
        return round_.places.order_by("name")
    rooms = Place.objects.in_use().filter(campus=round_.campus_id)
    if round_.school_class_id:
        rooms = rooms.filter(school_class=round_.school_class_id)
    return rooms.order_by("name")


def scanned(request: Request) -> HttpResponse:
    """Answered with as few questions to the database as possible: counting means many scans."""
    form = ScanForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Scan a label, or type its code or number."))
        asked = whole_number(request.POST.get("round", ""))
        return redirect(scan_url(asked, None) if asked else reverse("assets:stocktake_scan"))
    data = form.cleaned_data
    rounds = Round.objects.counted_by(request.user).filter(pk=data["round"] or 0)
    line = scanning.line_of(rounds, data["code"], data["place"])
    given = {"by": request.user, "now": timezone.now()}
    if line is not None:
        place = data["place"] if line.is_here else None  # type: ignore[attr-defined]  # annotated
        result = scanning.scan(line, place=place, quantity=data["quantity"], **given)
        return answered(request, result, line.round_id, place, data["code"])
    round_ = get_object_or_404(rounds.select_related("campus"))
    if room := Place.objects.filter(campus=round_.campus_id, code=data["code"].upper()).first():
        return go_to(request, scan_url(round_.pk, room.pk))
    place = Place.objects.filter(campus=round_.campus_id, pk=data["place"] or 0).first()
    result = scanning.scan_other(round_, data["code"], place=place, **given)
    return answered(request, result, round_.pk, place.pk if place else None, data["code"])


def go_to(request: Request, url: str) -> HttpResponse:
    """On to another page, also where htmx asked."""
    if wants_fragment(request):
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def answered(
    request: Request, result: Seen, round_: int, place: int | None, code: str
) -> HttpResponse:
    context = {
        "seen": result,
        "round_pk": round_,
        "place_pk": place,
        "code": code if result.answer == "how_many" else "",
        "said_code": code,
        "may_put_right": request.user.has_perm("assets.change_asset"),
        "csrf": get_token(request),
    }
    if wants_fragment(request):
        return HttpResponse(render_to_string("assets/_stocktake_scan.html", context))
    if result.answer == "how_many":
        return redirect(scan_url(round_, place, code=code, many=1))
    messages.add_message(request, level_of(result), words_of(result, code))
    return redirect(scan_url(round_, place))


def level_of(result: Seen) -> int:
    return messages.SUCCESS if result.answer in {"found", "again"} else messages.WARNING


def words_of(result: Seen, code: str) -> str:
    said = {"asset": result.asset, "place": result.line.place if result.line else "", "code": code}
    sentences = {
        "found": _("Found: %(asset)s"),
        "again": _("Already counted: %(asset)s"),
        "moved": _("In the wrong place: %(asset)s belongs to %(place)s"),
        "at_home": _("%(asset)s is where it belongs and is not a part of this stocktake."),
        "unknown": _("Not on the books: %(code)s. It was noted."),
    }
    return sentences[result.answer] % said


@allow("assets.request")
def stocktake_stray(request: Request, pk: int) -> HttpResponse:
    """A thing without a label: say what it is."""
    round_ = acted_on(request, pk)
    place = whole_number(request.GET.get("place", ""))
    form = StrayForm(
        request.POST or None,
        round_=round_,
        by=request.user,
        now=timezone.now(),
        key=typed.key_of(request.POST) or typed.new_key(),
        initial={"place": place},
    )
    back = scan_url(round_.pk, place)
    return form_page(
        request,
        form,
        heading=_("A thing without a label"),
        purpose=str(round_),
        submit_label=_("Note it"),
        saved=_("Noted: {result}"),
        then=back,
        cancel_url=back,
    )
