"""What reviewers of offerings look at: the checklist, what makes a change risky, and the search of their queue."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalogue.models import Offering
from publishing.submissions.submittable import CheckItem

MOST_FOUND = 1_000
TEXTS = frozenset({"title", "summary", "description", "features", "components", "for_whom"})
PRICE = frozenset({"price_model", "amount", "currency", "country_prices"})
CLAIMS = TEXTS | {"standards"}

CHECKLIST = (
    CheckItem("provider", _("The provider is who it says it is, and may offer this.")),
    CheckItem("claims", _("Each claim about results, standards and certificates names what proves it."), CLAIMS),
    CheckItem("maturity", _("The stage is not higher than what can be shown today."), frozenset({"stage"})),
    CheckItem("languages", _("The texts say the same in every language that is offered."), TEXTS),
    CheckItem("plain", _("The texts describe the offering, insult nobody and contain no personal data."), TEXTS),
    CheckItem("price", _("Price, currency and what is included fit together."), PRICE),
    CheckItem(
        "files",
        _("The files belong to the offering, and images have a text for those who cannot see them."),
        frozenset({"media"}),
    ),
    CheckItem("partners", _("Each provider that is named has agreed."), frozenset({"providers"})),
)  # fmt: skip
SENSITIVE = {"standards": "claims", "domains": "claims", "stage": "claims", "media": "files"}


def find_offerings(words: str) -> Collection[int]:
    """Return offerings with these words in their title, in whatever language."""
    found = Q()
    for code, _name in settings.LANGUAGES:
        found |= Q(**{f"title_{code}__icontains": words})
    return list(Offering.objects.filter(found).order_by("pk").values_list("pk", flat=True)[:MOST_FOUND])
