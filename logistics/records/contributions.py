"""What the records add to the whole: what is sealed, what must hold of them, the page of the seals."""

from django.utils.translation import gettext_lazy as _

from logistics.contributions import Check, Contributions, MenuEntry, Sealed
from logistics.records import chapters, comparing, invariants

WRITTEN = ("entry_id", "number", "act", "reason", "by_id", "at", "digest")

contributions = Contributions(
    trade="",
    title="",
    menu=[
        MenuEntry(
            "records", _("Seals"), "records:seal_list", "shield-check", "records.check_seal", 90
        ),
    ],
    rules=comparing.RULES,
    chapters=chapters.CHAPTERS,
    comparisons=comparing.COMPARISONS,
    sealed=[
        Sealed("records.Version", WRITTEN, hashed=frozenset({"reason"}), stamp="stamp"),
        Sealed("records.Review", ("entry_id", "version", "by_id", "at"), stamp="stamp"),
        Sealed(
            "records.Signature",
            ("entry_id", "version", "capacity", "by_id", "noted_by_id", "at"),
            stamp="stamp",
        ),
        Sealed(
            "records.Erasure", ("version_id", "basis", "reason_hash", "by_id", "at"), stamp="stamp"
        ),
    ],
    checks=[
        Check("seals", _("Seals and versions"), invariants.broken_seals),
        Check("sealing", _("Sealing of the ended days"), invariants.days_unsealed),
        Check("append_only", _("Tables that only grow"), invariants.unguarded_tables),
        Check("contents", _("Records and their content"), invariants.contents_apart),
        Check("versions", _("Numbers of the versions"), invariants.versions_apart),
        Check("number_series", _("Series of numbers"), invariants.series_apart),
        Check("photos", _("Photos and their files"), invariants.photos_apart),
        Check("clock", _("Clock of the server"), invariants.clock_behind),
    ],
)
