"""The files of a proposal on its provider's page: the same to see as on the reviewer's."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from catalogue.models import Media
from common.objects import store
from publishing.submissions.proposals import write_proposal
from tests.accounts.organisations import join
from tests.catalogue.listings import make_document
from tests.catalogue.media_files import body
from tests.desk.filling import detail_url
from tests.factories import make_member, signed_in
from tests.publishing.files import add, describe, drop, make_picture
from tests.publishing.submitting import make_draft, make_listed, make_market_provider, propose, writer

pytestmark = pytest.mark.django_db


def page_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def address_of(media: Media) -> str:
    return reverse("media:file", args=[media.pk, media.files[-1]["name"]])


def test_an_exchanged_picture_is_shown_before_and_after_to_all_its_people():
    old = make_picture(make_listed(make_market_provider()))
    edit = propose(old.offering)
    drop(edit, old)
    new = add(edit)
    viewer = signed_in(join(edit.organisation, "viewer").person)

    for reader in (signed_in(writer(edit)), viewer):
        page = page_of(reader, detail_url(edit))
        assert page.index(f'src="{address_of(old)}"') < page.index(f'src="{address_of(new)}"')
        assert 'alt="A new gate."' in page
        assert body(reader.get(address_of(new))) == b"pixel"
    stranger = signed_in(make_member())
    assert [stranger.get(at).status_code for at in (detail_url(edit), address_of(new))] == [404, 404]


def test_a_document_is_told_by_type_and_size_with_a_link():
    offering = make_listed(make_market_provider())
    edit = propose(offering, title_en="Another")
    document = make_document(offering, sha256="a" * 64)
    write_proposal(submission=edit, person=writer(edit), seen=edit.digest, values={
        "media": {f"facts.pdf {str(document.pk)[:8]}": '{"content": "aaaaaaaaaaaa", "title_en": "Facts"}'},
    })  # fmt: skip
    describe(edit, document, title_en="Facts and figures")

    page = page_of(signed_in(writer(edit)), detail_url(edit))

    assert "facts.pdf, PDF, 21" in page
    assert f'href="{address_of(document)}"' in page
    assert "Download the document" in page


@pytest.mark.parametrize("part", ["desk:submission-detail", "desk:submission-media"])
def test_a_vanished_file_has_a_sentence(part):
    draft = make_draft()
    media = add(draft)
    store.delete(media.key(media.files[0]["name"]))

    page = page_of(signed_in(writer(draft)), reverse(part, args=[draft.pk]))

    assert "It has to be uploaded again" in page
    assert address_of(media) not in page


@pytest.mark.parametrize("media", [None, {"x": "{"}, {"x": "[]"}, {"": "{}"}, {"gate.png 01234567": '{"alt_en": 5}'},
                                   {"gate.png 01234567": '{"position": "first", "content": []}'}])  # fmt: skip
def test_whatever_programs_have_written_about_files_can_be_looked_at(media):
    edit = propose(make_picture(make_listed(make_market_provider())).offering)
    write_proposal(submission=edit, person=writer(edit), values={"media": media}, seen=edit.digest)

    assert "Removed:" in page_of(signed_in(writer(edit)), detail_url(edit))
