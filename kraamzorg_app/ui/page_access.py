"""Who gets the HTML of which page: only the pages in the list exist, and most need a log-in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from reflex.route import get_router
from starlette.datastructures import Headers
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from kraamzorg_app.ui.error_pages import error_page
from kraamzorg_app.ui.guard import may_have_page, way_to
from kraamzorg_app.ui.page import Page, PageAudience
from kraamzorg_app.ui.visits import Reception

_MARKUP = frozenset({".html", ".gz", ".br", ".zst"})
_IS_PLAIN = re.compile(r"/|(?:/(?!\.{1,2}(?:/|$))[^/\\\0]+)+/?")
"""One way to write a path, so that this layer and the file system mean the same by it."""


class PageAccess:
    """Stands before the built pages: no log-in, no HTML, and no way around by another name."""

    def __init__(self, app: ASGIApp, pages: Mapping[str, Page], reception: Reception) -> None:
        self._app = app
        self._pages = pages
        self._reception = reception
        self._route_of = get_router(list(pages))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request for a page or a file of the build."""
        answer = None
        if scope["type"] == "http" and not scope["path"].startswith("/_"):
            answer = await self._answer(scope)
            if self._is_built(scope["path"]):
                # The file server would send the browser to "/start/", one round trip later.
                scope = {**scope, "path": f"{scope['path']}/"}
        await (answer or self._app)(scope, receive, send)

    def _is_built(self, path: str) -> bool:
        """Say whether the path is that of a page with a file of its own, without a slash."""
        return path != "/" and not path.endswith("/") and path.strip("/") in self._pages

    async def _answer(self, scope: Scope) -> Response | None:
        path: str = scope["path"]
        if PurePosixPath(path).suffix in _MARKUP or not _IS_PLAIN.fullmatch(path):
            return error_page(404, path=path)
        page = self._pages.get(self._route_of(path) or "")
        if page is None or page.audience is PageAudience.EVERYONE:
            return None
        headers = Headers(scope=scope)
        client = scope.get("client")
        visit = await self._reception.receive(
            headers.get("cookie", ""), client[0] if client else "", is_activity=True
        )
        if may_have_page(page, visit):
            return None
        return RedirectResponse(way_to(page, path), status_code=303)
