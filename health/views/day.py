"""The class's day: attendance, checks, medicine, the tracing of who is absent."""

from django.urls import URLPattern

from health.views import class_sheets, day_records, medicine

urls: list[URLPattern] = [*class_sheets.urls, *day_records.urls, *medicine.urls]
