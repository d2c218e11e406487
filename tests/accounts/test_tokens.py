"""Keys for programs: shown once, stored as a digest, limited by their scopes and their days."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import ApiToken
from accounts.scopes import choices
from tests.factories import make_member, make_token, signed_in

pytestmark = pytest.mark.django_db

RUNS = "/api/v1/runs/"


@pytest.fixture
def member_client(member):
    return signed_in(member)


def order(client, **changes):
    """Fill in the form of the page."""
    wanted = {"name": "nightly run", "days": 30, "scopes": ["read"]}
    return client.post(reverse("accounts:token-list"), wanted | changes)


def ask(client, token, address=RUNS):
    return client.get(address, HTTP_AUTHORIZATION=f"Bearer {token}")


def tables():
    with connection.cursor() as cursor:
        return connection.introspection.table_names(cursor)


def test_only_reading_is_ticked_beforehand(member_client):
    form = member_client.get(reverse("accounts:token-list")).context["form"]

    ticked = [box.data["value"] for box in form["scopes"] if box.data["selected"]]
    offered = [box.data["value"] for box in form["scopes"]]
    assert ticked == ["read"]
    assert offered == [
        "read",
        "run",
        "share",
        "delete",
        "shortlists",
        "submissions",
        "requests",
        "reviews",
        "favourites",
        "notifications",
    ]


def test_the_scopes_are_one_group_with_a_name(member_client):
    page = member_client.get(reverse("accounts:token-list")).content.decode()

    group = page.split("<fieldset")[1].split("</fieldset>")[0]
    assert "<legend>What may it do?</legend>" in group
    assert group.count('type="checkbox"') == 10


def test_a_token_has_the_scopes_that_were_ticked_and_the_page_says_so(member_client):
    order(member_client, scopes=["run", "read"])

    [token] = member_client.get(reverse("accounts:token-list")).context["tokens"]
    assert set(token.scopes) == {"read", "run"}
    assert token.scope_labels == ["See your files, runs and results", "Upload files, start and stop runs"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"scopes": []}, "Choose at least one thing that the token may do."),
        ({"scopes": ["everything"]}, "everything is not one of the available choices"),
        ({"days": 4000}, "4000 is not one of the available choices"),
        ({"name": ""}, "This field is required."),
    ],
)
def test_a_form_that_is_not_right_is_sent_back_with_a_sentence(member_client, changes, words):
    answer = order(member_client, **changes)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not ApiToken.objects.exists()


def test_a_token_is_shown_once(member_client):
    shown = order(member_client).context["fresh"]

    assert shown.startswith("finsec_")
    assert shown not in member_client.get(reverse("accounts:token-list")).content.decode()


def test_the_text_of_a_token_is_nowhere_in_the_database(member_client, client):
    shown = order(member_client).context["fresh"]
    assert ask(client, shown).status_code == 200
    [token] = ApiToken.objects.all()
    secret = shown.removeprefix(token.token_key)
    assert len(secret) >= 50

    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f'SELECT count(*) FROM "{table}" AS row WHERE row::text LIKE %s', [f"%{secret}%"])
            assert cursor.fetchone() == (0,), table
            cursor.execute(f'SELECT count(*) FROM "{table}" AS row WHERE row::text LIKE %s', [f"%{token.digest}%"])
            assert cursor.fetchone() == (int(table == "accounts_apitoken"),), table


def test_the_last_use_is_noted_to_the_minute(client, member):
    text = make_token(member)
    ask(client, text)
    first = ApiToken.objects.get().last_used_at
    ask(client, text)
    assert ApiToken.objects.get().last_used_at == first

    ApiToken.objects.update(last_used_at=first - timedelta(minutes=2))
    ask(client, text)

    assert ApiToken.objects.get().last_used_at >= first


def test_a_deleted_token_is_refused_at_once(member_client, member, client):
    text = make_token(member)
    assert ask(client, text).status_code == 200

    member_client.post(reverse("accounts:token-delete", args=[ApiToken.objects.get().token_key]))

    answer = ask(client, text)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    assert answer.json()["detail"] == "This token is not valid: it is mistyped, or it was deleted."


def test_an_expired_token_is_refused_with_a_sentence_and_stays_on_the_page(member_client, member, client):
    text = make_token(member)
    ApiToken.objects.update(expiry=timezone.now() - timedelta(seconds=1))

    answer = ask(client, text)

    assert answer.status_code == 401
    assert answer.json()["detail"].startswith("This token has expired.")
    assert "expired" in member_client.get(reverse("accounts:token-list")).content.decode()


def test_the_token_of_a_closed_account_is_refused(member, client):
    text = make_token(member)
    member.is_active = False
    member.save()

    assert ask(client, text).status_code == 401
    assert ask(client, text).json()["detail"] == "The account of this token is closed."


@pytest.mark.parametrize("text", ["", " ", " a b", " \xff\xfe", " \x00", " finsec_x"])
def test_an_odd_header_is_a_401(client, text):
    assert client.get(RUNS, HTTP_AUTHORIZATION=f"Bearer{text}").status_code == 401


def test_without_a_token_the_answer_asks_for_one(client):
    answer = client.get(RUNS)

    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")


def test_nobody_deletes_a_strangers_token(member_client):
    make_token(make_member())

    answer = member_client.post(reverse("accounts:token-delete", args=[ApiToken.objects.get().token_key]))

    assert answer.status_code == 404
    assert ApiToken.objects.exists()


def test_tokens_of_before_scopes_keep_doing_what_they_did(member):
    make_token(member, "read")

    import_module("accounts.migrations.0005_token_scopes").give_everything(apps, None)

    assert set(ApiToken.objects.get().scopes) == {"read", "run", "share", "delete"} <= set(dict(choices()))


def test_the_table_of_a_library_does_not_stand_beside_ours():
    assert [table for table in tables() if table.startswith("knox")] == []
