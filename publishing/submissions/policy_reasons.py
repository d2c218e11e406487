"""Reasons that reviewers choose from, each resting on a paragraph of the published policy.

The record of a decision keeps the keys: a reason is worded anew or retired, and its key is never given to another one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from common.errors import DomainError
from publishing.submissions.listing_policy import PARAGRAPHS, Paragraph


@dataclass(frozen=True, eq=False)
class PolicyReason:
    """``title`` for those who choose it, ``text`` for the provider: what is wrong and how it is mended."""

    key: str
    title: Promise
    text: Promise
    rests_on: str  # key of a paragraph of the policy

    @property
    def paragraph(self) -> Paragraph:
        return PARAGRAPHS[self.rests_on]


REASONS = {
    reason.key: reason
    for reason in (
        PolicyReason(
            "off-topic",
            gettext_lazy("Not for the security of finance"),
            gettext_lazy(
                "The listing does not show what the offering does for the security of financial institutions."
                " Describe that use."
            ),
            "what-may-be-listed",
        ),
        PolicyReason(
            "unlawful",
            gettext_lazy("Against the law"),
            gettext_lazy("The listing offers something that is against the law. Take it out of the listing."),
            "what-is-refused",
        ),
        PolicyReason(
            "harmful",
            gettext_lazy("Harmful to others"),
            gettext_lazy(
                "The offering serves attacks without consent, spreads malicious software, or uses data taken "
                "without right."
            ),
            "what-is-refused",
        ),
        PolicyReason(
            "not-authorised",
            gettext_lazy("Speaks for another organisation"),
            gettext_lazy(
                "The listing uses an offering, a name or a brand of another organisation. Show its consent, "
                "or take it out."
            ),
            "who-may-list",
        ),
        PolicyReason(
            "unclear-text",
            gettext_lazy("Text unclear or incomplete"),
            gettext_lazy(
                "A reader cannot tell what the offering does, for whom, and what it needs. Complete the English texts."
            ),
            "texts",
        ),
        PolicyReason(
            "translation-differs",
            gettext_lazy("Translation says something else"),
            gettext_lazy(
                "A translation says something else than the English text. Bring both together, or remove the "
                "translation."
            ),
            "texts",
        ),
        PolicyReason(
            "claim-without-evidence",
            gettext_lazy("Claim without evidence"),
            gettext_lazy(
                "A claim has no evidence that a buyer can check. Add the document with its issuer, or take "
                "the claim out."
            ),
            "claims",
        ),
        PolicyReason(
            "evidence-expired",
            gettext_lazy("Evidence expired or not about this"),
            gettext_lazy(
                "The evidence has expired or does not cover this offering. Replace it, or take the claim out."
            ),
            "claims",
        ),
        PolicyReason(
            "stage-too-high",
            gettext_lazy("Stage higher than shown"),
            gettext_lazy(
                "The stage is higher than what was shown. Lower it, or show a deployment, a demonstration or "
                "a test report."
            ),
            "stage",
        ),
        PolicyReason(
            "price-unclear",
            gettext_lazy("Price unclear"),
            gettext_lazy(
                "The price does not say its currency, its period, or what it covers. Complete it, or choose "
                "“on request”."
            ),
            "prices",
        ),
        PolicyReason(
            "media-rights",
            gettext_lazy("No right to a file"),
            gettext_lazy(
                "There are doubts about the rights to an image, video or document. Show the permission, or "
                "replace the file."
            ),
            "media",
        ),
        PolicyReason(
            "image-without-text",
            gettext_lazy("Image without a text"),
            gettext_lazy(
                "An image has no text for readers who cannot see it. Write one that says what the image shows."
            ),
            "media",
        ),
        PolicyReason(
            "personal-data",
            gettext_lazy("Personal data of somebody"),
            gettext_lazy(
                "The listing contains personal data. Remove them, or show that the person has agreed to be "
                "named as a contact."
            ),
            "personal-data",
        ),
        PolicyReason(
            "duplicate",
            gettext_lazy("Listed already"),
            gettext_lazy("The market lists this offering already. Propose a change of that listing instead."),
            "one-listing",
        ),
        PolicyReason(
            "outdated",
            gettext_lazy("Out of date"),
            gettext_lazy(
                "The listing tells what is no longer true, or links to what no longer exists. Bring it up to date."
            ),
            "up-to-date",
        ),
        PolicyReason(
            "no-answers",
            gettext_lazy("Requests are not answered"),
            gettext_lazy("Members have asked through the market and had no answer. Name somebody who answers."),
            "up-to-date",
        ),
        PolicyReason(
            "unfair-ratings",
            gettext_lazy("Ratings are not genuine"),
            gettext_lazy(
                "Reviews of this offering were paid for, or written by its own provider. Stop this, and tell "
                "the moderators which."
            ),
            "fair-ratings",
        ),
    )
}


def choices() -> list[tuple[str, str]]:
    """Return keys and titles as forms want them."""
    return [(key, str(reason.title)) for key, reason in REASONS.items()]


def known_keys(keys: Iterable[str]) -> list[str]:
    """Return the chosen reasons in the order of the table, each once; raise DomainError for what is none."""
    chosen = set(keys)
    if unknown := chosen - REASONS.keys():
        raise DomainError(_("The policy has no such reason: %s.") % ", ".join(sorted(unknown))[:100])
    return [key for key in REASONS if key in chosen]


def in_words(keys: Iterable[str]) -> str:
    """Return what the record says where the reviewer adds nothing to the reasons: their English as it is now."""
    with override("en"):
        return " ".join(str(REASONS[key].text) for key in keys)


def chosen(keys: Iterable[str]) -> list[PolicyReason]:
    """Return the reasons that a record names, as far as the table still has them."""
    return [REASONS[key] for key in keys if key in REASONS]
