"""The evidence about an offering: entered by the staff, shown to everybody, marked when it is out of date."""

from __future__ import annotations

import re
from datetime import timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.personal.erasing import erase_traces
from catalogue.models import Offering
from common.objects import store
from procurement.models import Certificate, SecurityText, SelfAssessment
from procurement.tasks import delete_orphaned_files, remind_of_certificates
from tests.catalogue.listings import make_offering, make_provider
from tests.catalogue.revising import read
from tests.procurement.stating import PDF, add, certificate, day, entity, facts

pytestmark = pytest.mark.django_db
PAGE = "/en/catalogue/watch/evidence/"


def shown(client: Client | None = None) -> str:
    answer = (client or Client()).get(PAGE)
    assert answer.status_code == 200
    return read(answer)


def keep(client: Client, offering: Offering, /, **values: Any) -> Certificate:
    answer = add(client, "certificate", **certificate(offering, **values))
    assert answer.status_code == 302, read(answer)
    return Certificate.objects.latest("pk")


def is_marked(slug: str = "watch") -> bool:
    """Whether the tab on the page of the offering has the badge."""
    return "out of date" in read(Client().get(f"/en/catalogue/{slug}/"))


# The page


def test_without_evidence_the_page_says_so(watch: Offering) -> None:
    assert shown().count("None is stated.") == 3
    assert not is_marked()


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_what_is_not_published_has_no_evidence(watch: Offering, state: str) -> None:
    Offering.objects.update(state=state)

    assert Client().get(PAGE).status_code == 404
    assert Client().get("/api/v1/evidence/watch/").status_code == 404


def test_a_certificate_is_shown_with_its_dates_and_its_file(staff: Client, watch: Offering) -> None:
    kept = keep(staff, watch)

    text = shown()

    assert "ISO/IEC 27001:2022 Seal GmbH 27-1" in text
    assert "valid iso.pdf" in text
    answer = Client().get(f"/en/catalogue/evidence/{kept.file_id}/")
    assert answer.content == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="iso.pdf"'
    assert answer["Content-Type"] == "application/pdf"


def test_a_certificate_of_the_provider_counts_for_all_its_offerings_only(staff: Client, watch: Offering) -> None:
    other = make_offering("other", make_provider("others"))
    make_offering("second", watch.lead)
    keep(staff, watch, valid_until=day(-1), valid_from=day(-10))
    keep(staff, other, offering=other.pk)

    assert is_marked("watch")
    assert is_marked("second")
    assert not is_marked("other")


def test_what_is_stated_for_the_register_is_shown(staff: Client, watch: Offering) -> None:
    add(staff, "legalentity", **entity(watch))
    add(staff, "servicefacts", **facts(watch))

    text = shown()

    assert "529900T8BM49AURSDO55" in text
    assert "S19: Cloud services, SaaS" in text
    assert "Switzerland, Germany" in text


def test_programs_read_the_same(staff: Client, watch: Offering) -> None:
    keep(staff, watch, valid_until=day(-1))
    add(staff, "legalentity", **entity(watch))

    found = Client().get("/api/v1/evidence/watch/").json()

    assert found["is_stale"] is True
    assert found["certificates"][0]["standard"] == "ISO/IEC 27001:2022"
    assert found["entity"]["lei"] == "529900T8BM49AURSDO55"
    assert found["assessment"] is None


# What is out of date


@pytest.mark.parametrize(
    ("days", "badge"),
    [
        ({"valid_from": day(-30), "valid_until": day(0)}, "valid"),
        ({"valid_from": day(-30), "valid_until": day(-1)}, "expired"),
        ({"valid_from": day(-3_000), "valid_until": day(1)}, "valid"),
        ({"valid_from": day(-365), "valid_until": ""}, "valid"),
        ({"valid_from": day(-366), "valid_until": ""}, "older than a year"),
    ],
)
def test_a_certificate_is_marked_once_it_is_out_of_date(
    staff: Client, watch: Offering, days: dict[str, Any], badge: str
) -> None:
    keep(staff, watch, **days)

    assert f"{badge} iso.pdf" in shown()
    assert is_marked() == (badge != "valid")


def test_a_page_that_is_kept_for_visitors_is_marked_from_the_day_on(
    staff: Client, watch: Offering, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(staff, watch, valid_until=day(3))
    assert not is_marked()

    later = timezone.now() + timedelta(days=4)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)

    assert is_marked()


def test_a_change_reaches_a_page_that_is_kept_for_visitors_at_once(staff: Client, watch: Offering) -> None:
    kept = keep(staff, watch)
    assert not is_marked()

    Certificate.objects.filter(pk=kept.pk).update(valid_until=day(-1))

    assert is_marked()


def test_an_assessment_is_marked_after_a_year(staff: Client, watch: Offering) -> None:
    given = {"offering": watch.pk, "assessed_on": day(0), "note": "", "encryption": "yes", "exit": "no"}
    assert add(staff, "selfassessment", **given).status_code == 302
    assert "Data are encrypted in transit and at rest.yes" in shown()
    assert not is_marked()

    SelfAssessment.objects.update(assessed_on=day(-366))

    assert "older than a year" in shown()
    assert is_marked()


# What contradicts itself


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"valid_from": day(0), "valid_until": day(-1)}, "It cannot end before it begins."),
        ({"valid_from": "2026-02-30"}, "Enter a valid date."),
        ({"valid_from": ""}, "This field is required."),
        ({"file": SimpleUploadedFile("iso.pdf", b"MZ not a PDF")}, "is not a PDF, PNG or JPEG file"),
        ({"file": SimpleUploadedFile("iso.png", PDF)}, "does not fit the content of the file"),
        ({"file": SimpleUploadedFile("iso.pdf", PDF + b" " * (10 * 2**20))}, "is larger than 10 MB"),
    ],
)
def test_a_certificate_that_cannot_be_gets_a_sentence(
    staff: Client, watch: Offering, wrong: dict[str, Any], sentence: str
) -> None:
    answer = add(staff, "certificate", **certificate(watch, **wrong))

    assert answer.status_code == 200
    assert sentence in read(answer)
    assert not Certificate.objects.exists()


