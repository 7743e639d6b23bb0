"""A proxy before a server of the tests that keeps everything the server sends.

It asks for nothing packed but gzip and unpacks that, and takes the frames of sockets apart, also
compressed ones: what is kept can be read.
"""

from __future__ import annotations

import asyncio
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress

import aiohttp
from aiohttp import WSMsgType, web
from multidict import CIMultiDict
from yarl import URL

from tests.canaries.recording import Recording, Who

_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "upgrade"}
_OF_SOCKETS = _HOP_BY_HOP | {
    f"sec-websocket-{name}" for name in ("key", "version", "extensions", "protocol", "accept")
}
_LONGEST_LINE = 65_536
_DATA = {WSMsgType.TEXT, WSMsgType.BINARY}


class RecordingProxy:
    """Listens on a port of this machine and hands everything on to the server behind it."""

    def __init__(
        self,
        port: int,
        server_port: int,
        recording: Recording,
        *,
        greet: Callable[[Who], object] = lambda _who: None,
    ) -> None:
        """Start to listen; `greet` is called once for every browser, when it first asks."""
        self.url = f"http://localhost:{port}"
        self._behind = f"http://127.0.0.1:{server_port}"
        self._recording, self._greet = recording, greet
        self._met: set[Who] = set()
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        asyncio.run_coroutine_threadsafe(self._listen(port), self._loop).result(30)

    def stop(self) -> None:
        """Close what is open and stop listening."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(30)
        self._loop.call_soon_threadsafe(self._loop.stop)

    def flush(self) -> None:
        """Let a reader find everything that was sent until now."""

        async def run() -> None:
            self._recording.flush()

        asyncio.run_coroutine_threadsafe(run(), self._loop).result(30)

    async def _listen(self, port: int) -> None:
        self._session = aiohttp.ClientSession(
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            # A connection for each request: none can turn out to be closed meanwhile.
            connector=aiohttp.TCPConnector(limit=0, force_close=True),
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
            timeout=aiohttp.ClientTimeout(total=None),
            read_bufsize=2**20,
        )
        self._server = web.Server(
            self._serve, max_line_size=_LONGEST_LINE, max_field_size=_LONGEST_LINE
        )
        self._listener = await self._loop.create_server(self._server, "127.0.0.1", port)

    async def _close(self) -> None:
        self._listener.close()
        await self._server.shutdown(1)
        await self._session.close()
        self._recording.flush()

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        who = Who.of(request.headers.get("Cookie", ""))
        if who not in self._met:
            self._met.add(who)
            await asyncio.to_thread(self._greet, who)
        is_socket = request.headers.get("Upgrade", "").lower() == "websocket"
        try:
            return await (self._connect if is_socket else self._answer)(request, who)
        except (aiohttp.ClientError, ConnectionResetError):
            # What one side breaks off, the other finds broken off.
            if request.transport:
                request.transport.abort()
            raise asyncio.CancelledError from None

    async def _answer(self, request: web.BaseRequest, who: Who) -> web.StreamResponse:
        since, what = time.time(), f"{request.method} {request.path}"
        headers = _without(_HOP_BY_HOP, request.headers)
        if "Accept-Encoding" in headers:
            headers["Accept-Encoding"] = "gzip"
        async with self._session.request(
            request.method,
            self._address(request),
            headers=headers,
            data=request.content if request.can_read_body else None,
            allow_redirects=False,
        ) as found:
            answer = web.StreamResponse(
                status=found.status,
                reason=found.reason,
                headers=_without(_HOP_BY_HOP, found.headers),
            )
            self._recording.keep(who, f"{what} (headers)", since, _written(found))
            await answer.prepare(request)
            content = bytearray()
            try:
                async for part in found.content.iter_any():
                    content += part
                    await answer.write(part)
            finally:
                packing = found.headers.get("Content-Encoding", "")
                self._recording.keep(who, what, since, _unpacked(bytes(content), packing))
            await answer.write_eof()
        return answer

    async def _connect(self, request: web.BaseRequest, who: Who) -> web.StreamResponse:
        wanted = request.headers.get("Sec-WebSocket-Protocol", "")
        try:
            behind = await self._session.ws_connect(
                self._address(request),
                protocols=[name.strip() for name in wanted.split(",") if name],
                headers=_without(_OF_SOCKETS, request.headers),
                autoping=False,
                autoclose=False,
                compress=15,
                max_msg_size=0,
            )
        except aiohttp.WSServerHandshakeError as refusal:
            return web.Response(status=refusal.status)
        browser = web.WebSocketResponse(
            protocols=[behind.protocol] if behind.protocol else (),
            autoping=False,
            autoclose=False,
            compress=False,
            max_msg_size=0,
        )
        await browser.prepare(request)

        def keep(message: aiohttp.WSMessage) -> None:
            data = message.data.encode() if message.type is WSMsgType.TEXT else message.data
            self._recording.keep(who, "socket", time.time(), data)

        await asyncio.gather(_hand_on(browser, behind), _hand_on(behind, browser, keep))
        return browser

    def _address(self, request: web.BaseRequest) -> URL:
        return URL(self._behind + request.raw_path, encoded=True)


_End = web.WebSocketResponse | aiohttp.ClientWebSocketResponse


async def _hand_on(
    source: _End, target: _End, keep: Callable[[aiohttp.WSMessage], None] | None = None
) -> None:
    """Hand on what comes in at one end of a socket until it closes, then close the other."""
    with suppress(ConnectionResetError, aiohttp.ClientError):
        while (message := await source.receive()).type in _DATA | {WSMsgType.PING, WSMsgType.PONG}:
            if keep and message.type in _DATA:
                keep(message)
            match message.type:
                case WSMsgType.TEXT:
                    await target.send_str(message.data)
                case WSMsgType.BINARY:
                    await target.send_bytes(message.data)
                case WSMsgType.PING:
                    await target.ping(message.data)
                case WSMsgType.PONG:
                    await target.pong(message.data)
    with suppress(ConnectionResetError, aiohttp.ClientError, RuntimeError):
        await target.close(code=source.close_code or 1000)
    with suppress(ConnectionResetError, aiohttp.ClientError, RuntimeError):
        await source.close()


def _without(names: set[str], headers: Mapping[str, str]) -> CIMultiDict[str]:
    return CIMultiDict((name, it) for name, it in headers.items() if name.lower() not in names)


def _written(answer: aiohttp.ClientResponse) -> bytes:
    """Write the headers of an answer, without what differs each time and says nothing."""
    return "\n".join(
        f"{name}: {value}" for name, value in answer.headers.items() if name.lower() != "date"
    ).encode()


def _unpacked(content: bytes, packing: str) -> bytes:
    if packing not in {"", "identity", "gzip"}:
        raise ValueError(f"an answer packed as {packing} can't be searched")
    if not packing.startswith("gzip"):
        return content
    # Also what was broken off half way.
    return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(content)
