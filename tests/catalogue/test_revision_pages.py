"""The history in the administration: who may read it, what it shows, and the way back."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse_lazy

from accounts.roles import EDITOR
from catalogue.models import Offering
from publishing.services import Signature, changing, hold
from publishing.snapshots import digest_of, states
from tests.catalogue.listings import make_offering, make_provider, make_term
from tests.catalogue.revising import page, read, revisions, save
from tests.factories import make_member, signed_in

pytestmark = pytest.mark.django_db

LANGUAGES = ("en", "de", "fr", "it", "es", "el")
LIST = reverse_lazy("admin:catalogue_offering_changelist")
PAGES = (("history",), ("revision", 1), ("compare",), ("restore", 1))


@pytest.fixture
def staff() -> Client:
    return signed_in(make_member(is_staff=True, is_superuser=True))


@pytest.fixture
def editor() -> Client:
    person = make_member(is_staff=True)
    person.groups.add(Group.objects.get(name=EDITOR))
    return signed_in(person)


@pytest.fixture
def reader() -> Client:
    person = make_member(is_staff=True)
    person.user_permissions.add(*Permission.objects.filter(codename="view_offering"))
    return signed_in(person)


def seen(offering: Offering) -> str:
    return digest_of(states(Offering, [offering.pk])[offering.pk])


def restore(client: Client, offering: Offering, number: int) -> HttpResponse:
    return client.post(page(offering, "restore", number), {"seen": seen(offering)})


def act(client: Client, action: str, *offerings: Offering) -> HttpResponse:
    values = {"action": action, "_selected_action": [str(one.pk) for one in offerings]}
    return client.post(str(LIST), values, follow=True)


def test_the_history_lists_who_changed_what_and_when(staff: Client) -> None:
    offering = make_offering()
    save(staff, offering, title_de="Wache", comment="Translated")

    text = read(staff.get(page(offering, "history")))

    last = revisions(offering)[-1]
    assert last.author
    assert all(
        words in text for words in (last.author.email, "Title (German)", "Translated", "The state as it was found")
    )


def test_a_revision_shows_what_differs_in_texts_words_and_price(staff: Client) -> None:
    make_term("audiences", "banks", "Banks")
    partner = make_provider("partner", name="The partner")
    offering = make_offering("watch", make_provider("lead"))
    save(
        staff, offering, summary_en="It watches at night.", description_el="Νύχτα.", audience=["banks"], amount="12.50",
        currency="EUR", price_model="subscription", for_whom_de='{"banks": "Für Filialen."}',
        **{"shares-TOTAL_FORMS": "2", "shares-1-provider": str(partner.pk), "shares-1-position": "1"},
    )  # fmt: skip

    page_text = staff.get(page(offering, "revision", 2)).content.decode()

    assert "It watches<ins> at night</ins>." in page_text
    assert '<p class="change-text" dir="auto" lang="el"><ins>Νύχτα.</ins></p>' in page_text
    assert "<li><ins>Banks</ins></li>" in page_text
    assert "<li><ins>The partner</ins></li>" in page_text
    assert "<ins>12.50</ins>" in page_text
    assert "<del>On request</del> <ins>Subscription</ins>" in page_text
    assert "<ins>Für Filialen.</ins>" in page_text


def test_two_revisions_and_what_is_live_are_compared(staff: Client) -> None:
    offering = make_offering()
    for word in ("one", "two", "three"):
        save(staff, offering, summary_en=f"It is {word}.")

    two = staff.get(page(offering, "compare"), {"from": "2", "to": "3"}).content.decode()
    live = staff.get(page(offering, "compare"), {"from": "2"}).content.decode()
    none = read(staff.get(page(offering, "compare"), {"from": "4", "to": "live"}))

    assert "It is<del> one</del><ins> two</ins>." in two
    assert "It is<del> one</del><ins> three</ins>." in live
    assert "They are equal." in none


@pytest.mark.parametrize("wrong", ["0", "99", "99999999999999999999", "x", "", "²", "1\0"])
def test_a_revision_that_is_not_there_is_not_found(staff: Client, wrong: str) -> None:
    offering = make_offering()
    hold(Offering, [offering.pk])

    assert staff.get(page(offering, "compare"), {"from": wrong}).status_code == 404
    if wrong.isascii() and wrong.isdecimal():
        assert staff.get(page(offering, "revision", int(wrong))).status_code == 404
        assert staff.get(page(offering, "restore", int(wrong))).status_code == 404


def test_markup_in_a_text_is_shown_and_not_obeyed(staff: Client) -> None:
    offering = make_offering()
    save(staff, offering, summary_en="<script>alert(1)</script>", comment="<b>bold</b>")

    for parts in (("history",), ("revision", 2), ("restore", 1)):
        text = staff.get(page(offering, *parts)).content.decode()
        assert "<script>alert(1)" not in text
        assert "<b>bold" not in text


def test_a_restore_is_shown_confirmed_and_a_revision_of_its_own(staff: Client) -> None:
    offering = make_offering()
    save(staff, offering, summary_en="Worse.")

    shown = staff.get(page(offering, "restore", 1)).content.decode()
    assert "<del>Worse</del>" in shown
    assert Offering.objects.get().summary_en == "Worse."
    done = restore(staff, offering, 1)

    assert done["Location"] == page(offering, "history")
    assert Offering.objects.get().summary_en == "It watches."
    assert revisions(offering)[-1].restores == 1
    assert "Restores revision 1." in read(staff.get(page(offering, "history")))


def test_a_restore_of_what_has_moved_on_is_shown_again(staff: Client) -> None:
    offering = make_offering()
    save(staff, offering, summary_en="Worse.")
    before = seen(offering)
    save(staff, offering, summary_en="Better.")

    response = staff.post(page(offering, "restore", 1), {"seen": before, "comment": "Mine"})

    assert response.status_code == 409
    assert "It has changed since this page was opened." in read(response)
    assert "<del>Better</del>" in response.content.decode()
    assert response.context["form"].initial["comment"] == "Mine"
    assert Offering.objects.get().summary_en == "Better."


def test_a_restore_that_the_row_cannot_take_is_told(staff: Client) -> None:
    offering = make_offering("watch")
    save(staff, offering, slug="moved")
    make_offering("watch")

    response = restore(staff, offering, 1)

    assert response.status_code == 409
    assert "Address: Offering with this Address already exists." in read(response)


def test_a_provider_that_is_gone_is_told(staff: Client) -> None:
    partner = make_provider("partner")
    offering = make_offering("watch", make_provider("lead"), partner)
    with changing(Offering, [offering.pk], Signature()):
        offering.shares.filter(provider=partner).delete()
    partner.delete()

    response = restore(staff, offering, 1)

    assert "One of its providers is no longer in the catalogue." in read(response)
    assert response.status_code == 409


@pytest.mark.parametrize("parts", PAGES, ids=lambda parts: parts[0])
def test_the_history_is_for_those_who_may_see_the_row(editor: Client, reader: Client, parts: tuple[str, ...]) -> None:
    offering = make_offering()
    hold(Offering, [offering.pk])
    query = {"from": "1"} if parts[0] == "compare" else {}

    def status(client: Client) -> int:
        return client.get(page(offering, *parts), query).status_code

    assert status(editor) == 200
    assert status(reader) == (403 if parts[0] == "restore" else 200)
    assert status(signed_in(make_member(is_staff=True))) == 403
    assert status(signed_in(make_member())) == 302
    assert status(Client()) == 302


def test_an_editor_saves_restores_and_publishes(editor: Client) -> None:
    offering, other = make_offering(state="draft", published_at=None), make_offering("other", state="draft")

    assert save(editor, offering, summary_en="By an editor.").status_code == 302
    assert restore(editor, offering, 1).status_code == 302
    assert "2 offerings are now: published." in read(act(editor, "publish", offering, other))

    assert [revision.changed for revision in revisions(offering)[1:]] == [["summary_en"], ["summary_en"], ["state"]]
    assert Offering.objects.published().count() == 2
    assert "1 offering is now: withdrawn." in read(act(editor, "withdraw", other))


def test_a_reader_changes_nothing_by_form_action_or_restore(reader: Client) -> None:
    offering = make_offering()
    hold(Offering, [offering.pk])

    assert reader.post(page(offering), {"title_en": "Mine"}).status_code == 403
    assert restore(reader, offering, 1).status_code == 403
    act(reader, "withdraw", offering)

    assert len(revisions(offering)) == 1
    assert Offering.objects.get().state == "published"
    assert reader.get(page(offering)).status_code == 200


def test_what_is_taken_from_the_editors_stays_taken(editor: Client) -> None:
    from django.apps import apps
    from django.db.models.signals import post_migrate

    group = Group.objects.get(name=EDITOR)
    group.permissions.remove(Permission.objects.get(codename="change_offering"))
    auth = apps.get_app_config("auth")

    post_migrate.send(sender=auth, app_config=auth, using="default", verbosity=0, interactive=False, apps=apps, plan=[])

    assert not group.permissions.filter(codename="change_offering").exists()
    assert group.permissions.filter(codename="change_term").exists()


def test_fifty_fields_in_six_languages_cost_few_statements(staff: Client) -> None:
    offering = make_offering()
    texts = ("title", "summary", "description", "features", "components", "access", "contact_note")
    first = {f"{name}_{code}": f"{name} in {code}. " * 3 for name in texts for code in LANGUAGES}
    with changing(Offering, [offering.pk], Signature()):
        Offering.objects.filter(pk=offering.pk).update(**first)
    with changing(Offering, [offering.pk], Signature()):
        Offering.objects.filter(pk=offering.pk).update(
            **{key: f"Now {text}" for key, text in first.items()}, version="2", price_model="free", tags=["a"]
        )

    with CaptureQueriesContext(connection) as few:
        staff.get(page(offering, "revision", 2))
    with CaptureQueriesContext(connection) as many:
        response = staff.get(page(offering, "compare"), {"from": "2", "to": "3"})

    assert len(response.context["lines"]) == 45
    assert len(many) <= len(few) <= 20


def test_the_history_costs_the_same_however_long_it_is(staff: Client) -> None:
    offering = make_offering()

    def statements() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert staff.get(page(offering, "history")).status_code == 200
        return len(caught)

    save(staff, offering, summary_en="First.")
    statements()
    short = statements()
    for number in range(60):
        with changing(Offering, [offering.pk], Signature()):
            Offering.objects.filter(pk=offering.pk).update(version=str(number))

    assert statements() == short
    assert "Page 1 of 2" in read(staff.get(page(offering, "history")))
    assert "The state as it was found" in read(staff.get(page(offering, "history"), {"p": "2"}))
