"""The real application with one State more, whose handlers the guard is tried on."""

from __future__ import annotations

from typing import Any

import reflex as rx
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.errors import Conflict, FieldErrors
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.kraamzorg_app import _http, _pages, _reception, _refusals, app
from kraamzorg_app.services import sessions
from kraamzorg_app.services.unit_of_work import begin
from kraamzorg_app.ui import bridge, live
from kraamzorg_app.ui.bridge import PageState
from kraamzorg_app.ui.page import Page, PageAudience
from kraamzorg_app.ui.policies import handler
from kraamzorg_app.ui.routes import HttpRoute, guarded

__all__ = ["app"]


def who(actor: Actor) -> list[str]:
    return [f"row of {actor.user_id}"]


def change(actor: Actor, topic: str) -> None:
    for _ in range(20):
        with begin(actor) as work:
            work.announce(topic)


def refuse(_actor: Actor, how: str) -> None:
    if how == "fields":
        raise FieldErrors({"postcode": "postcode_unknown"})
    if how == "conflict":
        raise Conflict("just_taken")
    raise ZeroDivisionError("secret of a client")


class Specimen(PageState, rx.State):
    rows: list[str] = []
    seen: list[str] = []

    def _forget(self) -> None:
        super()._forget()
        self.seen = []

    @handler(Permission.ENTRY_LIST)
    async def load(self) -> None:
        result = await bridge.run(self, who)
        if result:
            self.rows = result

    @handler(Permission.ENTRY_LIST)
    def listen(self, topic: str) -> None:
        live.watch(Specimen.renew, topic)

    @handler(Permission.ENTRY_LIST, activity=False)
    def renew(self) -> None:
        self.seen = [*self.seen, "renewed"]

    @handler(Permission.PUBLIC)
    async def announce(self, topic: str) -> None:
        await bridge.run(self, change, topic)

    @handler(Permission.PUBLIC)
    def greet(self) -> None:
        self.seen = ["greeted"]

    @handler(Permission.PUBLIC)
    def typed(self, number: int, words: dict[str, Any]) -> None:
        self.seen = [f"{number} {sorted(words)}"]

    @handler(Permission.PUBLIC)
    async def fail(self, how: str) -> None:
        await bridge.run(self, refuse, how)

    @handler(Permission.OWN_ENTRY)
    def own(self) -> None:
        self.seen = ["hers"]

    @handler(Permission.MEMBER_MANAGE)
    def manage(self) -> None:
        self.seen = ["managed"]

    @handler(Permission.ENTRY_LIST, background=True)
    async def work(self) -> None:
        async with self:
            self.seen = ["worked"]

    @handler(Permission.PUBLIC)
    def chain(self) -> Any:
        return Specimen.load

    @handler(Permission.ACCOUNT_OWN)
    async def leave(self) -> None:
        await bridge.run(self, sessions.log_out)

    @handler(Permission.PUBLIC)
    def stumble(self) -> None:
        raise ValueError("secret of a client")

    def undeclared(self) -> None:
        self.seen = ["undeclared"]


async def break_route(_request: Request, _actor: Actor) -> Response:
    raise ZeroDivisionError("secret of a client")


async def break_bare(_request: Request) -> Response:
    raise ZeroDivisionError("secret of a client")


_http.routes.extend(
    [
        guarded(HttpRoute("/kapot", break_route, Permission.PUBLIC), _reception, _refusals),
        Route("/kapot-bloot", break_bare),
    ]
)

for _page in (
    Page("/besloten", "Besloten", rx.el.main),
    Page("/besloten/[id]", "Besloten", rx.el.main),
    Page("/eigen", "Eigen", rx.el.main, PageAudience.CLIENTS),
    Page("/keuze", "Keuze", rx.el.main, PageAudience.EVERYONE, on_load=Specimen.load),
):
    _pages[_page.key] = _page
app.add_page(rx.el.main, route="/keuze")
