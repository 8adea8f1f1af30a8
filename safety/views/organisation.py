"""The pages of the organisation of safety, noun by noun."""

from typing import Any

from django.urls import path

from safety.views import education, emergency_plans, injuries, letters, meetings
from safety.views.organisation_frame import colleague_options

urls: list[Any] = [
    path("colleagues/", colleague_options, name="colleague_options"),
    *injuries.urls,
    *education.urls,
    *meetings.urls,
    *letters.urls,
    *emergency_plans.urls,
]
