"""Countries by their ISO 3166-1 codes, named in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from babel import Locale
from django.utils.translation import get_language

_WRITTEN = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ "
    "CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO "
    "FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE "
    "JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO "
    "MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW "
    "PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM "
    "TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW"
)
CODES = tuple(_WRITTEN.split())


def country_name(code: str) -> str:
    return str(_names(get_language() or "en").get(code, code))


def country_choices() -> list[tuple[str, str]]:
    """Return every country with its name, in the order in which the reader's names sort by letter."""
    return list(_choices(get_language() or "en"))


@cache
def _choices(language: str) -> list[tuple[str, str]]:
    names = _names(language)
    return sorted(((code, str(names.get(code, code))) for code in CODES), key=lambda choice: choice[1].casefold())


def _names(language: str) -> Mapping[str, str]:
    return Locale.parse(language).territories
