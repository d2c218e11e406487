"""Consent to share contact data: given by the asker, withdrawn by the asker, kept as it was given."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from common.bell import ring
from common.errors import DomainError
from enquiries import tasks
from enquiries.contact import consent_text, data_of
from enquiries.models import ContactShare, Enquiry
from enquiries.permissions import Action, require


@transaction.atomic
def share_contact(*, enquiry: Enquiry, person: User, names: Collection[str]) -> ContactShare:
    """Show the provider these contact data, as they are now, in this thread. Other data replace those shared before."""
    held = Enquiry.objects.hold(enquiry)
    require(person, Action.SHARE, held)
    now = held.shares.filter(withdrawn_at=None).first()
    if now and now.shared == _chosen(person, names):
        return now
    held.shares.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())
    return give(held, person, names)


def give(enquiry: Enquiry, person: User, names: Collection[str]) -> ContactShare:
    """Write a consent down, in the words and the language in which it was given."""
    shared = _chosen(person, names)
    return ContactShare.objects.create(
        enquiry=enquiry,
        person=person,
        shared=shared,
        text=consent_text(enquiry.provider.short_name, shared),
        language=get_language() or "en",
    )


@transaction.atomic
def withdraw_contact(*, enquiry: Enquiry, person: User) -> bool:
    """End the consent at once and tell the provider; False where there was none."""
    held = Enquiry.objects.hold(enquiry)
    require(person, Action.WITHDRAW, held)
    share = held.shares.filter(withdrawn_at=None).first()
    if share is None:
        return False
    ContactShare.objects.filter(pk=share.pk).update(withdrawn_at=timezone.now())
    transaction.on_commit(partial(ring, tasks.tell_withdrawal, share.pk))
    return True


def _chosen(person: User, names: Collection[str]) -> dict[str, str]:
    shared = {name: value for name, value in data_of(person).items() if name in names}
    if not shared:
        raise DomainError(_("Choose what the provider may see."))
    return shared
