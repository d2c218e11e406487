"""How ratings become one number to order by: a Bayesian average with a prior that anybody can repeat by hand.

Each offering begins as if it had PRIOR_OF_EACH ratings of every star: the middle of the scale, no opinion. A few votes
move it little, many drown the prior. The prior is fixed and not the mean of the market, so that an offering's score
changes only when somebody rates it. Wilson's lower bound is for yes and no; to use it, five stars would have to be cut
into two, and a 3 would count as a 1 or as a 5.
"""

from __future__ import annotations

from collections.abc import Sequence

STARS = (1, 2, 3, 4, 5)
PRIOR_OF_EACH = 2
PRIOR_COUNT = PRIOR_OF_EACH * len(STARS)
PRIOR_SUM = PRIOR_OF_EACH * sum(STARS)
PRIOR_MEAN = PRIOR_SUM / PRIOR_COUNT


def score(histogram: Sequence[int]) -> float:
    """Return the mean in stars of these ratings and the prior; ``histogram`` counts 1 star first.

    Source: the posterior mean of a Dirichlet prior over the five categories (Gelman et al., Bayesian Data Analysis,
    3.4). The column of the database is the same sum.
    """
    given = sum(stars * number for stars, number in zip(STARS, histogram, strict=True))
    return (given + PRIOR_SUM) / (sum(histogram) + PRIOR_COUNT)
