"""The registers of papers: what was issued and is in force, and who has confirmed reading it."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from logistics.access import Role
from logistics.papers.models import Paper, PaperConfirmation, PaperReader, PaperVersion
from logistics.records.models import Entry
from logistics.records.registers import BY, CAMPUS, ENTERED, HAPPENED, NUMBER, STATE, EntryRegister
from logistics.records.searching import PeriodSearch
from logistics.registers import Column, Register
from logistics.school.calendar import end_of, start_of


class PaperRegister(EntryRegister):
    """制度文件目录: each version as it was issued."""

    code = "papers"
    trade = "logistics"
    title = _("List of rules and papers")
    kind = "rule_document"
    model = PaperVersion
    related = ("paper",)
    searched = ("paper__title", "text", "reason")
    filters = ("period", "campus", "person", "trade", "state", "reason", "q", "order")
    columns = (
        NUMBER,
        STATE,
        Column("paper", _("Title"), "paper.title", width=28, kept=True),
        Column("kind", _("Kind"), "paper.get_kind_display", width=12),
        Column("trade", _("Trade"), "paper.trade_title", width=10),
        Column("version", _("Version"), "number", width=7, number=True),
        Column("reason", _("Reason of the revision"), width=20),
        Column("valid_from", _("In force from"), width=11),
        Column("valid_until", _("In force until"), width=11),
        Column("roles", _("Must be read by"), "roles_words", width=18),
        Column("confirmed", _("Confirmed"), "confirmed_count", width=8, number=True),
        Column("files", _("Files"), "file_count", width=7, number=True, hidden=True),
        BY,
        HAPPENED,
        CAMPUS,
        ENTERED,
    )
    orientation = "landscape"
    signatures = (_("Compiled by"), _("Reviewed by"), _("Person in charge"))
    legend = _("A row for each version as it was issued. The last one of a paper is in force.")

    def rows(self, person: Any, search: Any) -> QuerySet[Entry]:
        """Only what the person may read."""
        seen = PaperVersion.objects.filter(paper__in=Paper.objects.visible_to(person).values("pk"))
        return super().rows(person, search).filter(pk__in=seen.values("pk"))

    def of_trade(self, trade: str) -> Any:
        return PaperVersion.objects.filter(paper__trade=trade)

    def records(self, keys: Iterable[int]) -> list[Any]:
        """With who must read it, how many did, and how many files there are."""
        versions: list[Any] = super().records(keys)
        pks = [version.pk for version in versions]
        counted = PaperVersion.objects.filter(pk__in=pks).annotate(
            read=Count("confirmations", distinct=True), held=Count("lines", distinct=True)
        )
        counts = {pk: (read, held) for pk, read, held in counted.values_list("pk", "read", "held")}
        asked = PaperReader.objects.filter(paper__in={version.paper_id for version in versions})
        roles: dict[int, list[str]] = {}
        for paper, role in asked.values_list("paper", "role"):
            roles.setdefault(paper, []).append(str(Role(role).label))
        between = pgettext("between the parts of a list", ", ")
        for version in versions:
            version.confirmed_count, version.file_count = counts[version.pk]
            version.roles_words = between.join(roles.get(version.paper_id, ()))
        return versions


class ConfirmationSearch(PeriodSearch):
    """Finds confirmations by their day, the paper and the colleague."""

    q = forms.CharField(label=_("Words"), required=False, max_length=60)

    def apply(self, rows: QuerySet) -> QuerySet:
        first, last = self.span
        rows = rows.filter(at__lte=end_of(last))
        if self.said("period") != "ever":
            rows = rows.filter(at__gte=start_of(first))
        if words := self.said("q"):
            named = Q(person__name__icontains=words) | Q(person__initials__icontains=words)
            rows = rows.filter(named | Q(version__paper__title__icontains=words))
        return rows


class ConfirmationRegister(Register):
    """阅读确认登记: who has read which version, and when they said so."""

    code = "paper-confirmations"
    trade = "logistics"
    title = _("Reading confirmations")
    search = ConfirmationSearch
    filters: ClassVar[Sequence[str]] = ("period", "q")
    columns = (
        Column("at", _("Confirmed at"), width=17, kept=True),
        Column("person", _("Colleague"), "person__name", width=12),
        Column("paper", _("Title"), "version__paper__title", width=34),
        Column("number", _("Version"), "version__number", width=8, number=True),
        Column("record", _("Number"), "version__entry__number", width=16),
    )
    signatures = (_("Compiled by"), _("Reviewed by"), _("Person in charge"))
    legend = pgettext_lazy(
        "register", "Each colleague confirms alone, under their own login, the version they read."
    )

    def rows(self, person: Any, search: ConfirmationSearch) -> QuerySet:
        """Of the papers the person may read."""
        rows: QuerySet = PaperConfirmation.objects.filter(
            version__paper__in=Paper.objects.visible_to(person).values("pk")
        )
        rows = search.apply(rows) if search.is_valid() else rows.none()
        names = [str(column.value or column.name) for column in self.columns]
        return rows.order_by("-at", "-pk").values("pk", *names)
