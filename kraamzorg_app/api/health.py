"""Whether this process can serve, for a proxy or a watchdog."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kraamzorg_app.services import environment


async def health(_request: Request) -> Response:
    """Answer 200 when the database answers, 503 when it does not; no more than that."""
    is_ready = await asyncio.to_thread(environment.is_ready)
    status = "ok" if is_ready else "database"
    return JSONResponse({"status": status}, status_code=200 if is_ready else 503)
