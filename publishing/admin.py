"""What Django looks for here."""

from publishing.administration.appeals import AppealAdmin, ReasonedDecisionAdmin
from publishing.administration.review.queue import SubmissionAdmin

__all__ = ["AppealAdmin", "ReasonedDecisionAdmin", "SubmissionAdmin"]
