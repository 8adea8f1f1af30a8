"""The way from a document to the request that puts it before others."""

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from logistics.approvals import reading
from logistics.approvals.models import Approval

register = template.Library()


@register.simple_tag(takes_context=True)
def approval_url(context: template.Context, approval: Approval | None) -> str:
    """The page of the request; empty for those to whom it is closed."""
    person, on = context["request"].user, timezone.localdate()
    if approval is None or not reading.may_open(approval, person, on=on):
        return ""
    return approval.get_absolute_url()


@register.simple_tag(takes_context=True)
def approval_number(context: template.Context, approval: Approval) -> SafeString | str:
    """Its number; for those who may read the request, the way to its page."""
    url = approval_url(context, approval)
    return format_html('<a href="{}">{}</a>', url, approval.number) if url else approval.number
