"""What `make run` does before pages are served, then an administrator with an app and a member with a token.

The token is printed as the last line, as JSON.
"""

import fcntl
import json
import os
import sys
from pathlib import Path

import django

from finsec_market.embedded.preparation import prepare
from finsec_market.embedded.static import collect_static
from finsec_market.env import use_owner_of_tables

EMAIL, PASSWORD = "member@bank.example", "a long enough password"
ADMINISTRATOR = "administrator@bank.example"
APPLICANT, REVIEWER = "applicant@gates.example", "reviewer@bank.example"  # both with an app
ORGANISATION = "Gatekeepers"


def collect_once() -> None:
    """Collect the static files that several markets serve: one of them does, the others wait for it."""
    root = Path(os.environ["TEST_STATIC_ROOT"])
    root.parent.mkdir(parents=True, exist_ok=True)
    with root.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        collect_static()


if __name__ == "__main__":
    use_owner_of_tables()
    django.setup()
    collect_once()
    prepare()

    from django.contrib.auth.models import Group

    from accounts.roles import REVIEWER as REVIEWERS
    from tests.accounts.organisations import join, make_organisation
    from tests.browser.supplied import make_supplied
    from tests.desk_figures.seen import make_figures
    from tests.factories import add_app, make_member, make_token

    administrator = make_member(ADMINISTRATOR, is_staff=True, is_superuser=True)
    add_app(administrator)
    member = make_member(EMAIL)
    add_app(make_member(APPLICANT))
    reviewer = make_member(REVIEWER, is_staff=True)
    reviewer.groups.add(Group.objects.get(name=REVIEWERS))
    add_app(reviewer)
    organisation = make_organisation(administrator, name=ORGANISATION)
    join(organisation, "editor", member)
    make_figures(organisation)
    make_supplied(organisation, member)
    sys.stdout.write("\n" + json.dumps({"token": make_token(member)}) + "\n")
