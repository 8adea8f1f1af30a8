"""What a paper is issued for and a file pack is put together for: the subjects of their records."""

from django.utils.translation import gettext_lazy as _

from logistics.contributions import Words

# A duty that asks for one of these is proved by a paper about it alone.
PAPERS: dict[str, Words] = {
    "rules:logistics": _("Rules of the logistics office"),
    "rules:guards": _("Assessment of the guards"),
    "rules:infectious": _("Plan and rules against infectious diseases"),
    "rules:health": _("Rules of health care"),
    "network:health": _("Organisation of health care"),
}

# For what a pack is put together, and the trade whose registers it then holds; "": any.
TERM, YEAR, INSPECTION = "pack:term", "pack:year", "pack:inspection"
PACKS: dict[str, tuple[Words, str]] = {
    INSPECTION: (_("Inspection by the authority"), ""),
    TERM: (_("Archive of the term"), ""),
    YEAR: (_("Archive of the year"), ""),
    "pack:health": (_("Material of health care"), "health"),
    "pack:safety": (_("Registers of safety"), "safety"),
    "pack:canteen": (_("Inspection of the canteen"), "canteen"),
    "pack:procurement": (_("Archive of procurement"), "assets"),
    "pack:bus": (_("File of the school bus"), "safety"),
}
OCCASIONS = [(code, words) for code, (words, _trade) in PACKS.items()]

# By number in the catalogue: the duties that only one of these proves.
ABOUT = {
    "D119": "rules:logistics",
    "M076": "rules:guards",
    "X292": "rules:infectious",
    "X442": "network:health",
    "X443": "rules:health",
    "D178": INSPECTION,
    "M041": INSPECTION,
    "M127": YEAR,
    "X071": YEAR,
    "X073": TERM,
    "M061": "pack:canteen",
    "X111": "pack:procurement",
    "X251": "pack:safety",
    "M021": "pack:health",
    "X302": "pack:health",
}
