"""The real addresses and the yardstick."""

from django.urls import path

from benchmarks.bare import bare, bare_rows
from logistics.urls import handler404, handler500, urlpatterns

__all__ = ["handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("bare/", bare),
    path("bare/rows/<int:pk>/", bare_rows),
    *urlpatterns,
]
