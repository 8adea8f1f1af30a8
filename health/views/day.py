"""The class's day: attendance, checks, medicine, the tracing of who is absent."""

from django.urls import URLPattern

urls: list[URLPattern] = []
