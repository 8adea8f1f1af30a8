"""Where the photos of records are found."""

from django.urls import path

from logistics.records import views

app_name = "records"

urlpatterns = [
    path("photos/<int:pk>/", views.photo, name="photo"),
    path("photos/<int:pk>/small/", views.photo_small, name="photo_small"),
]
