"""What reviews, votes, reports and decisions tell about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.personal import Activity, Basis, Keep, NoPersonalData, PersonalData, declare
from accounts.personal.reasons import LINK, TECHNICAL
from feedback.models import Decision, FeedbackSwitches, HelpfulVote, Rating, Reply, Report, Review, ReviewVersion

REVIEWS = Activity(
    _("Reviews and ratings"),
    purpose=_("To tell others what members think of an offering, to let providers answer, and to keep to the rules."),
    basis=Basis.CONTRACT,
    kept=_("Until the author deletes the review or the offering is gone, after an erasure without the author."),
    people=_("Members who review, vote or report, people who reply for a provider, and moderators"),
    recipients=_("Everybody who reads the offering's page; reports and earlier versions only the operator"),
)
PUBLIC = _("Tells about offerings.")
OF_OTHERS = _("Tells about the member whose review it is.")


def declare_all() -> None:
    """What refers to a review comes before it."""
    _declare_around()
    declare(
        PersonalData(
            Review,
            REVIEWS,
            person="author",
            fields="id offering byline stars text language evidence state helpful written_at changed_at",
            shown={"offering": lambda row: row.offering.slug},
            none={"author": LINK},
            keep=Keep(
                {"author": None, "byline": ""},
                why=_("Readers and providers rely on it. It no longer says who wrote it: a former member."),
            ),
        ),
        NoPersonalData(Rating, "offering stars_1 stars_2 stars_3 stars_4 stars_5 texts count total score", why=PUBLIC),
        NoPersonalData(FeedbackSwitches, "offering ratings reviews", why=PUBLIC),
    )


def _declare_around() -> None:
    declare(
        PersonalData(
            ReviewVersion,
            REVIEWS,
            person="person",
            fields="review stars text language at",
            none={"id": TECHNICAL, "person": LINK},
        ),
        PersonalData(HelpfulVote, REVIEWS, person="person", fields="review at", none={"id": TECHNICAL, "person": LINK}),
        PersonalData(
            Reply,
            REVIEWS,
            person="person",
            fields="review provider text language written_at changed_at",
            shown={"provider": lambda row: row.provider.slug},
            none={"id": TECHNICAL, "person": LINK},
            keep=Keep({"person": None}, why=_("It was written in the provider's name, which stays.")),
        ),
        PersonalData(
            Report,
            REVIEWS,
            person="person",
            fields="review ground note at settled_at",
            none={"id": TECHNICAL, "person": LINK},
            keep=Keep({"person": None, "note": ""}, why=_("The moderators still look at what was reported.")),
        ),
        PersonalData(
            Decision,
            REVIEWS,
            person="moderator",
            fields="verb ground statement at",
            secret={"review": OF_OTHERS},
            none={"id": TECHNICAL, "moderator": LINK},
            keep=Keep({"moderator": None}, why=_("What was decided stays on record. Who decided is made anonymous.")),
        ),
        PersonalData(
            Decision,
            REVIEWS,
            person="review__author",
            fields="review verb ground statement at",
            secret={"moderator": _("Tells about the moderator.")},
            none={"id": TECHNICAL},
            keep=Keep({}, why=_("What was decided stays on record with the review, which no longer has an author.")),
        ),
    )
