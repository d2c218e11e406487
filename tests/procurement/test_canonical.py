"""The one form of JSON from which digests are computed."""

from __future__ import annotations

import hashlib
import time

import pytest

from procurement.canonical import UnreadableError, canonical, digest_of, read


def test_the_form_is_that_of_the_rfc() -> None:
    # From RFC 8785, 3.2.3: keys sort by UTF-16; only what must be is escaped.
    value = {"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew", "1": "One", "\U0001f600": "Emoji"}

    assert canonical(value).decode() == (
        '{"\\r":"Carriage Return","1":"One","\u20ac":"Euro Sign","\U0001f600":"Emoji","\ufb33":"Hebrew"}'
    )


def test_order_and_spaces_of_a_file_do_not_count() -> None:
    one, other = read(b'{"b": [1, true, null], "a": "x/y"}'), read(b'\xef\xbb\xbf{"a":"x\\/y","b":[1,true,null]}')

    assert digest_of(one) == digest_of(other) == hashlib.sha256(b'{"a":"x/y","b":[1,true,null]}').hexdigest()


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"\xff\xfe", b'{"a": 1.0}', b'{"a": NaN}', b'{"a": 1, "a": 2}', b"[" * 100_000,
        b'{"a": ' + b"9" * 5_000 + b"}", b'{"a": "' + b"x" * 9_000_000 + b'"}',
    ],
    ids=range(9),
)  # fmt: skip
def test_what_has_no_one_form_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableError):
        canonical(read(content))


@pytest.mark.parametrize("value", [{"a": 0.5}, {"a": 2**60}, {"a": "\ud800"}, {"a": b"x"}])
def test_a_value_without_one_form_is_refused(value: object) -> None:
    with pytest.raises(UnreadableError):
        canonical(value)


def test_a_file_made_to_hold_the_page_up_is_refused_at_once() -> None:
    begun = time.process_time()

    with pytest.raises(UnreadableError):
        read(b"[" + b"[]," * 2_000_000 + b"[]]")

    assert time.process_time() - begun < 0.5
