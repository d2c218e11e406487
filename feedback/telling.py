"""Who hears of reviews: the provider of a new one, the author of a reply and of a decision."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from catalogue.belonging import speakers_of, spoken_for_by
from catalogue.models import Offering
from catalogue.sharing.addresses import neutral_path
from catalogue.wording import told
from common.words import Words, say
from feedback.models import Decision, Reply, Review
from notices import kinds, subjects
from notices.kinds import Kind
from notices.models import Channel
from notices.services import tell
from notices.writing import Event

REVIEWED, REPLIED, DECIDED = "review_new", "review_reply", "review_decided"


def speaks(person: User) -> bool:
    return spoken_for_by(person).exists()


KINDS = (
    Kind(REVIEWED, _("Reviews of your offerings"), _("A member has rated or reviewed one of them."), is_for=speaks),
    Kind(REPLIED, _("Replies to your reviews"), _("A provider has replied to what you wrote.")),
    Kind(
        DECIDED,
        _("Decisions about your reviews"),
        _("A moderator has hidden a review of yours, or shows it again."),
        default=Channel.AT_ONCE,
        is_essential=True,
        has_own_mail=True,
    ),
)


def register_all() -> None:
    kinds.register(*KINDS)
    subjects.register(Review, _readable)


def tell_review(review: Review) -> None:
    """Tell whoever speaks for a provider of the offering; which member it was stands on the page, if anywhere."""

    def saying() -> Words:
        return say("There is a new review of “%(title)s”.", title=_title(review.offering))

    people = {one.pk: one for provider in review.offering.providers.all() for one in speakers_of(provider)}
    tell(kind=REVIEWED, people=people.values(), event=Event(review, saying, _page("review-list", review), "new"))


def tell_reply(reply: Reply) -> None:
    review = reply.review

    def saying() -> Words:
        return say("The provider has replied to your review of “%(title)s”.", title=_title(review.offering))

    event = Event(review, saying, _page("review-write", review), f"reply {reply.pk}")
    tell(kind=REPLIED, people=_author(review), event=event)


def tell_decision(decision: Decision) -> None:
    review, is_hidden = decision.review, decision.verb == Decision.Verb.HIDE

    def saying() -> Words:
        title = _title(review.offering)
        if is_hidden:
            return say("Your review of “%(title)s” is hidden. Read why.", title=title)
        return say("Your review of “%(title)s” is shown again.", title=title)

    event = Event(review, saying, _page("review-write", review), f"decision {decision.pk}")
    tell(kind=DECIDED, people=_author(review), event=event)


def _author(review: Review) -> list[User]:
    return [review.author] if review.author else []


def _title(offering: Offering) -> str:
    return str(told(offering, "title").text)


def _page(name: str, review: Review) -> str:
    return neutral_path(reverse(f"feedback:{name}", args=[review.offering.slug]))


def _readable(person: User, rows: Collection[str]) -> Collection[str]:
    """Authors read their own, providers those that are shown."""
    offered = Q(offering__providers__in=spoken_for_by(person), state=Review.State.SHOWN)
    found = Review.objects.filter(Q(author=person) | offered, pk__in=rows).distinct()
    return [str(pk) for pk in found.values_list("pk", flat=True)]
