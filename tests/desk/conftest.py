from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def no_draw(settings):
    """Chance picks nothing out, but where a test lets it."""
    settings.REVIEW_DRAW_PERCENT = 0
