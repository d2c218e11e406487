"""Whether readers learn who stands behind a listing, and whether its words are those of the market."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.checks.listing import Listing
from catalogue.content.reading import FROM_VOCABULARY
from publishing.submissions.checking import Check, Found


def _no_contact(listing: Listing) -> Iterator[Found]:
    lead = listing.facts.lead
    if not ((lead and lead.website) or listing.text("contact_note_en").strip() or listing.text("access_en").strip()):
        yield Found("contact_note_en", _("Nothing says how one reaches the provider."))


def _lead_not_among(listing: Listing) -> Iterator[Found]:
    given = listing.values.get("providers")
    if listing.values.get("lead") not in (given if isinstance(given, list) else []):
        yield Found("providers", _("The leading provider is not among the providers."))


def _provider_page(listing: Listing) -> Iterator[Found]:
    lead = listing.facts.lead
    if lead and not (getattr(lead, "description_en", "") or "").strip():
        yield Found("", _("The page of %(provider)s says nothing but a summary.") % {"provider": lead})


def _unknown_terms(listing: Listing) -> Iterator[Found]:
    for name, vocabulary in FROM_VOCABULARY.items():
        for key in listing.words(name):
            if (vocabulary, key) not in listing.facts.terms:
                yield Found(name, _("The market does not know the term “%(term)s”.") % {"term": key[:60]})


CHECKS = (
    Check(
        "contact-missing",
        gettext_lazy("No contact"),
        gettext_lazy(
            "Listings of providers without a website that say neither how one gets it nor what to write in a request."
        ),
        gettext_lazy("Say what to write in a request, or how one gets it."),
        _no_contact,
        is_blocking=True,
    ),
    Check(
        "lead-not-provider",
        gettext_lazy("Leading provider missing"),
        gettext_lazy("Lists of providers without the one that leads."),
        gettext_lazy("Add it to the providers."),
        _lead_not_among,
        is_blocking=True,
    ),
    Check(
        "term-unknown",
        gettext_lazy("Unknown term"),
        gettext_lazy(
            "Audiences, sectors, domains, standards and places of operation that are no filter of the market."
        ),
        gettext_lazy("Choose one from the list."),
        _unknown_terms,
        is_blocking=True,
    ),
    Check(
        "provider-page-empty",
        gettext_lazy("Empty page of the provider"),
        gettext_lazy("Leading providers that have not described themselves."),
        gettext_lazy("Send the editors a text about your organisation for its page."),
        _provider_page,
    ),
)
