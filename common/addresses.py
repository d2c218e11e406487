"""Where a request comes from: one answer for every limit and list."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

# An IPv6 line gets a whole network of this size, so its single addresses share one limit.
IPV6_LINE = 64


def client_address(request: HttpRequest) -> str:
    """Return what the outermost of our own balancers saw, whatever the client wrote into the header itself.

    A request that did not pass all of them comes from inside and is known by its own address.
    """
    count = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    passed = request.headers.get("X-Forwarded-For", "").split(",")
    seen = _parsed(passed[-count]) if 0 < count <= len(passed) else None
    return str(seen or _parsed(request.META.get("REMOTE_ADDR", "")) or "")


def limited_address(request: HttpRequest) -> str:
    """Return the address by which limits count: for IPv6 the network of the line."""
    address = client_address(request)
    return str(ip_network(f"{address}/{IPV6_LINE}", strict=False).network_address) if ":" in address else address


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    """Read an address without the port that some balancers add; IPv4 inside IPv6 is IPv4, or it were one line."""
    plain = text.strip().partition("%")[0]
    address = _read(plain) or _read(_without_port(plain))
    return getattr(address, "ipv4_mapped", None) or address


def _read(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def _without_port(text: str) -> str:
    try:
        return urlsplit(f"//{text}").hostname or ""
    except ValueError:
        return ""
