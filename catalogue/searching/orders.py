"""How the list can be sorted. Apps above add an order in ``AppConfig.ready`` for what they know of offerings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NEWEST = "o.published_at DESC, o.id"


@dataclass(frozen=True)
class Order:
    """SQL over an offering ``o``; equal ones stand in the order of NEWEST or of their numbers.

    ``scores`` selects offering_id and score, each offering at most once: those come first, the highest score before
    the others, and ``by`` orders the rest. Pages of visitors are kept: its tables are noted (``catalogue.watching``).
    """

    key: str
    title: StrOrPromise
    by: str
    scores: str = ""


_orders: dict[str, Order] = {}


def register(order: Order) -> None:
    _orders[order.key] = order


def orders() -> list[Order]:
    return list(_orders.values())


def order_named(key: str) -> Order:
    return _orders[key]


def is_known(key: str) -> bool:
    return key in _orders


register(Order("relevance", gettext_lazy("Relevance"), f"{{rank}} DESC, {NEWEST}"))
register(Order("newest", gettext_lazy("Newest first"), NEWEST))
register(Order("name", gettext_lazy("Name"), "catalogue_plain({title}), o.id"))
