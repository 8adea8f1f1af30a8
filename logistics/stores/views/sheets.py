"""The documents: receiving, issuing, returning, moving, writing off, and taking one of them back."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from logistics.access import Request, allow
from logistics.contributions import kinds
from logistics.duties.models import Task
from logistics.duties.views.tasks import one_task
from logistics.pages import asked_words, form_page
from logistics.records.models import Entry
from logistics.school.views.frame import way_to
from logistics.stores import documents, returning, stock
from logistics.stores.forms.sheets import (
    IssueForm,
    ReceiveForm,
    ReturnForm,
    TakeBackForm,
    TransferForm,
    WriteOffForm,
    classes_of,
    places_of,
    teacher_of,
)
from logistics.stores.forms.typed import words_for
from logistics.stores.models import Balance, Item, StockIn, StockOut
from logistics.stores.views.frame import STOCK, kept_stores, number_asked, row_asked, store_asked

SAVED = "{result}"
MOST_LIKE, MOST_ISSUES, MOST_LOTS = 5, 40, 60


def sheet_page(
    request: Request, form: Any, template: str, heading: str, **given: Any
) -> HttpResponse:
    """A sheet with its lines, under the stock; what is filed opens with its number."""
    crumbs = [way_to(STOCK)]
    usual = {"heading": heading, "crumbs": crumbs, "cancel_url": crumbs[0][1]}
    saved = _("Posted: %(sheet)s") % {"sheet": SAVED}
    return form_page(request, form, template, saved=saved, **usual, **given)


def started(request: Request, **more: Any) -> dict[str, Any]:
    """What every sheet begins with: the stores one keeps, the clock, the person."""
    stores = kept_stores(request)
    store = store_asked(request, stores)
    now = timezone.now()
    initial = {"store": store, **more}
    return {"stores": stores, "now": now, "by": request.user, "initial": initial}


@allow("stores.view")
def receive(request: Request) -> HttpResponse:
    """入库: what came; a delivery like an earlier one begins with its lines."""
    given = started(request)
    like = like_asked(request, given["stores"])
    if like is not None:
        given["initial"] |= {
            "store": like.store, "supplier": like.supplier, "source": like.source,
            "delivered_by": like.delivered_by,
        }  # fmt: skip
        given["lines"] = [
            {
                "item": words_for(line.item),
                "quantity": line.quantity.normalize().__format__("f"),
                "price": line.lot.price.normalize().__format__("f"),
            }
            for line in like.lines.select_related("item", "lot")
        ]
    form = ReceiveForm(request.POST or None, **given)
    return sheet_page(
        request,
        form,
        "stores/receive.html",
        _("Receive"),
        submit_label=_("Receive"),
        like=like,
        earlier=earlier(given["stores"]) if like is None else (),
    )


def like_asked(request: Request, stores: Any) -> StockIn | None:
    pk = number_asked(request, "like")
    if pk is None:
        return None
    rows = StockIn.objects.filter(store__in=stores).select_related("entry", "store", "supplier")
    return get_object_or_404(rows, pk=pk)


def earlier(stores: Any) -> list[StockIn]:
    """The last delivery of each of the suppliers who came last."""
    rows = StockIn.objects.filter(store__in=stores, supplier__isnull=False)
    standing = rows.exclude(entry__status=Entry.Status.VOIDED)
    newest: dict[int, StockIn] = {}
    for sheet in standing.select_related("entry", "supplier").order_by("-pk")[:40]:
        newest.setdefault(sheet.supplier_id or 0, sheet)
    return list(newest.values())[:MOST_LIKE]


@allow("stores.view")
def issue(request: Request) -> HttpResponse:
    """领用: who gets what; a task, a class or a place may come with the address."""
    given = started(request, **wanted(request))
    form = IssueForm(request.POST or None, **given)
    return sheet_page(request, form, "stores/issue.html", _("Issue"), submit_label=_("Issue"))


def wanted(request: Request) -> dict[str, Any]:
    """The class, place and receiver the address names."""
    on, stores = timezone.localdate(), kept_stores(request)
    school_class = row_asked(request, "class", classes_of(stores, on))
    place = row_asked(request, "place", places_of(stores))
    purpose = ""
    if task := task_asked(request):
        school_class, place = task.school_class or school_class, task.place or place
        purpose = str(task)[:100]
    teacher = school_class and teacher_of(school_class, on)
    lines = {"receiver": teacher or "", "purpose": purpose}
    return {"school_class": school_class, "place": place, **lines}


def task_asked(request: Request) -> Task | None:
    pk = number_asked(request, "task")
    return one_task(request, pk) if pk is not None else None


@allow("stores.view")
def return_new(request: Request) -> HttpResponse:
    """退库: choose the issue sheet, then say what of it came back."""
    stores = kept_stores(request)
    pk = number_asked(request, "from")
    if pk is None:
        return choose_issue(request, stores)
    rows = StockOut.objects.filter(store__in=stores).select_related("entry", "receiver", "store")
    sheet = get_object_or_404(rows, pk=pk)
    open_lots = [each for each in returning.outstanding(sheet.entry) if each.left > 0]
    given = started(request, store=sheet.store, returned_by=sheet.receiver)
    form = ReturnForm(request.POST or None, issue=sheet.entry, open_lots=open_lots, **given)
    return sheet_page(
        request, form, "stores/return.html", _("Return"), submit_label=_("Return"), sheet=sheet
    )


def choose_issue(request: Request, stores: Any) -> HttpResponse:
    """The last issue sheets, those with things that are to come back first."""
    words = asked_words(request)
    sheets = documents.issued(stores, words)[:MOST_ISSUES]
    context = {"sheets": sheets, "words": words, "crumbs": [way_to(STOCK)]}
    return TemplateResponse(request, "stores/return_choose.html", context)


@allow("stores.view")
def transfer(request: Request) -> HttpResponse:
    """移库: from one store to another."""
    given = started(request)
    if item := row_asked(request, "item", Item.objects):
        given["lines"] = [{"item": words_for(item)}]
    form = TransferForm(request.POST or None, **given)
    heading = pgettext("goods", "Transfer")
    return sheet_page(request, form, "stores/transfer.html", heading, submit_label=heading)


@allow("stores.view")
def write_off(request: Request) -> HttpResponse:
    """报损: of the lots of a store, those of one item, else those that have expired."""
    given = started(request)
    store, now = given["initial"]["store"], given["now"]
    item = row_asked(request, "item", Item.objects)
    balances = Balance.objects.there().filter(store=store)
    if item:
        balances = balances.filter(item=item)
    elif "all" not in request.GET:
        balances = balances.filter(lot__expires_on__lt=timezone.localdate(now))
        given["initial"]["cause"] = "expired"
    lots = list(stock.expired_first(balances.select_related("lot__item"))[:MOST_LOTS])
    form = WriteOffForm(request.POST or None, balances=lots, **given)
    return sheet_page(
        request,
        form,
        "stores/write_off.html",
        pgettext("goods", "Write off"),
        submit_label=pgettext("goods", "Write off"),
        is_dangerous=True,
        store=store,
        stores=given["stores"].select_related("campus"),
        item=item,
        lots=lots,
    )


@allow("stores.view")
def take_back(request: Request, pk: int) -> HttpResponse:
    """红字冲销: what would follow, and why."""
    document = posted(request, pk)
    form = TakeBackForm(
        request.POST or None, document=document, by=request.user, now=timezone.now()
    )
    return form_page(
        request,
        form,
        "stores/take_back.html",
        heading=_("Take back %(number)s") % {"number": document.number},
        saved=_("Taken back by %(sheet)s") % {"sheet": SAVED},
        submit_label=_("Take back this document"),
        is_dangerous=True,
        cancel_url=document.get_absolute_url(),
        document=document,
        effects=documents.effects(document),
        crumbs=[way_to(STOCK), (document.number, document.get_absolute_url())],
    )


def posted(request: Request, pk: int) -> Entry:
    """A standing document that moved goods of a store this person keeps."""
    return get_object_or_404(documents.posted_in(kept_stores(request)), pk=pk)


@allow("duties.view_task")
def sheet_print(request: Request, pk: int) -> HttpResponse:
    """The A4 sheet of a document, with its official columns and the lines to sign."""
    entry = get_object_or_404(documents.printable_by(request.user), pk=pk)
    now, content = timezone.now(), entry.content
    context = {
        "paper": documents.paper(entry, content),
        "content": content,
        "entry": entry,
        "kind": kinds()[entry.kind],
        "now": now,
    }
    return TemplateResponse(request, "stores/sheet_print.html", context)
