"""HTTP routes beside the pages, for log-in, downloads and links: each declares its permission."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.errors import ReauthenticationNeeded
from kraamzorg_app.domain.permissions import Permission, may
from kraamzorg_app.ui.error_pages import error_page
from kraamzorg_app.ui.guard import CLIENT_EXPIRED, LOGIN
from kraamzorg_app.ui.refusals import Refusals
from kraamzorg_app.ui.visits import Reception, is_for_clients

CONFIRM = "/bevestigen"
Endpoint = Callable[[Request, Actor], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class HttpRoute:
    """One path with who may use it; the endpoint gets the actor that the cookie stands for."""

    path: str
    endpoint: Endpoint
    permission: Permission
    methods: Sequence[str] = ("GET",)
    is_demo_only: bool = False


def guarded(route: HttpRoute, reception: Reception, refusals: Refusals) -> Route:
    """Make a Starlette route that asks for the permission before the endpoint runs."""

    async def serve(request: Request) -> Response:
        cookie = Headers(scope=request.scope).get("cookie", "")
        origin = request.client.host if request.client else ""
        visit = await reception.receive(cookie, origin, is_activity=True)
        actor = visit.actor_for(route.permission)
        if may(actor, route.permission):
            try:
                return await route.endpoint(request, actor)
            except ReauthenticationNeeded:
                return RedirectResponse(_confirm_first(request), status_code=303)
        refusals.note(actor, f"{request.method} {route.path}", "not_allowed")
        if is_for_clients(route.permission) and visit.client is None:
            return RedirectResponse(CLIENT_EXPIRED, status_code=303)
        if not is_for_clients(route.permission) and visit.user is None:
            return RedirectResponse(LOGIN, status_code=303)
        return error_page(404)

    return Route(route.path, serve, methods=list(route.methods))


def _confirm_first(request: Request) -> str:
    """Give the page that asks a second factor; it leads back to what was asked for."""
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return f"{CONFIRM}?volgende={quote(wanted)}"
