"""The published policy for listings. Decisions rest on its paragraphs, by keys that are never given to another one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from publishing.submissions.states import Lane

APPEAL_DAYS = 184  # no six months have more; Article 20 of Regulation (EU) 2022/2065 asks for six months at least
APPEAL_TIME = timedelta(days=APPEAL_DAYS)
APPEAL_ANSWER_DAYS = 14  # in which the market means to answer an appeal
APPEAL_ANSWER_TIME = timedelta(days=APPEAL_ANSWER_DAYS)


@dataclass(frozen=True, eq=False)
class Paragraph:
    """``figures``: what the text says in numbers, by their names in it."""

    key: str  # also its place on the page
    title: Promise
    texts: tuple[Promise, ...]
    figures: Mapping[str, int] = field(default_factory=dict)

    @property
    def sentences(self) -> list[str]:
        return [str(text) % self.figures if self.figures else str(text) for text in self.texts]


PARAGRAPHS = {
    paragraph.key: paragraph
    for paragraph in (
        Paragraph(
            "what-may-be-listed",
            _("What may be listed"),
            (
                _(
                    "Solutions, services, training, datasets and demonstrations for the security of financial "
                    "institutions and of those who supply them."
                ),
            ),
        ),
        Paragraph(
            "what-is-refused",
            _("What is refused"),
            (
                _(
                    "Whatever is against the law, malicious software, attacks on systems without the consent of "
                    "their owner, and data that was taken without right."
                ),
            ),
        ),
        Paragraph(
            "who-may-list",
            _("Who may list"),
            (
                _(
                    "Members of an organisation that the operator has authorised. Whoever lists an offering or a "
                    "brand of another organisation needs its consent."
                ),
            ),
        ),
        Paragraph(
            "texts",
            _("Texts"),
            (
                _(
                    "Title, summary and description say in English what the offering does, for whom, and what it "
                    "needs. Other languages say the same."
                ),
            ),
        ),
        Paragraph(
            "claims",
            _("Claims and evidence"),
            (
                _(
                    "A claim about certificates, compliance, performance or customers comes with evidence that a "
                    "buyer can check: who issued it, what it covers, and until when it is valid."
                ),
            ),
        ),
        Paragraph(
            "stage",
            _("Stage of maturity"),
            (
                _(
                    "The stage of an offering is the highest that its provider can show. What is simulated or "
                    "planned says so."
                ),
            ),
        ),
        Paragraph(
            "prices",
            _("Prices"),
            (
                _(
                    "A price names its currency, its period, and what it covers. A price on request is a price "
                    "model of its own."
                ),
            ),
        ),
        Paragraph(
            "media",
            _("Images, videos and documents"),
            (_("The provider has the rights to every file. An image has a text for readers who cannot see it."),),
        ),
        Paragraph(
            "personal-data",
            _("Personal data"),
            (_("A listing contains no personal data, but for business contacts who have agreed to be named."),),
        ),
        Paragraph(
            "one-listing",
            _("One listing for one offering"),
            (_("An offering is listed once. Variants and editions belong into its description."),),
        ),
        Paragraph(
            "up-to-date",
            _("Kept up to date"),
            (
                _(
                    "The provider keeps the listing true, removes what has expired, and answers requests through "
                    "the market."
                ),
            ),
        ),
        Paragraph(
            "fair-ratings",
            _("Fair ratings"),
            (
                _(
                    "Nobody rates an offering of their own organisation, pays for a review, or has one written "
                    "for advantage."
                ),
            ),
        ),
        Paragraph("lanes", _("Two lanes"), (Lane.CONSORTIUM.explanation, Lane.THIRD_PARTY.explanation)),
        Paragraph(
            "random-audit",
            _("Random audit"),
            (
                _(
                    "Of submissions that need no reviewer, about %(percent)d in 100 are reviewed nevertheless. A "
                    "keyed hash of the submission chooses them: the operator can prove each choice, and nobody "
                    "can foresee it."
                ),
            ),
            {"percent": settings.REVIEW_DRAW_PERCENT},
        ),
        Paragraph(
            "decisions",
            _("Decisions and their reasons"),
            (
                _(
                    "A request for changes, a refusal, a suspension and a removal are decided by a person who "
                    "does not belong to the provider, and come with a statement of reasons. Rules alone can "
                    "approve, but never refuse."
                ),
                _(
                    "A suspension hides the listing until a reviewer ends it. A removal is final, unless an "
                    "appeal overturns it."
                ),
            ),
        ),
        Paragraph(
            "appeals",
            _("Appeals"),
            (
                _(
                    "For %(days)d days after a refusal, a suspension or a removal, owners and editors of the "
                    "provider can appeal free of charge. Another reviewer decides, as a rule within %(answer)d "
                    "days, and gives reasons. An appeal that is right brings the listing or the submission back."
                ),
            ),
            {"days": APPEAL_DAYS, "answer": APPEAL_ANSWER_DAYS},
        ),
        Paragraph(
            "other-ways",
            _("Other ways"),
            (
                _(
                    "A provider can also turn to a body for out-of-court dispute settlement that is certified "
                    "under Article 21 of Regulation (EU) 2022/2065, and at any time to a court."
                ),
            ),
        ),
        Paragraph(
            "records",
            _("What is published about decisions"),
            (_("Every decision is on record. The transparency page counts them, with their grounds and the appeals."),),
        ),
    )
}
