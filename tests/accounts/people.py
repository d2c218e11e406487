"""A member whose every trace can be recognised."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

import boto3
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from common.objects import client_config, store
from demos.models import Run
from demos.services import share_run
from jobs.models import Upload
from tests.demos.done_runs import finish
from tests.factories import make_member, signed_in

PASSWORD = "a long enough password"
ADDRESS = "xerxesmarker@bank.example"
OTHER_ADDRESS = "othermarker@home.example"
TEXTS = {
    "first_name": "Firstmarker",
    "last_name": "Lastmarker",
    "job_function": "Jobmarker",
    "affiliation": "Bankmarker",
}
IN_FILE = "FILEMARKER"
FILE_NAME = "namemarker.csv"
MARKERS = (*TEXTS.values(), ADDRESS, OTHER_ADDRESS, IN_FILE, FILE_NAME, "tokenmarker")


@dataclass
class Marked:
    """The person, the browser, and what it made."""

    person: User
    client: Client
    run: Run

    @property
    def upload(self) -> Upload:
        return Upload.objects.get(owner=self.person)

    def objects(self) -> list[str]:
        """What of this person's is in the store now; ask before the rows are gone and afterwards alike."""
        tomorrow = timezone.now() + timedelta(days=1)
        return [key for prefix in self.prefixes for key in store.keys(prefix, older_than=tomorrow)]

    @cached_property
    def prefixes(self) -> list[str]:
        return [self.upload.key, f"runs/{self.run.pk}/"]


def payments(mark: str) -> bytes:
    rows = [
        f"{mark}-{i % 20:03},{mark}-{(i * 7 + 3) % 20:03},2026-03-{i % 28 + 1:02} {i % 24:02}:15,{20 + i % 400}.5"
        for i in range(300)
    ]
    # One account pays many in an hour: something for the analysis to find.
    rows += [f"{mark}-999,{mark}-{i:03},2026-03-05 10:{i:02},9900" for i in range(40)]
    return "\n".join(["sender,receiver,booked_at,amount", *rows, ""]).encode()


def sign_in(address: str = ADDRESS, password: str = PASSWORD) -> Client:
    """Through the form, and the password once more, as pages about data ask for it."""
    client = Client()
    client.post(reverse("account_login"), {"login": address, "password": password})
    confirm(client, password)
    return client


def confirm(client: Client, password: str = PASSWORD) -> Any:
    return client.post(reverse("account_reauthenticate"), {"password": password})


def marked_member(*, is_staff: bool = False, in_file: str = IN_FILE) -> Marked:
    """A member with rows in the models that hold personal data, made through the pages where there are any."""
    person = make_member(ADDRESS, **TEXTS, language="en", is_staff=is_staff, is_superuser=is_staff)
    person.groups.add(Group.objects.get_or_create(name="reviewers")[0])
    person.user_permissions.add(Permission.objects.filter(content_type__app_label="jobs").first())
    client = signed_in(person) if is_staff else sign_in()
    client.post(reverse("account_email"), {"action_add": "", "email": OTHER_ADDRESS})
    client.post(reverse("accounts:token-list"), {"name": "tokenmarker", "days": 30, "scopes": ["read"]})
    return Marked(person, client, _finished_run(person, client, in_file))


def _finished_run(person: User, client: Client, in_file: str) -> Run:
    """Upload, accept the proposed columns, start, and do what a worker does."""
    page = client.post(
        reverse("demos:upload-create", args=["payment-flows"]),
        {"file": SimpleUploadedFile(FILE_NAME, payments(in_file))},
    )
    form = client.get(page.url).context["form"]
    client.post(page.url, {name: form[name].initial for name in form.fields if form[name].initial is not None})
    run = finish(Run.objects.get(job__owner=person), of=in_file)
    share_run(run=run, days=7)
    return run


def log_about(person: User, administrator: User) -> None:
    """What the administration writes when somebody changes an account."""
    LogEntry.objects.log_actions(administrator.pk, [person], CHANGE, change_message="Changed.", single_object=True)


def log_by(person: User) -> None:
    group = Group.objects.get(name="reviewers")
    LogEntry.objects.create(
        user=person,
        content_type=ContentType.objects.get_for_model(Group),
        object_id=str(group.pk),
        object_repr="reviewers",
        action_flag=CHANGE,
        change_message='[{"changed": {"fields": ["Name"]}}]',
    )


@contextmanager
def store_away() -> Iterator[None]:
    """Nobody answers at the store's address."""
    real = store.client
    vars(store)["client"] = boto3.client(
        "s3",
        endpoint_url="http://127.0.0.1:9",
        region_name="nowhere",
        aws_access_key_id="x",
        aws_secret_access_key="x",
        config=client_config(),
    )
    try:
        yield
    finally:
        vars(store)["client"] = real
