"""What the pure packages say, in the reader's language, with figures and times as that language writes them.

The values of a message are data. They are put into the translated sentence as they are, are never read as a format or
as markup, and are escaped by whoever shows the sentence.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import (
    format_date,
    format_interval,
    format_time,
    get_datetime_format,
    get_day_names,
    get_month_names,
    get_period_names,
)
from babel.numbers import format_decimal, format_percent, format_scientific, get_decimal_symbol, get_group_symbol
from babel.units import format_unit
from django.utils.translation import get_language, gettext, ngettext, override

from common.words import Form

logger = logging.getLogger(__name__)

# Babel's plain "en" is American; the market's English readers are European: 24 hours, the day before the month.
CLOCK = "HH:mm"  # in every language: nobody who reads a log by minutes wants to think of noon
_LOCALES = {"en": "en_GB"}
_UNITS = (
    ("year", 365.25 * 86400, 2 * 365.25 * 86400),
    ("day", 86400.0, 48 * 3600.0),
    ("hour", 3600.0, 2 * 3600.0),
    ("minute", 60.0, 120.0),
    ("second", 1.0, 1.0),
)
_NO_NUMBER = "–"
_KEPT_BY_PLOTS = frozenset({"data", "datasets"})


def tell(words_json: Mapping[str, Any], language: str | None = None) -> str:
    """Return stored ``Words`` as a sentence in ``language``, by default the active one; bad content never raises."""
    with override(language or get_language()):
        return _tell(words_json)


def figure(value: float | None, form: Form | str = Form.PLAIN, language: str | None = None) -> str:
    """Return a number as a reader of ``language`` expects it; an en dash where there is no number."""
    if value is None or math.isnan(value):
        return _NO_NUMBER
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    return _WRITERS.get(str(form), _plain)(value, _locale(language or get_language()))


def moment(when: datetime | str, language: str | None = None) -> str:
    """Return a date and time, as it stands and in its own zone, the way a reader of ``language`` writes it."""
    read = datetime.fromisoformat(when) if isinstance(when, str) else when
    return _joined(read, f"{CLOCK}:ss", language)


def minute(when: datetime, language: str | None = None) -> str:
    """Return a date and time without its seconds, for what people do and wait for."""
    return _joined(when, CLOCK, language)


def _joined(when: datetime, clock: str, language: str | None) -> str:
    locale = _locale(language or get_language())
    joined = str(get_datetime_format("medium", locale=locale))  # such as "{1}, {0}"
    return joined.format(format_time(when, clock, locale=locale), format_date(when, "medium", locale=locale))


def span(first: date, last: date, language: str | None = None) -> str:
    """Return some days, or one, the way a reader of ``language`` writes them."""
    return format_interval(first, last, "yMMMd", locale=_locale(language or get_language()))


def translate_titles(spec: Mapping[str, Any], language: str | None = None) -> dict[str, Any]:
    """Return a copy of a Vega-Lite specification with every title translated; its data stay as they are."""
    with override(language or get_language()):
        return {key: _translate_entry(key, entry) for key, entry in spec.items()}


def plot_locale(language: str | None = None) -> dict[str, dict[str, Any]]:
    """Return how a plot's axes write numbers and times: the ``number`` and ``time`` locales of D3."""
    locale = _locale(language or get_language())
    return {"number": _number_locale(locale), "time": _time_locale(locale)}


def _tell(words: Mapping[str, Any]) -> str:
    message = str(words.get("message", ""))
    values = {name: _value(value) for name, value in dict(words.get("values") or {}).items()}
    for text in dict.fromkeys((_translated(message, words), message)):
        try:
            return text % values if values else _bare(text)
        except (KeyError, ValueError, TypeError):
            logger.warning("A message cannot be filled in: %r in %s.", text, get_language())
    return message


def _translated(message: str, words: Mapping[str, Any]) -> str:
    if not message:
        return ""
    count = words.get("count")
    return gettext(message) if count is None else ngettext(message, str(words.get("plural") or message), count)


