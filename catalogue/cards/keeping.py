"""Cards in the object store: drawn when first asked for, deleted when they are old, and drawn again if still wanted."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _

from catalogue.cards.drawing import draw
from catalogue.cards.words import Card
from common.errors import BusyError
from common.objects import StoreUnavailableError, store

log = logging.getLogger(__name__)

PREFIX = "cards/"
KEPT = timedelta(days=30)
WAIT_SECONDS = 0.5  # for the cards that others have asked for
RECENT = 16

_pen = threading.Lock()
_recent = OrderedDict[str, bytes]()


def picture_of(wanted: Card) -> bytes:
    """Return the card from the store, or draw and keep it; raise BusyError where too many others come first."""
    try:
        found = store.find(_key(wanted))
    except StoreUnavailableError:
        return _drawn(wanted)[0]
    if found is not None:
        return found
    picture, is_new = _drawn(wanted)
    if is_new:
        _keep(wanted, picture)
    return picture


def delete_old() -> None:
    """Delete what was drawn long ago: whoever still shows a card has a copy, and the next one is drawn anew."""
    for key in store.keys(PREFIX, older_than=datetime.now(UTC) - KEPT):
        store.delete(key)


def _drawn(wanted: Card) -> tuple[bytes, bool]:
    """Return the picture and whether it was drawn just now.

    A process draws one card at a time: visitors who ask for many leave the processor to the pages, and of those who
    ask for one card at once the first has it drawn for all.
    """
    if not _pen.acquire(timeout=WAIT_SECONDS):
        raise BusyError(_("Too many pictures are being drawn for the moment. Please try again in a minute."))
    try:
        if wanted.digest in _recent:
            return _recent[wanted.digest], False
        picture = _recent[wanted.digest] = draw(wanted)
        if len(_recent) > RECENT:
            _recent.popitem(last=False)
        return picture, True
    finally:
        _pen.release()


def _keep(wanted: Card, picture: bytes) -> None:
    try:
        store.put(_key(wanted), picture)
    except StoreUnavailableError as problem:
        log.warning("A card is not kept: %s", problem)


def _key(wanted: Card) -> str:
    return f"{PREFIX}{wanted.digest}.png"
