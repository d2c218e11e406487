"""What a provider answers to a review."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from catalogue.models import Provider
from feedback.models import Reply, Review
from feedback.permissions import replying_provider, require
from feedback.telling import tell_reply


@transaction.atomic
def write_reply(*, person: User, review: Review, text: str, language: str) -> Reply:
    """Answer in the provider's name, or change the answer. Who has left the organisation is refused."""
    provider = _provider_for(person, review)
    Review.objects.select_for_update(no_key=True, of=("self",)).get(pk=review.pk)  # a double click waits here
    reply = Reply.objects.filter(review=review).first()
    if reply is None:
        reply = Reply.objects.create(review=review, provider=provider, person=person, text=text, language=language)
        transaction.on_commit(lambda: tell_reply(reply), robust=True)
        return reply
    if (reply.text, reply.language) != (text, language):
        reply.text, reply.language, reply.person, reply.provider = text, language, person, provider
        reply.changed_at = timezone.now()
        reply.save()
    return reply


def delete_reply(*, person: User, review: Review) -> None:
    _provider_for(person, review)
    Reply.objects.filter(review=review).delete()


def _provider_for(person: User, review: Review) -> Provider:
    provider = replying_provider(person, review.offering)
    if provider is None:
        require(_("Only owners and editors of the organisation that provides this offering can reply."))
    assert provider is not None  # noqa: S101 - for the type checker
    return provider
