"""Reports of members, and the decisions of moderators about what was reported."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from feedback.mails import tell_decision
from feedback.models import Decision, Report, Review
from feedback.permissions import refusal_to_moderate, require


@transaction.atomic
def report_review(*, person: User, review: Review, ground: str, note: str = "") -> Report:
    """Ask the moderators to look at a review. Reported twice by one member, it is reported once."""
    Review.objects.select_for_update(no_key=True, of=("self",)).get(pk=review.pk)
    if review.author_id == person.pk:
        raise DomainError(_("This is your own review. You can change or delete it."))
    found = Report.objects.filter(review=review, person=person, settled_at=None).first()
    return found or Report.objects.create(review=review, person=person, ground=ground, note=note)


def hide_review(*, moderator: User, review: Review, ground: str, statement: str) -> None:
    """Take a review out of lists and ratings, and tell its author why."""
    if not (ground and statement.strip()):
        raise DomainError(_("Choose a ground and write why: the author reads it."))
    decision = Decision(verb=Decision.Verb.HIDE, ground=ground, statement=statement.strip())
    _decide(moderator, review, decision, becomes=Review.State.HIDDEN)


def restore_review(*, moderator: User, review: Review, statement: str = "") -> None:
    """Show a hidden review again, and tell its author."""
    _decide(moderator, review, Decision(verb=Decision.Verb.RESTORE, statement=statement), becomes=Review.State.SHOWN)


def keep_review(*, moderator: User, review: Review, statement: str = "") -> None:
    """Dismiss the open reports: the review stays as it is."""
    _decide(moderator, review, Decision(verb=Decision.Verb.KEEP, statement=statement))


@transaction.atomic
def _decide(moderator: User, review: Review, decision: Decision, becomes: str = "") -> None:
    require(refusal_to_moderate(moderator, review))
    # One conditional update: of many decisions at once exactly one finds the review as it was.
    if becomes and not Review.objects.filter(pk=review.pk).exclude(state=becomes).update(state=becomes):
        raise DomainError(already_decided(review))
    decision.review, decision.moderator = review, moderator
    decision.save()
    Report.objects.filter(review=review, settled_at=None).update(settled_at=timezone.now())
    if becomes:
        transaction.on_commit(partial(tell_decision, decision))


def already_decided(review: Review) -> str:
    """Say who has brought the review into its state."""
    last = review.decisions.select_related("moderator").first()
    if last is None:
        return _("The review is in this state already.")
    who = str(last.moderator or _("a former moderator"))
    return _("%(who)s has decided already: %(what)s.") % {"who": who, "what": last.get_verb_display()}
