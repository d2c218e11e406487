"""A new request."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from catalogue.models import Offering, Provider
from common.errors import DomainError
from enquiries import limits
from enquiries.files import keep_files
from enquiries.models import Enquiry, Message, Side
from enquiries.permissions import require_asking
from enquiries.services.contact import give
from enquiries.services.writing import Words, add_message, readable, sent_before


@dataclass(frozen=True)
class Wish:
    """What is asked of whom, and which contact data the provider may see."""

    kind: str
    provider: Provider
    offering: Offering | None = None
    shared: Collection[str] = ()


def ask(*, asker: User, wish: Wish, words: Words) -> Enquiry:
    """Send a request to a provider; the same key again returns the request there is."""
    if found := sent_before(asker, words):
        return found.enquiry
    _check(asker, wish)
    text = readable(words.text)
    limits.count_new(asker, words.address)
    kept = keep_files(asker, words.files)
    with transaction.atomic():
        # Two requests of one person at once would both find that they are the first.
        User.objects.select_for_update(no_key=True).get(pk=asker.pk)
        if found := sent_before(asker, words):
            return found.enquiry
        _check(asker, wish)
        limits.refuse_copies(asker, wish.provider, text)
        enquiry = Enquiry.objects.create(kind=wish.kind, provider=wish.provider, offering=wish.offering, asker=asker)
        message = Message(enquiry=enquiry, side=Side.ASKER, author=asker, text=text, key=words.key)
        add_message(message, kept)
        if wish.shared:
            give(enquiry, asker, wish.shared)
    return enquiry


def _check(asker: User, wish: Wish) -> None:
    if wish.kind not in Enquiry.Kind.values:
        raise DomainError(_("There is no such kind of request."))
    require_asking(asker, wish.provider, wish.offering)
