"""The register of what the school owns: its list, its cards, what is done with them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from assets.cards import depreciation, labels, listing, moving
from assets.forms.cards import (
    AssetSearch,
    CardEditForm,
    CardForm,
    MoveForm,
    SplitForm,
    ZeroForm,
)
from assets.models import Asset, AssetClass, AssetEvent
from logistics.access import Request, allow
from logistics.addresses import site_of
from logistics.duties.views.tasks import one_task
from logistics.errors import Refused
from logistics.fields import whole_number
from logistics.pages import asked_words, form_page, wants_fragment
from logistics.school.models import Person
from logistics.school.views.frame import asked, by_whom, form_under, looked_at

VIEW, CHANGE = "assets.view_asset", "assets.change_asset"
ASSETS = (gettext_lazy("Assets"), "assets:asset_list")
OPTIONS = 20
MOST_AT_ONCE = 500
TONES = {
    Asset.State.IN_USE: "ok",
    Asset.State.IDLE: "neutral",
    Asset.State.LENT: "info",
    Asset.State.REPAIR: "warn",
    Asset.State.CONDEMNED: "warn",
    Asset.State.DISPOSED: "neutral",
}


def searched(request: Request) -> tuple[AssetSearch, QuerySet[Asset]]:
    """The filter in force, and what of it the person may see."""
    search = AssetSearch(asked(request), **by_whom(request))
    return search, search.apply(Asset.objects.visible_to(request.user, VIEW))


def rows_of(assets: Iterable[Asset], on: date) -> list[dict[str, Any]]:
    return [
        {"asset": each, "standing": depreciation.of(each, on=on), "tone": TONES[Asset.State(each.state)]}
        for each in assets
    ]  # fmt: skip


@allow(VIEW)
def asset_list(request: Request) -> HttpResponse:
    """What is owned here, found by words, class, place, custodian, state, source."""
    today = timezone.localdate()
    search, assets = searched(request)
    found = listing.found(assets, today)
    page = listing.Pages(found).get_page(request.GET.get("page"))
    template = "assets/_asset_rows.html" if wants_fragment(request) else "assets/asset_list.html"
    context = {
        "search": search,
        "page": page,
        "rows": rows_of(page, today),
        "found": found,
        "query": request.GET.urlencode(),
    }
    response = TemplateResponse(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def one_asset(request: Request, pk: int, permission: str) -> Asset:
    rows = Asset.objects.visible_to(request.user, permission).for_rows()
    return get_object_or_404(rows.select_related("supplier", "split_from", "booking"), pk=pk)


@allow(VIEW)
def asset(request: Request, pk: int) -> HttpResponse:
    """One card: its facts, its worth today, its documents and all that ever happened to it."""
    shown, now = one_asset(request, pk, VIEW), timezone.now()
    today = timezone.localdate(now)
    events = list(shown.events.select_related("by", "entry").defer("by__identity_number"))
    may_change = labels.reaches(request.user, CHANGE, shown)
    context = {
        "asset": shown,
        "standing": depreciation.of(shown, on=today),
        "tone": TONES[Asset.State(shown.state)],
        "parts": list(shown.parts.order_by("number")) if shown.quantity else [],
        "events": [told(event) for event in events],
        "documents": documents(events),
        "photos": list(shown.booking.photos.all()) if shown.booking else [],
        "qr": labels.labels_of([shown], site_of(request))[0].qr,
        "acts": labels.acts_for(shown, request.user)[1:],
        "may_change": may_change and shown.is_owned,
        "can_turn": may_change and shown.state in moving.OUT_AND_BACK,
        "now": now,
    }
    return TemplateResponse(request, "assets/asset.html", context)


def told(event: AssetEvent) -> dict[str, Any]:
    """An event as a line of the history: what it was and is, and why."""
    fields = {field.name: field.verbose_name for field in Asset._meta.concrete_fields}
    parts = [str(event.get_kind_display())]
    parts += [
        _("%(field)s: %(was)s → %(now)s")
        % {"field": fields.get(name, name), "was": event.was.get(name) or "—", "now": said or "—"}
        for name, said in event.now.items()
    ]
    if event.note:
        parts.append(event.note)
    url = event.entry.get_absolute_url() if event.entry else ""
    return {"at": event.at, "who": event.by, "text": _("; ").join(parts), "url": url}


def documents(events: Iterable[AssetEvent]) -> list[Any]:
    """The records behind the events, each once."""
    return list({event.entry_id: event.entry for event in events if event.entry}.values())


@allow(VIEW)
def asset_card(request: Request, pk: int) -> HttpResponse:
    """The card on paper, with the names its fields have by the rules."""
    shown, now = one_asset(request, pk, VIEW), timezone.now()
    events = shown.events.select_related("by").defer("by__identity_number").order_by("at", "pk")
    context = {
        "asset": shown,
        "standing": depreciation.of(shown, on=timezone.localdate(now)),
        "events": [told(event) | {"on": event.happened_on} for event in events],
        "qr": labels.labels_of([shown], site_of(request))[0].qr,
        "now": now,
    }
    return TemplateResponse(request, "assets/asset_card.html", context)


def start(request: Request) -> dict[str, Any]:
    """What the form of a booking begins with: the campus of its task, or the one looked at."""
    pk = whole_number(request.GET.get("task", ""))
    task = one_task(request, pk) if pk is not None else None
    return {"campus": (task.campus_id if task else None) or looked_at(request)}


@allow(CHANGE)
def booking_new(request: Request) -> HttpResponse:
    """Make out a card and book it."""
    form = CardForm(
        request.POST or None,
        request.FILES or None,
        now=timezone.now(),
        by=request.user,
        initial=start(request),
    )
    saved = _("%(name)s is booked.") % {"name": "{result}"}
    return form_under(
        request,
        form,
        _("New asset"),
        ASSETS,
        template="assets/asset_new.html",
        submit_label=_("Book"),
        saved=saved,
    )


@allow(CHANGE)
def booking_zero(request: Request) -> HttpResponse:
    """The account was looked through: nothing is new."""
    form = ZeroForm(
        request.POST or None, now=timezone.now(), by=request.user, initial=start(request)
    )
    return form_under(
        request,
        form,
        _("Looked through, nothing new"),
        ASSETS,
        purpose=_("A record like any other: it proves that the account was looked through."),
        submit_label=_("Save the record"),
        saved=_("Saved: {result}"),
    )


@allow(CHANGE)
def asset_edit(request: Request, pk: int) -> HttpResponse:
    shown = one_asset(request, pk, CHANGE)
    refuse_closed(shown)
    form = CardEditForm(
        request.POST or None, instance=shown, now=timezone.now(), **by_whom(request)
    )
    saved = _("%(name)s is corrected.") % {"name": "{result}"}
    return form_under(
        request,
        form,
        _("Correct the card"),
        ASSETS,
        shown,
        purpose=_("What it said before stays in its history, with your reason."),
        saved=saved,
    )


def refuse_closed(asset: Asset) -> None:
    if not asset.is_owned:
        raise Refused(_("%(asset)s is disposed of: its card is closed.") % {"asset": asset})


@allow(CHANGE)
def asset_split(request: Request, pk: int) -> HttpResponse:
    shown = one_asset(request, pk, CHANGE)
    form = SplitForm(request.POST or None, asset=shown, now=timezone.now(), by=request.user)
    said = {"count": shown.quantity, "unit": shown.unit}
    return form_under(
        request,
        form,
        _("Split the batch"),
        ASSETS,
        shown,
        purpose=_("There are %(count)s %(unit)s on this card. Value and wear go along.") % said,
        submit_label=_("Split"),
        saved=_("%(name)s has its own card now.") % {"name": "{result}"},
    )


def chosen(request: Request, permission: str) -> Any:
    """Those ticked; if none is, all that the filter of the list finds."""
    ticked = [pk for text in request.GET.getlist("asset") if (pk := whole_number(text)) is not None]
    seen = Asset.objects.visible_to(request.user, permission)
    if ticked:
        return seen.filter(pk__in=ticked[:MOST_AT_ONCE]).order_by("number")
    _search, assets = searched(request)
    return assets.filter(pk__in=seen.values("pk"))


@allow(CHANGE)
def asset_move(request: Request) -> HttpResponse:
    """Ticked cards go to another place, or into other hands."""
    assets = chosen(request, CHANGE) if request.GET.getlist("asset") else Asset.objects.none()
    shown = list(assets.owned().for_rows())
    if not shown:
        return redirect("assets:asset_list")
    form = MoveForm(request.POST or None, assets=shown, now=timezone.now(), by=request.user)
    return form_page(
        request,
        form,
        "assets/asset_move.html",
        submit_label=_("Move"),
        saved=_("Moved: {result}"),
        then=shown[0] if len(shown) == 1 else reverse("assets:asset_list"),
        assets=shown,
        cancel_url=reverse("assets:asset_list"),
    )


@require_POST
@allow(CHANGE)
def asset_turn(request: Request, pk: int) -> HttpResponse:
    """Out of use, or in use again."""
    shown, now = one_asset(request, pk, CHANGE), timezone.now()
    seen = request.POST.get("seen", "")
    moving.turn(shown, seen=seen, on=timezone.localdate(now), by=request.user, now=now)
    return redirect(shown)


@allow(VIEW)
def class_options(request: Request) -> HttpResponse:
    """The classes a form offers: by code, name or example."""
    words = asked_words(request)
    rows = AssetClass.objects.in_use()
    found = rows.filter(code__istartswith=words) | rows.filter(name__icontains=words)
    found |= rows.filter(examples__icontains=words)
    return TemplateResponse(request, "school/_options.html", {"options": found[:OPTIONS]})


@allow(CHANGE)
def person_options(request: Request) -> HttpResponse:
    """Colleagues who may have things in their hands."""
    people = Person.objects.visible_to(request.user, CHANGE).employed(timezone.localdate())
    found = people.matching(asked_words(request)).defer("identity_number")
    options = {"options": found.order_by("pinyin", "pk")[:OPTIONS]}
    return TemplateResponse(request, "school/_options.html", options)


@allow("school.view_place")
def asset_label(request: Request, code: str) -> HttpResponse:
    """The page behind a label: what it is, where it belongs, and what its reader may do with it."""
    seen = Asset.objects.visible_to(request.user, "school.view_place").for_rows()
    found = seen.filter(code=code.upper()).first()
    if found is None:
        return out_of_use(request, labels.formerly_of(seen, code.upper()))
    context = {
        "asset": found,
        "tone": TONES[Asset.State(found.state)],
        "acts": labels.acts_for(found, request.user),
        "now": timezone.now(),
    }
    return TemplateResponse(request, "assets/asset_label.html", context)


def out_of_use(request: Request, asset: Asset | None) -> HttpResponse:
    if asset is None:
        raise Http404
    context = {"asset": asset, "may_print": labels.reaches(request.user, CHANGE, asset)}
    return TemplateResponse(request, "assets/asset_label_old.html", context, status=410)
