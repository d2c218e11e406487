"""How a person wants to hear of things."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notices.kinds import Kind, channels_of, kinds_for
from notices.models import NO_ZONE, Delivery


@cache
def zone_choices() -> list[Any]:
    """Return the time zones by continent, as the operating system names them."""
    names = sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    groups = groupby(names, key=lambda name: name.split("/")[0])
    listed = [(region, [(name, name.replace("_", " ")) for name in group]) for region, group in groups]
    return [(NO_ZONE, "UTC"), *listed]


class SettingsForm(forms.Form):
    """One choice for each kind that concerns the person, and the time of their digest."""

    hour = forms.TypedChoiceField(
        label=_("Hour of the daily mail"), coerce=int, choices=[(hour, f"{hour:02}:00") for hour in range(24)]
    )
    zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)

    def __init__(self, *args: Any, person: User, delivery: Delivery) -> None:
        super().__init__(*args)
        self.initial = {"hour": delivery.hour, "zone": delivery.zone}
        channels = channels_of(person)
        self.kinds = {f"kind-{kind.key}": kind for kind in kinds_for(person)}
        chosen = {name: _field(kind, channels[kind.key]) for name, kind in self.kinds.items()}
        self.fields = chosen | self.fields

    @property
    def channels(self) -> dict[str, str]:
        """What was chosen, by the keys of the kinds."""
        return {kind.key: self.cleaned_data[name] for name, kind in self.kinds.items()}


def _field(kind: Kind, channel: str) -> forms.ChoiceField:
    choices = [(one.value, one.label) for one in kind.channels]
    return forms.ChoiceField(label=str(kind.title), help_text=str(kind.description), choices=choices, initial=channel)
