"""What Django looks for here."""

from publishing.administration.appeals import AppealAdmin, ReasonedDecisionAdmin

__all__ = ["AppealAdmin", "ReasonedDecisionAdmin"]
