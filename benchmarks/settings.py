"""The real settings with the bare page beside the real ones."""

from logistics.settings import *  # noqa: F403  the pages are measured as they run
from logistics.settings import BASE_DIR, TEMPLATES

ROOT_URLCONF = "benchmarks.urls"
TEMPLATES = [{**TEMPLATES[0], "DIRS": [*TEMPLATES[0]["DIRS"], BASE_DIR / "benchmarks/templates"]}]
