"""Safety education: activities, the talk before leaving in two presses, the topics of the term."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from logistics.access import Request, allow
from logistics.fields import whole_number
from logistics.pages import list_page
from logistics.records.models import Entry
from logistics.school.models import SchoolClass, Term
from logistics.school.views.frame import by_whom, form_under, looked_at
from safety.forms.education import EducationForm, TalkForm, TopicForm
from safety.models import Occasion, SafetyEducation, TermTopic
from safety.organisation import teaching
from safety.organisation.attending import ORGANISE, TEACH, classes_of_year, own_classes
from safety.views.organisation_frame import (
    EDUCATION,
    TALKS,
    TOPICS,
    asked_about,
    asked_number,
    asked_task,
    then_task,
    who,
    whole_campuses_of,
)


def education_tabs(current: str) -> list[dict[str, Any]]:
    views = [
        ("education_list", _("Activities")),
        ("topic_list", _("Topics of the term")),
        ("talk_list", _("Safety talks")),
    ]
    return [
        {"title": title, "url": reverse(f"safety:{name}"), "is_current": name == current}
        for name, title in views
    ]


@allow(TEACH)
def education_list(request: Request) -> HttpResponse:
    """What was taught, the newest first, and with how much material."""
    entries = Entry.objects.filter(Entry.objects.within(request.user, TEACH))
    if campus := looked_at(request):
        entries = entries.filter(campus=campus)
    rows = SafetyEducation.objects.filter(entry__in=entries.values("pk"))
    occasion = request.GET.get("kind", "")
    if occasion in Occasion.values:
        rows = rows.filter(occasion=occasion)
    rows = rows.select_related("entry__school_class", "entry__campus", "entry__entered_by")
    return list_page(
        request,
        rows.order_by("-entry__happened_at", "-pk"),
        "safety/education_list.html",
        fragment="safety/_education_rows.html",
        tabs=education_tabs("education_list"),
        occasions=[
            {"title": label, "url": f"?kind={code}", "is_current": code == occasion}
            for code, label in Occasion.choices
        ],
    )


@allow(TEACH)
def education_new(request: Request) -> HttpResponse:
    """What was taught. A class teacher writes of the own class, the doctor of any and of lectures."""
    now, task = timezone.now(), asked_task(request)
    on = timezone.localdate(now)
    asked = task.school_class_id if task else asked_number(request, "class")
    initial: dict[str, Any] = {"school_class": asked} if asked else {}
    if (about := asked_about(task)) in Occasion.values:
        initial["occasion"] = about
    initial["term_topic"] = asked_number(request, "topic")
    form = EducationForm(
        request.POST or None,
        request.FILES or None,
        classes=classes_of_year(request.user, on, TEACH),
        campuses=whole_campuses_of(request, TEACH),
        topics=topics_offered(request, on),
        initial=initial,
        **who(request, now),
    )
    given = then_task(task, submit_label=_("Save the activity"), saved=_("Saved: {result}"))
    return form_under(request, form, _("Safety education"), EDUCATION, **given)


def topics_offered(request: Request, on: date) -> Any:
    """Those of the term, of the whole school and of one's own campuses."""
    own = request.user.reach(TEACH).within(campus="campus")
    return TermTopic.objects.filter(Q(campus=None) | own, term=Term.objects.on(on))


# The talk before leaving.


@allow(TEACH)
def talk_list(request: Request) -> HttpResponse:
    """Each class with what it has talked about today, and topics to press."""
    now, task = timezone.now(), asked_task(request)
    on = timezone.localdate(now)
    classes = own_classes(request.user, on) or list(classes_of_year(request.user, on, TEACH))
    if task and task.school_class_id:
        classes = [each for each in classes if each.pk == task.school_class_id]
    elif campus := looked_at(request):
        classes = [each for each in classes if each.campus_id == campus.pk]
    done = teaching.talks_of_day(classes, on)
    context = {
        "rows": [(each, done[each.pk]) for each in classes],
        "is_own": len(classes) <= 3,
        "offered": teaching.offered(on),
        "task": task,
        "on": on,
        "tabs": education_tabs("talk_list"),
        "silent": sum(not done[each.pk] for each in classes),
    }
    return TemplateResponse(request, "safety/talk_list.html", context)


