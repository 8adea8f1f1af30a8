from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PapersConfig(AppConfig):
    name = "logistics.papers"
    verbose_name = _("rules and files")
