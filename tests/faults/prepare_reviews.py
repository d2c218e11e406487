"""Submissions that wait, and a reviewer who has signed in. Printed as the last line, as JSON."""

import json
import os
import sys
from itertools import count

import django
from django.conf import settings


def prepared(number: int) -> dict[str, object]:
    from tests import factories
    from tests.factories import signed_in
    from tests.publishing.reviewing import make_staff_reviewer
    from tests.publishing.submitting import make_market_provider, make_submitted

    factories._numbers = count(1_000)  # this market has members already
    provider = make_market_provider("kill-watch")
    waiting = [make_submitted(provider).pk for _number in range(number)]
    client = signed_in(make_staff_reviewer())
    return {"name": settings.SESSION_COOKIE_NAME, "session": client.session.session_key, "waiting": waiting}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.faults.settings")
    django.setup()
    sys.stdout.write("\n" + json.dumps(prepared(int(sys.argv[1]))) + "\n")
