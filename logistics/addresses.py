"""The address under which people reach the site: for what leaves it, on paper or into a calendar."""

from django.conf import settings
from django.http import HttpRequest


def site_of(request: HttpRequest) -> str:
    """As the school set it (SITE_URL), else as this request came: https://houqin.example.cn"""
    return settings.SITE_URL or f"{request.scheme}://{request.get_host()}"
