from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContradictionsConfig(AppConfig):
    name = "logistics.contradictions"
    verbose_name = _("contradictions")
