"""The order of the catalogue by ratings, and the numbers of its score for the page that publishes them."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.searching.orders import NEWEST, Order
from common.wording import figure
from feedback.scoring import PRIOR_COUNT, PRIOR_MEAN, PRIOR_OF_EACH
from search import registry

BEST_RATED = Order(
    "rated",
    gettext_lazy("Best rated"),
    NEWEST,
    # What nobody has rated, or where ratings are switched off, has no row here and comes after the others.
    "SELECT rating.offering_id, rating.score FROM feedback_rating rating WHERE rating.count > 0 AND NOT EXISTS ("
    "SELECT FROM feedback_feedbackswitches switches "
    "WHERE switches.offering_id = rating.offering_id AND NOT switches.ratings)",
)


def publish() -> None:
    registry.register_ranking(
        registry.Ranking(
            gettext_lazy("The score of ratings"),
            gettext_lazy(
                "Where offerings are ordered by their ratings, it is by a Bayesian average: the mean in stars of all"
                " ratings, together with a few of every star that each offering begins with. One rating alone moves it"
                " little, many decide. Every rating counts the same, whoever gave it; hidden reviews do not count."
                " Offerings without ratings come after the others, the newest first."
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