def _bare(text: str) -> str:
    """Return a message without values; a label may hold a bare per cent sign, a sentence a doubled one."""
    return text.replace("%%", "%")


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return _structured(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return figure(value, Form.COUNT if isinstance(value, int) else Form.PLAIN)


def _structured(value: Mapping[str, Any]) -> str:
    if "figure" in value:
        return figure(value["figure"], value.get("form", Form.PLAIN))
    if "time" not in value:
        return _tell(value)
    try:
        return moment(value["time"])
    except ValueError:
        logger.warning("A stored time cannot be read: %r.", value["time"])
        return str(value["time"])


@lru_cache(maxsize=64)
def _locale(language: str | None) -> Locale:
    name = _LOCALES.get(language or "en", language or "en")
    try:
        return Locale.parse(name, sep="-" if "-" in name else "_")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


def _count(value: float, locale: Locale) -> str:
    return format_decimal(round(value), "#,##0", locale=locale)


def _plain(value: float, locale: Locale) -> str:
    """Up to four significant digits, but an integer part is written whole: 117,805 is not 117,800."""
    size = abs(value)
    if size and (size < 1e-4 or size >= 1e15):
        return format_scientific(value, "0.###E0", locale=locale)
    decimals = 3 - math.floor(math.log10(size)) if size else 0
    return format_decimal(value, "#,##0." + "#" * max(decimals, 0), locale=locale)


def _money(value: float, locale: Locale) -> str:
    return format_decimal(value, "#,##0.00", locale=locale)


def _share(value: float, locale: Locale) -> str:
    """One decimal; a share too small for it gets as many as show it, so that little is not read as nothing."""
    decimals = 1 if not value or abs(value) >= 0.001 else min(6, -math.floor(math.log10(abs(value))) - 2)
    pattern = locale.percent_formats[None].pattern.replace("#,##0", "#,##0." + "0" * decimals)
    return format_percent(value, pattern, locale=locale)


def _seconds(value: float, locale: Locale) -> str:
    size = abs(value)
    for unit, length, least in _UNITS:
        if size >= least:
            return _duration(value / length, unit, locale)
    return _duration(value * 1000, "millisecond", locale) if value else _duration(0, "second", locale)


def _duration(amount: float, unit: str, locale: Locale) -> str:
    pattern = "#,##0" if abs(amount) >= 100 else "#,##0.#"
    # The long form lacks some units (Italian days and years); what is missing comes back as the unit's own name.
    texts = (format_unit(amount, f"duration-{unit}", form, pattern, locale) for form in ("long", "short"))
    return next((text for text in texts if "duration-" not in text), f"{amount:g} {unit}")


_WRITERS: dict[str, Callable[[float, Locale], str]] = {
    "count": _count,
    "plain": _plain,
    "money": _money,
    "share": _share,
    "seconds": _seconds,
}


def _translate_entry(key: str, entry: Any) -> Any:
    if key in _KEPT_BY_PLOTS:
        return entry
    if key in {"title", "subtitle"}:
        return _translate_title(entry)
    if isinstance(entry, Mapping):
        return {inner: _translate_entry(inner, value) for inner, value in entry.items()}
    return [_translate_entry("", value) for value in entry] if isinstance(entry, list | tuple) else entry


def _translate_title(title: Any) -> Any:
    if isinstance(title, str):
        return gettext(title) if title else title
    if isinstance(title, list | tuple):
        return [_translate_title(line) for line in title]
    if isinstance(title, Mapping):
        return {
            key: _translate_title(value) if key == "text" else _translate_entry(key, value)
            for key, value in title.items()
        }
    return title


def _number_locale(locale: Locale) -> dict[str, Any]:
    return {
        "decimal": get_decimal_symbol(locale),
        "thousands": get_group_symbol(locale),
        "grouping": [3],
        "currency": ["", ""],
        "percent": locale.percent_formats[None].suffix[0],
    }


def _time_locale(locale: Locale) -> dict[str, Any]:
    periods = get_period_names("abbreviated", locale=locale)
    return {
        "dateTime": "%x, %X",
        "date": "%d.%m.%Y" if str(locale) == "de" else "%d/%m/%Y",
        "time": "%H:%M:%S",
        "periods": [periods.get("am", "AM"), periods.get("pm", "PM")],
        "days": _from_sunday(get_day_names("wide", "stand-alone", locale)),
        "shortDays": _from_sunday(get_day_names("abbreviated", "stand-alone", locale)),
        "months": [get_month_names("wide", "stand-alone", locale)[month] for month in range(1, 13)],
        "shortMonths": [get_month_names("abbreviated", "stand-alone", locale)[month] for month in range(1, 13)],
    }


def _from_sunday(names: Mapping[int, str]) -> list[str]:
    return [names[(day + 6) % 7] for day in range(7)]
