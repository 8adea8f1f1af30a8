"""Children who eat otherwise: the list by special menu, for the kitchen, and the month's review."""

from collections import Counter
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from canteen.forms.special_diets import SpecialReviewForm
from canteen.menus import special, special_reviews
from canteen.models import Menu, SpecialDietReview
from canteen.views.reached import one_campus, task_asked
from health import interface as health
from logistics.access import Request, allow
from logistics.fields import month_number
from logistics.pages import form_page
from logistics.school import reading
from logistics.school.calendar import DAY
from logistics.school.models import Allergy, Campus, Child, Diet, Reading, SchoolClass

VIEW, WRITE, NAMES = "canteen.view", "canteen.write_menu", "school.view_child"
LIST = (gettext_lazy("Special menus"), "canteen:special_diets")
VOIDED = "voided"
WORDS = {"allergen": dict(Allergy.Allergen.choices), "diet": dict(Diet.Kind.choices)}


def groups_of(campus: Campus, on: date) -> list[dict[str, Any]]:
    """Each special menu with its children by class; `why` of a child in words."""
    found = health.eating_otherwise(on, [campus.pk], also_away=True)
    classes = SchoolClass.objects.in_bulk({one.school_class for one in found})
    why: dict[tuple[str, int], list[str]] = {}
    for one in found:
        if menu := special.menu_of(one):
            word = WORDS.get(one.kind, {}).get(one.code, "")
            why.setdefault((menu.value, one.child), []).extend([str(word)] if word else [])
    groups = []
    for menu in special.ORDER:
        children = special.members(found).get(menu.value, {})
        counts = Counter(children.values())
        groups.append({
            "menu": menu,
            "count": len(children),
            "classes": [(classes[pk], n) for pk, n in counts.items()],
            "children": children,
            "why": {child: pgettext("between the parts of a list", ", ").join(why[menu.value, child])
                    for child in children},
            "class_of": classes,
        })  # fmt: skip
    return groups


@allow(VIEW)
def special_diets(request: Request) -> HttpResponse:
    """How many of which class eat by which special menu; its menus of this week and the next."""
    on, campus = timezone.localdate(), one_campus(request, VIEW)
    monday = on - on.weekday() * DAY
    menus = Menu.objects.filter(campus=campus, week_on__in=(monday, monday + 7 * DAY))
    written: dict[str, list[Menu]] = {}
    for menu in menus.exclude(special="").order_by("week_on"):
        written.setdefault(menu.special, []).append(menu)
    groups = groups_of(campus, on)
    for group in groups:
        group["menus"] = written.get(group["menu"].value, [])
    reviews = SpecialDietReview.objects.filter(entry__campus=campus).exclude(entry__status=VOIDED)
    context = {
        "groups": groups,
        "campus": campus,
        "next_week": monday + 7 * DAY,
        "reviews": reviews.select_related("entry").order_by("-month", "-pk")[:12],
        "may_write": request.user.has_perm(WRITE),
        "may_name": request.user.has_perm(WRITE) and request.user.has_perm(NAMES),
    }
    return TemplateResponse(request, "canteen/special_diets.html", context)


@allow(WRITE)
def special_diets_print(request: Request) -> HttpResponse:
    """The list with names, to be handed to the kitchen. Who takes it is written down."""
    now, campus = timezone.now(), one_campus(request, WRITE)
    on = timezone.localdate(now)
    groups = groups_of(campus, on)
    keys = {child for group in groups for child in group["children"]}
    seen = Child.objects.visible_to(request.user, NAMES).filter(pk__in=keys)
    names = dict(seen.order_by("pinyin", "pk").values_list("pk", "name"))
    for group in groups:
        group["rows"] = [
            {
                "name": name,
                "school_class": group["class_of"][group["children"][pk]],
                "why": group["why"][pk],
            }
            for pk, name in names.items()
            if pk in group["children"]
        ]
    title = str(_("Children who eat by a special menu"))
    context = {
        "groups": [group for group in groups if group["rows"]],
        "campus": campus,
        "on": on,
        "now": now,
        "notice": reading.note_taken(request, Reading.Act.PRINTED, title, names),
    }
    return TemplateResponse(request, "canteen/special_diets_print.html", context)


@allow(WRITE)
def special_review_new(request: Request) -> HttpResponse:
    """How the groups got on in a month, and what is done otherwise."""
    now, task = timezone.now(), task_asked(request)
    campus, on = one_campus(request, WRITE, task), timezone.localdate(now)
    asked = month_number(request.GET.get("month", ""))
    month = date(*asked, 1) if asked else (task.day if task and task.day else on).replace(day=1)
    children = {g["menu"].value: g["count"] for g in groups_of(campus, on)}
    form = SpecialReviewForm(
        request.POST or None, request.FILES or None, campus=campus, month=month,
        children=children, weeks=special_reviews.weeks_with_menu(campus, month),
        by=request.user, now=now,
    )  # fmt: skip
    then = task.get_absolute_url() if task else reverse("canteen:special_diets")
    return form_page(
        request, form, "canteen/record_form.html",
        heading=_("Review of the special menus, %(month)s") % {"month": f"{month:%Y-%m}"},
        purpose=_("With the kitchen and the carers: did each group get what it should, and how did "
                  "the children get on?"),
        crumbs=[(str(LIST[0]), reverse(LIST[1]))], saved=_("Saved: {result}"),
        submit_label=_("Save the review"), then=then, cancel_url=then,
    )  # fmt: skip


urls = [
    path("special/", special_diets, name="special_diets"),
    path("special/print/", special_diets_print, name="special_diets_print"),
    path("special/review/", special_review_new, name="special_review_new"),
]
