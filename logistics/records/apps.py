from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    name = "logistics.records"
    verbose_name = _("records")

    def ready(self) -> None:
        from logistics.records import checks  # noqa: F401  they register themselves
