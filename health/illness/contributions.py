"""What this part adds to the whole. Illness: cases, clusters and what follows from them."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from health.illness import (
    attending,
    chapters,
    comparing,
    erasing,
    finding,
    home,
    invariants,
    registering,
    registers,
    telling,
    watching,
)
from logistics.access import Role
from logistics.contributions import Check, HelpTopic, HomeCard, Kind, MenuEntry, SearchSource

CASES, NUMBERS = "health.view_child", "health.view_statistics"
KINDS: list[Any] = [
    Kind(
        code="infectious_case",
        title=_("Infectious case"),
        model="health.InfectiousCase",
        form="health:case_new",
        prefix="CR",
        trade="health",
        shown="health/_case.html",
        correct="health:case_correct",
        reading=CASES,
    ),
    Kind(
        code="return_check",
        title=_("Check of a return"),
        model="health.ReturnCheck",
        form="health:return_choose",
        prefix="CF",
        trade="health",
        shown="health/_return.html",
        correct="health:return_correct",
        reading=CASES,
    ),
    Kind(
        code="isolation_room_use",
        title=_("Use of the isolation room"),
        model="health.IsolationRoomUse",
        form="health:isolation_new",
        prefix="GL",
        trade="health",
        shown="health/_isolation.html",
        correct="health:isolation_correct",
        reading=CASES,
    ),
    Kind(
        code="epidemic_report",
        title=_("Epidemic report"),
        model="health.EpidemicReport",
        form="health:report_new",
        prefix="YB",
        trade="health",
        shown="health/_report.html",
        reading=NUMBERS,
    ),
    Kind(
        code="terminal_disinfection",
        title=_("Terminal disinfection"),
        model="health.TerminalDisinfection",
        form="health:terminal_new",
        prefix="ZM",
        trade="health",
        shown="health/_terminal.html",
    ),
    Kind(
        code="outbreak_notice",
        title=_("Notice of an outbreak to parents"),
        model="health.OutbreakNotice",
        form="health:notice_new",
        prefix="YT",
        trade="health",
        shown="health/_notice.html",
        reading=NUMBERS,
    ),
]
MENU: list[Any] = [
    MenuEntry(
        "health", pgettext_lazy("of the school", "Illness"), "health:illness", "virus", CASES, 30
    ),
    MenuEntry("health", _("Alerts of illness"), "health:alert_list", "bell", NUMBERS, 31, CASES),
    MenuEntry("health", _("Statistics of illness"), "health:incidence", "bar-chart", NUMBERS, 80),
]
REGISTERS: list[Any] = registers.REGISTERS
HOME: list[Any] = [
    HomeCard(frozenset({Role.DOCTOR}), "health/_illness_home.html", home.doctor, 15),
    HomeCard(frozenset({Role.DIRECTOR, Role.PRINCIPAL}), "health/_alerts_home.html", home.head, 4),
]
RULES: list[Any] = [
    *attending.RULES, *watching.RULES, *erasing.RULES, *registering.RULES,
]  # fmt: skip
HELP: list[Any] = [
    HelpTopic(
        "illness",
        _("Illness, clusters and returns"),
        (
            "health:illness", "health:case", "health:alert", "health:report", "health:terminal",
            "health:notice", "health:return", "health:isolation", "health:threshold",
            "health:disease", "health:incidence",
        ),
    ),
]  # fmt: skip
IMPORTS: list[Any] = []
SEARCH: list[Any] = [SearchSource("cases", _("Infectious cases"), finding.cases, CASES, 55)]
STICKERS: list[Any] = []
CHECKS: list[Any] = [Check("illness_alerts", _("Alerts of illness"), invariants.alerts_apart)]
COMPARISONS: list[Any] = comparing.COMPARISONS
CHAPTERS: list[Any] = chapters.CHAPTERS
NOTICES: list[Any] = telling.NOTICES
INBOX: list[Any] = []
CHILD_DATA: list[Any] = erasing.CHILD_DATA
