"""What the market lists, who provides it, the words of its filters, and what people save of it."""

from catalogue.models.favourites import Favourite, FavouriteShare
from catalogue.models.imports import ImportedRow, OfferingImport
from catalogue.models.media import Media
from catalogue.models.money import CountryPrice, Rate, RateRefresh
from catalogue.models.offerings import Offering, OfferingProvider
from catalogue.models.origins import Origin
from catalogue.models.providers import Provider
from catalogue.models.vocabularies import Term

__all__ = [
    "CountryPrice", "Favourite", "FavouriteShare", "ImportedRow", "Media", "Offering", "OfferingImport",
    "OfferingProvider", "Origin", "Provider", "Rate", "RateRefresh", "Term",
]  # fmt: skip
