"""What a provider is told about the rule for a field."""

from __future__ import annotations

from django.utils.translation import gettext as _

from publishing.submissions.submittable import Review


def review_words(review: Review) -> str:
    return {
        Review.BEFORE: _("Reviewed before it is published"),
        Review.AFTER: _("Looked at after it is published"),
        Review.NONE: _("Published without a review"),
        Review.CLOSED: _("Kept by the editors of the market"),
    }[review]
