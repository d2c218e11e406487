"""The rows of the queue, each written by one shape: fifty times nine cells by Django took half of the page's time."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from publishing.administration.review.lists import QueueList, told_of
from publishing.models import Submission

if TYPE_CHECKING:
    from publishing.administration.review.queue import SubmissionAdmin

BOX = (
    '<td class="action-checkbox"><input type="checkbox" name="_selected_action" value="{}" class="action-select"'
    ' aria-label="{}"></td>'
)
CELLS = (
    '<th class="field-listing"><a href="{}">{}</a></th><td class="field-organisation nowrap">{}</td>'
    '<td class="field-lane">{}</td><td class="field-state">{}</td><td class="field-age">{}</td>'
    '<td class="field-risk_told">{}</td><td class="field-fields_changed">{}</td><td class="field-who">{}</td>'
)


def rows_of(queue: QueueList) -> list[SafeString]:
    """Return the cells of each row of this page, in the order of ``list_display``."""
    admin = cast("SubmissionAdmin", queue.model_admin)
    has_boxes = "action_checkbox" in queue.list_display
    # All addresses differ by the number alone; a queue of fifty asks the resolver once.
    before, after = reverse("admin:publishing_submission_change", args=[0]).rsplit("0", 1)
    return [_row(admin, one, f"{before}{one.pk}{after}", has_box=has_boxes) for one in queue.result_list]


def _row(admin: SubmissionAdmin, one: Submission, address: str, *, has_box: bool) -> SafeString:
    empty = admin.get_empty_value_display()
    cells = format_html(
        CELLS,
        address,
        admin.listing(one),
        one.organisation,
        one.get_lane_display(),
        one.get_state_display(),
        admin.age(one) or empty,
        admin.risk_told(one),
        admin.fields_changed(one),
        admin.who(one) or empty,
    )
    if not has_box:
        return cells
    label = _("Select “%(title)s”") % {"title": told_of(one).title}
    return format_html(BOX, one.pk, label) + cells
