"""The table of methods, and disinfecting more often for a while."""

from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from health.forms.arrangements import HeightenedForm, MethodForm
from health.forms.scope import campuses_of, classes_of
from health.hygiene import heightening
from health.hygiene.table import MethodTable
from health.models import DisinfectionMethod, HeightenedDisinfection, Item
from logistics.access import Request, allow
from logistics.duties.models import Task
from logistics.pages import form_page

SEE, ARRANGE = "health.view_hygiene", "health.arrange"
MOST_SPELLS = 50


@allow("duties.view_task")
def method_list(request: Request) -> HttpResponse:
    """常用物品消毒常规: for everybody who disinfects, item by item."""
    table = MethodTable()
    groups = [(item, table.of(item)) for item in Item]
    context = {"groups": [(item, rows) for item, rows in groups if rows]}
    context["may_edit"] = request.user.reaches_all(ARRANGE)
    page = "health/method_list_print.html" if "print" in request.GET else "health/method_list.html"
    return TemplateResponse(request, page, context)


@allow(ARRANGE)
def method_new(request: Request) -> HttpResponse:
    return method_form(request, DisinfectionMethod(), _("Add a method"))


@allow(ARRANGE)
def method_edit(request: Request, pk: int) -> HttpResponse:
    row = get_object_or_404(DisinfectionMethod, pk=pk)
    return method_form(request, row, _("Change %(method)s") % {"method": row})


def method_form(request: Request, row: DisinfectionMethod, heading: str) -> HttpResponse:
    """The table is one for all campuses: only who reaches them all changes it."""
    if not request.user.reaches_all(ARRANGE):
        raise PermissionDenied(ARRANGE)
    return form_page(
        request,
        MethodForm(request.POST or None, instance=row),
        heading=heading,
        purpose=_("In an outbreak the disease control centre's instructions go before the table."),
        saved=_("Saved: {result}"),
        then="health:method_list",
    )


@allow(SEE)
def epidemic_list(request: Request) -> HttpResponse:
    """Where more than the usual is disinfected, now and before."""
    today = timezone.localdate()
    rows = HeightenedDisinfection.objects.visible_to(request.user, SEE).select_related("campus")
    spells = list(rows.prefetch_related("classes")[:MOST_SPELLS])
    counted = further_tasks(spells)
    context = {"spells": [(each, counted[each.pk]) for each in spells], "today": today}
    return TemplateResponse(request, "health/epidemic_list.html", context)


def further_tasks(spells: list[HeightenedDisinfection]) -> dict[int, tuple[int, int]]:
    """How many further tasks each has brought, and how many of them are proved: in one query."""
    further = Task.objects.filter(slot__contains=heightening.MARK).order_by()
    further = further.filter(school_class__in={c.pk for s in spells for c in s.classes.all()})
    counts = further.values_list("school_class", "day").annotate(Count("pk"), Count("proved_at"))
    rows = list(counts) if spells else []
    return {spell.pk: of_spell(spell, rows) for spell in spells}


def of_spell(spell: HeightenedDisinfection, rows: list[tuple]) -> tuple[int, int]:
    classes = {each.pk for each in spell.classes.all()}
    mine = [
        (owed, proved)
        for school_class, day, owed, proved in rows
        if school_class in classes and spell.starts_on <= day <= spell.ends_on
    ]
    return sum(owed for owed, _proved in mine), sum(proved for _owed, proved in mine)


@allow(ARRANGE)
def epidemic_new(request: Request) -> HttpResponse:
    """Disinfect more often in some classes, from one day to another."""
    return epidemic_form(
        request, HeightenedDisinfection(set_by=request.user), _("Disinfect more often")
    )


@allow(ARRANGE)
def epidemic_edit(request: Request, pk: int) -> HttpResponse:
    spell = one_spell(request, pk)
    return epidemic_form(request, spell, _("Change: %(reason)s") % {"reason": spell})


def epidemic_form(request: Request, spell: HeightenedDisinfection, heading: str) -> HttpResponse:
    now = timezone.now()
    form = HeightenedForm(
        request.POST or None,
        instance=spell,
        campuses=campuses_of(request.user, ARRANGE),
        classes=classes_of(request.user, now, ARRANGE),
        now=now,
        on=timezone.localdate(now),
    )
    return form_page(
        request,
        form,
        heading=heading,
        purpose=_("Each disinfection of these classes is owed so many times while it lasts."),
        saved=_("Saved: {result}"),
        then="health:epidemic_list",
    )


@require_POST
@allow(ARRANGE)
def epidemic_end(request: Request, pk: int) -> HttpResponse:
    """It is over: from tomorrow nothing beyond the usual is owed."""
    now = timezone.now()
    heightening.end(one_spell(request, pk), on=timezone.localdate(now), now=now)
    return redirect("health:epidemic_list")


def one_spell(request: Request, pk: int) -> HeightenedDisinfection:
    return get_object_or_404(
        HeightenedDisinfection.objects.visible_to(request.user, ARRANGE), pk=pk
    )


urls: list[URLPattern] = [
    path("methods/", method_list, name="method_list"),
    path("methods/new/", method_new, name="method_new"),
    path("methods/<int:pk>/edit/", method_edit, name="method_edit"),
    path("epidemics/", epidemic_list, name="epidemic_list"),
    path("epidemics/new/", epidemic_new, name="epidemic_new"),
    path("epidemics/<int:pk>/edit/", epidemic_edit, name="epidemic_edit"),
    path("epidemics/<int:pk>/end/", epidemic_end, name="epidemic_end"),
]
