"""Ports on the loopback interface: which are free, which answer."""

import socket
from contextlib import ExitStack

from finsec_market.embedded.errors import EngineError

LOOPBACK = "127.0.0.1"


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As the servers do: a port whose last connections still fade away counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex((LOOPBACK, port)) == 0


def free_ports(count: int) -> list[int]:
    """Return `count` different free ports, held together while they are chosen."""
    with ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind((LOOPBACK, 0))
        return [int(probe.getsockname()[1]) for probe in probes]


def require_free(port: int, *, part: str, variable: str) -> None:
    """Refuse a port that another program has, naming the variable that chooses another one."""
    if not is_free(port):
        raise EngineError(
            f"Port {port}, which {part} needs, is in use by another program: "
            f"end that program, or choose another port with {variable}=NUMBER."
        )
