"""Help in place: one short page for each task, in the reader's language, found by where one is."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from logistics.access import Request, allow
from logistics.contributions import HelpTopic, Words, help_topics
from logistics.pages import wants_fragment

GLOSSARY = "words"


def topic(code: str, title: Words, *pages: str) -> HelpTopic:
    return HelpTopic(code, title, pages)


# A page is helped by the topic that names most of its view: "duties:plan" before "duties".
TOPICS = [
    topic("start", _("Finding one's way"), "home", "me", "search", "first_use"),
    topic("inbox", _("What waits for you, and how you are told"), "notices:"),
    topic("approvals", _("Asking and giving approval"), "approvals:"),
    topic(
        "logins", _("Logging in, devices, the second factor"), "accounts:", "login",
        "password_change",
    ),
    topic("imports", _("Bringing in what stands in a sheet"), "imports:"),
    topic("tasks", _("Tasks and their states"), "duties:task", "duties:line", "sticker"),
    topic(
        "records", _("Writing records, and correcting them"), "duties:record", "duties:note",
        "duties:entry",
    ),
    topic("registers", _("Registers on screen and on paper"), "duties:register", "duties:compliance"),
    topic("calendar", _("Calendar and school days"), "duties:calendar", "school:term", "school:day"),
    topic("plans", _("Plans"), "duties:plan"),
    topic("duties", _("Duties and the catalogue"), "duties:duty", "duties:turn", "duties:catalogue"),
    topic("people", _("People, posts and logins"), "school:person", "school:post", "school:work_line"),
    topic("children", _("Classes and children"), "school:child", "school:class", "school:guardian"),
    topic("places", _("Places, zones and labels"), "school:place", "school:zone"),
    topic(
        "privacy", _("Personal data: consent, reading, deleting"), "school:consent",
        "school:child_consents", "school:class_consents", "school:reading", "school:request",
        "school:erasure", "school:hold", "school:child_erase", "school:person_erase",
        "school:child_file",
    ),
    topic("contradictions", _("Records that contradict each other"), "contradictions:"),
    topic("summary", _("Term summary"), "duties:summary"),
    topic("seals", _("The seal of the day"), "records:seal"),
    topic("status", _("System status and backups"), "upkeep:"),
    topic("settings", _("School settings and rules"), "school:settings", "school:school", "school:campus", "school:rule"),
    topic(GLOSSARY, _("Words we use")),
]  # fmt: skip


@cache
def topics() -> dict[str, HelpTopic]:
    return {topic.code: topic for topic in [*TOPICS[:-1], *help_topics(), TOPICS[-1]]}


def help_url(request: HttpRequest) -> str:
    """The page of help for the page one is on; else the list of all."""
    name = request.resolver_match.view_name if request.resolver_match else ""
    found = [
        (len(prefix), topic.code)
        for topic in topics().values()
        for prefix in topic.pages
        if name.startswith(prefix)
    ]
    return reverse("help_page", args=[max(found)[1]]) if found else reverse("help_list")


def language() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh-hans"


@dataclass(frozen=True)
class Page:
    """A topic with the file that tells of it in the reader's language."""

    topic: HelpTopic

    @property
    def template(self) -> str:
        return f"help/{language()}/{self.topic.code}.html"


@allow(None)
def help_list(request: Request) -> HttpResponse:
    """Everything there is help about."""
    return answer(request, "help/_help_list.html")


@allow(None)
def help_page(request: Request, code: str) -> HttpResponse:
    """One page of help; a script shows it beside the page one is on."""
    if code not in topics():
        raise Http404
    return answer(request, "help/_help_page.html", page=Page(topics()[code]))


def answer(request: Request, part: str, **context: Any) -> HttpResponse:
    shown = {"part": part, "topics": topics().values(), **context}
    template = "help/_drawer.html" if wants_fragment(request) else "help/help_page.html"
    response = TemplateResponse(request, template, shown)
    patch_vary_headers(response, ["HX-Request"])
    return response
