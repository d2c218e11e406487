"""Files are always in S3. This is the one place that knows how to reach it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import boto3
from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.utils.functional import cached_property
from storages.backends.s3 import S3Storage

ORPHAN_AGE = timedelta(hours=6)
CHUNK_BYTES = 2**20
# A page waits seconds at most; a worker asks again for as long as its job is worth.
CONNECT_SECONDS, READ_SECONDS, TRIES = 2, 20, 2


class StoreUnavailableError(Exception):
    """The object store does not answer, for now."""


class ObjectMissingError(StoreUnavailableError):
    """The object store answers that it has no such object."""


class ObjectStorage(S3Storage):  # type: ignore[misc]
    """django-storages with our time limits."""

    def get_default_settings(self) -> dict[str, Any]:
        usual: dict[str, Any] = super().get_default_settings()
        return usual | {"client_config": client_config()}


def client_config() -> Config:
    return Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"total_max_attempts": TRIES, "mode": "standard"},
        signature_version="s3v4",
        s3={"addressing_style": "path"},
    )


@contextmanager
def store_errors() -> Iterator[None]:
    """Turn what boto raises while the store is away into one kind of error."""
    try:
        yield
    except (Boto3Error, BotoCoreError, ClientError, OSError) as problem:
        raise (ObjectMissingError if _is_missing(problem) else StoreUnavailableError)(str(problem)) from problem


def _is_missing(problem: Exception) -> bool:
    # The answer to a HEAD has no body, so it names no code but the number.
    return isinstance(problem, ClientError) and problem.response.get("Error", {}).get("Code") in {"NoSuchKey", "404"}


def batched(items: list[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


class Pieces(Iterator[bytes]):
    """An object piece by piece. To close it before its end gives its connection back, as when a reader leaves."""

    def __init__(self, body: Any) -> None:
        self._body = body
        self._pieces = body.iter_chunks(CHUNK_BYTES)

    def __next__(self) -> bytes:
        piece: bytes = next(self._pieces)
        return piece

    def close(self) -> None:
        self._body.close()


class Store:
    """Objects by key: bytes in, bytes out, straight to disk for what is large."""

    @cached_property
    def client(self) -> Any:
        options = settings.S3
        return boto3.client(
            "s3",
            endpoint_url=options["endpoint_url"],
            region_name=options["region_name"],
            aws_access_key_id=options["access_key"],
            aws_secret_access_key=options["secret_key"],
            config=client_config(),
        )

    @property
    def bucket(self) -> str:
        return str(settings.S3["bucket_name"])

    def check(self) -> None:
        """Raise StoreUnavailableError where the bucket cannot be reached."""
        with store_errors():
            self.client.head_bucket(Bucket=self.bucket)

    def put(self, key: str, body: bytes) -> None:
        with store_errors():
            self.client.put_object(Bucket=self.bucket, Key=key, Body=body)

    def put_file(self, key: str, path: str) -> None:
        with store_errors():
            self.client.upload_file(path, self.bucket, key)

    def get(self, key: str) -> bytes:
        with store_errors():
            return bytes(self.client.get_object(Bucket=self.bucket, Key=key)["Body"].read())

    def find(self, key: str) -> bytes | None:
        """Return the object, or nothing where there is none."""
        try:
            return self.get(key)
        except ObjectMissingError:
            return None

    def has(self, key: str) -> bool:
        """Tell whether there is such an object, without reading it."""
        try:
            with store_errors():
                self.client.head_object(Bucket=self.bucket, Key=key)
        except ObjectMissingError:
            return False
        return True

    def chunks(self, key: str, span: tuple[int, int] | None = None) -> Iterator[bytes]:
        """Return the object piece by piece; where the store is away, that is known before the first piece.

        ``span`` asks for the bytes from the first number to the second one, both included.
        """
        part = {"Range": f"bytes={span[0]}-{span[1]}"} if span else {}
        with store_errors():
            body = self.client.get_object(Bucket=self.bucket, Key=key, **part)["Body"]
        return Pieces(body)

    def fetch(self, key: str, path: str) -> None:
        """Write the object to ``path``."""
        with store_errors():
            self.client.download_file(self.bucket, key, path)

    def keys(self, prefix: str, *, older_than: datetime) -> Iterator[str]:
        """Return the keys under ``prefix`` of objects written before a moment."""
        with store_errors():
            for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix):
                for entry in page.get("Contents", ()):
                    if entry["LastModified"] < older_than:
                        yield entry["Key"]

    def delete_orphans(self, prefix: str, known: Callable[[list[str]], Iterable[UUID]]) -> None:
        """Delete ``prefix<id>…`` objects whose id ``known`` does not return; young ones may still get their row."""
        by_id: dict[str, list[str]] = {}
        for key in self.keys(prefix, older_than=datetime.now(UTC) - ORPHAN_AGE):
            by_id.setdefault(key.removeprefix(prefix).split("/")[0], []).append(key)
        for ids in batched(list(by_id), 500):
            kept = {str(found) for found in known(ids)}
            self.delete(*(key for one in ids if one not in kept for key in by_id[one]))

    def delete(self, *keys: str) -> None:
        """Remove the objects; what is not there counts as removed."""
        with store_errors():
            for key in keys:
                self.client.delete_object(Bucket=self.bucket, Key=key)


store = Store()
