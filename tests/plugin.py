"""Loaded before everything else: starts the real engines, so that settings find them."""

import atexit
import os
from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling

from finsec_market.embedded import Engines, start_engines
from finsec_market.embedded.errors import InUseError
from finsec_market.embedded.keys import signing_key
from finsec_market.embedded.messages import compile_messages
from finsec_market.env import use_owner_of_tables

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = {
    "SECRET_KEY": "for tests only",
    "INSECURE_HTTP": "on",
    "ALLOWED_HOSTS": "localhost,127.0.0.1,testserver",
    "EMAIL_URL": f"catcher://{ROOT / 'var' / 'test' / 'mail'}",
    "LOG_LEVEL": "ERROR",
}

AT_ONCE = 8
# The tests of these folders share a market of their own, which takes long to start: each goes to one process, first.
WHOLE_FOLDERS = ("browser", "faults")


def folder_of(nodeid: str) -> str:
    return nodeid.split("/")[1]


class FoldersTogether(LoadScopeScheduling):
    """Tests of a module go to one process; those of some folders, too."""

    def _split_scope(self, nodeid: str) -> str:
        folder = folder_of(nodeid)
        return folder if folder in WHOLE_FOLDERS else str(super()._split_scope(nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadScopeScheduling:
    return FoldersTogether(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: folder_of(item.nodeid) not in WHOLE_FOLDERS)


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
    os.environ.update(SETTINGS | {"OPENID_SIGNING_KEYS": signing_key()} | engines.environment)
    # All markets of this run serve the same static files, and those of the last run where nothing has changed.
    os.environ["TEST_STATIC_ROOT"] = str(engines.root / "static")
    # Tests make databases of their own, as only the owner of the tables can.
    os.environ["MARKET_DATABASE_URL"] = os.environ["DATABASE_URL"]
    use_owner_of_tables()
    os.environ["FINSEC_TEST_ENGINES"] = str(os.getpid())
    atexit.register(engines.stop)
