"""What keeps requests from being flooded, without asking a third party: shares, times and traps."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from catalogue.models import Provider
from common.errors import DomainError, TooManyError
from common.throttles import count
from enquiries.models import Message, Side

HOUR, DAY = 3_600, 86_400
SALT = "enquiries.form"
# Nobody reads a form and writes into it in less time than this.
SHORTEST_SECONDS = 3
LONGEST_SECONDS = DAY
SAME_TO_ONE = timedelta(days=30)
MOST_WITH_SAME_TEXT = 5  # requests a day: comparing the answers of some providers is what a market is for


@dataclass(frozen=True)
class Limit:
    """So many in each period of the clock."""

    name: str
    most: int
    seconds: int

    def is_passed(self, ident: object) -> bool:
        """Count one more; tell whether that is one too many."""
        period = int(time.time() // self.seconds)
        # The person stands last, as in the keys of the API's throttles, so that an erasure finds the counter.
        return count(f"throttle_requests-{self.name}-{period}_{ident}", 2 * self.seconds) > self.most


NEW_OF_PERSON = Limit("new", 20, DAY)
NEW_OF_ADDRESS = Limit("new-address", 30, HOUR)
WRITTEN_BY_PERSON = Limit("written", 60, HOUR)


def count_new(person: User, address: str) -> None:
    """Raise TooManyError where the person, or the line they are on, has asked too often."""
    if NEW_OF_PERSON.is_passed(person.pk):
        raise TooManyError(_("You have sent many requests today. Send the next one tomorrow."))
    if address and NEW_OF_ADDRESS.is_passed(address):
        raise TooManyError(_("Many requests come from your network at the moment. Send yours again in an hour."))


def count_written(person: User) -> None:
    if WRITTEN_BY_PERSON.is_passed(person.pk):
        raise TooManyError(_("You have written many messages in the last hour. Write again in an hour."))


def refuse_copies(person: User, provider: Provider, text: str) -> None:
    """Raise where the person has asked the very same, here before or of many."""
    same = Message.objects.filter(author=person, side=Side.ASKER, digest=Message.digest_of(text))
    now = timezone.now()
    if same.filter(enquiry__provider=provider, created_at__gt=now - SAME_TO_ONE).exists():
        raise DomainError(_("You have sent this text to this provider already. Look for it among your requests."))
    if same.filter(created_at__gt=now - timedelta(days=1)).count() >= MOST_WITH_SAME_TEXT:
        raise TooManyError(
            _("You have sent this text to several providers today. Write to the next one what you ask of them.")
        )


class FormTokenError(DomainError):
    """The form cannot be sent as it is; the sentence says what to do."""

    def __init__(self, sentence: str, *, needs_new_token: bool = True) -> None:
        super().__init__(sentence)
        self.needs_new_token = needs_new_token


def new_token(person: User) -> str:
    """Return what a form carries: a key of its own for this person, and when it was given out."""
    return signing.TimestampSigner(salt=SALT).sign(f"{person.pk}:{uuid.uuid4()}")


def key_in(token: str, person: User) -> uuid.UUID:
    """Return the form's key, or raise FormTokenError where it was not given to this person or not at the right time."""
    signer = signing.TimestampSigner(salt=SALT)
    try:
        owner, _colon, key = signer.unsign(token, max_age=LONGEST_SECONDS).partition(":")
    except signing.BadSignature as problem:
        raise FormTokenError(_("This page was open for very long. Look at your text again, then send it.")) from problem
    if owner != str(person.pk):
        raise FormTokenError(_("This page was made for another account. Look at your text again, then send it."))
    if _is_younger(signer, token, SHORTEST_SECONDS):
        sentence = _("That was quicker than people write. Look at your text again, then send it.")
        raise FormTokenError(sentence, needs_new_token=False)
    return uuid.UUID(key)


def _is_younger(signer: signing.TimestampSigner, token: str, seconds: int) -> bool:
    try:
        signer.unsign(token, max_age=seconds)
    except signing.SignatureExpired:
        return False
    return True
