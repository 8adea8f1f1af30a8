"""What the approvals add to the whole: their pages, news, and what waits for whom."""

from django.utils.translation import gettext_lazy as _

from logistics.access import Role
from logistics.approvals import cards, invariants, versions
from logistics.contributions import (
    Check,
    Contributions,
    HomeCard,
    InboxSource,
    MenuEntry,
    NoticeKind,
    Sealed,
)

FIRST = 1  # above everything else of a first page

contributions = Contributions(
    trade="",
    title="",
    menu=[
        MenuEntry(
            "today", _("Approvals"), "approvals:approval_list", "clipboard-check",
            "approvals.view", 4,
        ),
        MenuEntry(
            "settings", _("Approval routes"), "approvals:route_list", "signpost-split",
            "school.view_setting", 25,
        ),
    ],
    home=[
        HomeCard(
            frozenset({Role.DIRECTOR, Role.PRINCIPAL}),
            "approvals/_home_card.html",
            cards.home_card,
            order=FIRST,
        ),
    ],
    inbox=[
        InboxSource(
            code="approvals",
            title=_("Approvals"),
            waiting=cards.waiting,
            line=cards.waiting_line,
            started=cards.started,
            started_line=cards.started_line,
            everything="approvals:approval_list",
            order=10,
        ),
    ],
    notices=[
        NoticeKind(
            "approval_asked", _("Waiting for approval"), _("%(person)s asks you to decide: %(title)s")
        ),
        NoticeKind(
            "approval_handed_on",
            _("Handed on to you"),
            _("%(person)s hands on to you to decide: %(title)s"),
        ),
        NoticeKind(
            "approval_added",
            _("Asked to sign as well"),
            _("%(person)s asks you to sign as well: %(title)s"),
        ),
        NoticeKind(
            "approval_reminded", _("Reminder of an approval"), _("%(person)s reminds you: %(title)s")
        ),
        NoticeKind(
            "approval_agreed", _("Agreed"), _("%(title)s is agreed to. %(person)s: %(opinion)s")
        ),
        NoticeKind(
            "approval_returned", _("Returned"), _("%(title)s is returned. %(person)s: %(opinion)s")
        ),
    ],
    sealed=[
        Sealed(
            "approvals.Version",
            ("approval_id", "number", "digest", "at"),
            stamp="stamp",
            apart=versions.changed,
        ),
        Sealed(
            "approvals.Decision",
            ("approval_id", "version_id", "step_id", "act", "opinion", "to_id", "asked_by_id",
             "by_id", "at"),
            stamp="stamp",
        ),
    ],
    checks=[
        Check("approval_versions", _("Versions of requests"), invariants.versions_apart),
        Check("approval_waiting", _("Requests that wait"), invariants.waiting_for_nobody),
    ],
)  # fmt: skip
