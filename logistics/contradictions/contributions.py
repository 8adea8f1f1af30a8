"""What the contradictions add to the whole: their page, news, and what waits for whom."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from logistics.contradictions.chapters import CHAPTERS
from logistics.contradictions.models import Contradiction
from logistics.contradictions.settling import ASSIGNED
from logistics.contributions import Contributions, InboxLine, InboxSource, MenuEntry, NoticeKind


def waiting(person: Any, now: datetime) -> QuerySet:
    return Contradiction.objects.waiting_for(person).order_by("on", "pk")


def line(contradiction: Contradiction, now: datetime) -> InboxLine:
    return InboxLine(
        title=str(contradiction),
        url=contradiction.get_absolute_url(),
        facts=contradiction.declared.title,
        state=contradiction.state,
        at=contradiction.found_at,
    )


contributions = Contributions(
    trade="",
    title="",
    menu=[
        MenuEntry(
            "records",
            _("Contradictions"),
            "contradictions:contradiction_list",
            "intersect",
            "contradictions.view",
            30,
        ),
    ],
    chapters=CHAPTERS,
    inbox=[
        InboxSource(
            code="contradictions",
            title=_("Contradictions"),
            waiting=waiting,
            line=line,
            everything="contradictions:contradiction_list",
            order=40,
        )
    ],
    notices=[
        NoticeKind(
            code=ASSIGNED,
            title=_("A contradiction to look into"),
            sentence=_("You are asked to look into: %(title)s"),
            leaves=True,
        )
    ],
)
