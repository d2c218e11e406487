"""Serve the market as in production, over TLS on this machine only, and let wapiti attack it as visitor and member.

``sh scripts/wapiti.sh`` installs the scanner and calls this, which starts and ends engines of its own.
docs/security/wapiti.md has the result of the last run.
"""

from __future__ import annotations

import json
import os
import secrets
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import django

from finsec_market.embedded.engines import start_engines

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "wapiti"
HOST, PORT = "127.0.0.1", 18443
SITE = f"https://{HOST}:{PORT}"
# Left out: what looks for the holes of other products, reports to a server outside of this machine, or guesses
# passwords, which the limits answer that stand aside here.
ALL = (
    "backup cookieflags crlf csp csrf exec file htaccess http_headers ldap methods permanentxss redirect sql timesql "
    "upload xss"
)
MODULES = os.environ.get("WAPITI_MODULES", ALL)
SECONDS = os.environ.get("WAPITI_SECONDS", "300")  # at most, for each module
# The other languages and samples are the same code with other words. The rest would end the member's session half way.
LEFT_OUT = [
    f"{SITE}/static/*",
    *(f"{SITE}/en/demos/algorithms/{key}/*" for key in ("claim-fraud", "log-anomalies", "payment-fraud")),
    *(f"{SITE}/{language}/*" for language in ("de", "fr", "it", "es", "el")),
    f"{SITE}/en/account/logout/*",
    f"{SITE}/en/account/erase/*",
    f"{SITE}/en/account/devices/*/end/*",
]
WHO = os.environ.get("WAPITI_WHO", "visitor member").split()


def prepare() -> dict[str, Any]:
    """Make tables, static files, content and a member with something to look at; return the cookies of a session."""
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("store_samples", stdout=sys.stderr)
    call_command("load_content", stdout=sys.stderr)
    return {HOST: {"/": {name: _cookie(value) for name, value in _member_cookies().items()}}}


def _member_cookies() -> dict[str, str]:
    import finsec_market.celery  # noqa: F401 - the run rings its follow-up through it
    from demos.services import share_run, start_sample_run
    from tests.demos.done_runs import finish
    from tests.factories import make_member, make_token, signed_in

    member = make_member(f"member-{secrets.token_hex(4)}@bank.example", first_name="Member")
    run = finish(start_sample_run(algorithm="payment-flows", owner=member, visitor=""))
    share_run(run=run, days=7)
    make_token(member)
    return {one.key: one.value for one in signed_in(member).cookies.values()}


def _cookie(value: str) -> dict[str, object]:
    return {"value": value, "expires": None, "secure": True, "port": None, "version": 0}


@contextmanager
def served() -> Iterator[None]:
    """Answer at SITE with a certificate of its own; end the server by its own id."""
    key, certificate = FOLDER / "key.pem", FOLDER / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", f"/CN={HOST}",
         "-addext", f"subjectAltName=IP:{HOST}", "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    with (FOLDER / "server.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--bind", f"{HOST}:{PORT}",
             "--certfile", str(certificate), "--keyfile", str(key), "finsec_market.wsgi:application"],
            cwd=ROOT, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            _wait(certificate)
            yield
        finally:
            server.terminate()
            server.wait()


def _wait(certificate: Path) -> None:
    trusted = ssl.create_default_context(cafile=str(certificate))
    for _second in range(120):
        try:
            with urlopen(f"{SITE}/healthz", context=trusted, timeout=5):
                return
        except OSError:
            time.sleep(1)
    raise SystemExit(f"The server did not answer; see {FOLDER / 'server.log'}.")


def scan(wapiti: str, who: str) -> dict[str, Any]:
    """Crawl and attack; return what the report says."""
    report = FOLDER / f"{who}.json"
    command = [
        wapiti, "--url", f"{SITE}/en/", "--scope", "domain", "--start", f"{SITE}/api/v1/algorithms/",
        "--module", ",".join(MODULES.split()), "--scan-force", "normal", "--flush-session", "--no-bugreport",
        "--store-session", str(FOLDER / f"session-{who}"),
        "--max-scan-time", "600", "--max-attack-time", SECONDS, "--tasks", "4", "--timeout", "30",
        "--remove", "next", "--skip", "csrfmiddlewaretoken", "--verbose", "1",
        "--format", "json", "--output", str(report), "--log", str(FOLDER / f"{who}.log"),
    ]  # fmt: skip
    for address in LEFT_OUT:
        command += ["--exclude", address]
    if who == "member":
        command += ["--cookie", str(FOLDER / "cookies.json")]
    subprocess.run(command, check=True, stdout=(FOLDER / f"{who}.txt").open("w"))
    return json.loads(report.read_text())


def tell(who: str, report: dict[str, Any]) -> int:
    """Print the count of each kind and each finding; return how many there are. The rest is only counted."""
    infos, total = report["infos"], 0
    print(f"== {who}: {infos['crawled_pages_nbr']} addresses, {infos['version']}")
    for kind, found in (report["vulnerabilities"] | report["anomalies"]).items():
        total += len(found)
        print(f"   {kind}: {len(found)}")
        for one in found:
            print(f"      {one['method']} {one['path']} {one['parameter']}: {one['info']}")
    for kind, known in report["additionals"].items():
        print(f"   worth knowing, {kind}: {len(known)}")
    return total


def check_session(cookies: dict[str, Any]) -> None:
    """A session that ended half way would leave the member's pages out without a word."""
    from django.contrib.sessions.models import Session

    keys = [cookie["value"] for cookie in cookies[HOST]["/"].values()]
    if not Session.objects.filter(pk__in=keys).exists():
        raise SystemExit("The member's session ended before the scan did.")


def main(wapiti: str) -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with start_engines(FOLDER / "engines", ports="free", durable=False) as engines:
        os.environ |= {"SECRET_KEY": secrets.token_hex(40), **engines.environment}
        cookies = prepare()
        (FOLDER / "cookies.json").write_text(json.dumps(cookies))
        with served():
            found = sum(tell(who, scan(wapiti, who)) for who in WHO)
        check_session(cookies)
        return found


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1]) else 0)
