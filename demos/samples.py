"""The built-in samples as files in the object store, written once for each version of an analyzer."""

from __future__ import annotations

from django.utils.translation import gettext as _

from common.errors import BusyError
from common.objects import StoreUnavailableError, store
from demos.analyzers.catalogue import analyzer, manifest
from demos.analyzers.contract import SAMPLE_SEED


def key_of(key: str) -> str:
    return f"samples/{key}-{manifest(key).version}.csv"


def store_sample(key: str) -> None:
    """Generate an analyzer's sample and keep it as CSV; the same version gives the same bytes."""
    text = analyzer(key).sample(SAMPLE_SEED).to_csv(index=False)
    store.put(key_of(key), text.encode())


def sample_csv(key: str) -> bytes:
    """Return the sample as CSV."""
    try:
        return store.get(key_of(key))
    except StoreUnavailableError as problem:
        raise BusyError(_("The sample cannot be fetched for the moment. Please try again in a minute.")) from problem
