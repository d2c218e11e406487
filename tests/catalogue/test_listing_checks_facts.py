"""Each check of prices, files, evidence and contact: one case in which it finds something, and a near one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils.formats import date_format

from catalogue.models import Offering, Provider
from common.objects import store
from procurement.models import Certificate, LegalEntity, SecurityText
from procurement.models.evidence import today
from publishing.submissions.checking import ChecksError, Finding, checks_of, findings
from publishing.submissions.models import Submission
from publishing.submissions.services import submit
from tests.catalogue.checked import checked, found_in, keys_in, make_file, with_file
from tests.catalogue.listings import make_offering
from tests.publishing.submitting import make_draft, make_listed, make_market_provider, propose, writer

pytestmark = pytest.mark.django_db


def by_country(prices: dict[str, str]) -> dict[str, Any]:
    return {"country_prices": prices}


PAID = {"price_model": "subscription", "amount": "10.00", "currency": "EUR"}
# Check, field, what is found, and what is near and is not.
PRICES: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    ("amount-without-currency", "amount", PAID | {"currency": ""}, PAID),
    ("currency-without-amount", "currency", PAID | {"amount": None}, {"amount": None, "currency": ""}),
    ("currency-unknown", "currency", PAID | {"currency": "XXX"}, PAID | {"currency": "CHF"}),
    ("currency-unknown", "country_prices", by_country({"CH": "1.00 FRK"}), by_country({"CH": "1 CHF"})),
    ("amount-unreadable", "amount", PAID | {"amount": "-1"}, PAID | {"amount": "0.01"}),
    ("amount-unreadable", "amount", PAID | {"amount": "NaN"}, PAID),
    ("amount-unreadable", "amount", PAID | {"amount": {"a": 1}}, PAID),
    ("amount-unreadable", "amount", PAID | {"amount": "10.005"}, PAID | {"amount": "10.05"}),
    ("amount-unreadable", "amount", PAID | {"amount": "1e30"}, PAID | {"amount": "1e3"}),
    ("amount-not-asked", "amount", PAID | {"price_model": "free"}, PAID | {"price_model": "one-off"}),
    ("amount-missing", "amount", {"price_model": "one-off"}, {"price_model": "on-request"}),
    ("amount-unusual", "amount", PAID | {"amount": "0"}, PAID | {"amount": "1"}),
    ("amount-unusual", "amount", PAID | {"amount": "5000000"}, PAID | {"amount": "500000"}),
    ("country-price-unreadable", "country_prices", by_country({"ZZ": "1 EUR"}), by_country({"CH": "1 EUR"})),
    ("country-price-unreadable", "country_prices", by_country({"CH": "ten"}), by_country({"CH": "10 CHF"})),
    ("country-price-unreadable", "country_prices", by_country({"CH": "-1 CHF"}), by_country({})),
    (
        "country-price-twice", "country_prices", {"country_prices": {"CH": "1 CHF", "ch": "2 CHF"}},
        {"country_prices": {"CH": "1 CHF", "LI": "2 CHF"}},
    ),
    (
        "country-price-same", "country_prices", PAID | {"country_prices": {"CH": "10 EUR"}},
        PAID | {"country_prices": {"CH": "10 CHF"}},
    ),
]  # fmt: skip
BLOCKING = {check.key for check in checks_of(Offering) if check.is_blocking}


def told_of(submission: Submission, check: str, **values: Any) -> list[Finding]:
    return [one for one in findings(submission, submission.proposed | values) if one.check == check]


def refused(submission: Submission) -> list[str]:
    with pytest.raises(ChecksError) as problem:
        submit(submission=submission, person=writer(submission))
    return [one.check for one in problem.value.findings]


@pytest.fixture
def offering() -> Offering:
    return make_listed(make_market_provider())


@pytest.fixture
def draft() -> Submission:
    return make_draft()


def test_there_are_more_than_thirty_checks_with_keys_of_their_own():
    keys = [check.key for check in checks_of(Offering)]

    assert len(keys) == len(set(keys)) > 30


def test_prices_are_found_that_cannot_be_meant(draft):
    wrong = [
        (check, found)
        for check, key, found, near in PRICES
        if [one.field for one in told_of(draft, check, **found)] != [key] or told_of(draft, check, **near)
    ]

    assert wrong == []


def test_prices_that_cannot_be_meant_are_not_submitted(offering):
    for check, _key, found, _near in PRICES:
        if check in BLOCKING:
            edit = propose(offering, **({"price_model": "on-request", "amount": None, "currency": ""} | found))
            assert check in refused(edit), found


@pytest.mark.parametrize("value", [7, ["x"], {"a": {"b": None}}, True, "\u0001", "9" * 400])
def test_whatever_a_program_sends_is_looked_at(draft, value):
    keys = [key for key in draft.proposed if key not in ("slug", "state")]

    assert findings(draft, draft.proposed | dict.fromkeys(keys, value))


def test_a_picture_needs_words_for_those_who_do_not_see_it(offering):
    media, key = make_file(offering)

    assert refused(with_file(offering, media, key)) == ["picture-without-text"]
    told = with_file(offering, media, key, alt_en="A gate at night.")
    assert "picture-without-text" not in keys_in(told)


def test_words_for_a_picture_are_asked_for_in_each_language_of_the_description(offering):
    media, key = make_file(offering)
    Offering.objects.filter(pk=offering.pk).update(description_de="Sie wacht.")

    edit = with_file(offering, media, key, alt_en="A gate.")
    assert "German" in found_in(edit, "picture-text-untranslated")[0].message
    edit = with_file(offering, media, key, alt_en="A gate.", alt_de="Ein Tor.")
    assert not found_in(edit, "picture-text-untranslated")


@pytest.mark.parametrize(("width", "is_small"), [(799, True), (800, False)])
def test_a_small_picture_is_named(offering, width, is_small):
    media, key = make_file(offering, width=width)

    assert bool(found_in(with_file(offering, media, key, alt_en="A gate."), "picture-small")) == is_small


def test_a_file_that_vanished_from_the_store_is_named(offering):
    media, key = make_file(offering)
    edit = with_file(offering, media, key, alt_en="A gate.")
    assert not found_in(edit, "file-gone")

    store.delete(media.key("0.png"))

    assert refused(edit) == ["file-gone"]


def test_a_video_needs_a_title_and_should_have_captions(offering):
    media, key = make_file(offering, "video")

    assert refused(with_file(offering, media, key)) == ["media-without-title"]
    edit = with_file(offering, media, key, title_en="The gate")
    assert found_in(edit, "video-without-captions")
    edit = with_file(offering, media, key, title_en="The gate", timed_text_de="WEBVTT\n\n00:01.000 --> 00:02.000\nTor")
    assert not found_in(edit, "video-without-captions")


def make_certificate(provider: Provider, standard: str, until: date) -> Certificate:
    return Certificate.objects.create(
        provider=provider, standard=standard, issuer="A body", valid_from=date(2020, 1, 1), valid_until=until,
        stated_on=today(),
    )  # fmt: skip


def test_a_claim_needs_a_certificate_that_holds(offering):
    claim = propose(offering, description_en="It is ISO 27001 certified. It watches.")
    assert found_in(claim, "claim-unproved")

    held = make_certificate(offering.lead, "ISO/IEC 27001:2022", today() + timedelta(days=1))
    assert not found_in(claim, "claim-unproved")
    assert not found_in(claim, "certificate-expired")

    Certificate.objects.filter(pk=held.pk).update(valid_until=today() - timedelta(days=1))
    ended = date_format(today() - timedelta(days=1))
    assert [ended in one.message for one in found_in(claim, "certificate-expired")] == [True]
    assert [ended in one.message for one in found_in(claim, "claim-expired")] == [True]
    assert refused(claim) == ["claim-expired"]

    make_certificate(offering.lead, "ISO 27001", today())
    assert not found_in(claim, "claim-expired")


def test_a_certificate_for_something_else_proves_nothing(offering):
    make_certificate(offering.lead, "ISO 9001", today() + timedelta(days=1))

    assert found_in(propose(offering, description_en="It is ISO 27001 certified."), "claim-unproved")


def test_in_operation_needs_something_to_see(offering):
    edit = propose(offering, stage="operation")
    assert found_in(edit, "stage-unproved")

    make_certificate(offering.lead, "ISO 9001", today() + timedelta(days=1))

    assert not found_in(edit, "stage-unproved")
    assert not found_in(propose(offering, stage="beta"), "stage-unproved")


def test_what_a_provider_lacks_is_told_until_it_is_there(draft):
    lead = Provider.objects.get()
    wanted = {"security-contact-missing", "identifier-missing", "provider-page-empty"}
    assert wanted <= set(keys_in(draft))

    SecurityText.objects.create(provider=lead, url="https://gates.example/security.txt", stated_on=today())
    LegalEntity.objects.create(provider=lead, legal_name="Gates", lei="5493001KJTIIGC8Y1R12", stated_on=today())
    Provider.objects.update(description_en="It makes gates.")

    assert not wanted & set(keys_in(draft))


def test_somebody_must_be_reachable(draft):
    assert "contact-missing" not in keys_in(draft)

    Provider.objects.update(website="")

    assert refused(draft) == ["contact-missing"]
    assert not told_of(draft, "contact-missing", access_en="Ask us.")


def test_the_leading_provider_stays_among_the_providers(draft):
    assert told_of(draft, "lead-not-provider", providers=[])[0].is_blocking
    assert not told_of(draft, "lead-not-provider", providers=[Provider.objects.get().pk])


def test_what_the_market_shows_already_blocks_nobody(offering):
    Offering.objects.filter(pk=offering.pk).update(description_en="[x](offering:nowhere)")

    edit = propose(offering, version="2")

    assert [one.is_blocking for one in found_in(edit, "dead-link")] == [False]
    submit(submission=edit, person=writer(edit))


def test_what_blocks_comes_first():
    found = [one.is_blocking for one in checked(title_en="GATE WATCH", summary_en="TBD")]

    assert found == sorted(found, reverse=True)
    assert set(found) == {True, False}


def test_the_number_of_statements_does_not_grow(draft, django_assert_max_num_queries):
    lead = Provider.objects.get()
    for number in range(12):
        make_offering(f"other-{number}", lead, description_en="It watches gates with a number of sensors and rules.")
    links = " ".join(f"[x](offering:other-{number}) [y](/en/providers/none-{number}/)" for number in range(12))

    with django_assert_max_num_queries(14):
        found = findings(draft, draft.proposed | {"description_en": f"It watches gates with sensors. {links}"})

    assert sum(one.check == "dead-link" for one in found) == 12


def test_the_page_tells_every_check_and_how_to_mend(client):
    page = client.get("/en/submission-checks/").content.decode()

    for check in checks_of(Offering):
        assert f'id="{check.key}"' in page
        assert str(check.title) in page
    before, _heading, advice = page.partition('id="advice"')
    assert 'id="dead-link"' in before
    assert 'id="superlative"' in advice


def test_the_command_ends_with_an_error_where_something_would_block(capsys):
    offering = make_offering("watch", make_market_provider())
    call_command("check_listings")
    assert "description-short (advice)" in capsys.readouterr().out

    Offering.objects.filter(pk=offering.pk).update(description_en="[x](offering:nowhere)")

    with pytest.raises(CommandError, match="1 of 1 listings"):
        call_command("check_listings", slug="watch", blocking=True)
    told = capsys.readouterr().out
    assert "watch: description_en: dead-link (must be mended)" in told
    assert "advice" not in told
    with pytest.raises(CommandError, match="no listing"):
        call_command("check_listings", slug="nowhere")
