"""The two sides of a sign-in at another service."""

import pytest

from tests.accounts.relying_party import answer, make_service
from tests.factories import signed_in


@pytest.fixture
def browser(member):
    return signed_in(member)


@pytest.fixture
def service(db):
    return make_service()


@pytest.fixture
def code(browser, service):
    return service.code_of(answer(browser, service.begin())["Location"])
