"""What addresses name: real objects, all of them the member's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import TemporaryUploadedFile

from accounts.models import ApiToken, User
from demos.analyzers.catalogue import manifest
from demos.analyzers.mapping import propose, roles_to_json
from demos.models import Run, ShareLink
from demos.samples import store_sample
from demos.services import keep_upload, share_run, start_run, start_sample_run
from jobs.models import Upload
from tests.access.entries import Entry
from tests.demos.done_runs import finish
from tests.factories import sample_file

KEY = "payment-flows"


class Objects:
    """The member's file, runs, share link and token, and how the parts of addresses name them."""

    def __init__(self, member: User) -> None:
        store_sample(KEY)
        self.upload = kept_upload(member)
        columns = {column["name"]: column["kind"] for column in self.upload.preview["columns"]}
        roles = roles_to_json(propose(manifest(KEY), columns))
        self.done = finish(start_run(upload=self.upload, algorithm=KEY, roles=roles, parameters={}))
        self.open = start_sample_run(algorithm=KEY, owner=member, visitor="")
        self.link: ShareLink = share_run(run=self.done, days=7)
        group = Group.objects.create(name="a group")
        self.parts: dict[str, Any] = {
            "key": KEY, "kind": "json", "position": 0, "run_id": self.done.pk, "upload_id": self.upload.pk,
            "token": self.link.token, "link_id": self.link.pk, "id": member.pk, "app_label": "accounts",
            "token_key": ApiToken.objects.filter(user=member).values_list("token_key", flat=True)[0],
            "content_type_id": ContentType.objects.get_for_model(Run).pk, "url": "nothing/",
        }  # fmt: skip
        # The same part means another object in these; the first that an address's name begins with is taken.
        self.special: dict[str, dict[str, Any]] = {
            "account_reset_password_from_key": {"uidb36": "1", "key": "abc-def"},
            "demos:run-cancel": {"run_id": self.open.pk},
            "api:run-cancel": {"pk": self.open.pk},
            "api:run-": {"pk": self.done.pk},
            "api:upload-": {"pk": self.upload.pk},
            "admin:view_on_site": {"object_id": self.done.pk},
            "admin:auth_group_": {"object_id": group.pk},
            "admin/auth/group/": {"object_id": group.pk},
            "admin:accounts_user_": {"object_id": member.pk},
            "admin/accounts/user/": {"object_id": member.pk},
            "admin:account_emailaddress_": {"object_id": EmailAddress.objects.get(user=member).pk},
            "admin/account/emailaddress/": {"object_id": EmailAddress.objects.get(user=member).pk},
        }

    def parts_of(self, entry: Entry) -> Mapping[str, Any]:
        special = next((parts for start, parts in self.special.items() if entry.name.startswith(start)), {})
        return self.parts | special


def kept_upload(owner: User) -> Upload:
    """The analyzer's own sample as a file of the owner's: it has something to find."""
    content = sample_file(KEY).read()
    with TemporaryUploadedFile("payments.csv", "text/csv", len(content), None) as file:
        file.write(content)
        file.flush()
        return keep_upload(owner=owner, file=file)
