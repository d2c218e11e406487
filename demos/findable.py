"""What the search over all sections finds of the analyses: they have no table, their words are messages."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, override

from demos.analyzers.catalogue import manifests
from demos.analyzers.contract import Manifest
from search import registry


def register_all() -> None:
    title = gettext_lazy("Analyses")
    registry.register(registry.Source("algorithm", title, _address, read=_read))


def _address(key: str) -> str:
    return reverse("demos:analyzer-detail", args=[key])


def _read() -> Iterator[registry.Text]:
    for code, _name in settings.LANGUAGES:
        with override(code):
            yield from [_text(manifest, code) for manifest in manifests()]


def _text(manifest: Manifest, language: str) -> registry.Text:
    fields = [f"{gettext(field.label)}: {gettext(field.help)}" for field in manifest.fields]
    title, summary = gettext(manifest.title), gettext(manifest.summary)
    return registry.Text(
        manifest.key, manifest.key, language, title, summary, gettext(manifest.asset), "\n".join(fields)
    )
