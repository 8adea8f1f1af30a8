"""The sheet of a record, inside the page of the record."""

from typing import Any

from django import template

from assets.custody import papers

register = template.Library()


@register.simple_tag(takes_context=True)
def paper_of(context: template.Context, entry: Any) -> papers.Paper:
    return papers.of(entry, context["request"].user, context.get("content"))
