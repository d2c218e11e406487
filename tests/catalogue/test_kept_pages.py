"""Pages kept for visitors: never an old one, never anybody else's."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalogue.models import Offering, OfferingProvider, Provider, Term
from catalogue.tasks import merge
from tests.catalogue.contents import small_content
from tests.catalogue.listings import make_offering, make_provider, make_term
from tests.catalogue.revising import save
from tests.factories import make_member, signed_in

pytestmark = pytest.mark.django_db

LIST = "/en/catalogue/"
PAGES = (
    "/en/", "/en/about/", "/en/solutions/", "/en/services/", "/en/demonstrations/", "/en/legal/privacy/", LIST,
    "/de/catalogue/?q=watch", "/en/catalogue/?kind=solution&sort=name", "/en/catalogue/watch/", "/en/providers/",
    "/en/providers/gates/",
)  # fmt: skip
_TABLE = re.compile(r'(?:FROM|JOIN)\s+"?([a-z]+_[a-z_]+)"?', re.IGNORECASE)
_OWN = {"catalogue_change", "catalogue_version", "catalogue_posting"}


@pytest.fixture
def shelf(db: None) -> None:
    make_term("kinds", "solution", "Solution")
    make_offering("watch", make_provider("gates"))


def statements(client: Client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in captured]


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize("address", PAGES)
def test_a_page_asked_for_again_takes_one_statement_and_is_the_same(client: Client, address: str) -> None:
    first = client.get(address)

    again = statements(client, address)

    assert len(again) == 1
    assert without_tokens(client.get(address)) == without_tokens(first)
    assert client.get(address).headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]


def without_tokens(response: Any) -> str:
    return re.sub('(?<=name="csrfmiddlewaretoken" value=")[^"]*', "", response.content.decode())


def raw_sql() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalogue_offering SET title_en = 'Lantern'")


def bulk_update() -> None:
    Offering.objects.all().update(title_en="Lantern")


def bulk_create() -> None:
    provider = Provider.objects.get()
    Offering.objects.bulk_create(
        [Offering(slug="lantern", title_en="Lantern", lead=provider, kind="demo", stage="beta", price_model="free",
                  state="published", published_at=Offering.objects.get().published_at)]
    )  # fmt: skip


def another_provider() -> None:
    OfferingProvider.objects.create(offering=Offering.objects.get(), provider=make_provider("lantern"))


def provider_renamed() -> None:
    Provider.objects.update(short_name="Lantern")


def term_renamed() -> None:
    Term.objects.update(label_en="Lantern")


def in_the_administration() -> None:
    staff = signed_in(make_member(is_staff=True, is_superuser=True))
    term = Term.objects.get()
    assert save(staff, term, label_en="Lantern").status_code == 302


CHANGES = (raw_sql, bulk_update, bulk_create, another_provider, provider_renamed, term_renamed, in_the_administration)


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@pytest.mark.parametrize("is_merged", [False, True], ids=["fresh", "merged"])
def test_a_change_is_seen_at_once(client: Client, change: Callable[[], None], is_merged: bool) -> None:
    assert "Lantern" not in client.get(LIST).content.decode()

    change()
    if is_merged:
        merge()

    assert "Lantern" in client.get(LIST).content.decode()


def test_what_content_files_bring_is_seen_at_once(client: Client, tmp_path: Path) -> None:
    small_content(tmp_path, "integration-services")
    call_command("load_content", folder=tmp_path, stdout=StringIO())
    assert "Lantern" not in client.get("/en/catalogue/integration-services/").content.decode()
    words = tmp_path / "offerings" / "integration-services" / "en.toml"
    words.write_text(re.sub('^title = ".*"', 'title = "Lantern"', words.read_text(), flags=re.MULTILINE))

    call_command("load_content", folder=tmp_path, stdout=StringIO())

    assert "Lantern" in client.get("/en/catalogue/integration-services/").content.decode()


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize("address", PAGES)
def test_every_table_that_a_kept_page_reads_makes_it_old(client: Client, address: str) -> None:
    named = {name for sql in statements(client, address) for name in _TABLE.findall(sql)}
    read = (named & set(connection.introspection.table_names())) - _OWN

    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'catalogue_note%'")
        noted = {name for (name,) in cursor.fetchall()}

    assert read <= noted


@pytest.fixture
def other() -> Iterator[Any]:
    """A second connection: somebody else at the database."""
    made = connections.create_connection("default")
    made.set_autocommit(False)
    yield made.cursor()
    made.rollback()
    made.close()


def wait_until_blocked(cursor: Any) -> None:
    for _attempt in range(500):
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'catalogue_term'::regclass")
        if cursor.fetchone()[0]:
            return
        cursor.execute("SELECT pg_sleep(0.01)")
    raise AssertionError("The page waits for nothing.")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("shelf")
def test_a_page_begun_before_a_change_is_not_kept_as_one_from_after_it(client: Client, other: Any) -> None:
    client.get(reverse("catalogue:provider-list"))
    bodies = []

    def visit() -> None:
        bodies.append(client.get(LIST).content.decode())
        connections.close_all()

    # The page has read the title and waits for the words of the filters, while the title changes.
    other.execute("LOCK TABLE catalogue_term IN ACCESS EXCLUSIVE MODE")
    visitor = threading.Thread(target=visit)
    visitor.start()
    wait_until_blocked(other)
    other.execute("UPDATE catalogue_offering SET title_en = 'Lantern'")
    other.connection.commit()
    visitor.join()

    assert "Lantern" not in bodies[0]
    assert "Lantern" in client.get(LIST).content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("shelf")
def test_what_was_rolled_back_is_never_taken_for_another_change(client: Client, other: Any) -> None:
    client.get(LIST)
    other.execute("UPDATE catalogue_offering SET title_en = 'Lantern'")
    other.connection.rollback()
    assert "Lantern" not in client.get(LIST).content.decode()

    other.execute("UPDATE catalogue_offering SET title_en = 'Beacon'")
    other.connection.commit()

    assert "Beacon" in client.get(LIST).content.decode()


def sent(client: Client, token: str) -> int:
    """Send the form of the page on signing in, which stands for every form."""
    return client.post(reverse("account_login"), {"csrfmiddlewaretoken": token}).status_code


@pytest.mark.usefixtures("shelf")
class TestPeople:
    def test_a_member_gets_a_page_of_their_own(self, client: Client) -> None:
        person = make_member()
        client.get(LIST)
        member = Client()
        member.force_login(person)
        member.handler._middleware_chain = client.handler._middleware_chain  # the same process serves both

        own = member.get(LIST)

        assert person.email in own.content.decode()
        assert "no-store" in own.headers["Cache-Control"]
        assert "ETag" not in own.headers
        assert person.email not in client.get(LIST).content.decode()

    def test_other_addresses_ask_the_database_for_nothing_more(self, client: Client) -> None:
        assert statements(client, "/healthz") == []
        assert statements(client, "/robots.txt") == []

    def test_a_visitor_with_any_cookie_of_meaning_is_not_answered_from_what_is_kept(self, client: Client) -> None:
        client.get(LIST)
        client.cookies["choice"] = "something"

        assert len(statements(client, LIST)) > 1

    def test_pages_that_do_not_say_so_are_not_kept(self, client: Client) -> None:
        first = client.get(reverse("account_login"))
        again = Client()
        again.handler._middleware_chain = client.handler._middleware_chain

        second = again.get(reverse("account_login"))

        assert "ETag" not in first.headers
        assert first.cookies[settings.CSRF_COOKIE_NAME].value != second.cookies[settings.CSRF_COOKIE_NAME].value

    def test_each_visitor_gets_a_token_of_their_own_with_a_kept_form(self, client: Client) -> None:
        others = [Client(enforce_csrf_checks=True) for _ in range(2)]
        client.get("/en/")
        for other in others:
            other.handler._middleware_chain = client.handler._middleware_chain
            assert len(statements(other, "/en/")) == 1

        answers = [other.get("/en/") for other in others]
        tokens = [re.findall('name="csrfmiddlewaretoken" value="(.*?)"', one.content.decode())[0] for one in answers]
        secrets = [other.cookies[settings.CSRF_COOKIE_NAME].value for other in others]

        assert len({*tokens, *secrets}) == 4
        assert not any(secret in client.get("/en/").content.decode() for secret in secrets)
        assert sent(others[0], tokens[0]) != 403
        assert sent(others[0], tokens[1]) == 403

    def test_kept_pages_without_a_form_set_no_cookie(self, client: Client) -> None:
        for address in PAGES[1:]:
            response = client.get(address)
            assert "ETag" in response.headers, address
            assert not response.cookies, address
            assert "csrfmiddlewaretoken" not in response.content.decode(), address

    def test_each_host_scheme_and_language_has_its_own(self, client: Client) -> None:
        pages = [
            client.get("/en/providers/"), client.get("/de/providers/"), client.get("/en/providers/", secure=True),
            client.get("/en/providers/", headers={"host": "localhost"}),
        ]  # fmt: skip

        assert len({page.content for page in pages}) == 4


@pytest.mark.usefixtures("shelf")
class TestCaches:
    def test_who_has_the_page_is_told_so_until_it_changes(self, client: Client) -> None:
        tag = client.get(LIST).headers["ETag"]

        same = client.get(LIST, headers={"If-None-Match": tag})
        Offering.objects.update(title_en="Lantern")
        changed = client.get(LIST, headers={"If-None-Match": tag})

        assert (same.status_code, same.content) == (304, b"")
        assert same.headers["ETag"] == tag
        assert changed.status_code == 200
        assert changed.headers["ETag"] != tag

    def test_copies_elsewhere_are_asked_about_each_time(self, client: Client) -> None:
        headers = client.get(LIST).headers

        assert headers["Cache-Control"] == "public, no-cache"
        assert "Cookie" in headers["Vary"]

    def test_what_is_not_found_is_not_kept(self, client: Client) -> None:
        assert client.get("/en/catalogue/later/").status_code == 404

        make_offering("later")

        assert client.get("/en/catalogue/later/").status_code == 200
