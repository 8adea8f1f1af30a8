"""The pages of disinfection and of the cleanliness of rooms, objects and grounds."""

from django.urls import URLPattern

from health.views import (
    cleanliness,
    disinfection,
    grounds,
    lamps,
    methods,
    supervision,
)

urls: list[URLPattern] = [
    *disinfection.urls,
    *cleanliness.urls,
    *supervision.urls,
    *lamps.urls,
    *methods.urls,
    *grounds.urls,
]
