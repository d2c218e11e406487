"""A line that breaks in the middle of a file."""

import socket
from urllib.parse import urlsplit

import pytest

from tests.faults.market import payments_csv, wait_for

pytestmark = pytest.mark.faults


def send_part(market, share):
    """Send an upload's head and ``share`` of its body, then hang up."""
    content = payments_csv(20_000, seed=7)
    parts = [b"--line", b'Content-Disposition: form-data; name="file"; filename="cut.csv"', b"Content-Type: text/csv"]
    body = b"\r\n".join([*parts, b"", content, b"--line--", b""])
    head = [
        "POST /api/v1/uploads/ HTTP/1.1",
        f"Host: {urlsplit(market.site).netloc}",
        f"Authorization: {market.api.headers['Authorization']}",
        "Content-Type: multipart/form-data; boundary=line",
        f"Content-Length: {len(body)}",
    ]
    site = urlsplit(market.site)
    with socket.create_connection((site.hostname, site.port)) as line:
        line.sendall("\r\n".join([*head, "", ""]).encode() + body[: int(len(body) * share)])
        line.shutdown(socket.SHUT_WR)
        line.settimeout(20)
        return line.recv(1 << 16).decode(errors="replace")


@pytest.mark.parametrize("share", [0.0001, 0.5, 0.9999])
def test_an_upload_that_is_cut_off_is_not_kept_and_the_server_goes_on(market, share):
    before = market.query("SELECT count(*) FROM jobs_upload")

    answer = send_part(market, share)

    assert " 5" not in answer[:13]
    assert market.query("SELECT count(*) FROM jobs_upload") == before
    assert market.upload(payments_csv(50, seed=8)).status_code in {200, 201}
    wait_for(lambda: not list(market.root.glob("*.upload*")), "the temporary file is gone", 5)
