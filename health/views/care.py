"""Examinations, special care, health education and the staff's certificates."""

from django.urls import path

from health.views.care_frame import care_child_options
from health.views.education import education_urls
from health.views.exams import exam_urls
from health.views.health_files import file_urls
from health.views.special_care import special_urls
from health.views.staff_health import staff_urls

urls = [
    path("children/options/", care_child_options, name="care_child_options"),
    *exam_urls,
    *special_urls,
    *staff_urls,
    *education_urls,
    *file_urls,
]
