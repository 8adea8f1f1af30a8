"""The health certificates of the staff, and the check of the health room's medicines."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from health.care import medicines, staffing
from health.care.staffing import Standing
from health.forms.medicines import DrugCheckForm
from health.forms.staff_health import StaffCertsForm
from health.models import ClinicDrugStock
from health.views.care_frame import (
    MEDICINES,
    STAFF,
    asked_number,
    asked_task,
    sheet_form,
    then_task,
    who,
)
from logistics.access import Request, allow
from logistics.records.models import Entry
from logistics.school.models import Campus
from logistics.school.views.frame import looked_at
from logistics.stores.models import Balance

WORST_FIRST = [
    Standing.UNFIT, Standing.LAPSED, Standing.MISSING, Standing.EXPIRING, Standing.VALID,
]  # fmt: skip


@allow("duties.view_task")
def staff_cert_list(request: Request) -> HttpResponse:
    """Who has a valid certificate, the worst first; who may not see the others sees their own."""
    on = timezone.localdate()
    people = staffing.staff_of(request.user, on)
    if campus := looked_at(request):
        people = people.filter(Q(posts__campus=campus) | Q(posts__campus=None))
    held = staffing.held(people, on)
    held.sort(key=lambda each: WORST_FIRST.index(each.standing))
    counts = {standing: sum(h.standing == standing for h in held) for standing in Standing}
    context = {
        "held": held,
        "counts": [(standing, staffing.TONES[standing], n) for standing, n in counts.items() if n],
        "may_write": request.user.has_perm(staffing.KEEP),
        "sees_all": request.user.has_perm(staffing.SEE),
    }
    return TemplateResponse(request, "health/staff_cert_list.html", context)


@allow(staffing.KEEP)
def staff_cert_new(request: Request) -> HttpResponse:
    """Certificates that came in, or the monthly look; with ?all=1 also of those that are valid."""
    now, task = timezone.now(), asked_task(request)
    on = timezone.localdate(now)
    held = staffing.held(staffing.kept_by(request.user, on), on)
    if "all" not in request.GET:
        held = [each for each in held if each.standing != Standing.VALID]
    form = StaffCertsForm(request.POST or None, things=held, **who(request, now))
    given = then_task(
        task, submit_label=_("Save the certificates"), saved=_("Saved: {result}"),
        then=reverse("health:staff_cert_list"),
    )  # fmt: skip
    return sheet_form(
        request,
        form,
        _("Health certificates of the staff"),
        STAFF,
        purpose=_(
            "Write the number of each certificate that came in; the rest stays empty. Without any "
            "it is the monthly look at who has to renew."
        ),
        **given,
    )


# Medicines of the health room.


@allow(medicines.KEEP)
def drug_list(request: Request) -> HttpResponse:
    """Each medicine store: when it was checked last, what is expired or expires soon."""
    on = timezone.localdate()
    checks = ClinicDrugStock.objects.exclude(entry__status=Entry.Status.VOIDED)
    last = checks.filter(store=OuterRef("pk")).order_by("-entry__happened_at", "-pk")
    this_month = checks.filter(
        store=OuterRef("pk"), entry__happened_at__date__gte=on.replace(day=1)
    )
    there = Q(balances__quantity__gt=0)
    soon = on + timedelta(days=medicines.days_ahead(on))
    stores = medicines.stores_of(request.user).annotate(
        checked_at=Subquery(last.values("entry__happened_at")[:1]),
        check_pk=Subquery(last.values("pk")[:1]),
        is_checked=Exists(this_month),
        lots=Count("balances", filter=there),
        expired=Count("balances", filter=there & Q(balances__lot__expires_on__lt=on)),
        expiring=Count("balances", filter=there & Q(balances__lot__expires_on__range=(on, soon))),
    )
    context = {"stores": list(stores), "near": near(request, soon)}
    return TemplateResponse(request, "health/drug_list.html", context)


def near(request: Request, soon: Any) -> Any:
    """The lots that are expired or will be soon, the first to expire first."""
    rows = Balance.objects.filter(store__in=medicines.stores_of(request.user)).there()
    rows = rows.filter(lot__expires_on__lte=soon).select_related("store", "lot__item")
    return rows.order_by("lot__expires_on", "pk")[:50]


@allow(medicines.KEEP)
def drug_check_new(request: Request) -> HttpResponse:
    """Count every lot of a medicine store; without a store, say that the boxes were looked at."""
    now, task = timezone.now(), asked_task(request)
    stores = list(medicines.stores_of(request.user))
    asked = asked_number(request, "store")
    if asked is not None:
        store = get_object_or_404(medicines.stores_of(request.user), pk=asked)
    else:
        store = store_for(stores, task)
    campus = store.campus if store else campus_for(request, task)
    lots = medicines.lots_of(store, timezone.localdate(now)) if store else []
    initial = {"place": task.place_id} if task and task.place_id else {}
    form = DrugCheckForm(
        request.POST or None, store=store, campus=campus, things=lots, initial=initial,
        **who(request, now),
    )  # fmt: skip
    given = then_task(task, submit_label=_("Save the check"), saved=_("Saved: {result}"))
    heading = _("Check of the medicines: %(store)s") % {"store": store or campus}
    purpose = _("Count each lot; what the ledger says is compared when it is saved.")
    return sheet_form(request, form, heading, MEDICINES, purpose=purpose, **given)


def store_for(stores: list[Any], task: Any) -> Any:
    """The store at the campus of the task, else the only one."""
    if task and task.campus_id:
        stores = [store for store in stores if store.campus_id == task.campus_id]
    return stores[0] if stores else None


def campus_for(request: Request, task: Any) -> Any:
    if task and task.campus:
        return task.campus
    rows = Campus.objects.visible_to(request.user, medicines.KEEP).filter(is_active=True)
    return looked_at(request) or rows.order_by("position", "pk").first()


staff_urls = [
    path("staff/", staff_cert_list, name="staff_cert_list"),
    path("staff/new/", staff_cert_new, name="staff_cert_new"),
    path("medicines/", drug_list, name="drug_list"),
    path("medicines/new/", drug_check_new, name="drug_check_new"),
]
