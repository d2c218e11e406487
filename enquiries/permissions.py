"""Who may do what in a thread: one table and one function for pages, API and exports."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.mailing import is_reachable
from accounts.models import User
from accounts.permissions import NotAllowedError
from catalogue.belonging import speakers_of, spoken_for_by
from catalogue.models import Offering, Provider
from common.errors import DomainError
from enquiries.models import Enquiry, EnquiryQuerySet, Side


class Action(StrEnum):
    READ = "read"
    WRITE = "write"
    CLOSE = "close"
    SHARE = "share"
    WITHDRAW = "withdraw"
    CONFIRM = "confirm"  # that what was booked took place, and to take that back


ACTIONS = {
    Side.ASKER: frozenset({Action.READ, Action.WRITE, Action.CLOSE, Action.SHARE, Action.WITHDRAW}),
    Side.PROVIDER: frozenset({Action.READ, Action.WRITE, Action.CLOSE, Action.CONFIRM}),
}
# What needs a thread that is still open. Consent can be withdrawn at any time.
OF_OPEN_THREADS = frozenset({Action.WRITE, Action.CLOSE, Action.SHARE})


class ClosedError(DomainError):
    """The thread has ended."""


def enquiries_of(person: User) -> EnquiryQuerySet:
    """Return the threads that the person is a side of; those of others do not exist for them."""
    return Enquiry.objects.filter(Q(asker=person) | Q(provider__in=spoken_for_by(person)))


def side_of(person: User, enquiry: Enquiry) -> Side | None:
    """Return on which side of the thread the person stands. Who asked stays the asker, wherever they work later."""
    if enquiry.asker_id == person.pk:
        return Side.ASKER
    return Side.PROVIDER if spoken_for_by(person).filter(pk=enquiry.provider_id).exists() else None


def refusal(side: Side, action: Action, enquiry: Enquiry) -> DomainError | None:
    """Return why somebody of this side may not do this now; nothing where they may."""
    if action not in ACTIONS[side]:
        return NotAllowedError(_only(side.other))
    if action in OF_OPEN_THREADS and not enquiry.is_open:
        return ClosedError(_("This request is closed. Send a new one to go on."))
    if side is Side.PROVIDER and action is Action.CLOSE and enquiry.answered_at is None:
        return DomainError(
            _("Answer this request before you close it. A sentence that says why not is an answer, too.")
        )
    return _refusal_to_confirm(enquiry) if action is Action.CONFIRM else None


def _refusal_to_confirm(enquiry: Enquiry) -> DomainError | None:
    if enquiry.kind != Enquiry.Kind.CONSULTING:
        return DomainError(_("Only what was booked takes place on a day. This is no booking."))
    if enquiry.asker_id is None:
        return DomainError(_("The person who booked has left the market, so there is nobody to confirm this for."))
    return None


def _only(side: Side) -> str:
    if side is Side.ASKER:
        return _("Only the person who asked can do this.")
    return _("Only those who answer for the provider can do this.")


def require(person: User, action: Action, enquiry: Enquiry) -> Side:
    """Return the person's side, or raise with a sentence where they may not do this now."""
    side = side_of(person, enquiry) if person.is_active else None
    if side is None:
        raise NotAllowedError(_("Only the two sides of a request can do this."))
    if problem := refusal(side, action, enquiry):
        raise problem
    return side


def takes_requests(provider: Provider) -> bool:
    """Tell whether anybody would answer."""
    return speakers_of(provider).exists()


def require_asking(person: User, provider: Provider, offering: Offering | None) -> None:
    """Raise with a sentence where the person cannot ask this provider about this offering."""
    if not person.is_active or not is_reachable(person):
        raise NotAllowedError(_("Confirm your e-mail address first: the answer is announced there."))
    if offering and not (
        offering.state == Offering.State.PUBLISHED and offering.shares.filter(provider=provider).exists()
    ):
        raise DomainError(_("This provider does not offer that any more. Look at the catalogue for what it offers."))
    people = speakers_of(provider)
    if people.filter(pk=person.pk).exists():
        raise DomainError(_("You answer requests to this provider yourself."))
    if not people.exists():
        told = {"provider": provider.short_name}
        raise DomainError(_("%(provider)s does not answer requests on this market yet.") % told)
