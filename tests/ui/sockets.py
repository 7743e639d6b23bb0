"""A browser's socket without a browser: sends events and keeps what comes back."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass, field
from socket import AF_INET
from typing import Any
from uuid import uuid4

import aiohttp
import socketio

QUIET_SECONDS = 0.4
FIRST_ANSWER_SECONDS = 1.0
PATIENCE_SECONDS = 60
ROOT_STATE = "reflex___state____state"


class Gone(Exception):
    """The connection ended before the answer came."""


@dataclass
class Tab:
    """One tab: a token, a cookie and an origin of its own choosing."""

    url: str
    cookie: str = ""
    token: str = field(default_factory=lambda: uuid4().hex)
    origin: str | None = None
    address: str | None = None
    """Of this machine, that the connection comes from."""
    headers: dict[str, str] = field(default_factory=dict)
    deltas: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)

    async def open(self) -> Tab:
        self._news = asyncio.Event()
        self._is_gone = False
        self._session = None
        if self.address:
            connector = aiohttp.TCPConnector(family=AF_INET, local_addr=(self.address, 0))
            self._session = aiohttp.ClientSession(connector=connector)
        self._socket = socketio.AsyncClient(reconnection=False, http_session=self._session)
        self._socket.on("event", self._take, namespace="/_event")
        self._socket.on("disconnect", self._end, namespace="/_event")
        headers = {"Origin": self.origin or self.url, **self.headers}
        if self.cookie:
            headers["Cookie"] = self.cookie
        await self._socket.connect(
            f"{self.url}?token={self.token}",
            headers=headers,
            namespaces=["/_event"],
            transports=["websocket"],
            socketio_path="/_event",
        )
        return self

    def _take(self, update: Any) -> None:
        self._news.set()
        update = json.loads(update) if isinstance(update, str) else update
        if update.get("delta"):
            self.deltas.append(update["delta"])
        self.events.extend(update.get("events") or [])

    def _end(self, _reason: str) -> None:
        self._is_gone = True
        self._news.set()

    async def told(self, words: str) -> None:
        """Wait until the page has been told this; raises `Gone` when the connection ends first."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while words not in self.received:
                if self._is_gone:
                    raise Gone
                self._news.clear()
                await self._news.wait()

    async def send(self, name: str, path: str = "/", /, **payload: Any) -> Tab:
        """Send an event and wait until nothing more comes."""
        full = name if name.startswith(ROOT_STATE) else f"{ROOT_STATE}.{name}"
        router_data = {"pathname": path, "asPath": path}
        await self.emit({"name": full, "payload": payload, "router_data": router_data})
        return self

    async def post(self, name: str, payload: dict[str, Any]) -> None:
        """Send an event and wait for nothing."""
        event = {"name": name, "payload": payload, "router_data": {"pathname": "/"}}
        await self._socket.emit("event", event, namespace="/_event")

    async def emit(self, data: Any) -> None:
        self._news.clear()
        await self.emit_only(data)
        # A busy machine answers late; what is refused may get no answer at all.
        with suppress(TimeoutError):
            async with asyncio.timeout(FIRST_ANSWER_SECONDS):
                await self._news.wait()
        await self.quiet()

    async def emit_only(self, data: Any) -> None:
        await self._socket.emit("event", data, namespace="/_event")

    async def until_after(self, marker: str, number: int) -> None:
        """Wait until the answer to an event of the specimen is there, and nothing more comes."""
        await self.post(f"{ROOT_STATE}.{marker}", {"number": number, "words": {}})
        answer, looked = f"['{number} []']", 0
        async with asyncio.timeout(PATIENCE_SECONDS):
            while answer not in str(self.deltas[looked:]):
                looked = len(self.deltas)
                self._news.clear()
                await self._news.wait()
        await self.quiet()

    async def quiet(self) -> None:
        await asyncio.sleep(QUIET_SECONDS)
        while self._news.is_set():
            self._news.clear()
            await asyncio.sleep(QUIET_SECONDS)

    async def answered(self) -> None:
        """Wait until something has come back and nothing more comes."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not (self.deltas or self.events):
                await self._news.wait()
                self._news.clear()
        await self.quiet()

    async def close(self) -> None:
        await self._socket.disconnect()
        for session in (self._session, self._socket.eio.http):
            if session:
                await session.close()
        await asyncio.sleep(0.1)

    @property
    def received(self) -> str:
        """Everything that reached this tab, as text."""
        return json.dumps([self.deltas, self.events])

    @property
    def redirects(self) -> list[str]:
        return [event["payload"]["path"] for event in self.events if event["name"] == "_redirect"]
