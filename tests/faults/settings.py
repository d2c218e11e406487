"""The market's own settings, with the static files of this clone's tests kept apart and a scheduler in a hurry."""

import os
from datetime import timedelta
from pathlib import Path

from finsec_market.settings import *  # noqa: F403

STATIC_ROOT = Path(os.environ["TEST_STATIC_ROOT"])
CELERY_BEAT_SCHEDULE["recover lost jobs"]["schedule"] = timedelta(seconds=2)  # noqa: F405
