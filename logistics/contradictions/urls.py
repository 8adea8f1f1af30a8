"""The addresses of contradictions."""

from django.urls import path

from logistics.contradictions import views

app_name = "contradictions"

urlpatterns = [
    path("", views.contradiction_list, name="contradiction_list"),
    path("look/", views.contradiction_look, name="contradiction_look"),
    path("<int:pk>/", views.contradiction, name="contradiction"),
    path("<int:pk>/assign/", views.contradiction_assign, name="contradiction_assign"),
    path("<int:pk>/settle/", views.contradiction_settle, name="contradiction_settle"),
]
