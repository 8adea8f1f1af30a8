"""The way from a document to the request that puts it before others."""

from django import template
from django.utils import timezone

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
