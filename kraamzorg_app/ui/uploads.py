"""Files that the functional administrator sends; each leads to a page that shows what came out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services.administration import (
    insurer_import,
    provider_import,
    territory_import,
)
from kraamzorg_app.services.table_files import MAX_BYTES
from kraamzorg_app.ui.error_pages import error_page
from kraamzorg_app.ui.http_security import UPLOADS
from kraamzorg_app.ui.routes import Endpoint, HttpRoute

PROPOSAL: Final = "voorstel"
"""Names the outcome in the address of the page."""
MOST_FIELDS: Final = 10

Upload = Callable[[Actor, bytes, dict[str, Any]], str]


def upload_path(name: str) -> str:
    """Give the address that a form of this import posts to."""
    return UPLOADS + name


def _endpoint(upload: Upload, page: str) -> Endpoint:
    async def receive(request: Request, actor: Actor) -> Response:
        try:
            async with request.form(max_files=1, max_fields=MOST_FIELDS) as form:
                fields = {key: value for key, value in form.items() if isinstance(value, str)}
                file = form.get("file")
                # One byte more than is allowed, so that the reader says that it is too large.
                content = await file.read(MAX_BYTES + 1) if isinstance(file, UploadFile) else b""
        except MultiPartException:
            return error_page(404)
        proposal = await run_in_threadpool(upload, actor, content, fields)
        return RedirectResponse(f"{page}?{PROPOSAL}={proposal}", status_code=303)

    return receive


ROUTES: Final = (
    HttpRoute(
        upload_path("postcodes"),
        _endpoint(territory_import.upload, "/beheer/regios"),
        Permission.REGION_MANAGE,
        methods=("POST",),
    ),
    HttpRoute(
        upload_path("aanbieders"),
        _endpoint(provider_import.upload, "/beheer/aanbieders"),
        Permission.PROVIDER_MANAGE,
        methods=("POST",),
    ),
    HttpRoute(
        upload_path("verzekeraars"),
        _endpoint(insurer_import.upload, "/beheer/verzekeraars"),
        Permission.INSURER_MANAGE,
        methods=("POST",),
    ),
)
