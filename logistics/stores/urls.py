"""Addresses of the stores."""

from django.urls import URLPattern, URLResolver, include, path

from logistics.stores.views import counting

app_name = "stores"

count_urls = [
    path("", counting.count_list, name="count_list"),
    path("new/", counting.count_new, name="count_new"),
    path("<int:pk>/", counting.count, name="count"),
    path("<int:pk>/lines/", counting.count_lines, name="count_lines"),
    path("<int:pk>/found/", counting.count_found, name="count_found"),
    path("<int:pk>/finish/", counting.count_finish, name="count_finish"),
    path("<int:pk>/reopen/", counting.count_reopen, name="count_reopen"),
    path("<int:pk>/drop/", counting.count_drop, name="count_drop"),
    path("<int:pk>/post/", counting.count_post, name="count_post"),
    path("sheets/<int:pk>/minutes/", counting.count_minutes, name="count_minutes"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("counts/", include(count_urls)),
]
