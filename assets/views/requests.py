"""Asking for goods, and what the storekeeper makes of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from assets.buying import requesting, waiting
from assets.forms.requests import DecideForm, RequestForm
from assets.models import RequestLine, Requisition
from logistics.access import Request, allow
from logistics.duties.models import Task
from logistics.duties.views.tasks import one_task
from logistics.fields import whole_number
from logistics.pages import asked_words, list_page, save_once
from logistics.school.models import Person
from logistics.school.views.frame import form_under
from logistics.stores.models import Store
from logistics.typed import new_key

REQUESTS = (gettext_lazy("Goods asked for"), "assets:request_list")
OPTIONS = 20
PAPER = ("entry", "entry__campus", "entry__entered_by", "entry__school_class", "entry__place")


@allow("assets.request")
def request_list(request: Request) -> HttpResponse:
    """What I asked for; for who keeps a store, what has to be decided; and all of the campus."""
    person = request.user
    keeps = person.has_perm("stores.keep")
    asked = request.GET.get("view", "")
    view = asked if asked in ("mine", "decide", "all") else "decide" if keeps else "mine"
    rows = {
        "mine": Requisition.objects.of(person).for_rows(),
        "decide": waiting.to_decide(person, timezone.now()),
        "all": Requisition.objects.visible_to(person).for_rows(),
    }[view]
    order = ("entry__happened_at", "pk") if view == "decide" else ("-entry__happened_at", "-pk")
    return list_page(
        request,
        rows.order_by(*order),
        "assets/request_list.html",
        fragment="assets/_request_rows.html",
        view=view,
        tabs=list_tabs(person, view),
        now=timezone.now(),
    )


def list_tabs(person: Any, view: str) -> list[dict[str, Any]]:
    tabs = [("mine", _("Asked by me"), None)]
    if person.has_perm("stores.keep"):
        count = waiting.to_decide(person, timezone.now()).count()
        tabs.insert(0, ("decide", _("To decide"), count))
    if person.has_perm("stores.view"):
        tabs.append(("all", _("All of the campus"), None))
    return [
        {"title": title, "url": f"?view={name}", "is_current": name == view, "count": count}
        for name, title, count in tabs
    ]


@allow("assets.request")
def request_new(request: Request) -> HttpResponse:
    now = timezone.now()
    on = timezone.localdate(now)
    task = task_asked(request)
    form = RequestForm(request.POST or None, by=request.user, now=now, on=on, task=task)
    saved = _("Asked: {result}. The storekeeper has it before them now.")
    return form_under(
        request,
        form,
        _("Ask for goods"),
        REQUESTS,
        saved=saved,
        purpose=_("In plain words, as you would say it in the storeroom."),
        submit_label=_("Ask"),
    )


def task_asked(request: Request) -> Task | None:
    """The task the address names: what is filed proves it."""
    pk = whole_number(request.GET.get("task", ""))
    return one_task(request, pk) if pk is not None else None


@allow("assets.request")
def request_item_options(request: Request) -> HttpResponse:
    """The goods a search box offers."""
    found = requesting.offered().matching(asked_words(request))[:OPTIONS]
    return TemplateResponse(request, "school/_options.html", {"options": found})


def near(request: Request, pk: int) -> Requisition:
    rows = Requisition.objects.visible_to(request.user).select_related(*PAPER)
    return get_object_or_404(rows, pk=pk)


@allow("assets.request")
def request(request: Request, pk: int) -> HttpResponse:
    """One requisition: each line with its state and whom it waits for; the keeper decides here."""
    return show(request, near(request, pk))


def show(
    request: Request, paper: Requisition, form: DecideForm | None = None, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    fates = list(paper.fates.for_rows())
    waits = waiting.said_of(paper, fates, now=now)
    bought = waiting.purchases_of(fates)
    stores = stores_for(request, paper)
    if form is None and stores and any(fate.is_open for fate in fates):
        form = decide_form(request, paper, stores)
    context = {
        "paper": paper,
        "entry": paper.entry,
        "lines": [(fate, waits[fate.pk], bought.get(fate.line_id)) for fate in fates],
        "is_own": paper.entry.entered_by_id == request.user.pk,
        "form": form,
        "form_key": new_key(),
        "needs_consent": bool(stores) and any(requesting.to_be_approved(paper)),
        "sheets": paper.entry.stock_outs.order_by("pk"),
        "now": now,
    }
    return TemplateResponse(request, "assets/request.html", context, status=status)


def stores_for(request: Request, paper: Requisition) -> Any:
    """The stores at the campus from which this person may issue what was asked for."""
    kept = Store.objects.in_use().kept_by(request.user)
    return kept.filter(campus=paper.entry.campus_id, kind__in=requesting.ASKED_FOR)


def decide_form(request: Request, paper: Requisition, stores: Any) -> DecideForm:
    people = Person.objects.visible_to(request.user, "stores.keep")
    return DecideForm(
        request.POST or None,
        paper=paper,
        stores=stores,
        people=people.employed(timezone.localdate()).exclude(pk=request.user.pk),
        by=request.user,
        now=timezone.now(),
    )


@require_POST
@allow("stores.keep")
def request_decide(request: Request, pk: int) -> HttpResponse:
    """Settle every open line with one press. Refused, the page shows why and what is left."""
    paper = near(request, pk)
    stores = stores_for(request, paper)
    form = decide_form(request, paper, stores)
    saved = _("Decided: %(paper)s") % {"paper": paper}
    response = save_once(request, form, saved=saved, then=paper)
    return response or show(request, paper, form)


@require_POST
@allow("stores.keep")
def request_put_before(request: Request, pk: int) -> HttpResponse:
    """Ask for consent to goods that need it and were named only now."""
    paper = near(request, pk)
    if requesting.put_before(paper, now=timezone.now()):
        messages.success(request, _("It waits for consent now."))
    return redirect(paper)


@require_POST
@allow("assets.request")
def request_withdraw(request: Request, pk: int) -> HttpResponse:
    """The asker does not need one of the lines any more."""
    mine = RequestLine.objects.visible_to(request.user).filter(
        requisition__entry__entered_by=request.user
    )
    fate = get_object_or_404(mine.select_related("requisition__entry", "line"), pk=pk)
    requesting.withdraw(fate, by=request.user, now=timezone.now())
    messages.success(request, _("Withdrawn: %(line)s") % {"line": fate.line})
    return redirect(fate.requisition)


@allow("assets.request")
def request_print(request: Request, pk: int) -> HttpResponse:
    """领用单 on paper, column by column, with its signature lines."""
    paper, now = near(request, pk), timezone.now()
    context = {
        "paper": paper,
        "entry": paper.entry,
        "rows": sheet_rows(paper),
        "now": now,
    }
    return TemplateResponse(request, "assets/request_print.html", context)


def sheet_rows(paper: Requisition) -> list[dict[str, Any]]:
    """Each line with what was issued for it and at which price."""
    issued: dict[int, list[Any]] = {}
    for sheet in paper.entry.stock_outs.exclude(entry__status="voided"):
        for line in sheet.lines.select_related("item", "lot"):
            issued.setdefault(line.item_id, []).append(line)
    rows = []
    for fate in paper.fates.for_rows():
        lines = issued.pop(fate.item_id, []) if fate.item_id else []
        amount = sum((line.amount for line in lines), start=fate.issued * 0)
        price = lines[0].lot.price if lines else None
        rows.append({"fate": fate, "price": price, "amount": amount if lines else None})
    return rows


request_urls = [
    path("", request_list, name="request_list"),
    path("new/", request_new, name="request_new"),
    path("items/", request_item_options, name="request_item_options"),
    path("<int:pk>/", request, name="request"),
    path("<int:pk>/decide/", request_decide, name="request_decide"),
    path("<int:pk>/consent/", request_put_before, name="request_put_before"),
    path("<int:pk>/print/", request_print, name="request_print"),
    path("lines/<int:pk>/withdraw/", request_withdraw, name="request_withdraw"),
]
