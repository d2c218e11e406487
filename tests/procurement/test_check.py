"""Anybody who has the digest or the file learns whether it is true, and what has changed."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.merging import rules
from accounts.models import User
from accounts.personal.erasing import erase_traces, remove_person
from accounts.retention import enforce
from catalogue.models import Offering
from catalogue.services import set_state
from procurement.models import Shortlist
from procurement.personal_data import PROOF_KEPT
from tests.catalogue.listings import make_offering
from tests.catalogue.revising import read
from tests.factories import make_member
from tests.procurement.freezing import CHECK, document, exported, freeze

pytestmark = pytest.mark.django_db


def hand_in(content: bytes | dict[str, Any], client: Client | None = None) -> HttpResponse:
    body = content if isinstance(content, bytes) else json.dumps(content, indent=2).encode()
    return (client or Client()).post(CHECK, {"file": SimpleUploadedFile("shortlist.json", body)})


def told(answer: HttpResponse) -> str:
    assert answer.status_code == 200
    return read(answer)


# What was frozen


def test_a_stranger_learns_from_the_digest_when_it_was_frozen(buyer: Client, watch: Offering) -> None:
    shortlist = freeze(buyer, "watch", title="Titlemarker", note="Notemarker")

    for digest in (shortlist.digest, shortlist.digest.upper(), f" sha256:{shortlist.digest} "):
        text = told(Client().post(CHECK, {"digest": digest}))
        assert "The market froze exactly this." in text
        assert "unchanged" in text
        assert "marker" not in text
    assert "froze exactly this" in told(Client().get(f"{CHECK}?digest={shortlist.digest}"))


def test_the_exported_file_is_right_also_when_a_program_has_rewritten_it(buyer: Client, watch: Offering) -> None:
    shortlist = freeze(buyer, "watch", title="Überwachung")

    assert "froze exactly this" in told(hand_in(exported(buyer, shortlist)))
    assert "froze exactly this" in told(hand_in(document(buyer, shortlist)))


def test_a_changed_file_is_told_with_the_place_and_without_what_was_there(buyer: Client, watch: Offering) -> None:
    found = document(buyer, freeze(buyer, "watch", title="Titlemarker"))
    found["shortlist"]["offerings"][0]["price"]["amount"] = "1.00"
    found["shortlist"]["title"] = "Another"

    text = told(hand_in(found))

    assert "This file was changed after its export." in text
    assert "offerings[1].price.amount" in text
    assert "offerings[1].title" not in text
    assert "Titlemarker" not in text
    assert "1200" not in text


def test_a_file_with_another_digest_written_into_it_is_not_believed(buyer: Client, watch: Offering) -> None:
    found = document(buyer, freeze(buyer, "watch"))
    found["shortlist"]["offerings"][0]["title"] = "Another"
    found["sha256"] = "0" * 64

    assert "The market has not frozen this." in told(hand_in(found))


def test_a_digest_that_nobody_froze_is_unknown() -> None:
    assert "The market has not frozen this." in told(Client().post(CHECK, {"digest": "0" * 64}))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Hand in either the digest or the file."),
        ({"digest": "0" * 63}, "A SHA-256 has 64 digits"),
        ({"digest": "g" * 64}, "A SHA-256 has 64 digits"),
        ({"digest": "0" * 500}, "at most 200 characters"),
    ],
)
def test_what_is_no_digest_gets_a_sentence(given: dict[str, str], sentence: str) -> None:
    answer = Client().post(CHECK, given)

    assert answer.status_code == 422
    assert sentence in read(answer)


@pytest.mark.parametrize(
    "content",
    [
        b"no json", b"[]", b"{}", b'"text"', b"[" * 50_000, b'{"sha256": 1, "shortlist": 1.5}',
        b'{"sha256":"","sha256":""}', b"\xff\xd8\xff", b"PK\x03\x04", b'{"shortlist": {}}',
    ],
    ids=range(10),
)  # fmt: skip
def test_a_file_that_is_none_of_ours_gets_a_sentence(content: bytes) -> None:
    answer = hand_in(content)

    assert answer.status_code == 422
    assert "not a JSON file that the market exports" in read(answer)


def test_a_file_too_large_gets_a_sentence() -> None:
    answer = hand_in(b" " * (9 * 2**20))

    assert answer.status_code == 422
    assert "larger than 8 MB" in read(answer)


# What has changed since


def test_a_change_of_the_price_is_told_with_before_and_after(buyer: Client, watch: Offering) -> None:
    shortlist = freeze(buyer, "watch")
    Offering.objects.update(amount="1500.00", summary_en="It watches more.")

    text = told(Client().post(CHECK, {"digest": shortlist.digest}))

    assert "Amount: 1200.00 → 1500.00" in text
    assert "Summary (English)" in text


def test_an_offering_withdrawn_since_shows_nothing_of_itself(buyer: Client, watch: Offering) -> None:
    shortlist = freeze(buyer, "watch")
    Offering.objects.update(title_en="Secretmarker")
    set_state(
        offerings=Offering.objects.all(), state=Offering.State.WITHDRAWN,
        person=make_member(is_staff=True, is_superuser=True),
    )  # fmt: skip

    text = told(Client().post(CHECK, {"digest": shortlist.digest}))

    assert "no longer in the catalogue" in text
    assert "Secretmarker" not in text
    assert "no longer in the catalogue" in told(buyer.get(shortlist.get_absolute_url()))


def test_an_offering_that_is_gone_stays_in_the_proof(buyer: Client, watch: Offering) -> None:
    shortlist = freeze(buyer, "watch")
    before = exported(buyer, shortlist)

    watch.delete()

    assert "no longer in the catalogue" in told(hand_in(before))
    assert exported(buyer, shortlist) == before


def test_the_number_of_statements_of_the_check_does_not_grow(
    buyer: Client, watch: Offering, django_assert_max_num_queries: Any
) -> None:
    slugs = [make_offering(f"offering-{number}").slug for number in range(20)]
    shortlist = freeze(buyer, *slugs)
    Offering.objects.update(version="2")

    with django_assert_max_num_queries(12):
        Client().post(CHECK, {"digest": shortlist.digest})


# The proof outlives its owner


def test_what_is_removed_can_still_be_checked(buyer: Client, watch: Offering) -> None:
    shortlist = freeze(buyer, "watch", title="Titlemarker")
    content = exported(buyer, shortlist)

    assert buyer.post(f"/en/procurement/shortlists/{shortlist.pk}/remove/").status_code == 302

    assert buyer.get(shortlist.get_absolute_url()).status_code == 404
    assert "froze exactly this" in told(hand_in(content))
    kept = Shortlist.objects.get()
    assert (kept.owner, kept.title, kept.document) == (None, "", None)


def test_an_erased_person_leaves_a_proof_without_a_name(watch: Offering) -> None:
    person, client = make_member(), Client()
    client.force_login(person)
    shortlist = freeze(client, "watch", note="Notemarker")
    content = exported(client, shortlist)

    erase_traces(person)
    remove_person(person)

    assert not User.objects.filter(pk=person.pk).exists()
    assert "froze exactly this" in told(hand_in(content))
    assert "Notemarker" not in str(Shortlist.objects.values())


def test_shortlists_of_two_accounts_become_one_persons(buyer: Client, watch: Offering) -> None:
    shortlist = freeze(buyer, "watch")
    kept = make_member()

    [rule] = [rule for rule in rules() if rule.model is Shortlist]
    rule.merge(kept, shortlist.owner)

    shortlist.refresh_from_db()
    assert shortlist.owner == kept


def test_a_proof_without_an_owner_goes_after_ten_years(buyer: Client, watch: Offering) -> None:
    freeze(buyer, "watch")
    old = Shortlist.objects.create(digest="b" * 64, frozen_at=timezone.now() - PROOF_KEPT * 1.01)

    assert enforce("proofs of shortlists") == 1

    assert not Shortlist.objects.filter(pk=old.pk).exists()
    assert Shortlist.objects.count() == 1


# The command


def test_the_command_tells_the_same(buyer: Client, watch: Offering, tmp_path: Path) -> None:
    shortlist, out = freeze(buyer, "watch"), StringIO()
    file = tmp_path / "shortlist.json"
    file.write_bytes(exported(buyer, shortlist))
    Offering.objects.update(version="2")

    call_command("check_shortlist", str(file), stdout=out)
    call_command("check_shortlist", shortlist.digest, stdout=out)

    assert out.getvalue().count("exactly so.") == 2
    assert "watch, revision 1: changed: Version" in out.getvalue()


def test_the_command_ends_with_an_error_for_a_changed_file(buyer: Client, watch: Offering, tmp_path: Path) -> None:
    found, file = document(buyer, freeze(buyer, "watch")), tmp_path / "shortlist.json"
    found["shortlist"]["currency"] = "USD"
    file.write_text(json.dumps(found))

    with pytest.raises(CommandError, match="The file was changed"):
        call_command("check_shortlist", str(file), stderr=StringIO())
    with pytest.raises(CommandError, match="has not frozen"):
        call_command("check_shortlist", "0" * 64)
    with pytest.raises(CommandError, match="neither a SHA-256 nor a file"):
        call_command("check_shortlist", str(tmp_path / "nothing.json"))
