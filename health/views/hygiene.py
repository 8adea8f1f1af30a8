"""Disinfection and the cleanliness of rooms, objects and grounds."""

from django.urls import URLPattern

urls: list[URLPattern] = []
