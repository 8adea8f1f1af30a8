"""Where the photos of records and the seals of the days are found."""

from django.urls import path

from logistics.records.views import photos, seals

app_name = "records"

urlpatterns = [
    path("photos/<int:pk>/", photos.photo, name="photo"),
    path("photos/<int:pk>/small/", photos.photo_small, name="photo_small"),
    path("records/seals/", seals.seal_list, name="seal_list"),
    path("records/seals/<int:pk>/", seals.seal, name="seal"),
]
