"""Each check of what is written: one text in which it finds something, and a near one in which it does not."""

from __future__ import annotations

import time
from typing import Any

import pytest

from catalogue.models import Offering, Term
from publishing.submissions.checking import ChecksError, Finding, checks_of, findings
from publishing.submissions.models import Submission
from publishing.submissions.proposals import write_proposal
from publishing.submissions.services import submit
from tests.catalogue.checked import found_in, keys_in
from tests.catalogue.listings import make_offering, make_term
from tests.publishing.submitting import make_draft, propose, writer

pytestmark = pytest.mark.django_db

GERMAN = (
    "Die Plattform sammelt alle Meldungen der Filialen und zeigt sie auf einer Seite. Der Betreiber wird "
    "benachrichtigt, und das Protokoll ist auch für die Prüfung von Vorfällen mit den Daten des Tages nützlich."
)
ENGLISH = (
    "The platform collects all reports of the branches and shows them on one page. The operator is told of them, and "
    "the log is of use for the audit of incidents with the data of that day."
)
LONG = "It watches the gates of the bank. " * 40

# Check, key, what is found, and what is near and is not.
CASES: list[tuple[str, str, Any, Any]] = [
    ("english-missing", "summary_en", "  ", "It watches gates."),
    ("placeholder", "description_en", "It watches. TBD", "It watches tabard makers."),
    ("placeholder", "description_de", "Lorem ipsum dolor", "Die Wache"),
    ("placeholder", "description_en", "TODO: say how", "What is left to do is little."),
    ("placeholder", "description_es", "[insert text]", "Vigila TODO el día."),
    ("hidden-characters", "title_en", "Gate\u202ewatch", "Gate – watch"),
    ("hidden-characters", "summary_en", "It watches\u200b gates.", "It watches ga\u00adtes."),
    ("title-capitals", "title_en", "GATE WATCH", "FINSEC Watch"),
    ("title-long", "title_en", "Gate " * 16, "Gate " * 13),
    ("summary-repeats-title", "summary_en", "Gate watch.", "Gate watch for branches."),
    ("description-short", "description_en", "It watches.", LONG[:250]),
    ("wall-of-text", "description_en", LONG, LONG[:1000]),
    ("wall-of-text", "description_en", f"{LONG[:1100]}\n\n" * 2, f"## How\n\n{LONG[:1100]}\n\n{LONG[:1100]}"),
    ("translation-same", "description_de", ENGLISH, GERMAN),
    ("wrong-language", "description_fr", GERMAN, "Le système surveille."),
    ("wrong-language", "description_en", GERMAN, ENGLISH),
    ("unsafe-markup", "description_en", "Gates\n<script>x</script>", "Scripts are watched."),
    ("unsafe-markup", "description_en", "[x](javascript:alert(1))", "It reads javascript: addresses."),
    ("unsafe-markup", "description_en", '<b onclick="x">', "Turn it on = watch."),
    ("raw-html", "description_en", "It <b>watches</b>.", "If a < b and c > d."),
    ("picture-in-text", "description_en", "![Gate](https://a.example/g.png)", "Gates! [Gate](https://a.example/)"),
    ("link-lost", "description_en", "[Gate](www.a.example)", "[Gate](https://www.a.example)"),
    ("dead-link", "description_en", "[x](offering:nowhere)", "[x](offering:listed)"),
    ("dead-link", "description_de", "[x](/de/catalogue/nowhere/)", "[x](/de/catalogue/listed/)"),
    ("dead-link", "access_en", "See http://localhost:8000/en/no/such/page/", "See http://localhost:8000/en/catalogue/"),
    ("dead-link", "description_en", "[x](/en/providers/nobody/)", "[x](/en/providers/gatekeepers/)"),
    ("private-link", "description_en", "[x](http://192.168.1.7/)", "[x](http://8.8.8.8/)"),
    ("private-link", "description_en", "https://wiki.internal/page", "https://internal.example/page"),
    ("private-link", "description_en", "[x](http://localhost/)", "[x](https://localhost.example/)"),
    ("insecure-link", "description_en", "[x](http://a.example/)", "[x](https://a.example/)"),
    ("secret", "description_en", "AKIAIOSFODNN7EXAMPLE", "AKIA is the beginning of keys."),
    ("secret", "description_en", "https://me:secret@a.example/", "https://a.example/me:secret"),
    ("account-number", "description_en", "Pay to DE89 3704 0044 0532 0130 00", "Pay to DE88 3704 0044 0532 0130 00"),
    ("account-number", "description_en", "Card 4111 1111 1111 1111", "Card 4111 1111 1111 1112"),
    ("private-mail", "contact_note_en", "Write to anna@gmail.com", "Write to sales@gatekeepers.example"),
    ("phone-number", "contact_note_en", "Call +30 210 123 4567", "Since 2010 in 120 countries"),
    ("claim-unproved", "description_en", "It is ISO 27001 certified.", "It helps you to become ISO 27001 certified."),
    ("claim-absolute", "description_en", "It is 100 % secure.", "It is not 100 % secure."),
    ("superlative", "summary_en", "The best watch.", "Follows best practices."),
    ("superlative", "summary_de", "Die führende Wache.", "Die Führung der Wache."),
    ("standard-not-listed", "description_en", "It follows ISO/IEC 27001:2022.", "It follows rules."),
    ("standard-unknown", "description_en", "It follows ISO 99999.", "It follows ISO 27001."),
    ("related-gone", "related", ["nowhere"], ["listed"]),
    ("term-unknown", "sectors", ["moonbase"], ["banking"]),
]  # fmt: skip


