from logistics.papers.models.packs import FilePack, PackFiling, PackLine, PackShare
from logistics.papers.models.papers import (
    Paper,
    PaperConfirmation,
    PaperFile,
    PaperReader,
    PaperVersion,
)

__all__ = [
    "FilePack",
    "PackFiling",
    "PackLine",
    "PackShare",
    "Paper",
    "PaperConfirmation",
    "PaperFile",
    "PaperReader",
    "PaperVersion",
]
