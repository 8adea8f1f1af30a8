"""The pages of this part. Repair tickets, repair plans and works."""

from typing import Any

from safety.views import door, projects, repair_plans, tickets

urls: list[Any] = [*repair_plans.urls, *door.urls, *tickets.urls, *projects.urls]
