"""Favourites from before signing in: whose they become, and how long they stay."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.retention import enforce
from catalogue.models import Favourite, Offering
from tests.catalogue.listings import make_offering
from tests.catalogue.saving import save, saved, slugs_of
from tests.factories import make_member, sign_in
from tests.portal.test_account_pages import NEWCOMER

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("watch")
def test_a_visitors_favourites_become_the_members_at_sign_in(client: Client, member: User) -> None:
    make_offering("ward")
    save(client, "watch")
    save(client, "ward")
    client.post("/en/catalogue/watch/favourite/note/", {"note": "For the branches."})

    sign_in(member, client)

    assert saved(client) == ["ward", "watch"]
    assert set(slugs_of(member)) == {"watch", "ward"}
    assert Favourite.objects.get(offering__slug="watch").note == "For the branches."
    assert not Favourite.objects.exclude(visitor="").exists()


@pytest.mark.usefixtures("watch")
def test_a_visitors_favourites_become_those_of_the_account_that_is_made_for_them(client: Client) -> None:
    save(client)

    client.post(reverse("account_signup"), NEWCOMER)
    code = re.search(r"^\s*([A-Z0-9-]{6,})\s*$", mail.outbox[-1].body, re.MULTILINE)
    assert code is not None
    client.post(reverse("account_email_verification_sent"), {"code": code[1]})

    newcomer = User.objects.get(email=NEWCOMER["email"])
    assert slugs_of(newcomer) == ["watch"]
    assert saved(client) == ["watch"]
    assert not Favourite.objects.exclude(visitor="").exists()


@pytest.mark.usefixtures("watch")
def test_what_both_saved_stays_once_and_keeps_a_note(client: Client, member: User) -> None:
    Favourite.objects.create(person=member, offering=Offering.objects.get())
    save(client)
    client.post("/en/catalogue/watch/favourite/note/", {"note": "For the branches."})

    sign_in(member, client)

    [only] = Favourite.objects.all()
    assert (only.person, only.note) == (member, "For the branches.")


@pytest.mark.usefixtures("watch")
def test_the_members_own_note_is_not_overwritten(client: Client, member: User) -> None:
    Favourite.objects.create(person=member, offering=Offering.objects.get(), note="Mine.")
    save(client)
    client.post("/en/catalogue/watch/favourite/note/", {"note": "The browser's."})

    sign_in(member, client)

    assert Favourite.objects.get().note == "Mine."


@pytest.mark.usefixtures("watch")
def test_who_signs_in_next_in_the_browser_gets_nothing(client: Client, member: User) -> None:
    save(client)
    sign_in(member, client)
    client.post("/en/account/logout/")

    assert saved(client) == []
    sign_in(make_member(), client)
    assert saved(client) == []
    assert slugs_of(member) == ["watch"]


def test_a_row_has_one_owner(watch: Offering, member: User) -> None:
    for owner in ({"person": None, "visitor": ""}, {"person": member, "visitor": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Favourite.objects.create(offering=watch, **owner)


def test_a_visitors_are_deleted_after_two_weeks_and_a_members_kept(client: Client, member: User) -> None:
    for slug in ("old", "new"):
        make_offering(slug)
        save(client, slug)
    Favourite.objects.create(person=member, offering=Offering.objects.get(slug="old"))
    long_ago = timezone.now() - timedelta(days=14, minutes=1)
    Favourite.objects.filter(offering__slug="old").update(saved_at=long_ago)

    assert enforce("favourites of visitors") == 1
    assert saved(client) == ["new"]
    assert slugs_of(member) == ["old"]
