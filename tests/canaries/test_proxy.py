"""That the proxy hands on what a server sends, and keeps it unpacked and with who it went to."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from tests.canaries.proxy import RecordingProxy
from tests.canaries.recording import NOBODY, Recording, Sent, Who, read
from tests.server import free_port

WORDS = "woorden die vaak voorkomen " * 200
SHE = "client=geheim"
Script = Callable[[aiohttp.ClientSession, str], Awaitable[None]]


async def page(request: web.Request) -> web.Response:
    answer = web.Response(text=f"{WORDS}{await request.text()}")
    answer.set_cookie("client", "geheim")
    answer.enable_compression()
    return answer


async def socket(request: web.Request) -> web.WebSocketResponse:
    """Answer once, packed when that was asked for, and hang up."""
    ends = web.WebSocketResponse(compress=True, protocols=["0.1", "0.2"])
    await ends.prepare(request)
    await ends.send_str(f"{WORDS}{await ends.receive_str()} {ends.compress}")
    await ends.close(code=4001)
    return ends


async def refused(_request: web.Request) -> web.Response:
    return web.Response(status=403)


def through_a_proxy(folder: Path, script: Script) -> list[Sent]:
    """Serve, run a script against the proxy, and give what was kept."""

    async def run() -> None:
        app = web.Application()
        app.add_routes([web.route("*", "/page", page), web.get("/socket", socket)])
        app.add_routes([web.get("/refused", refused)])
        runner = web.AppRunner(app)
        await runner.setup()
        port, behind = free_port(), free_port()
        await web.TCPSite(runner, "127.0.0.1", behind).start()
        proxy = await asyncio.to_thread(RecordingProxy, port, behind, Recording(folder / "answers"))
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as browser:
            await script(browser, proxy.url)
        await asyncio.to_thread(proxy.stop)
        await runner.cleanup()

    asyncio.run(run())
    return list(read(folder / "answers"))


def test_an_answer_is_kept_unpacked_for_whom_it_was(tmp_path: Path) -> None:
    async def script(browser: aiohttp.ClientSession, url: str) -> None:
        async with browser.get(f"{url}/page") as answer:
            assert answer.headers["Content-Encoding"] == "gzip"
            assert await answer.text() == WORDS
            assert answer.cookies["client"].value == "geheim"
        async with browser.post(f"{url}/page", data="getypt", headers={"Cookie": SHE}) as answer:
            assert await answer.text() == f"{WORDS}getypt"
        async with browser.head(f"{url}/page") as answer:
            assert answer.status == 200

    kept = [it for it in through_a_proxy(tmp_path, script) if "headers" not in it.what]
    assert [(it.who, it.what) for it in kept[:2]] == [
        (NOBODY, "GET /page"),
        (Who.of(SHE), "POST /page"),
    ]
    assert [it.content.decode() for it in kept[:2]] == [WORDS, f"{WORDS}getypt"]


def test_packed_frames_of_a_socket_are_kept_as_text(tmp_path: Path) -> None:
    async def script(browser: aiohttp.ClientSession, url: str) -> None:
        async with browser.ws_connect(
            f"{url}/socket", headers={"Cookie": SHE}, compress=15, protocols=["0.2"]
        ) as connected:
            assert connected.protocol == "0.2"
            await connected.send_str("hallo")
            assert await connected.receive_str() == f"{WORDS}hallo 15"
            await connected.receive()
            assert connected.close_code == 4001

    (kept,) = through_a_proxy(tmp_path, script)
    assert (kept.who, kept.content.decode()) == (Who.of(SHE), f"{WORDS}hallo 15")


def test_what_is_sent_twice_is_kept_once(tmp_path: Path) -> None:
    async def script(browser: aiohttp.ClientSession, url: str) -> None:
        for cookie in ("", SHE):
            async with browser.get(f"{url}/page", headers={"Cookie": cookie}) as answer:
                await answer.read()

    first, again = (it for it in through_a_proxy(tmp_path, script) if "headers" not in it.what)
    assert (again.digest, again.content) == (first.digest, b"")
    assert (first.who, again.who) == (NOBODY, Who.of(SHE))


def test_a_refused_socket_is_refused_to_the_browser(tmp_path: Path) -> None:
    async def script(browser: aiohttp.ClientSession, url: str) -> None:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
            await browser.ws_connect(f"{url}/refused")
        assert refusal.value.status == 403

    through_a_proxy(tmp_path, script)
