"""Examinations, special care, health education and the staff's certificates."""

from django.urls import URLPattern

urls: list[URLPattern] = []
