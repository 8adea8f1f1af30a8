"""People and their posts."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from logistics.access import Request, allow
from logistics.pages import asked_words, list_page
from logistics.school import reading, staffing
from logistics.school.forms.people import (
    PersonForm,
    PersonSearch,
    PostEndForm,
    PostForm,
)
from logistics.school.masks import masked_identity
from logistics.school.models import Person, Post
from logistics.school.models.people import PersonQuerySet
from logistics.school.posts import campuses_of
from logistics.school.views.frame import PEOPLE, asked, by_whom, form_under, last_changes

OPTIONS = 20


@allow("school.view_person")
def person_list(request: Request) -> HttpResponse:
    today = timezone.localdate()
    visible = Person.objects.visible_to(request.user, "school.view_person")
    search = PersonSearch(asked(request), **by_whom(request))
    rows = "school/_person_rows.html"
    return list_page(
        request,
        search.apply(visible.with_posts(today)),
        "school/person_list.html",
        fragment=rows,
        search=search,
        **head_counts(request, visible),
    )


def head_counts(request: Request, visible: PersonQuerySet) -> dict[str, Any]:
    """L3.1: how many hold each role, at each of the campuses one sees."""
    today = timezone.localdate()
    sites = campuses_of(request.user, today)
    counts = staffing.head_counts(visible.employed(today), sites, on=today)
    return {"counts": counts, "sites": sites}


@allow("school.view_person")
def person_options(request: Request) -> HttpResponse:
    """The people a search box offers."""
    people = Person.objects.visible_to(request.user, "school.view_person")
    found = people.employed(timezone.localdate()).matching(asked_words(request))[:OPTIONS]
    return TemplateResponse(request, "school/_options.html", {"options": found})


@allow("school.view_person")
def person(request: Request, pk: int) -> HttpResponse:
    return person_page(request, pk, revealed=False)


@require_POST
@allow("school.arrange")
def person_reveal(request: Request, pk: int) -> HttpResponse:
    """Show the numbers that are masked, and remember who looked."""
    visible = Person.objects.visible_to(request.user, "school.arrange")
    shown = get_object_or_404(visible, pk=pk)
    reading.note_person(request, shown)
    return person_page(request, pk, revealed=True)


def person_page(request: Request, pk: int, *, revealed: bool) -> HttpResponse:
    visible = Person.objects.visible_to(request.user, "school.view_person")
    shown = get_object_or_404(visible.select_related("mentor"), pk=pk)
    context = {
        "somebody": shown,
        "revealed": revealed,
        "masked_identity": masked_identity(shown.identity_number),
        "may_change": arranged(request).filter(pk=pk).exists(),
        "may_erase": bool(shown.ends_on) and request.user.has_perm("school.protect_data"),
        "changes": last_changes(shown),
        "today": timezone.localdate(),
        "now": timezone.now(),
    }
    return TemplateResponse(
        request,
        "school/person.html",
        context | posts_of(request, shown) | answers_for(request, shown),
    )


def arranged(request: Request) -> PersonQuerySet:
    return Person.objects.changeable_by(request.user, "school.arrange")


def posts_of(request: Request, somebody: Person) -> dict[str, Any]:
    """All posts, the newest first, and which of them this person may change."""
    posts = somebody.posts.select_related("campus", "school_class").order_by("-starts_on", "pk")
    mine = somebody.posts.visible_to(request.user, "school.arrange")
    return {"posts": posts, "endable": set(mine.values_list("pk", flat=True))}


def answers_for(request: Request, somebody: Person) -> dict[str, Any]:
    """Everything that waits for this one person."""
    return {
        "lines": list(somebody.work_lines.select_related("campus")),
        "custody": list(somebody.places.in_use()),
        "mentored": list(somebody.mentored.employed(timezone.localdate())),
        "duties": list(somebody.duties.active().visible_to(request.user, "duties.view_all")),
    }


@allow("school.arrange")
def person_new(request: Request) -> HttpResponse:
    form = PersonForm(request.POST or None, **by_whom(request))
    saved = _("%(name)s is added.") % {"name": "{result}"}
    return form_under(
        request, form, _("New person"), PEOPLE, template="school/person_form.html", saved=saved
    )


@allow("school.arrange")
def person_edit(request: Request, pk: int) -> HttpResponse:
    somebody = get_object_or_404(
        Person.objects.changeable_by(request.user, "school.arrange"), pk=pk
    )
    form = PersonForm(request.POST or None, instance=somebody, **by_whom(request))
    saved = _("%(name)s is saved.") % {"name": somebody}
    template = "school/person_form.html"
    return form_under(request, form, _("Edit"), PEOPLE, somebody, template=template, saved=saved)


@allow("school.arrange")
def post_edit(request: Request, pk: int) -> HttpResponse:
    post = get_object_or_404(reachable_posts(request), pk=pk)
    form = PostForm(request.POST or None, instance=post, **by_whom(request))
    saved = _("The post of %(name)s is saved.") % {"name": post.person}
    return form_under(request, form, _("Edit the post"), PEOPLE, post.person, saved=saved)


@allow("school.arrange")
def post_end(request: Request, pk: int) -> HttpResponse:
    post = get_object_or_404(reachable_posts(request), pk=pk)
    form = PostEndForm(request.POST or None, instance=post, on=timezone.localdate())
    saved = _("The post of %(name)s has an end.") % {"name": post.person}
    heading = _("End the post: %(post)s") % {"post": post}
    return form_under(request, form, heading, PEOPLE, post.person, saved=saved)


def reachable_posts(request: Request) -> QuerySet[Post]:
    posts = Post.objects.visible_to(request.user, "school.arrange")
    return posts.select_related("person", "campus", "school_class")


@require_POST
@allow("school.arrange")
def person_leave(request: Request, pk: int) -> HttpResponse:
    somebody = get_object_or_404(
        Person.objects.changeable_by(request.user, "school.arrange"), pk=pk
    )
    staffing.leave(somebody, on=timezone.localdate())
    messages.success(request, _("%(name)s has left; all posts end today.") % {"name": somebody})
    return redirect(somebody)
