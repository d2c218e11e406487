"""Who may rate, reply, vote, report and decide: asked by pages, API, administration and services alike."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import NotAllowedError
from catalogue.belonging import providers_of, spoken_for_by
from catalogue.models import Offering, Provider
from feedback.models import Review

Person = User | AnonymousUser
MODERATE = "feedback.change_review"


def belongs_to(person: Person, offering: Offering) -> bool:
    """Tell whether a provider of the offering is an organisation of the person's."""
    return providers_of(person).filter(offerings=offering).exists()


def refusal_to_review(person: Person, offering: Offering) -> str:
    """Return why the person may not rate the offering, as a sentence; nothing where they may."""
    if not (person.is_authenticated and person.is_active):
        return _("Sign in to write a review.")
    if belongs_to(person, offering):
        return _("You belong to an organisation that provides this offering, so you cannot rate it.")
    return ""


def refusal_to_vote(person: Person, review: Review) -> str:
    if not (person.is_authenticated and person.is_active):
        return _("Sign in to say that a review is helpful.")
    if review.author_id == person.pk:
        return _("This is your own review. Others say whether it is helpful.")
    if belongs_to(person, review.offering):
        return _("You belong to an organisation that provides this offering, so you cannot judge its reviews.")
    return ""


def refusal_to_moderate(person: Person, review: Review) -> str:
    """Nobody decides about their own review, or about one of what their own organisation offers."""
    if not (person.is_active and person.is_staff and person.has_perm(MODERATE)):
        return _("Only a moderator can do this.")
    if review.author_id == person.pk:
        return _("This is your own review, so another moderator must decide.")
    if belongs_to(person, review.offering):
        return _("The offering is one of your own organisation, so another moderator must decide.")
    return ""


def replying_provider(person: Person, offering: Offering) -> Provider | None:
    """Return the provider of the offering in whose name the person may reply now; the leading one comes first."""
    spoken_for = spoken_for_by(person).filter(shares__offering=offering)
    return spoken_for.order_by("shares__position").first()


def require(refusal: str) -> None:
    """Raise NotAllowedError with the sentence of a refusal."""
    if refusal:
        raise NotAllowedError(refusal)
