"""What must be set before records are kept for good."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register

SHORTEST = 32  # characters


@register(Tags.security, deploy=True)
def seal_key_is_there(app_configs: Any, **given: Any) -> list[Error]:
    """Without it no record can be stamped and no day sealed; a short one can be guessed."""
    if len(settings.SEAL_KEY) >= SHORTEST:
        return []
    hint = "start.py makes it as KEYS_DIR/seal; or set SEAL_KEY. Never replace one that was used."
    return [Error("The key of the seals is missing or short.", hint=hint, id="records.E001")]
