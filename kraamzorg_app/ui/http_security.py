"""The outermost layer of HTTP: what every request must be, and what every answer carries."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kraamzorg_app.ui.error_pages import error_page
from kraamzorg_app.ui.faults import log_fault
from kraamzorg_app.ui.inline_scripts import InlineScripts

logger = logging.getLogger("kraamzorg.access")

MOST_BODY_BYTES = 1_000_000
MOST_UPLOAD_BYTES = 5_500_000
UPLOADS = "/beheer/import/"
"""Where the functional administrator sends files of at most 5 MB."""
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_LINK = re.compile(r"^(/l/|/afmelden/)[^/]+")
_EVENTS = "/_event"
_PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"


@dataclass(frozen=True, slots=True)
class HttpRules:
    """What the layer needs to know of this installation."""

    allowed_origins: Sequence[str]
    is_https: bool
    scripts: InlineScripts
    form_origins: Sequence[str] = ()
    """Where forms may lead beside our own pages: providers that people log in with."""


class HttpSecurity:
    """Refuses what no page of ours sends, and puts the security headers on every answer."""

    def __init__(self, app: ASGIApp, rules: HttpRules) -> None:
        self._app = app
        self._rules = rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; websockets are for the socket's own check of origins."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(scope, receive, send, self._rules)
        refusal = self._refusal(scope)
        if refusal is not None:
            await error_page(refusal, path=scope["path"])(scope, receive, exchange.send)
        else:
            await self._serve(exchange)
        exchange.log()

    async def _serve(self, exchange: _Exchange) -> None:
        try:
            await self._app(exchange.scope, exchange.receive, exchange.send)
        except Exception as fault:  # noqa: BLE001 - nothing may reach a person as a stack trace
            await exchange.say_fault(log_fault(fault))
        else:
            await exchange.let_go()

    def _refusal(self, scope: Scope) -> int | None:
        headers = Headers(scope=scope)
        path: str = scope["path"]
        if path.startswith("/_") and path.rstrip("/") != _EVENTS:
            # Reflex's own end points; uploads would bypass the guard of events.
            return 404
        if scope["method"] not in _SAFE_METHODS and not self._is_own_page(headers):
            return 403
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > _most_bytes(path):
            return 413
        return None

    def _is_own_page(self, headers: Headers) -> bool:
        """Say whether an unsafe request can come from a page of ours; programs send no origin."""
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        if site is not None and site != "same-origin":
            return False
        # A page that sends no referrer says "null", and so does a foreign one.
        if origin == "null":
            return site == "same-origin"
        return origin is None or origin in self._rules.allowed_origins


class _Exchange:
    """One request and its answer on their way through."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, rules: HttpRules) -> None:
        self.scope = scope
        self._receive = receive
        self._send = send
        self._rules = rules
        self._received = 0
        self._is_too_large = False
        self._is_replaced = False
        self._status = 0
        self._began = time.monotonic()
        self._is_started = False
        self._held: list[Message] = []
        """A bare 500: Starlette sends one before it hands on the fault, and it would name no id."""

    async def receive(self) -> Message:
        """Hand on the body up to the limit; more ends the request."""
        message = await self._receive()
        self._received += len(message.get("body", b""))
        if self._received > _most_bytes(self.scope["path"]):
            self._is_too_large = True
            return {"type": "http.disconnect"}
        return message

    async def send(self, message: Message) -> None:
        """Hand on the answer with our headers; a body that was too large has an answer of ours."""
        if self._is_replaced:
            return
        if message["type"] == "http.response.start" and self._is_too_large:
            self._is_replaced = True
            page = error_page(413, path=self.scope["path"])
            await page(self.scope, self._receive, self._send_answer)
            return
        if self._held or _is_bare_fault(message):
            self._held.append(message)
            return
        await self._send_answer(message)

    async def let_go(self) -> None:
        """Send what was held: no fault came after it."""
        for message in self._held:
            await self._send_answer(message)

    async def say_fault(self, fault_id: str) -> None:
        """Answer with a page that names the fault, unless an answer is on its way."""
        if self._is_started:
            return
        page = error_page(500, fault_id, path=self.scope["path"])
        await page(self.scope, self._receive, self._send_answer)

    async def _send_answer(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._is_started = True
            self._status = message["status"]
            _add_headers(self.scope, message, self._rules)
        await self._send(message)

    def log(self) -> None:
        """Write the access line: no query, no token of a link, no address."""
        path = _LINK.sub(r"\1…", self.scope["path"])
        took = (time.monotonic() - self._began) * 1000
        logger.info("%s %s %s %.0f ms", self.scope["method"], path, self._status, took)


def _is_bare_fault(message: Message) -> bool:
    is_start = message["type"] == "http.response.start"
    return is_start and message["status"] == HTTPStatus.INTERNAL_SERVER_ERROR


def _most_bytes(path: str) -> int:
    return MOST_UPLOAD_BYTES if path.startswith(UPLOADS) else MOST_BODY_BYTES


def _add_headers(scope: Scope, message: Message, rules: HttpRules) -> None:
    headers = MutableHeaders(scope=message)
    path: str = scope["path"]
    headers["Content-Security-Policy"] = _content_policy(path, rules)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Referrer-Policy"] = "no-referrer"
    headers["Permissions-Policy"] = _PERMISSIONS
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if rules.is_https:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if "cache-control" not in headers:
        headers["Cache-Control"] = _cache_control(path, message["status"], headers)
    if location := headers.get("location"):
        headers["location"] = _relative(location, scope)


def _content_policy(path: str, rules: HttpRules) -> str:
    sockets = " ".join(f"ws{origin.removeprefix('http')}" for origin in rules.allowed_origins)
    forms = " ".join(("'self'", *rules.form_origins))
    hashes = " ".join(rules.scripts.hashes_of(path))
    return (
        "default-src 'self'; "
        f"script-src 'self' {hashes}; "
        "style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; "
        f"connect-src 'self' {sockets}; "
        f"object-src 'none'; base-uri 'none'; form-action {forms}; frame-ancestors 'none'"
    )


def _cache_control(path: str, status: int, headers: MutableHeaders) -> str:
    if path.startswith("/assets/") and status in (200, 304):
        return "public, max-age=31536000, immutable"
    # A file of the build has a tag; what is made for one person has none.
    return "no-cache" if "etag" in headers else "no-store"


def _relative(location: str, scope: Scope) -> str:
    """Leave out our own host: behind a proxy the application does not know its scheme."""
    parts = urlsplit(location)
    if parts.netloc and parts.netloc == Headers(scope=scope).get("host"):
        return parts._replace(scheme="", netloc="").geturl() or "/"
    return location
