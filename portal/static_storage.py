"""Static files under hashed names, compressed where a visitor loads them."""

from __future__ import annotations

from collections.abc import Iterator

from whitenoise.storage import CompressedManifestStaticFilesStorage

OURS = ("css/", "js/", "img/")


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Compresses the market's own files once each: the admin's and the API page's hundreds would take minutes."""

    def compress_files(self, paths: set[str]) -> Iterator[tuple[str, str]]:
        yield from super().compress_files({path for path in paths if path.startswith(OURS)})
