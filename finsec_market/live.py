"""Server-sent events out of Redis Streams. One reader serves every listener of the process."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import redis.asyncio as redis
from django.conf import settings

from jobs.live import stream_in

log = logging.getLogger(__name__)

Message: TypeAlias = "dict[str, Any]"
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Event: TypeAlias = "tuple[str, str]"  # id, JSON

POLL_SECONDS = 0.25
KEEP_ALIVE_SECONDS = 15.0
REDIS_REST_SECONDS = 1.0
QUEUE_LENGTH = 200
CLOSING = frozenset({"done", "failed", "rejected", "cancelled"})


class Hub:
    """Reads all streams that anybody listens to with one command, a few times a second."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.listeners: dict[str, set[asyncio.Queue[Event]]] = defaultdict(set)
        self.positions: dict[str, str] = {}
        self.reader: asyncio.Task[None] | None = None

    async def listen(self, stream: str, after: str) -> asyncio.Queue[Event]:
        """Return a queue that gets every event of ``stream`` after the event with id ``after``."""
        queue: asyncio.Queue[Event] = asyncio.Queue(QUEUE_LENGTH)
        with contextlib.suppress(redis.RedisError):
            for identifier, fields in await self.connection.xrange(stream, min=f"({after}"):
                _offer(queue, (identifier, fields["event"]))
                after = identifier
        known = self.positions.get(stream)
        self.positions[stream] = min(known, after, key=_order) if known else after
        self.listeners[stream].add(queue)
        if self.reader is None or self.reader.done():
            self.reader = asyncio.create_task(self._read())
        return queue

    def leave(self, stream: str, queue: asyncio.Queue[Event]) -> None:
        self.listeners[stream].discard(queue)
        if not self.listeners[stream]:
            del self.listeners[stream]
            self.positions.pop(stream, None)

    async def _read(self) -> None:
        while self.listeners:
            try:
                found = await self.connection.xread(dict(self.positions), count=QUEUE_LENGTH)
            except redis.RedisError as problem:
                log.warning("The streams do not answer: %s", problem)
                await asyncio.sleep(REDIS_REST_SECONDS)
                continue
            for stream, entries in found:
                self._hand_out(stream, entries)
            await asyncio.sleep(POLL_SECONDS)

    def _hand_out(self, stream: str, entries: list[tuple[str, dict[str, str]]]) -> None:
        for identifier, fields in entries:
            for queue in self.listeners.get(stream, ()):
                _offer(queue, (identifier, fields["event"]))
        if stream in self.positions:
            self.positions[stream] = entries[-1][0]


def _order(identifier: str) -> tuple[int, int]:
    moment, _, number = identifier.partition("-")
    return int(moment), int(number or 0)


def _offer(queue: asyncio.Queue[Event], event: Event) -> None:
    """Add the event; of a listener too slow to follow, forget the oldest: only the newest state matters."""
    if queue.full():
        queue.get_nowait()
    queue.put_nowait(event)


_hubs: dict[asyncio.AbstractEventLoop, Hub] = {}


def hub() -> Hub:
    """Return the hub of the running loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        connection = redis.Redis.from_url(
            settings.REDIS_URL, decode_responses=True, socket_timeout=5, socket_connect_timeout=2
        )
        _hubs[loop] = Hub(connection)
    return _hubs[loop]


async def application(scope: Message, receive: Receive, send: Send) -> None:
    """ASGI: /healthz says ok, /live/TOKEN is the stream that the token names."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
        return
    path = scope["path"]
    if path == "/healthz":
        await _answer(send, 200, b"ok")
    elif path.startswith("/live/") and (stream := stream_in(path.removeprefix("/live/"))):
        await _stream(scope, receive, send, stream)
    else:
        await _answer(send, 404, b"There is no such stream, or its key has expired. Reload the page.")


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def _answer(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), *_shared_headers()]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _shared_headers() -> list[tuple[bytes, bytes]]:
    parts = urlsplit(settings.SITE_URL)
    return [
        (b"access-control-allow-origin", f"{parts.scheme}://{parts.netloc}".encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"cache-control", b"no-store"),
    ]


async def _stream(scope: Message, receive: Receive, send: Send, stream: str) -> None:
    headers = [(b"content-type", b"text/event-stream"), (b"x-accel-buffering", b"no"), *_shared_headers()]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    queue = await hub().listen(stream, _last_event_id(scope))
    gone = asyncio.create_task(_disconnected(receive))
    try:
        await _forward(queue, gone, send)
    finally:
        gone.cancel()
        hub().leave(stream, queue)
    if not gone.done() or gone.cancelled():
        await send({"type": "http.response.body", "body": b""})


def _last_event_id(scope: Message) -> str:
    given = dict(scope["headers"]).get(b"last-event-id", b"0-0").decode("ascii", "replace")
    moment, _, number = given.partition("-")
    return given if moment.isdigit() and (number or "0").isdigit() else "0-0"


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _forward(queue: asyncio.Queue[Event], gone: asyncio.Task[None], send: Send) -> None:
    """Send events until the job has ended or the listener is gone; a comment now and then keeps proxies awake."""
    while not gone.done():
        try:
            identifier, event = await asyncio.wait_for(queue.get(), KEEP_ALIVE_SECONDS)
        except TimeoutError:
            await send({"type": "http.response.body", "body": b": still here\n\n", "more_body": True})
            continue
        body = f"id: {identifier}\ndata: {event}\n\n".encode()
        await send({"type": "http.response.body", "body": body, "more_body": True})
        if json.loads(event).get("status") in CLOSING:
            return
