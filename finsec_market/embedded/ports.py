"""Ports on the loopback interface: which are free, which answer."""

import socket
from itertools import islice
from random import SystemRandom

from finsec_market.embedded.errors import EngineError

LOOPBACK = "127.0.0.1"
# Below the ports that Linux (from 32768) and others (from 49152) give to outgoing connections.
LISTENING = range(20_000, 32_000)


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
    """Return `count` different free ports, none that the system may give to an outgoing connection meanwhile."""
    candidates = (port for port in SystemRandom().sample(LISTENING, len(LISTENING)) if is_free(port))
    return list(islice(candidates, count))


def require_free(port: int, *, part: str, variable: str) -> None:
    """Refuse a port that another program has, naming the variable that chooses another one."""
    if not is_free(port):
        raise EngineError(
            f"Port {port}, which {part} needs, is in use by another program: "
            f"end that program, or choose another port with {variable}=NUMBER."
        )
