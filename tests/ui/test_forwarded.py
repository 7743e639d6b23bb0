"""Behind a proxy the access log names who stands behind it; nobody else is believed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import httpx
import pytest
from sqlmodel import col, select

from kraamzorg_app import database
from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.models.access_log import AccessLogLine
from tests.processes import wait_until
from tests.ui.conftest import PROXY, Stage
from tests.ui.sockets import Tab

OWN = "127.0.0.1"
Refused = Callable[[Stage, str, str, str], None]


def by_http(stage: Stage, cookie: str, address: str, forwarded: str) -> None:
    """Ask for a file that this person may not have."""
    headers = {"Cookie": cookie, "X-Forwarded-For": forwarded}
    with httpx.Client(transport=httpx.HTTPTransport(local_address=address)) as client:
        url = f"{stage.server.url}/downloads/clienten.csv"
        assert client.get(url, headers=headers).status_code == 404


def by_event(stage: Stage, cookie: str, address: str, forwarded: str) -> None:
    """Send an event that nobody may send, which says once more where it came from."""

    async def script() -> None:
        headers = {"X-Forwarded-For": forwarded, "asgi-scope-client": forwarded}
        tab = await Tab(stage.server.url, cookie, address=address, headers=headers).open()
        name = "reflex___state____state.tests___ui___specimen____specimen.undeclared"
        await tab.emit({"name": name, "payload": {}, "router_data": {"ip": "198.51.100.66"}})
        await tab.close()

    asyncio.run(script())


@pytest.mark.parametrize("refused", [by_http, by_event])
@pytest.mark.parametrize(
    ("address", "forwarded", "origin"),
    [
        (PROXY, "192.0.2.81", "192.0.2.81"),
        (PROXY, "198.51.100.9, 192.0.2.82", "192.0.2.82"),
        (PROXY, "192.0.2.83, <script>", PROXY),
        (OWN, "192.0.2.84", OWN),
        (OWN, f"192.0.2.85, {PROXY}", OWN),
    ],
)
def test_the_log_names_the_origin(
    stage: Stage, refused: Refused, address: str, forwarded: str, origin: str
) -> None:
    person = stage.cast.technician
    cookie = stage.log_in(person)
    before = len(origins_of(stage, person))
    refused(stage, cookie, address, forwarded)
    wait_until(lambda: len(origins_of(stage, person)) > before)
    assert origins_of(stage, person)[before:] == [origin]


def origins_of(stage: Stage, person: Actor) -> list[str]:
    with database.reading(stage.environment.engine) as session:
        lines = select(AccessLogLine.origin).where(
            col(AccessLogLine.user_id) == person.user_id,
            col(AccessLogLine.event) == "REQUEST_REFUSED",
        )
        return list(session.exec(lines.order_by(col(AccessLogLine.happened_at))).all())
