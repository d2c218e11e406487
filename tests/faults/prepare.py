"""What `make run` does before pages are served, then an administrator with an app and a member with a token.

The token is printed as the last line, as JSON.
"""

import json
import sys

from finsec_market.embedded.preparation import prepare

EMAIL, PASSWORD = "member@bank.example", "a long enough password"
ADMINISTRATOR = "administrator@bank.example"
APPLICANT, REVIEWER = "applicant@gates.example", "reviewer@bank.example"  # both with an app
ORGANISATION = "Gatekeepers"

if __name__ == "__main__":
    prepare()

    from django.contrib.auth.models import Group

    from accounts.roles import REVIEWER as REVIEWERS
    from tests.accounts.organisations import join, make_organisation
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
    sys.stdout.write("\n" + json.dumps({"token": make_token(member)}) + "\n")
