"""What a reader can do with an offering wherever it is shown: save it, and choose it for a comparison."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeData
from django.utils.translation import get_language

from catalogue.favourites.owners import has_session, saved_slugs

# Stand in what is written once for what differs from offering to offering and from page to page. All are filled in at
# once: an address may have such words, too.
_SLUG, _NEXT, _TOKEN, _TITLE = "SLUG-OF-IT", "NEXT-PAGE", "TOKEN-OF-IT", "TITLE-OF-IT"
_ANY = re.compile("|".join((_SLUG, _NEXT, _TOKEN, _TITLE)))


class Tools:
    """The tools of a page's offerings for one reader. Browsers without a session get a link instead of a form to save:
    their pages may be kept for everybody."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._has_place = has_session(request)

    def of(self, slug: str, title: str) -> str:
        return self.pick(slug, title) + self.save(slug, title)

    def pick(self, slug: str, title: str) -> str:
        return self._filled(_pick(get_language()), slug, title)

    def save(self, slug: str, title: str) -> str:
        form = _save(get_language(), self._has_place, self._has_place and slug in saved_slugs(self._request))
        return self._filled(form, slug, title)

    def _filled(self, written: str, slug: str, title: str) -> str:
        plain = strip_tags(title)
        told = {_SLUG: slug, _NEXT: self._next, _TOKEN: self._token}
        told[_TITLE] = plain if isinstance(title, SafeData) else escape(plain)
        return _ANY.sub(lambda found: told[found[0]], written)

    @cached_property
    def _next(self) -> str:
        back = self._request.get_full_path()
        return escape(back) if self._has_place else quote(back, safe="")

    @cached_property
    def _token(self) -> str:
        return get_token(self._request) if self._has_place else ""


@lru_cache(maxsize=len(settings.LANGUAGES))
def _pick(_language: str | None) -> str:
    return render_to_string("catalogue/_pick.html", {"slug": _SLUG, "title": _TITLE})


@lru_cache(maxsize=len(settings.LANGUAGES) * 3)
def _save(_language: str | None, has_place: bool, is_saved: bool) -> str:
    """Return the form, or the link, in the active language."""
    return render_to_string(
        "catalogue/_save.html",
        {
            "slug": _SLUG,
            "title": _TITLE,
            "next": _NEXT,
            "token": _TOKEN if has_place else "",
            "is_saved": is_saved,
            "saving_url": reverse("catalogue:favourite-save", args=[_SLUG]),
            "removing_url": reverse("catalogue:favourite-remove", args=[_SLUG]),
        },
    )
