"""Values of a person's data as a page says them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from accounts.personal.collecting import plain
from common.wording import moment, tell

LONGEST_TEXT = 400


def label_of(model: type[models.Model], name: str) -> str:
    return capfirst(str(model._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


def told(value: Any) -> str:
    """Return the value in the reader's language; what is long is cut, for data.json has it whole."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, Mapping) and "message" in value:
        return tell(value)
    text = json.dumps(plain(value), ensure_ascii=False) if isinstance(value, Mapping | list) else str(value)
    return Truncator(text).chars(LONGEST_TEXT)
