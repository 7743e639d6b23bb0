"""A gate before a server of the tests, that can be shut: then nothing answers any more."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from pathlib import Path


class Gate:
    """Lets TCP connections through to a Unix socket while it is open."""

    def __init__(self, unix_socket: Path, port: int) -> None:
        self._unix_socket, self._port = unix_socket, port
        self._loop = asyncio.new_event_loop()
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self.open()

    def open(self) -> None:
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(30)

    def shut(self) -> None:
        """Refuse new connections and break off those that are there."""
        asyncio.run_coroutine_threadsafe(self._shut(), self._loop).result(30)

    async def _open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)

    async def _shut(self) -> None:
        if self._server is not None:
            self._server.close()
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        behind, to_behind = await asyncio.open_unix_connection(str(self._unix_socket))
        self._writers |= {writer, to_behind}
        await asyncio.gather(_pass_on(reader, to_behind), _pass_on(behind, writer))


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    writer.close()
