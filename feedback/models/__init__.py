"""What members say about offerings: reviews with stars, replies, votes, reports, decisions, and what is counted."""

from feedback.models.moderation import Decision, Ground, Report
from feedback.models.ratings import FeedbackSwitches, Rating
from feedback.models.reviews import HelpfulVote, Reply, Review, ReviewVersion

__all__ = [
    "Decision", "FeedbackSwitches", "Ground", "HelpfulVote", "Rating", "Reply", "Report", "Review", "ReviewVersion",
]  # fmt: skip
