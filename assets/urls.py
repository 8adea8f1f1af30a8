"""Addresses of what the school owns, lends, buys and hands out."""

from django.urls import URLPattern, URLResolver

app_name = "assets"

urlpatterns: list[URLPattern | URLResolver] = []
