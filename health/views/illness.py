"""Illness: cases, clusters and what follows from them."""

from django.urls import URLPattern

from health.views.alerts import alert_urls
from health.views.cases import case_urls
from health.views.incidence import incidence_urls
from health.views.thresholds import threshold_urls

urls: list[URLPattern] = [*case_urls, *alert_urls, *threshold_urls, *incidence_urls]
