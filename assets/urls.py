"""Addresses of what the school owns, lends, buys and hands out."""

from django.urls import URLPattern, URLResolver, include, path

from assets.views.budgets import budget_urls, plan_urls
from assets.views.distributions import distribution_urls
from assets.views.purchases import purchase_urls
from assets.views.requests import request_urls

app_name = "assets"

urlpatterns: list[URLPattern | URLResolver] = [
    path("requests/", include(request_urls)),
    path("purchases/", include(purchase_urls)),
    path("budget/", include(budget_urls)),
    path("plans/", include(plan_urls)),
    path("distributions/", include(distribution_urls)),
]
