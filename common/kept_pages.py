"""Pages that are the same for every visitor are kept, for as long as nothing that they show has changed.

A view says so with `same_for_visitors`. What a page shows has a version, read from the database at each request and
before anything of the page is; an answer is given again only while that very version is current. So nobody sees an old
page, whoever changed a row and however, and a page begun before a change is never kept as one from after it. Tokens of
forms are left out of what is kept; each visitor gets one of their own.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import CSRF_TOKEN_LENGTH, CsrfViewMiddleware, get_token
from django.utils.cache import get_conditional_response, patch_vary_headers

from common.compression import takes_gzip

MOST_BYTES = 48 * 2**20  # of one process
LONGEST_ADDRESS = 600
# Neither says who somebody is nor changes what a page with a language in its address shows.
_PLAIN_COOKIES = {settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME}
# Whoever keeps a copy asks each time whether it is still right.
_CACHE_CONTROL = "public, no-cache"
_MARK = "same_for_visitors"
_TOKEN = b"[A-Za-z0-9]{%d}" % CSRF_TOKEN_LENGTH
_ANY_TOKEN = re.compile(rb"\b%b\b" % _TOKEN)
_BEFORE, _AFTER = b'name="csrfmiddlewaretoken" value="', b'"'
_FORM_TOKEN = re.compile(rb"%b(?:%b)%b" % (_BEFORE, _TOKEN, _AFTER))

_versions: list[Callable[[], str]] = []
_current: ContextVar[str] = ContextVar("version", default="")  # of the page being made
_T = TypeVar("_T")
_View = TypeVar("_View", bound=Callable[..., HttpResponse])


def shown_version(read: Callable[[], str]) -> None:
    """Let ``read`` tell the version of something that pages show; it changes with every change of that."""
    _versions.append(read)


def same_for_visitors(view: _View) -> _View:
    """Say that a page depends on its address and on what `shown_version` covers, and for visitors on nothing else."""
    setattr(view, _MARK, True)
    return view


def version_being_made() -> str:
    """Return the version of what the page being made shows; nothing where it is not one for all visitors."""
    return _current.get()


def while_unchanged(make: Callable[[], _T]) -> Callable[[], _T]:
    """Make once for each version what pages share; each time where none was asked for, as for members."""
    held: list[tuple[str, _T]] = []

    def get() -> _T:
        version = _current.get()
        if version and held and held[0][0] == version:
            return held[0][1]
        made = make()
        if version:
            held[:] = [(version, made)]
        return made

    return get


@dataclass(frozen=True)
class Page:
    """An answer as it was given, without what belongs to one request; between its parts stand tokens of forms."""

    version: str
    headers: dict[str, str]
    parts: list[bytes]

    @property
    def size(self) -> int:
        headers = sum(len(name) + len(value) for name, value in self.headers.items())
        # A compressed copy, made once somebody takes it, has less than half of the length.
        return headers + sum(len(part) for part in self.parts) * 3 // 2

    @cached_property
    def _compressed(self) -> bytes:
        # Without a random length, unlike pages that are made for one person: it holds nothing that is secret.
        return gzip.compress(self.parts[0], mtime=0)

    def answer(self, request: HttpRequest) -> HttpResponseBase:
        if len(self.parts) > 1:
            return self._with_token(request)
        answer = HttpResponse(self.parts[0], headers=self.headers)
        if takes_gzip(request):
            answer.content = self._compressed
            answer.headers["Content-Encoding"] = "gzip"
            answer.headers["Content-Length"] = str(len(self._compressed))
        return get_conditional_response(request, etag=self.headers["ETag"], response=answer) or answer

    def _with_token(self, request: HttpRequest) -> HttpResponseBase:
        protection = CsrfViewMiddleware(lambda _request: HttpResponse())
        protection.process_request(request)
        answer = HttpResponse((_BEFORE + get_token(request).encode() + _AFTER).join(self.parts), headers=self.headers)
        return protection.process_response(request, answer)


class Shelf:
    """The pages that were asked for last, as many as fit."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._pages = OrderedDict[str, Page]()
        self._left = most
        self._lock = threading.Lock()

    def find(self, address: str) -> Page | None:
        with self._lock:
            page = self._pages.get(address)
            if page is not None:
                self._pages.move_to_end(address)
            return page

    def keep(self, address: str, page: Page) -> None:
        with self._lock:
            if old := self._pages.pop(address, None):
                self._left += old.size
            self._pages[address] = page
            self._left -= page.size
            while self._left < 0:
                self._left += self._pages.popitem(last=False)[1].size


class KeptPagesMiddleware:
    """Answers visitors with kept pages; stands outside of whatever asks who somebody is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.shelf = Shelf()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not _may_be_kept(request):
            return self.get_response(request)
        address = f"{request.scheme}://{request.get_host()}{request.get_full_path()}"
        page = self.shelf.find(address)
        if page is not None and page.version == _version():
            return page.answer(request)
        token = _current.set("")
        try:
            return self._made(request, address)
        finally:
            _current.reset(token)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Ask for the version before the page reads anything."""
        if getattr(view, _MARK, False) and _may_be_kept(request):
            _current.set(_version())

    def _made(self, request: HttpRequest, address: str) -> HttpResponseBase:
        response = self.get_response(request)
        version = _current.get()
        if not version or not _is_for_all(request, response):
            return response
        page = _page(request, response, version)
        self.shelf.keep(address, page)
        return page.answer(request)


def _may_be_kept(request: HttpRequest) -> bool:
    return (
        request.method == "GET"
        and request.COOKIES.keys() <= _PLAIN_COOKIES
        and len(request.get_full_path()) <= LONGEST_ADDRESS
        and not {"Authorization", "HX-Request"} & request.headers.keys()
    )


def _version() -> str:
    """Return what is current, or nothing where the database cannot say: then the page itself will find out."""
    try:
        return " ".join(read() for read in _versions)
    except (OperationalError, InterfaceError):
        return ""


def _may_hold_token(request: HttpRequest) -> bool:
    """Tell whether a token of a form was asked for while the page was made; to look for one takes long."""
    return "CSRF_COOKIE_NEEDS_UPDATE" in request.META


def _is_for_all(request: HttpRequest, response: HttpResponse) -> bool:
    varies_by = {name.strip() for name in response.headers.get("Vary", "").split(",") if name.strip()}
    return (
        response.status_code == 200
        and response.cookies.keys() <= {settings.CSRF_COOKIE_NAME}
        and varies_by <= {"Cookie", "HX-Request"}
        and "Cache-Control" not in response.headers
        and (not _may_hold_token(request) or _has_form_tokens_only(response.content))
    )


def _has_form_tokens_only(content: bytes) -> bool:
    return len(_ANY_TOKEN.findall(content)) == len(_FORM_TOKEN.findall(content))


def _page(request: HttpRequest, response: HttpResponse, version: str) -> Page:
    parts = _FORM_TOKEN.split(response.content) if _may_hold_token(request) else [response.content]
    if len(parts) == 1:
        # Weak, for the balancer compresses what it passes on.
        response["ETag"] = f'W/"{hashlib.sha256(parts[0]).hexdigest()[:32]}"'
        response["Cache-Control"] = _CACHE_CONTROL
        patch_vary_headers(response, ["Accept-Encoding"])
    return Page(version, dict(response.items()), parts)
