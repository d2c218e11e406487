"""Every change of the catalogue is a revision, whoever makes it and however."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as property_settings
from hypothesis import strategies as st

from accounts.permissions import NotAllowedError
from accounts.personal.erasing import erase_traces
from catalogue.models import Offering, Provider, Term
from catalogue.services import set_providers, set_state
from publishing.models import Revision
from publishing.services import MovedOnError, Signature, changing, hold, record, restore
from publishing.snapshots import digest_of, states
from tests.catalogue.contents import small_content
from tests.catalogue.listings import make_offering, make_provider
from tests.catalogue.revising import opened, page, read, revisions, save
from tests.factories import make_member, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return make_member(is_staff=True, is_superuser=True)


@pytest.fixture
def staff(administrator) -> Client:
    return signed_in(administrator)


def state(row: object) -> dict[str, object]:
    return states(type(row), [row.pk])[row.pk]  # type: ignore[attr-defined, arg-type]


def test_a_save_makes_a_revision_with_author_comment_and_all_fields(staff: Client, administrator) -> None:
    offering = make_offering()

    response = save(
        staff, offering, title_de="Wache", amount="12.50", currency="EUR", price_model="one-off", comment="Why"
    )

    assert response.status_code == 302
    found, changed = revisions(offering)
    assert (found.number, found.source, found.author, found.values["title_de"]) == (1, "found", None, None)
    assert (changed.number, changed.source, changed.author, changed.comment) == (2, "people", administrator, "Why")
    assert changed.snapshot["schema"] == 1
    assert changed.values["title_de"] == "Wache"
    assert changed.values["amount"] == "12.50"
    assert changed.values["providers"] == [offering.lead_id]
    assert set(changed.changed) == {"title_de", "amount", "currency", "price_model"}
    texts = {f"{name}_{code}" for name in ("title", "description", "for_whom") for code, _name in settings.LANGUAGES}
    assert texts <= set(changed.values)


def test_a_save_without_a_change_makes_none(staff: Client) -> None:
    call_command("load_content", stdout=StringIO())

    for row in (
        Offering.objects.get(slug="finsec-platform"),
        Provider.objects.earliest("pk"),
        Term.objects.earliest("pk"),
    ):
        assert save(staff, row).status_code == 302
        assert [revision.source for revision in revisions(row)] == ["files"]


def test_what_is_added_here_begins_with_revision_one(staff: Client, administrator) -> None:
    values = {"slug": "new", "name": "New", "short_name": "New", "summary_en": "New.", "comment": "A new partner"}

    assert staff.post(reverse("admin:catalogue_provider_add"), values).status_code == 302

    [first] = revisions(Provider.objects.get(slug="new"))
    assert (first.number, first.author, first.comment, first.changed) == (1, administrator, "A new partner", [])


def test_the_content_files_make_revisions_once(tmp_path: Path) -> None:
    folder = small_content(tmp_path, "finsec-platform")
    call_command("load_content", folder=folder, stdout=StringIO())
    path = folder / "providers" / "gft" / "en.toml"
    path.write_text(path.read_text().replace('summary = "', 'summary = "Indeed: ', 1))
    before = Revision.objects.count()

    call_command("load_content", folder=folder, stdout=StringIO())
    call_command("load_content", folder=folder, stdout=StringIO())

    assert before == Offering.objects.count() + Provider.objects.count() + Term.objects.count()
    [added] = Revision.objects.order_by("-pk")[: Revision.objects.count() - before]
    assert (added.source, added.author, added.number, added.changed) == ("files", None, 2, ["summary_en"])


def test_what_was_changed_outside_is_kept_before_the_next_change(staff: Client) -> None:
    offering = make_offering()
    save(staff, offering, summary_en="First.")
    Offering.objects.filter(pk=offering.pk).update(summary_en="By a statement.")
    warned = read(staff.get(page(offering, "history")))

    save(staff, offering, summary_en="Second.")

    assert "Changed outside the revisions since revision 2: Summary (English)" in warned
    told = [(revision.source, revision.values["summary_en"]) for revision in revisions(offering)]
    assert told[1:] == [("people", "First."), ("outside", "By a statement."), ("people", "Second.")]
    assert "Changed outside the revisions: by a program" in read(staff.get(page(offering, "revision", 3)))
    staff.post(page(offering, "restore", 3), {"seen": digest_of(state(offering))})
    offering.refresh_from_db()
    assert offering.summary_en == "By a statement."


def test_a_revision_cannot_be_changed_or_deleted(staff: Client) -> None:
    offering = make_offering()
    save(staff, offering, summary_en="First.")

    for attempt in (
        lambda: Revision.objects.of(offering).update(comment="Never said"),
        lambda: Revision.objects.of(offering).delete(),
    ):
        with pytest.raises(DatabaseError, match="revision"), transaction.atomic():
            attempt()


def test_an_erased_author_is_forgotten_and_the_revision_stays(staff: Client, administrator) -> None:
    offering = make_offering()
    save(staff, offering, summary_en="First.")

    erase_traces(administrator)

    last = revisions(offering)[-1]
    assert (last.author, last.values["summary_en"], last.by) == (None, "First.", "a former member")


def test_many_rows_take_as_many_statements_as_one(administrator) -> None:
    offerings = [make_offering(f"number-{number}") for number in range(30)]

    def statements(some: list[Offering]) -> int:
        chosen = Offering.objects.filter(pk__in=[one.pk for one in some])
        with CaptureQueriesContext(connection) as caught:
            set_state(offerings=chosen, state="draft", person=administrator)
        return len(caught)

    few, many = statements(offerings[:2]), statements(offerings[2:])

    assert few == many
    assert [revisions(one)[-1].changed for one in offerings] == [["state"]] * 30


def test_a_member_without_the_right_changes_nothing() -> None:
    offering, reader = make_offering(), make_member(is_staff=True)
    hold(Offering, [offering.pk])

    with pytest.raises(NotAllowedError):
        set_state(offerings=Offering.objects.all(), state="draft", person=reader)
    with pytest.raises(NotAllowedError):
        restore(row=offering, number=1, person=reader, seen=digest_of(state(offering)))

    assert len(revisions(offering)) == 1


def test_a_restore_of_a_state_that_moved_on_is_refused(administrator) -> None:
    offering = make_offering()
    hold(Offering, [offering.pk])
    seen = digest_of(state(offering))
    with changing(Offering, [offering.pk], Signature(administrator)):
        Offering.objects.filter(pk=offering.pk).update(title_en="Other")

    with pytest.raises(MovedOnError):
        restore(row=offering, number=1, person=administrator, seen=seen)


EDITS = st.lists(
    st.one_of(
        st.tuples(
            st.sampled_from(["title_en", "title_de", "summary_el", "version"]), st.sampled_from(["A", "B", "Γ\u200b"])
        ),
        st.tuples(st.just("description_fr"), st.sampled_from([None, "Un.\nDeux.", "\u202eTrois"])),
        st.tuples(st.just("for_whom_it"), st.sampled_from([None, {"banks": "Sì."}, {"a": "b", "c": "d"}])),
        st.tuples(st.just("tags"), st.lists(st.sampled_from("abc"), unique=True)),
        st.tuples(st.just("state"), st.sampled_from(["draft", "published", "withdrawn"])),
        st.tuples(st.just("providers"), st.permutations(["one", "two", "three"])),
        st.tuples(st.just("price"), st.sampled_from([(None, ""), ("5.00", "EUR"), ("0.01", "CHF")])),
    ),
    min_size=2,
    max_size=6,
)


def edit(offering: Offering, name: str, value: object) -> None:
    if name == "providers":
        known = {provider.slug: provider for provider in Provider.objects.all()}
        set_providers(offering, [offering.lead, *(known[slug] for slug in value)])  # type: ignore[attr-defined]
    elif name == "price":
        amount, currency = value  # type: ignore[misc]
        Offering.objects.filter(pk=offering.pk).update(amount=amount, currency=currency, price_model="one-off")
    else:
        Offering.objects.filter(pk=offering.pk).update(**{name: value})


@property_settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EDITS, st.data())
def test_every_revision_can_be_brought_back(administrator, edits, data) -> None:
    with transaction.atomic():
        for slug in ("one", "two", "three"):
            make_provider(slug)
        offering = make_offering("watch", make_provider("lead"))
        for name, value in edits:
            with changing(Offering, [offering.pk], Signature(administrator)):
                edit(offering, name, value)
        wanted = data.draw(st.sampled_from(revisions(offering)))

        restore(row=offering, number=wanted.number, person=administrator, seen=digest_of(state(offering)))

        assert state(offering) == wanted.values
        last = revisions(offering)[-1]
        assert last.digest == wanted.digest
        assert record(Offering, [offering.pk], Signature(administrator)) == []
        transaction.set_rollback(True)


def test_the_restored_row_is_complete(staff: Client) -> None:
    """Nothing of the form is lost on the way there and back."""
    call_command("load_content", stdout=StringIO())
    offering = Offering.objects.get(slug="finsec-platform")
    before = opened(staff, offering)
    save(
        staff,
        offering,
        title_en="Other",
        description_el="",
        audience=[],
        amount="5",
        currency="CHF",
        price_model="one-off",
    )

    staff.post(page(offering, "restore", 1), {"seen": digest_of(state(offering)), "comment": "Back"})

    assert opened(staff, offering) == before
    last = revisions(offering)[-1]
    assert (last.number, last.restores, last.comment) == (3, 1, "Back")
