"""Whether links lead somewhere, and somewhere safe."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.checks.listing import Listing, Text
from catalogue.checks.targets import host_of, is_inside, targets
from publishing.submissions.checking import Check, Found

LOCAL = (".local", ".localhost", ".internal", ".intranet", ".lan", ".home", ".corp", ".test", ".invalid", ".home.arpa")


def inside(listing: Listing) -> set[str]:
    """Return the addresses inside the market that the texts name."""
    return {address for _text, address in _links(listing) if is_inside(address)}


def _links(listing: Listing) -> Iterator[tuple[Text, str]]:
    for one in listing.texts:
        for address in dict.fromkeys(target.address for target in targets(one.text)):
            yield one, address


def _dead(listing: Listing) -> Iterator[Found]:
    for one, address in _links(listing):
        if address in listing.facts.dead_links:
            yield Found(one.field, _("The link “%(link)s” leads to no page of the market.") % {"link": address[:120]})


def _private(listing: Listing) -> Iterator[Found]:
    for one, address in _links(listing):
        if address.startswith(("http://", "https://")) and not is_inside(address) and is_private(host_of(address)):
            sentence = _("The link “%(link)s” leads to a computer that only you can reach.")
            yield Found(one.field, sentence % {"link": address[:120]})


def _insecure(listing: Listing) -> Iterator[Found]:
    for one, address in _links(listing):
        if address.startswith("http://") and not is_inside(address) and not is_private(host_of(address)):
            yield Found(one.field, _("The link “%(link)s” is not encrypted.") % {"link": address[:120]})


def _related(listing: Listing) -> Iterator[Found]:
    for slug in listing.words("related"):
        if slug not in listing.facts.published:
            yield Found("related", _("The related offering “%(slug)s” is not on the market.") % {"slug": slug})


def is_private(host: str) -> bool:
    """Tell whether an address of this host leads nowhere for the public."""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith(LOCAL)


CHECKS = (
    Check(
        "dead-link",
        gettext_lazy("Dead link"),
        gettext_lazy("Links to pages, listings and providers of the market that do not exist or are not published."),
        gettext_lazy("Lead the link to a published page, or take it out."),
        _dead,
        is_blocking=True,
    ),
    Check(
        "private-link",
        gettext_lazy("Link to a private network"),
        gettext_lazy("Links to localhost, to private addresses and to names without a public domain."),
        gettext_lazy("Give the public address, or take the link out."),
        _private,
        is_blocking=True,
    ),
    Check(
        "related-gone",
        gettext_lazy("Related offering not on the market"),
        gettext_lazy("Related offerings that do not exist, were withdrawn or are not published yet."),
        gettext_lazy("Take it out of the related offerings."),
        _related,
        is_blocking=True,
    ),
    Check(
        "insecure-link",
        gettext_lazy("Link without encryption"),
        gettext_lazy("Links to other sites that begin with http:// and not with https://."),
        gettext_lazy("Try the address with https:// and use that."),
        _insecure,
    ),
)
