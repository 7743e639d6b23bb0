"""Whom to tell about a security problem (RFC 9116)."""

from __future__ import annotations

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from kraamzorg_app.services import environment

_VALID_FOR = timedelta(days=180)


async def security_txt(_request: Request) -> Response:
    """Give the contact; it says itself until when it holds."""
    current = environment.current()
    expires = (current.clock.now() + _VALID_FOR).strftime("%Y-%m-%dT00:00:00Z")
    return PlainTextResponse(
        f"Contact: mailto:security@{current.settings.mail_domain}\n"
        f"Expires: {expires}\n"
        "Preferred-Languages: nl, en\n"
        f"Canonical: {current.settings.public_url}/.well-known/security.txt\n"
    )
