"""The addresses of the house's own state."""

from django.urls import path

from logistics.upkeep import views

app_name = "upkeep"

urlpatterns = [
    path("", views.status, name="status"),
    path("backup/", views.backup_now, name="backup_now"),
    path("trial/", views.backup_try, name="backup_try"),
]
