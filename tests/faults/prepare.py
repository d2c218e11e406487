"""What `make run` does before pages are served, then a member with a token: printed as the last line, as JSON."""

import json
import sys

from finsec_market.embedded.preparation import prepare

EMAIL, PASSWORD = "member@bank.example", "a long enough password"

if __name__ == "__main__":
    prepare()

    from tests.factories import make_member, make_token

    member = make_member(EMAIL, is_staff=True, is_superuser=True)
    sys.stdout.write("\n" + json.dumps({"token": make_token(member)}) + "\n")
