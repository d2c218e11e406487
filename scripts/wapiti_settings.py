"""The market as in production, for scripts/wapiti.py; no limit on how often hides a page from it."""

import os
from pathlib import Path

from finsec_market.settings import *  # noqa: F403
from finsec_market.settings import REST_FRAMEWORK

STATIC_ROOT = Path(os.environ["WAPITI_STATIC_ROOT"])
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
REST_FRAMEWORK = REST_FRAMEWORK | {"DEFAULT_THROTTLE_CLASSES": []}
# The time belongs to the pages, and not to the hash of each made-up password.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
