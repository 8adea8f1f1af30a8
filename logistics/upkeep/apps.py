from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UpkeepConfig(AppConfig):
    name = "logistics.upkeep"
    verbose_name = _("upkeep")

    def ready(self) -> None:
        from logistics.upkeep import checks  # noqa: F401  it registers itself
