"""The queue of reviewers as a table: Django's own heads, rows of the queue."""

from __future__ import annotations

from typing import Any

from django import template
from django.contrib.admin.templatetags.admin_list import ResultList, result_headers

from publishing.administration.review.lists import QueueList
from publishing.administration.review.rows import rows_of

register = template.Library()


@register.inclusion_tag("admin/change_list_results.html")
def queue_rows(queue: QueueList) -> dict[str, Any]:
    """Return what Django's template of a list writes: its heads, which sort, and one item for each row."""
    heads = list(result_headers(queue))
    return {
        "result_headers": heads,
        "num_sorted_fields": sum(bool(head["sortable"] and head["sorted"]) for head in heads),
        "results": [ResultList(None, [row]) for row in rows_of(queue)],
    }
