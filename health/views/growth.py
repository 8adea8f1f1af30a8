"""Measurements and how children grow."""

from django.urls import URLPattern

urls: list[URLPattern] = []