def test_a_certificate_for_an_offering_of_somebody_else_is_refused(staff: Client, watch: Offering) -> None:
    other = make_offering("other", make_provider("others"))

    assert "not one of the provider" in read(add(staff, "certificate", **certificate(watch, offering=other.pk)))


def test_an_assessment_of_tomorrow_is_refused(staff: Client, watch: Offering) -> None:
    answer = add(staff, "selfassessment", offering=watch.pk, assessed_on=day(1), note="", encryption="yes")

    assert "This day is still to come." in read(answer)
    assert "is not one of the available choices" in read(
        add(staff, "selfassessment", offering=watch.pk, assessed_on=day(0), note="", encryption="perhaps")
    )


def test_a_file_that_has_vanished_is_told(staff: Client, watch: Offering) -> None:
    kept = keep(staff, watch)
    store.delete(kept.key)

    assert Client().get(f"/en/catalogue/evidence/{kept.file_id}/").status_code == 404


def test_the_file_of_what_is_withdrawn_is_not_handed_out(staff: Client, watch: Offering) -> None:
    kept = keep(staff, watch)
    Offering.objects.update(state="withdrawn")

    assert Client().get(f"/en/catalogue/evidence/{kept.file_id}/").status_code == 404


def test_a_replaced_file_is_swept_away(staff: Client, watch: Offering, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = keep(staff, watch)
    old = kept.key
    new = certificate(watch, file=SimpleUploadedFile("new.pdf", PDF + b"2"))
    staff.post(f"/en/admin/procurement/certificate/{kept.pk}/change/", new)
    kept.refresh_from_db()
    monkeypatch.setattr("common.objects.ORPHAN_AGE", timedelta(seconds=-5))

    delete_orphaned_files()

    assert store.find(old) is None
    assert store.find(kept.key) == PDF + b"2"


# The reminder


def test_who_keeps_a_certificate_is_reminded_once(staff: Client, watch: Offering, administrator: User) -> None:
    keep(staff, watch, valid_until=day(30))
    keep(staff, watch, valid_until=day(31))
    keep(staff, watch, valid_until=day(-1), valid_from=day(-9))

    remind_of_certificates()
    remind_of_certificates()

    [sent] = mail.outbox
    assert sent.to == [administrator.email]
    assert "ISO/IEC 27001:2022 of Gates, issued by Seal GmbH" in sent.body
    assert re.search(r"/en/admin/procurement/certificate/\d+/change/", sent.body)


def test_a_renewed_certificate_is_reminded_of_anew(staff: Client, watch: Offering) -> None:
    kept = keep(staff, watch, valid_until=day(10))
    remind_of_certificates()

    Certificate.objects.filter(pk=kept.pk).update(valid_until=day(20))
    remind_of_certificates()

    assert len(mail.outbox) == 2


def test_nobody_is_written_to_who_cannot_be_reached(staff: Client, watch: Offering, administrator: User) -> None:
    keep(staff, watch, valid_until=day(10))
    User.objects.filter(pk=administrator.pk).update(is_active=False)

    remind_of_certificates()

    assert mail.outbox == []


def test_a_reminder_that_could_not_be_sent_is_sent_later(
    staff: Client, watch: Offering, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(staff, watch, valid_until=day(10))

    def refuse(*_args: Any) -> int:
        raise SMTPServerDisconnected

    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", refuse)
        remind_of_certificates()
    assert mail.outbox == []
    remind_of_certificates()

    assert len(mail.outbox) == 1


def test_an_erased_keeper_leaves_the_certificate(staff: Client, watch: Offering, administrator: User) -> None:
    keep(staff, watch)

    erase_traces(administrator)

    assert Certificate.objects.get().keeper is None


# security.txt

GOOD = "Contact: mailto:security@gates.example\nExpires: 2099-01-01T00:00:00Z\n"


def text_of(days: int, contact: str = "mailto:security@gates.example") -> str:
    return f"# ours\nContact: {contact}\nExpires: {day(days).isoformat()}T00:00:00Z\n"


def test_the_text_is_read_judged_and_shown(staff: Client, watch: Offering) -> None:
    assert add(staff, "securitytext", provider=watch.lead_id, url="", text=text_of(100)).status_code == 302

    text = shown()

    assert "mailto:security@gates.example" in text
    assert "as RFC 9116 asks" in text
    assert not is_marked()


def test_an_expired_text_is_marked(staff: Client, watch: Offering) -> None:
    add(staff, "securitytext", provider=watch.lead_id, url="", text=text_of(-1))

    assert "It has expired." in shown()
    assert is_marked()


def test_an_address_alone_is_shown_as_not_read(staff: Client, watch: Offering) -> None:
    address = "https://gates.example/.well-known/security.txt"
    add(staff, "securitytext", provider=watch.lead_id, url=address, text="")

    assert "The market has not read it." in shown()


@pytest.mark.parametrize("wrong", [{"url": "", "text": " "}, {"url": "http://gates.example/", "text": ""}])
def test_neither_text_nor_a_safe_address_is_refused(staff: Client, watch: Offering, wrong: dict[str, str]) -> None:
    assert add(staff, "securitytext", provider=watch.lead_id, **wrong).status_code == 200
    assert not SecurityText.objects.exists()
