"""The numbers that make a score of ratings, for the page that publishes how lists are ordered."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.wording import figure
from feedback.scoring import PRIOR_COUNT, PRIOR_MEAN, PRIOR_OF_EACH
from search import registry


def publish() -> None:
    registry.register_ranking(
        registry.Ranking(
            gettext_lazy("The score of ratings"),
            gettext_lazy(
                "Where offerings are ordered by their ratings, it is by a Bayesian average: the mean in stars of all"
                " ratings, together with a few of every star that each offering begins with. One rating alone moves it"
                " little, many decide. Every rating counts the same, whoever gave it; hidden reviews do not count."
            ),
            _rows,
        )
    )


def _rows() -> list[tuple[str, str]]:
    return [
        (_("Ratings of every star that each offering begins with"), figure(PRIOR_OF_EACH)),
        (_("Ratings that it begins with in all"), figure(PRIOR_COUNT)),
        (_("Score without any rating"), figure(PRIOR_MEAN)),
    ]
