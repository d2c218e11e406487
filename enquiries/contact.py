"""The contact data that an asker may show to a provider, and the words in which they agree."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User

LABELS = {
    "name": gettext_lazy("Name"),
    "job_function": gettext_lazy("Job function"),
    "affiliation": gettext_lazy("Organisation"),
    "email": gettext_lazy("E-mail address"),
}


def data_of(person: User) -> dict[str, str]:
    """Return what there is to share, without what is empty."""
    everything = {
        "name": person.get_full_name(),
        "job_function": person.job_function,
        "affiliation": person.affiliation,
        "email": person.email,
    }
    return {name: value for name, value in everything.items() if value}


def consent_text(provider: str, names: Collection[str]) -> str:
    """Return the words that one agrees to."""
    told = {"provider": provider, "data": ", ".join(str(LABELS[name]) for name in LABELS if name in names)}
    return (
        _(
            "%(provider)s may see these contact data of mine in this request and use them to answer it: %(data)s. "
            "I can withdraw this at any time."
        )
        % told
    )


def labelled(shared: dict[str, str]) -> list[tuple[str, str]]:
    return [(str(LABELS[name]), shared[name]) for name in LABELS if name in shared]
