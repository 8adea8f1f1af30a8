"""The pages of this part. Checklists and the rounds on which they are worked through."""

from typing import Any

from safety.views import checklists, results, walking

urls: list[Any] = [*checklists.urls, *walking.urls, *results.urls]