@pytest.fixture
def draft(db: None) -> Submission:
    """A draft on a market with one other listing and two terms."""
    make_term("standards", "ISO 27001", "ISO/IEC 27001")
    make_term("sectors", "banking", "Banking")
    submission = make_draft(description_en=ENGLISH)
    make_offering("listed", Offering.objects.get().lead)
    return submission


def write(submission: Submission, **values: Any) -> Submission:
    write_proposal(submission=submission, person=writer(submission), values=values, seen=submission.digest)
    return submission


BLOCKING = {check.key for check in checks_of(Offering) if check.is_blocking}


def told_of(submission: Submission, check: str, **values: Any) -> list[Finding]:
    """Return what a check finds in the draft with these values in place of its own."""
    return [one for one in findings(submission, submission.proposed | values) if one.check == check]


def test_each_check_finds_what_it_looks_for_and_not_what_is_near(draft):
    missed, mistaken = [], []
    for check, key, found, near in CASES:
        told = told_of(draft, check, **{key: found})
        if [one.field for one in told] not in ([key], ["standards"]) or not (told[0].message and told[0].mend):
            missed.append((check, key, found))
        if told_of(draft, check, **{key: near}):
            mistaken.append((check, key, near))

    assert (missed, mistaken) == ([], [])


def test_what_blocks_is_refused_with_its_sentence(draft):
    good, let_through = draft.proposed, []
    for check, key, found, _near in CASES:
        if check in BLOCKING:
            write(draft, **(good | {key: found}))
            told = found_in(draft, check)[0]
            with pytest.raises(ChecksError) as refused:
                submit(submission=draft, person=writer(draft))
            if not (told.is_blocking and str(told) in str(refused.value)):
                let_through.append((check, str(refused.value)))

    assert let_through == []
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_advice_holds_nobody_up(draft):
    write(draft, summary_en="The best watch.", access_en="See <b>us</b> at http://gates.example/.")
    assert {"superlative", "raw-html", "insecure-link"} <= set(keys_in(draft))

    submit(submission=draft, person=writer(draft))

    assert draft.state == "submitted"


def test_each_language_without_texts_is_named_once(draft):
    found = found_in(write(draft, title_de="Torwache", summary_de="Bewacht Tore."), "translation-missing")

    assert [one.field for one in found] == ["description_de", "title_fr", "title_it", "title_es", "title_el"]
    assert "German" in found[0].message


def test_a_translation_is_out_of_date_once_the_english_text_moved_on(draft):
    offering = make_offering("moving", Offering.objects.first().lead, summary_de="Bewacht.", summary_fr="Garde.")
    edit = propose(offering, summary_en="It watches by night.", summary_fr="Garde la nuit.")

    assert [one.field for one in found_in(edit, "translation-outdated")] == ["summary_de"]


def test_a_title_of_another_listing_is_named(draft):
    assert "listed" in found_in(write(draft, title_en="LISTED"), "title-taken")[0].message
    assert not found_in(write(draft, title_en="Listed too"), "title-taken")


def test_a_near_copy_is_named_with_its_likeness(draft):
    words = (
        "It compares badge readers with sign-ins, finds doors that open for people who are on holiday, and tells the "
        "control room within a minute. Rules are written by the bank itself and kept in a history."
    )
    make_offering("original", title_en="Door rules", summary_en="Compares doors.", description_en=words)

    copy = found_in(write(draft, description_en=words.replace("a minute", "two minutes")), "near-duplicate")
    assert "Door rules" in copy[0].message
    assert "%" in copy[0].message

    other = "Badge readers are sold by us together with doors; the bank pays by the month and returns them at the end."
    assert not found_in(write(draft, description_en=other), "near-duplicate")


def test_withdrawn_listings_are_no_target(draft):
    Offering.objects.filter(slug="listed").update(state="withdrawn")

    assert found_in(write(draft, description_en="[x](offering:listed)"), "dead-link")
    assert found_in(write(draft, related=["listed"]), "related-gone")


def test_a_standard_is_known_by_any_of_its_spellings(draft):
    assert Term.objects.filter(key="ISO 27001").exists()

    listed = write(draft, description_en="It follows ISO/IEC 27001:2022.", standards=["ISO 27001"])

    assert not found_in(listed, "standard-not-listed")
    assert not found_in(listed, "standard-unknown")


TRICKY = ("+1234567890", "AA11 ", "a.", "![", "[add ", "< ", "eyJ-", "<a on", "](  ", "00", "\n ")


def test_texts_made_to_take_long_do_not(draft):
    slow = []
    for part in TRICKY:
        began = time.process_time()
        findings(draft, draft.proposed | {"description_en": f"{part * (20_000 // len(part))}_"})
        slow += [part] if time.process_time() - began > 1 else []

    assert slow == []
