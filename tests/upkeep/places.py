"""An installation that is run as programs of its own, as a school runs it."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

FIELD = "dGVzdC1vbmx5LXRlc3Qtb25seS10ZXN0LW9ubHktMTI="
OTHER_FIELD = "b3RoZXItb25lLW90aGVyLW9uZS1vdGhlci1vbmUtMTI="
SEAL = "seal-of-the-tests-seal-of-the-tests"


def surroundings(home: Path, **given: str) -> dict[str, str]:
    """What the programs of one installation are told."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "DEBUG", "DEMO", "BACKUP_KEY", "BACKUP_DIR", "SECRET_KEY"}
    }
    said = {
        "DATA_DIR": str(home / "data"),
        "KEYS_DIR": str(home / "keys"),
        "SECRET_KEY": "tests" * 12,
        "FIELD_KEY": FIELD,
        "SEAL_KEY": SEAL,
        "HTTPS": "0",
        "DJANGO_SETTINGS_MODULE": "logistics.settings",
        "PYTHONUTF8": "1",
    }
    return inherited | said | given


def command(*words: object) -> list[str]:
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), *map(str, words)]


def manage(home: Path, *words: object, **given: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*words),
        env=surroundings(home, **given),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def manage_well(home: Path, *words: object, **given: str) -> str:
    done = manage(home, *words, **given)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
