"""What a token may do is what its scopes say, and nothing is open that says nothing."""

import json

import pytest
from django.urls import get_resolver
from rest_framework.response import Response
from rest_framework.test import APIClient, APIRequestFactory
from rest_framework.views import APIView

from accounts.scopes import choices
from tests.access.entries import entries
from tests.factories import csv_file, make_token

pytestmark = pytest.mark.django_db

NOBODY = "00000000-0000-0000-0000-000000000000"
RUN = f"/api/v1/runs/{NOBODY}/"
FILE = f"/api/v1/uploads/{NOBODY}/"
NEEDED = [
    ("read", "get", "/api/v1/uploads/"),
    ("read", "get", FILE),
    ("read", "get", f"{FILE}preview/"),
    ("read", "get", "/api/v1/runs/"),
    ("read", "get", RUN),
    ("read", "get", f"{RUN}result/"),
    ("read", "get", f"{RUN}findings/"),
    ("read", "get", f"{RUN}export/json/"),
    ("run", "post", "/api/v1/uploads/"),
    ("run", "post", "/api/v1/runs/"),
    ("run", "post", f"{RUN}cancel/"),
    ("share", "post", f"{RUN}share/"),
    ("delete", "delete", FILE),
    ("delete", "delete", RUN),
]


def program(member, *scopes):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {make_token(member, *scopes)}")
    return client


@pytest.mark.parametrize(("scope", "method", "address"), NEEDED)
def test_a_token_without_the_scope_is_told_which_one_is_missing(member, scope, method, address):
    others = [key for key, _label in choices() if key != scope]

    refused = getattr(program(member, *others), method)(address)

    assert refused.status_code == 403
    assert refused["Content-Type"] == "application/problem+json"
    assert refused["WWW-Authenticate"] == f'Bearer error="insufficient_scope", scope="{scope}"'
    assert refused.json()["scope"] == scope
    assert f"“{scope}”" in refused.json()["detail"]


@pytest.mark.parametrize(("scope", "method", "address"), NEEDED)
def test_the_scope_alone_is_enough(member, scope, method, address):
    answer = getattr(program(member, scope), method)(address)

    assert answer.status_code in {200, 400, 404}


def test_head_needs_what_get_needs(member):
    assert program(member, "run").head("/api/v1/runs/").status_code == 403
    assert program(member, "read").head("/api/v1/runs/").status_code == 200


def test_a_refused_upload_is_not_kept(member):
    from jobs.models import Upload

    program(member, "read").post("/api/v1/uploads/", {"file": csv_file()}, format="multipart")

    assert not Upload.objects.exists()


def api_views():
    """Each view of the API with its actions, or its methods where it has no actions."""
    for entry in entries(get_resolver()):
        view = getattr(entry.callback, "cls", None)
        if view:
            known = getattr(entry.callback, "actions", None)
            steps = known.values() if known else [name for name in view.http_method_names if hasattr(view, name)]
            yield entry.name, view, set(steps) - {"options", "head"}


def test_every_action_of_the_api_names_a_scope_that_exists():
    found = list(api_views())
    assert len(found) >= 14

    for name, view, steps in found:
        scopes = getattr(view, "scopes", {})
        silent = steps - set(scopes)
        assert not silent, f"{name}: {view.__name__}.scopes says nothing about {sorted(silent)}"
        assert {scopes[step] for step in steps} <= {"", *dict(choices())}, name


def test_every_view_of_the_api_asks_the_permission_that_knows_scopes():
    from accounts.api.permissions import ScopePermission

    for name, view, _steps in api_views():
        assert list(view.permission_classes) == [ScopePermission], name


class SilentView(APIView):
    """Somebody forgot to name a scope."""

    def get(self, request):
        return Response("secret")


class NewMethodView(SilentView):
    scopes = {"post": "read"}


@pytest.mark.parametrize("view", [SilentView, NewMethodView])
def test_what_names_no_scope_is_refused(member, view):
    token = make_token(member)
    request = APIRequestFactory().get("/", HTTP_AUTHORIZATION=f"Bearer {token}")

    assert view.as_view()(request).status_code == 403
    assert view.as_view()(APIRequestFactory().get("/")).status_code == 401


def test_the_description_of_the_api_states_the_scope_of_each_operation(client):
    described = json.loads(client.get("/api/v1/schema/?format=json").content)["paths"]

    assert described["/api/v1/runs/"]["post"]["security"] == [{"ApiToken": ["run"]}]
    assert described["/api/v1/runs/{id}/"]["delete"]["security"] == [{"ApiToken": ["delete"]}]
    assert "Needs the scope `read`." in described["/api/v1/runs/{id}/result/"]["get"]["description"]
    assert {} in described["/api/v1/algorithms/"]["get"]["security"]
    operations = [one for path in described.values() for one in path.values()]
    assert all("security" in one for one in operations)
