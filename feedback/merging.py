"""What becomes of reviews when two accounts of a person become one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.merging import Rule, moves, register
from accounts.models import User
from feedback.models import Decision, HelpfulVote, Reply, Report, Review, ReviewVersion

REVIEWS = _("Become the kept account's; of two reviews of one offering the later one stays.")
ONCE = _("Become the kept account's; what both did counts once.")


def register_rules() -> None:
    register(
        Rule(Review, "author", REVIEWS, _reviews),
        moves(ReviewVersion, "person"),
        moves(Reply, "person"),
        Rule(HelpfulVote, "person", ONCE, _votes),
        Rule(Report, "person", ONCE, _reports),
        moves(Decision, "moderator"),
    )


def _reviews(kept: User, gone: User) -> None:
    own = {one.offering_id: one for one in Review.objects.filter(author=kept)}
    for other in Review.objects.filter(author=gone):
        mine = own.get(other.offering_id)
        if mine:
            earlier = min(mine, other, key=lambda one: one.changed_at or one.written_at)
            Review.objects.filter(pk=earlier.pk).delete()
    Review.objects.filter(author=gone).update(author=kept)


def _votes(kept: User, gone: User) -> None:
    HelpfulVote.objects.filter(person=gone, review__votes__person=kept).delete()
    HelpfulVote.objects.filter(person=gone).update(person=kept)
    HelpfulVote.objects.filter(person=kept, review__author=kept).delete()  # both accounts are the author now


def _reports(kept: User, gone: User) -> None:
    both = Report.objects.filter(person=kept, settled_at=None).values("review")
    Report.objects.filter(person=gone, settled_at=None, review__in=both).delete()
    Report.objects.filter(person=gone).update(person=kept)
