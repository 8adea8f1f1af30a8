"""Damage and loss: the cases, a new one, how one was settled."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from assets.custody import compensating
from assets.forms.damage import DamageForm, SettleForm
from assets.forms.sheets import KEEP
from assets.models import ClassPropertyLine, DamageCase
from assets.views.sheets import cards_asked, numbers_of
from logistics.access import Request, allow
from logistics.fields import whole_number
from logistics.pages import list_page
from logistics.records.models import Entry
from logistics.school.views.frame import form_under, looked_at

CASES = (gettext_lazy("Damage and loss"), "assets:damage_list")
VIEWS = ("open", "all")


@allow("assets.view_asset")
def damage_list(request: Request) -> HttpResponse:
    """The cases that are not settled; or all of them."""
    asked = request.GET.get("view", "")
    view = asked if asked in VIEWS else VIEWS[0]
    cases = DamageCase.objects.visible_to(request.user, "assets.view_asset")
    if campus := looked_at(request):
        cases = cases.filter(entry__campus=campus)
    rows = cases.open() if view == "open" else cases.standing()
    return list_page(
        request,
        rows.for_rows()
        .prefetch_related("settlements__entry")
        .order_by("-entry__happened_at", "-pk"),
        "assets/damage_list.html",
        fragment="assets/_damage_rows.html",
        view=view,
        tabs=[
            {"title": title, "url": f"?view={name}", "is_current": name == view, "count": count}
            for name, title, count in [
                ("open", _("Not settled"), cases.open().count()),
                ("all", _("All"), None),
            ]
        ],
    )


@allow(KEEP)
def damage_new(request: Request) -> HttpResponse:
    """A case, from the card, from a check that missed something, or from nothing."""
    sheet = found_by(request)
    form = DamageForm(
        request.POST or None,
        by=request.user,
        now=timezone.now(),
        found_by=sheet,
        initial=start(request, sheet),
    )
    return form_under(
        request,
        form,
        _("New damage case"),
        CASES,
        purpose=_("Find out the cause. If somebody is responsible, it is compensated."),
        saved=_("Saved: {result}"),
    )


def found_by(request: Request) -> Entry | None:
    pk = whole_number(request.GET.get("found_by", ""))
    if pk is None:
        return None
    return Entry.objects.visible_to(request.user, KEEP).filter(pk=pk).first()


def start(request: Request, sheet: Entry | None) -> dict[str, Any]:
    """What is known already: the card, how many of it, the class."""
    found: dict[str, Any] = {}
    if cards := cards_asked(request):
        found["asset"] = numbers_of(cards[:1])
    if (loss := request.GET.get("loss", "")) in DamageCase.Loss.values:
        found["loss"] = loss
        if loss == DamageCase.Loss.LOST:
            found["measure"] = DamageCase.Measure.SCRAP
    if sheet and cards:
        found["school_class"] = sheet.school_class_id
        line = ClassPropertyLine.objects.filter(sheet=sheet.pk, asset=cards[0]).first()
        found["quantity"] = max(line.missing, 1) if line else 1
    return found


def kept_case(request: Request, pk: int) -> DamageCase:
    return get_object_or_404(DamageCase.objects.visible_to(request.user, KEEP).for_rows(), pk=pk)


@allow(KEEP)
def damage_settle(request: Request, pk: int) -> HttpResponse:
    """Paid, made good or waived; above the limit the waiver goes to the leaders."""
    case = kept_case(request, pk)
    form = SettleForm(request.POST or None, case=case, by=request.user, now=timezone.now())
    return form_under(
        request,
        form,
        _("Settle %(number)s") % {"number": case.entry.number},
        CASES,
        case,
        purpose=_("%(who)s owes %(amount)s yuan for %(asset)s.")
        % {"who": case.who, "amount": case.amount, "asset": case.asset},
        submit_label=_("Settle"),
        saved=_("Saved: {result}"),
    )


@require_POST
@allow(KEEP)
def damage_repaired(request: Request, pk: int) -> HttpResponse:
    case = kept_case(request, pk)
    note = case.entry.number
    compensating.repaired(case.asset, by=request.user, now=timezone.now(), note=note)
    messages.success(request, _("%(asset)s is in use again.") % {"asset": case.asset})
    return redirect(case)
