"""Whether this process lives and can serve, for a proxy or a watchdog."""

from __future__ import annotations

import asyncio
from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kraamzorg_app.services import health


async def alive(_request: Request) -> Response:
    """Answer 200 as long as the process answers at all: a reason to restart it, if it does not."""
    return JSONResponse({"status": "ok"})


async def ready(_request: Request) -> Response:
    """Answer 200 when people can be sent here, else 503; says in a word which part fails."""
    found = await asyncio.to_thread(health.readiness)
    status = "ok" if found.can_serve else "unavailable"
    return JSONResponse(
        {"status": status, **asdict(found)}, status_code=200 if found.can_serve else 503
    )
