"""Addresses of the imports."""

from django.urls import path

from logistics.imports import views

app_name = "imports"

urlpatterns = [
    path("", views.import_list, name="import_list"),
    path("files/<int:pk>/", views.import_preview, name="import_preview"),
    path("files/<int:pk>/answer/", views.import_answer, name="import_answer"),
    path("files/<int:pk>/confirm/", views.import_confirm, name="import_confirm"),
    path("files/<int:pk>/result/", views.import_result, name="import_result"),
    path("files/<int:pk>/marked/", views.import_marked, name="import_marked"),
    path("files/<int:pk>/discard/", views.import_discard, name="import_discard"),
    path("<slug:code>/", views.import_new, name="import_new"),
    path("<slug:code>/template/", views.import_template, name="import_template"),
]
