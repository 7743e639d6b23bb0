"""Values that no page of ours sends: each is refused plainly, none is an unexpected fault."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from kraamzorg_app.domain.permissions import Permission, may
from kraamzorg_app.ui.pages import HTTP_ROUTES
from tests.ui.conftest import Stage, serving
from tests.ui.everybody import actor
from tests.ui.sockets import Tab
from tests.ui.test_guard import run
from tests.ui.walking import allowed, call_all, form_fields, right_kinds, wrong_values

NAMES = ("admin", "technician", "coordinator", "provider", "insurer", "invited", "placed")
"""Together these may call every handler."""
REFUSED: tuple[Any, ...] = (
    "\0",
    "\ud800",
    "x" * 10_001,
    2**63,
    1e300,
    {"a": "\0"},
    [[[[[[]]]]]],
)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Serve data that may be changed: some of what makes no sense is a name all the same."""
    with serving(tmp_path_factory.mktemp("wrong")) as made:
        yield made


def test_every_handler_is_among_those_that_are_tried(stage: Stage) -> None:
    tried = {event for name in NAMES for event in allowed(stage.cast, name)}
    everything = {event for name in (*NAMES, "visitor") for event in allowed(stage.cast, name)}
    assert tried == everything


@pytest.mark.parametrize("name", NAMES)
def test_a_value_that_means_nothing_is_no_fault(stage: Stage, name: str) -> None:
    read = len(stage.server.log.read_text())
    handlers = allowed(stage.cast, name).items()
    tab = Tab(stage.server.url, cookie=stage.cookie_of(name))
    calls = [
        (event, payload, row)
        for event, policy in handlers
        for row, payload in zip(_rows(), wrong_values(policy), strict=False)
    ]

    async def script() -> None:
        await tab.open()
        await call_all(tab, calls)
        await tab.close()

    run(script)
    assert faults(stage, read) == []


def faults(stage: Stage, since: int) -> list[str]:
    log = stage.server.log.read_text()[since:]
    return sorted({line.partition(": ")[2] for line in log.splitlines() if "faults fault" in line})


def _rows() -> Iterator[str]:
    while True:
        yield from ("bestaat-niet", "00000000-0000-0000-0000-000000000000", "%00", "a/b")


@pytest.mark.parametrize("name", ["coordinator", "admin"])
def test_a_value_that_no_database_holds_does_not_reach_a_handler(stage: Stage, name: str) -> None:
    read = len(stage.server.log.read_text())
    handlers = {event: p for event, p in allowed(stage.cast, name).items() if p.arguments}
    tab = Tab(stage.server.url, cookie=stage.cookie_of(name))
    calls = [
        (event, {argument: value if kind is not dict[str, Any] else {"name": value}}, "x")
        for event, policy in handlers.items()
        for argument, kind in policy.arguments.items()
        for value in REFUSED
    ]

    async def script() -> None:
        await tab.open()
        for event, payload, _ in calls:
            policy = handlers[event]
            await tab.post(event, right_kinds(policy) | payload)
        await tab.quiet()
        assert tab.deltas == []
        await tab.close()

    run(script)
    assert faults(stage, read) == []


@pytest.mark.parametrize("name", ["visitor", "admin", "placed"])
def test_a_form_posted_with_nonsense_is_no_fault(stage: Stage, name: str) -> None:
    read = len(stage.server.log.read_text())
    cookie = stage.cookie_of(name)
    fields = form_fields()[:15]
    posted = [
        route.path.replace("{token}", "bestaat-niet")
        for route in HTTP_ROUTES
        if "POST" in route.methods
        and may(actor(stage.cast, name), route.permission)
        and (route.permission is not Permission.PUBLIC or name == "visitor")
    ]
    for path in posted:
        for text in ("", "bestaat-niet", "\0", "x" * 9_999):
            for body in (
                {"data": dict.fromkeys(fields, text)},
                {"files": {"file": ("a.csv", text.encode())}},
            ):
                answer = httpx.post(stage.server.url + path, headers={"Cookie": cookie}, **body)
                assert answer.status_code < 500, (path, text[:20])
    assert faults(stage, read) == []
