"""Every handler, HTTP route and page of the tool against every role, over the wire.

Whatever is added appears here by itself: handlers come from Reflex's own registry, routes and
pages from the lists of the composition root.
"""

from __future__ import annotations

import re
from uuid import UUID, uuid4

import httpx
import pytest
import reflex as rx
from reflex_base.registry import RegistrationContext

from kraamzorg_app.domain.permissions import Permission, may
from kraamzorg_app.ui import policies
from kraamzorg_app.ui.page import Page, PageAudience
from kraamzorg_app.ui.pages import HTTP_ROUTES, PAGES
from tests.ui.conftest import Stage
from tests.ui.everybody import EVERYBODY, actor
from tests.ui.sockets import Tab
from tests.ui.test_guard import run
from tests.ui.walking import right_kinds


def test_every_handler_declares_a_policy() -> None:
    assert policies.declared()


def test_a_handler_without_a_policy_stops_the_start() -> None:
    with RegistrationContext.get().fork():

        class Forgotten(rx.State):
            def anybody(self) -> None: ...

        with pytest.raises(policies.UndeclaredHandler, match="anybody"):
            policies.declared()


def test_arguments_are_of_types_that_the_guard_can_check() -> None:
    with pytest.raises(TypeError, match="entry_id"):

        @policies.handler(Permission.PUBLIC)
        def load(self: object, entry_id: UUID) -> None: ...


@pytest.mark.parametrize("name", EVERYBODY)
def test_what_a_person_may_not_do_does_not_run(stage: Stage, name: str) -> None:
    who = actor(stage.cast, name)
    refused = [
        (event, policy)
        for event, policy in policies.declared().items()
        if not may(who, policy.permission)
    ]

    async def script() -> None:
        tab = await Tab(stage.server.url, cookie=stage.cookie_of(name)).open()
        for event, policy in refused:
            await tab.post(event, right_kinds(policy))
        await tab.quiet()
        assert tab.deltas == []
        await tab.close()

    run(script)


@pytest.mark.parametrize("name", EVERYBODY)
def test_a_route_is_not_there_for_whom_it_is_not_meant(stage: Stage, name: str) -> None:
    who = actor(stage.cast, name)
    headers = {"Cookie": stage.cookie_of(name)}
    for route in HTTP_ROUTES:
        if may(who, route.permission) or route.is_demo_only:
            continue
        path = re.sub(r"{\w+(:\w+)?}", str(uuid4()), route.path)
        for method in route.methods:
            answer = httpx.request(method, stage.server.url + path, headers=headers)
            assert answer.status_code in (303, 404), (method, route.path)
            assert "content-disposition" not in answer.headers


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.route)
def test_a_visitor_gets_only_public_pages(stage: Stage, page: Page) -> None:
    path = re.sub(r"\[\w+\]", str(uuid4()), page.route)
    answer = httpx.get(stage.server.url + path)
    assert (answer.status_code == 303) == (page.audience is not PageAudience.EVERYONE)


def test_demo_routes_do_not_exist_outside_a_demo(stage: Stage) -> None:
    for route in HTTP_ROUTES:
        if route.is_demo_only:
            assert httpx.get(stage.server.url + route.path).status_code == 404
