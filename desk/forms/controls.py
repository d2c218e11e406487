"""Fields of a listing as people write them; what they return is what a revision keeps."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.countries import CODES
from catalogue.currencies import CURRENCIES
from catalogue.models import Offering, Provider
from catalogue.validators import LONGEST, validate_money
from publishing.administration.forms import PlainText

LONGEST_WORD, MOST_WORDS = 60, 40
CENT = Decimal("0.01")


class Text(PlainText):
    """A text. Without content it is told as its column tells it."""

    def __init__(self, *, most: int, empty: str | None, rows: int, is_needed: bool = False) -> None:
        widget = forms.Textarea({"rows": rows}) if rows > 1 else forms.TextInput()
        super().__init__(required=is_needed, max_length=most, empty_value=empty, widget=widget)

    def validate(self, value: Any) -> None:
        """What a listing needs is asked when it is submitted; a draft may be without it."""


class Choice(forms.ChoiceField):
    """One of some words."""

    def __init__(self, choices: Sequence[tuple[str, Any]], *, is_needed: bool) -> None:
        super().__init__(choices=choices, required=is_needed)

    def validate(self, value: Any) -> None:
        """What a form leaves out is asked when the listing is submitted."""
        if value:
            super().validate(value)


class Amount(forms.DecimalField):
    def __init__(self) -> None:
        super().__init__(required=False, min_value=0, max_digits=12, decimal_places=2)
        self.widget.attrs["inputmode"] = "decimal"

    def clean(self, value: Any) -> Any:
        amount = super().clean(value)
        return None if amount is None else str(amount.quantize(CENT))


class Words(forms.MultipleChoiceField):
    """Words of a vocabulary to tick; those that it does not know any more can stay."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, known: Sequence[tuple[str, str]], present: Collection[str]) -> None:
        named = {key for key, _label in known}
        strange = [(key, key) for key in present if key not in named]
        super().__init__(required=False, choices=[*known, *strange])


class FreeWords(forms.CharField):
    """Words with commas between them."""

    def __init__(self) -> None:
        super().__init__(required=False, max_length=2_500)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        words = list(dict.fromkeys(filter(None, (word.strip() for word in super().clean(value).split(",")))))
        if any(len(word) > LONGEST_WORD for word in words):
            raise ValidationError(_("A word has at most %(most)d characters.") % {"most": LONGEST_WORD})
        if len(words) > MOST_WORDS:
            raise ValidationError(_("At most %(most)d words are possible.") % {"most": MOST_WORDS})
        return words


class Neighbours(FreeWords):
    """Other offerings, by the last part of the addresses of their pages."""

    def clean(self, value: Any) -> Any:
        slugs = [_last_part(word) for word in super().clean(value)]
        known = set(Offering.objects.published().filter(slug__in=slugs).values_list("slug", flat=True))
        if unknown := [slug for slug in slugs if slug not in known]:
            raise ValidationError(_("The catalogue has no page at: %(pages)s.") % {"pages": ", ".join(unknown)})
        return slugs


class Partners(FreeWords):
    """The providers beside the leading one, by the last part of the addresses of their pages."""

    def __init__(self, lead: int, present: Collection[Any]) -> None:
        super().__init__()
        self.lead = lead
        own = Provider.objects.filter(pk__in=[pk for pk in present if isinstance(pk, int)])
        self._present = dict(own.values_list("pk", "slug"))

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return ", ".join(self._present[pk] for pk in value if pk != self.lead and pk in self._present)

    def clean(self, value: Any) -> Any:
        slugs = [_last_part(word) for word in super().clean(value)]
        wanted = Provider.objects.shown().filter(slug__in=slugs) | Provider.objects.filter(pk__in=self._present)
        known = dict(wanted.filter(slug__in=slugs).values_list("slug", "pk"))
        if unknown := [slug for slug in slugs if slug not in known]:
            raise ValidationError(_("The market has no provider at: %(pages)s.") % {"pages": ", ".join(unknown)})
        return list(dict.fromkeys([self.lead, *(known[slug] for slug in slugs)]))


class Lines(PlainText):
    """A table, one line for each key; ``_pair`` reads a line, or raises ValidationError."""

    def __init__(self) -> None:
        super().__init__(required=False, max_length=20_000, widget=forms.Textarea({"rows": 4}))

    def clean(self, value: Any) -> Any:
        found: dict[str, str] = {}
        for line in filter(None, (one.strip() for one in super().clean(value).splitlines())):
            key, told = self._pair(line)
            if key in found:
                raise ValidationError(_("There are two lines for “%(key)s”.") % {"key": key})
            found[key] = told
        return dict(sorted(found.items()))

    def _pair(self, line: str) -> tuple[str, str]:
        raise NotImplementedError


class Sentences(Lines):
    """A sentence for each audience: its word, a colon, the sentence."""

    def __init__(self, audiences: Mapping[str, str], empty: Any) -> None:
        super().__init__()
        self._labels = audiences
        self._keys = {label.casefold(): key for key, label in audiences.items()} | {key: key for key in audiences}
        self._empty = empty

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return "\n".join(f"{self._labels.get(key, key)}: {text}" for key, text in value.items())

    def clean(self, value: Any) -> Any:
        return super().clean(value) or self._empty

    def _pair(self, line: str) -> tuple[str, str]:
        word, _colon, sentence = (part.strip() for part in line.partition(":"))
        key = self._keys.get(word.casefold())
        if key is None or not sentence:
            told = {"line": line[:60], "words": ", ".join(self._labels.values())}
            raise ValidationError(
                _("Begin each line with one of these words and a colon: %(words)s. This one does not: “%(line)s”.")
                % told
            )
        if len(sentence) > LONGEST:
            raise ValidationError(_("A sentence has at most %(most)d characters.") % {"most": LONGEST})
        return key, sentence


class CountryPrices(Lines):
    """Prices for single countries: the code of the country, the amount, the currency."""

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return "\n".join(f"{country} {told}" for country, told in value.items())

    def _pair(self, line: str) -> tuple[str, str]:
        country, amount, currency = [*line.replace(":", " ").upper().split(), "", "", ""][:3]
        if country not in CODES or currency not in CURRENCIES or len(line.split()) != 3:
            raise ValidationError(
                _("Write country, amount and currency, as in “CH 1200.00 CHF”. This line does not: “%(line)s”.")
                % {"line": line[:60]}
            )
        try:
            exact = Decimal(amount).quantize(CENT) if amount[0].isdigit() else Decimal("NaN")
        except InvalidOperation:
            exact = Decimal("NaN")
        if exact.is_nan():
            raise ValidationError(_("“%(amount)s” is no amount.") % {"amount": amount[:40]})
        validate_one(exact, currency)
        return country, f"{exact} {currency}"


def validate_one(amount: Decimal, currency: str) -> None:
    """Refuse what is no price, in the words of the catalogue."""
    try:
        validate_money(amount, currency)
    except ValidationError as problem:
        raise ValidationError(" ".join(problem.messages)) from problem


def _last_part(word: str) -> str:
    return word.rstrip("/").rpartition("/")[2].lower()
