"""What the pages of the school bus share: who may open them, and the way back."""

from django.utils.translation import gettext_lazy

RUN, VIEW, KEEP = "safety.run_bus", "safety.view_bus", "safety.manage"
BUS = (gettext_lazy("School bus"), "safety:bus_list")
