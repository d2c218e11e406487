"""Rates as they are, how their last refresh went, and the prices for single countries beside an offering."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.countries import country_choices
from catalogue.models import CountryPrice, Offering, Origin, Rate, RateRefresh
from common.wording import moment, tell
from publishing.administration.inlines import SurvivingFormSet


class CountryPriceForm(forms.ModelForm[CountryPrice]):
    country = forms.ChoiceField(label=gettext_lazy("Country"), choices=country_choices)

    class Meta:
        model = CountryPrice
        fields = ["country", "amount", "currency"]


class CountryPriceInline(admin.StackedInline[CountryPrice, Offering]):
    """Stacked, because fields in the rows of a table have no labels of their own."""

    model = CountryPrice
    form = CountryPriceForm
    formset = SurvivingFormSet
    fields = (("country", "amount", "currency"),)
    extra = 0


def keep_as_of_people(formsets: Iterable[Any]) -> None:
    """Mark the prices that an editor has just written, so that the next load of the content leaves them."""
    written = [
        price.pk
        for formset in formsets
        if formset.model is CountryPrice
        for price in (*formset.new_objects, *(changed for changed, _fields in formset.changed_objects))
    ]
    CountryPrice.objects.filter(pk__in=written).update(origin=Origin.PEOPLE)


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    """What machines write, people read."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Rate)
class RateAdmin(ReadOnlyAdmin):
    list_display = ("currency", "day", "per_euro")
    list_filter = ("currency",)
    date_hierarchy = "day"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, (extra_context or {}) | {"subtitle": _state()})


@admin.register(RateRefresh)
class RateRefreshAdmin(ReadOnlyAdmin):
    list_display = ("at", "outcome", "source", "sentence")
    list_filter = ("outcome",)

    @admin.display(description=gettext_lazy("what happened"))
    def sentence(self, refresh: RateRefresh) -> str:
        return tell(refresh.words)


def _state() -> str:
    """Say of which day the rates are and how the last refresh went."""
    newest = Rate.objects.newest_day()
    day = _("The newest rates are of %(day)s.") % {"day": newest.isoformat()} if newest else _("There are no rates.")
    refresh = RateRefresh.objects.first()
    if refresh is None:
        return _("%(day)s They have not been refreshed yet.") % {"day": day}
    said = {
        "day": day,
        "at": moment(refresh.at),
        "outcome": refresh.get_outcome_display(),
        "words": tell(refresh.words),
    }
    return _("%(day)s Last refresh, %(at)s: %(outcome)s. %(words)s") % said
