"""What is stored for sign-ins to services is handed out and erased with everything else."""

import io
import zipfile

import pytest
from allauth.idp.oidc.models import Client as Service
from allauth.idp.oidc.models import Token

from accounts.models import DataExport, ServiceConnection
from accounts.personal.erasing import erase_traces, remove_person
from accounts.tasks import build_export
from common.objects import store
from tests.accounts.relying_party import make_service, sign_in
from tests.factories import make_member, signed_in

pytestmark = pytest.mark.django_db


def copy_of(person):
    export = DataExport.objects.create(person=person)
    build_export(str(export.pk))
    with zipfile.ZipFile(io.BytesIO(store.get(export.key))) as archive:
        return archive.read("data.json").decode()


def test_the_copy_says_which_service_knows_the_member_as_what(member):
    subject = sign_in(signed_in(member), make_service())["sub"]

    copy = copy_of(member)

    assert "Partner demo" in copy
    assert subject in copy
    assert not [token for token in Token.objects.all() if token.hash in copy]


def test_the_copy_says_nothing_of_others(member):
    subject = sign_in(signed_in(make_member()), make_service())["sub"]

    assert subject not in copy_of(member)


def test_erasure_takes_connections_and_keys_and_leaves_the_service(member):
    Service.objects.update_or_create(id="other", defaults={"name": "Another", "owner": member})
    service = make_service()
    sign_in(signed_in(member), service)

    erase_traces(member)
    remove_person(member)

    assert not ServiceConnection.objects.exists()
    assert not Token.objects.exists()
    assert set(Service.objects.values_list("name", "owner")) == {("Partner demo", None), ("Another", None)}
    assert service.userinfo()[0] == 401
