"""A message into a thread, by either side."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.bell import ring
from common.errors import DomainError
from common.names import UNSHOWABLE
from enquiries import limits, tasks
from enquiries.files import keep_files
from enquiries.models import LONGEST_TEXT, Attachment, Enquiry, Message, Side
from enquiries.permissions import Action, require


@dataclass(frozen=True)
class Words:
    """What somebody sends: text and files, the key that lets it arrive once, and the address it comes from."""

    text: str
    files: Sequence[UploadedFile[bytes]] = ()
    key: uuid.UUID = field(default_factory=uuid.uuid4)
    address: str = ""


class SentBeforeError(DomainError):
    """The same form has brought another text before."""

    def __init__(self, message: Message) -> None:
        super().__init__(_("You have sent this form before, with another text. To send this text, too, send it again."))
        self.message = message


def write(*, enquiry: Enquiry, author: User, words: Words) -> Message:
    """Add a message to an open thread; the same key again returns the message there is."""
    if found := sent_before(author, words):
        return found
    require(author, Action.WRITE, enquiry)
    text = readable(words.text)
    limits.count_written(author)
    kept = keep_files(author, words.files)
    with transaction.atomic():
        held = Enquiry.objects.hold(enquiry)
        if found := sent_before(author, words):
            return found
        side = require(author, Action.WRITE, held)
        _refuse_echo(held, author, text)
        message = add_message(Message(enquiry=held, side=side, author=author, text=text, key=words.key), kept)
        _move_on(held, side, message.created_at)
    return message


def sent_before(author: User, words: Words) -> Message | None:
    """Return the message that this key has brought; raise SentBeforeError where it says something else."""
    found = Message.objects.select_related("enquiry").filter(author=author, key=words.key).first()
    if found and found.digest != Message.digest_of(readable(words.text)):
        raise SentBeforeError(found)
    return found


def readable(text: str) -> str:
    """Return the text as it can be shown, or raise where nothing of it can, or where it is too long."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    shown = "".join(one for one in lines if one in "\n\t" or unicodedata.category(one) not in UNSHOWABLE).strip()
    if not shown:
        raise DomainError(_("Write what you want to say. A message of spaces alone cannot be sent."))
    if len(shown) > LONGEST_TEXT:
        told = {"most": LONGEST_TEXT, "number": len(shown)}
        raise DomainError(
            _("Write at most %(most)d characters. These are %(number)d; attach a file if there is more to say.") % told
        )
    return shown


def add_message(message: Message, files: list[Attachment]) -> Message:
    """Write a message with its files; whoever is to read it hears of it after the commit."""
    message.digest = Message.digest_of(message.text)
    message.save(force_insert=True)
    for file in files:
        file.message = message
    Attachment.objects.bulk_create(files)
    transaction.on_commit(partial(ring, tasks.tell, message.pk))
    return message


def _refuse_echo(held: Enquiry, author: User, text: str) -> None:
    last = held.messages.last()
    if last and last.author_id == author.pk and last.digest == Message.digest_of(text):
        raise DomainError(_("You have just sent this text. It stands in the request already."))


def _move_on(held: Enquiry, side: Side, now: datetime) -> None:
    """The provider's message answers and stops the clock; a new one of the asker starts it again."""
    own = Enquiry.objects.filter(pk=held.pk)
    own.update(changed_at=now)
    if side is Side.PROVIDER:
        own.update(
            state=Enquiry.State.ANSWERED, waiting_since=None, answered_at=Coalesce("answered_at", timezone.now())
        )
    else:
        own.filter(state=Enquiry.State.ANSWERED).update(state=Enquiry.State.NEW, waiting_since=now)
