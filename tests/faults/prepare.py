"""What `make run` does before pages are served, then an administrator with an app and a member with a token.

The token is printed as the last line, as JSON.
"""

import json
import sys

from finsec_market.embedded.preparation import prepare

EMAIL, PASSWORD = "member@bank.example", "a long enough password"
ADMINISTRATOR = "administrator@bank.example"

if __name__ == "__main__":
    prepare()

    from tests.factories import add_app, make_member, make_token

    add_app(make_member(ADMINISTRATOR, is_staff=True, is_superuser=True))
    member = make_member(EMAIL)
    sys.stdout.write("\n" + json.dumps({"token": make_token(member)}) + "\n")
