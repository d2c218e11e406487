"""The market's own settings, with the static files of this clone's tests kept apart from those of `make run`."""

import os
from pathlib import Path

from finsec_market.settings import *  # noqa: F403

STATIC_ROOT = Path(os.environ["TEST_STATIC_ROOT"])
