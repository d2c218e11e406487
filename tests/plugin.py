"""Loaded before everything else: starts the real engines, so that settings find them."""

import atexit
import os
from pathlib import Path

from finsec_market.embedded import Engines, start_engines
from finsec_market.embedded.errors import InUseError
from finsec_market.embedded.messages import compile_messages

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = {
    "SECRET_KEY": "for tests only",
    "INSECURE_HTTP": "on",
    "ALLOWED_HOSTS": "localhost,127.0.0.1,testserver",
    "EMAIL_URL": f"catcher://{ROOT / 'var' / 'test' / 'mail'}",
    "LOG_LEVEL": "ERROR",
}

AT_ONCE = 8


def own_engines() -> Engines:
    """Start engines in the first directory that no other test run is using."""
    for number in range(AT_ONCE):
        try:
            return start_engines(ROOT / "var" / f"test-{number}", only_missing_from={}, ports="free", durable=False)
        except InUseError:
            continue
    raise InUseError(f"{AT_ONCE} test runs are using this clone already.")


# The processes of pytest-xdist inherit the variable and share the engines of the one that started them.
if "FINSEC_TEST_ENGINES" not in os.environ:
    compile_messages(ROOT / "locale")
    (ROOT / "var" / "static").mkdir(parents=True, exist_ok=True)
    engines = own_engines()
    os.environ.update(SETTINGS | engines.environment)
    os.environ["FINSEC_TEST_ENGINES"] = str(os.getpid())
    atexit.register(engines.stop)
