"""Illness: cases, clusters and what follows from them."""

from django.urls import URLPattern

urls: list[URLPattern] = []