@require_POST
@allow(TEACH)
def talk_give(request: Request, pk: int) -> HttpResponse:
    """A ready topic was talked about just now."""
    rows = SchoolClass.objects.visible_to(request.user, TEACH).select_related("campus")
    school_class = get_object_or_404(rows, pk=pk)
    said = teaching.talks().get(request.POST.get("topic", ""))
    if said is None:
        return redirect(f"{reverse('safety:talk_new')}?class={pk}")
    entry, is_new = teaching.talk(
        school_class, str(said), about=said.about, by=request.user, now=timezone.now()
    )
    if is_new:
        messages.success(request, _("Saved: %(record)s") % {"record": entry})
    else:
        messages.info(request, _("This was talked about today already."))
    return redirect(back_from_talk(request))


def back_from_talk(request: Request) -> str:
    """Where it was pressed: the task, the first page, or the list."""
    task = whole_number(request.POST.get("task", ""))
    if task is not None:
        return reverse("duties:task", args=[task])
    return reverse("home" if "home" in request.POST else "safety:talk_list")


@allow(TEACH)
def talk_new(request: Request) -> HttpResponse:
    """In words of one's own, or of another day."""
    now, task = timezone.now(), asked_task(request)
    asked = task.school_class_id if task else asked_number(request, "class")
    form = TalkForm(
        request.POST or None,
        classes=classes_of_year(request.user, timezone.localdate(now), TEACH),
        initial={"school_class": asked} if asked else {},
        **who(request, now),
    )
    given = then_task(task, submit_label=_("Save the talk"), saved=_("Saved: {result}"))
    return form_under(request, form, _("Safety talk"), TALKS, offline=True, **given)


# The topics of the term.


@allow(TEACH)
def topic_list(request: Request) -> HttpResponse:
    """Class by class which topics of the term are done."""
    on = timezone.localdate()
    term, campus = Term.objects.on(on), looked_at(request)
    classes = classes_of_year(request.user, on, TEACH)
    classes = list(classes.filter(campus=campus) if campus else classes)
    sites = {each.campus_id for each in classes}
    topics = [
        topic
        for topic in TermTopic.objects.filter(term=term)
        if topic.campus_id is None or topic.campus_id in sites
    ]
    context = {
        "term": term,
        "topics": topics,
        "rows": teaching.topic_board(classes, topics),
        "tabs": education_tabs("topic_list"),
        "may_organise": request.user.has_perm(ORGANISE),
    }
    return TemplateResponse(request, "safety/topic_list.html", context)


def topics_changed_by(request: Request) -> Any:
    """Those of one's campuses; of the whole school only for whoever answers for all of it."""
    rows = TermTopic.objects.visible_to(request.user, ORGANISE)
    if request.user.reaches_all(ORGANISE):
        rows = rows | TermTopic.objects.filter(campus=None)
    return rows


@require_POST
@allow(ORGANISE)
def topic_take(request: Request) -> HttpResponse:
    """Begin with the ready topics of this half of the year."""
    term = Term.objects.on(timezone.localdate())
    count = teaching.take_ready_topics(term) if term else 0
    messages.success(request, _("%(count)s topics taken over.") % {"count": count})
    return redirect("safety:topic_list")


@allow(ORGANISE)
def topic_new(request: Request) -> HttpResponse:
    topic = TermTopic(term=Term.objects.on(timezone.localdate()))
    form = TopicForm(request.POST or None, instance=topic, **by_whom(request))
    given = {"submit_label": _("Save the topic"), "saved": _("Saved: {result}")}
    given["then"] = reverse("safety:topic_list")
    return form_under(request, form, _("New topic"), TOPICS, **given)


@allow(ORGANISE)
def topic_edit(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(topics_changed_by(request), pk=pk)
    form = TopicForm(request.POST or None, instance=found, **by_whom(request))
    given = {"saved": _("Saved: {result}"), "then": reverse("safety:topic_list")}
    return form_under(request, form, _("Edit"), TOPICS, **given)


urls = [
    path("education/", education_list, name="education_list"),
    path("education/new/", education_new, name="education_new"),
    path("talks/", talk_list, name="talk_list"),
    path("talks/new/", talk_new, name="talk_new"),
    path("classes/<int:pk>/talk/", talk_give, name="talk_give"),
    path("topics/", topic_list, name="topic_list"),
    path("topics/new/", topic_new, name="topic_new"),
    path("topics/take/", topic_take, name="topic_take"),
    path("topics/<int:pk>/edit/", topic_edit, name="topic_edit"),
]
