"""Registering, confirming and signing in."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from tests.factories import make_member

pytestmark = pytest.mark.django_db

PERSON = {
    "first_name": "Ada",
    "last_name": "Member",
    "job_function": "Head of security",
    "affiliation": "A bank",
    "email": "Ada@Bank.example",
    "password1": "correct horse battery",
    "terms": "on",
}


def register(client, **changes):
    return client.post(reverse("account_signup"), PERSON | changes)


def code_in_the_mail():
    return re.search(r"^\s*([A-Z0-9]{4,}(?:-[A-Z0-9]+)*)\s*$", mail.outbox[-1].body, re.MULTILINE).group(1)


def test_a_person_registers_and_confirms_the_address_by_code(client):
    register(client)
    confirmed = client.post(reverse("account_email_verification_sent"), {"code": code_in_the_mail()})

    person = User.objects.get()
    assert confirmed.status_code == 302
    assert (person.email, person.job_function, person.affiliation) == ("ada@bank.example", "Head of security", "A bank")
    assert client.get(reverse("accounts:profile")).status_code == 200


def test_without_the_code_nobody_is_signed_in(client):
    register(client)

    assert client.get(reverse("accounts:profile")).status_code == 302


@pytest.mark.parametrize(
    "field", ["first_name", "last_name", "job_function", "affiliation", "email", "password1", "terms"]
)
def test_every_field_is_needed(client, field):
    register(client, **{field: ""})

    assert not User.objects.exists()


@pytest.mark.parametrize("password", ["short", "password1234", "123456789012"])
def test_weak_passwords_are_refused(client, password):
    register(client, password1=password)

    assert not User.objects.exists()


def test_registering_a_known_address_does_not_tell_that_it_is_known(client):
    make_member("ada@bank.example")

    answer = register(client)

    assert answer.status_code == 302
    assert User.objects.count() == 1


def test_the_profiles_language_decides_where_the_address_names_none(member_client, member):
    User.objects.filter(pk=member.pk).update(language="el")

    answer = member_client.get("/", HTTP_ACCEPT_LANGUAGE="fr")

    assert answer.url == "/el/"


def test_the_browsers_language_decides_for_a_visitor(client):
    assert client.get("/", HTTP_ACCEPT_LANGUAGE="it-CH,it;q=0.9").url == "/it/"


def test_mail_is_written_in_the_language_of_the_page(client):
    with translation.override("de"):
        address = reverse("account_signup")

    client.post(address, PERSON)

    assert "FINSEC Market" in mail.outbox[-1].subject + mail.outbox[-1].body
    assert User.objects.get().language == "de"


def test_the_administrator_is_made_once_with_a_random_password(capsys):
    from django.core.management import call_command

    call_command("create_administrator", email="administrator@localhost")
    first = capsys.readouterr().out
    call_command("create_administrator", email="administrator@localhost")

    password = first.splitlines()[-1].rsplit(" ", 1)[-1]
    assert capsys.readouterr().out == ""
    assert User.objects.get().check_password(password)


def test_pages_are_served_without_the_libraries_of_the_analyzers():

    program = (
        "import django, sys; django.setup(); import finsec_market.urls\n"
        "from demos.analyzers.catalogue import manifests; manifests()\n"
        "print([name for name in ('pandas', 'sklearn', 'scipy', 'pyarrow') if name in sys.modules])"
    )
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "finsec_market.settings"}

    told = subprocess.run([sys.executable, "-c", program], cwd=root, env=environment, capture_output=True, check=True)

    assert told.stdout.strip() == b"[]"
