"""What the papers add to the whole: rules and files, file packs, their registers and duties."""

from django.utils.translation import gettext_lazy as _

from logistics.contributions import Contributions, HelpTopic, Kind, MenuEntry, SearchSource
from logistics.papers import finding
from logistics.papers.matters import ABOUT, OCCASIONS, PAPERS
from logistics.papers.reading import TO_READ
from logistics.papers.registers import ConfirmationRegister, PaperRegister

contributions = Contributions(
    trade="",
    title="",
    menu=[
        MenuEntry("records", _("Rules and papers"), "papers:paper_list", "book", "papers.view", 10),
        MenuEntry(
            "records", _("File packs"), "papers:pack_list", "archive", "papers.view_pack", 12
        ),
    ],
    kinds=[
        Kind(
            code="rule_document",
            title=_("Rule or paper"),
            model="papers.PaperVersion",
            form="papers:paper_new",
            prefix="ZD",
            trade="logistics",
            late_hours=72,
            keep_years=30,
            shown="papers/_version_record.html",
            subjects=tuple(PAPERS.items()),
        ),
        Kind(
            code="file_pack",
            title=_("File pack"),
            model="papers.PackFiling",
            form="papers:pack_new",
            prefix="ZL",
            trade="logistics",
            keep_years=30,
            shown="papers/_pack_record.html",
            subjects=tuple(OCCASIONS),
        ),
    ],
    registers=[PaperRegister, ConfirmationRegister],
    about=ABOUT,
    inbox=[TO_READ],
    search=[
        SearchSource("papers", _("Rules and papers"), finding.papers, "papers.view", 60),
        SearchSource("packs", _("File packs"), finding.packs, "papers.view_pack", 62),
    ],
    help=[
        HelpTopic("papers", _("Rules and papers"), ("papers:paper",)),
        HelpTopic("packs", _("File packs"), ("papers:pack",)),
    ],
)
