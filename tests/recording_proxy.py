"""A proxy that keeps every byte a server sends, with the cookie of who it went to."""

from __future__ import annotations

import asyncio
import re
import threading
from collections import defaultdict
from contextlib import suppress

_COMPRESSION = re.compile(rb"(?i)\r\n(?:accept-encoding|sec-websocket-extensions):[^\r\n]*")
_COOKIE = re.compile(rb"(?i)\r\ncookie: *([^\r\n]*)")


class RecordingProxy:
    """Stands before a server of the tests; asks it for nothing compressed, so that all is plain."""

    def __init__(self, port: int, server_port: int) -> None:
        self.streams: dict[str, bytearray] = defaultdict(bytearray)
        """What was sent, by the Cookie header; empty for who has none."""
        self.url = f"http://localhost:{port}"
        self._server_port = server_port
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._serve, "127.0.0.1", port), self._loop
        ).result(30)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_server, to_server = await asyncio.open_connection("127.0.0.1", self._server_port)
        first = await reader.read(65_536)
        found = _COOKIE.search(first)
        stream = self.streams[found[1].decode() if found else ""]
        to_server.write(_COMPRESSION.sub(b"", first))
        await asyncio.gather(
            self._ask(reader, to_server), self._answer(from_server, writer, stream)
        )

    async def _ask(self, reader: asyncio.StreamReader, to_server: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65_536):
                to_server.write(_COMPRESSION.sub(b"", data))
                await to_server.drain()
        to_server.close()

    async def _answer(
        self, from_server: asyncio.StreamReader, writer: asyncio.StreamWriter, stream: bytearray
    ) -> None:
        with suppress(OSError):
            while data := await from_server.read(65_536):
                stream += data
                writer.write(data)
                await writer.drain()
        writer.close()
