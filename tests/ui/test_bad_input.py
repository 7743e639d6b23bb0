"""What is sent wrongly over the socket or by post: refused, logged without values, nothing done."""

from __future__ import annotations

import asyncio
import json
import socket
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from sqlmodel import SQLModel, col, select

from kraamzorg_app import database
from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.services import sessions
from kraamzorg_app.ui.pages import HTTP_ROUTES
from tests.ui.conftest import Stage
from tests.ui.everybody import MEMBERS
from tests.ui.sockets import ROOT_STATE, Tab
from tests.ui.test_guard import end, run

CANARY = "Typkanarie"
MEGABYTES_50 = 50_000_000
DETAIL = f"{ROOT_STATE}.kraamzorg_app___ui___pages___client_detail___state____client_detail_state"
LISTS = f"{ROOT_STATE}.kraamzorg_app___ui___pages___clienten___state____clienten_state"
POSTED = sorted({route.path for route in HTTP_ROUTES if "POST" in route.methods})
_ABOUT_THE_VISIT = {"access_log_line", "access_log_subject", "user_session", "rate_limit"}


def rows(stage: Stage) -> str:
    """Copy the database, but for the log and who is there."""
    with database.reading(stage.environment.engine) as session:
        return json.dumps(
            {
                table.name: sorted(str(tuple(row)) for row in session.execute(select(table)))
                for table in SQLModel.metadata.sorted_tables
                if table.name not in _ABOUT_THE_VISIT
            }
        )


def refusals(stage: Stage, person: Actor) -> list[str]:
    with database.reading(stage.environment.engine) as session:
        lines = session.exec(
            select(AccessLogLine).where(
                col(AccessLogLine.user_id) == person.user_id,
                col(AccessLogLine.outcome) == "refused",
            )
        ).all()
        assert CANARY not in str([line.model_dump() for line in lines])
        return [line.details.get("code", "") for line in lines]


@pytest.mark.parametrize("path", POSTED)
@pytest.mark.parametrize("name", ["visitor", "admin"])
def test_fifty_megabytes_are_refused_unread_by_every_form(
    stage: Stage, path: str, name: str
) -> None:
    parts = urlsplit(stage.server.url)
    before = rows(stage)
    address = path.replace("{token}", "bestaat-niet")
    with socket.create_connection(("127.0.0.1", parts.port or 80), timeout=10) as connection:
        connection.sendall(
            f"POST {address} HTTP/1.1\r\nHost: {parts.netloc}\r\nCookie: {stage.cookie_of(name)}"
            f"\r\nContent-Length: {MEGABYTES_50}\r\n\r\n".encode()
        )
        # Not one byte of the body was sent, and the answer is there.
        assert connection.recv(4096).split(b" ")[1] == b"413"
    assert rows(stage) == before


@pytest.mark.parametrize(
    ("event", "payload", "code"),
    [
        (f"{DETAIL}.close", {"form": CANARY}, "bad_arguments"),
        (f"{DETAIL}.close", {"form": [CANARY]}, "bad_arguments"),
        (f"{DETAIL}.close", {}, "bad_arguments"),
        (f"{DETAIL}.close", {"form": {}, "more": CANARY}, "bad_arguments"),
        (f"{DETAIL}.close", {"form": {"note": f"{CANARY}\0"}}, "bad_arguments"),
        (f"{LISTS}.sort_by", {"table": CANARY, "key": CANARY}, "bad_arguments"),
        (f"{LISTS}.turn_page", {"table": "wachtend", "step": CANARY}, "bad_arguments"),
        (f"{DETAIL}.accept", {}, "not_allowed"),
        (f"{LISTS}.setvar", {"var_name": "intro", "value": CANARY}, "undeclared"),
    ],
)
def test_a_wrong_event_is_refused_and_logged_without_what_it_held(
    stage: Stage, event: str, payload: dict[str, Any], code: str
) -> None:
    person = stage.cast.coordinator
    before, said = rows(stage), refusals(stage, person).count(code)
    tab = Tab(stage.server.url, cookie=stage.log_in(person))

    async def script() -> None:
        await tab.open()
        await tab.send(event, f"/clienten/{stage.cast.waiting.id}", **payload)
        await tab.close()
        for _ in range(50):
            if refusals(stage, person).count(code) > said:
                return
            await asyncio.sleep(0.1)

    run(script)
    assert refusals(stage, person).count(code) == said + 1
    assert CANARY not in stage.server.log.read_text() + tab.received
    assert rows(stage) == before


@pytest.mark.parametrize(
    "event",
    ["nothing", f"{DETAIL}.nothing", f"{DETAIL}._read", f"{DETAIL}.__init__", f"{CANARY}.x"],
)
def test_a_handler_that_does_not_exist_does_nothing(stage: Stage, event: str) -> None:
    before = rows(stage)
    tab = Tab(stage.server.url, cookie=stage.log_in(stage.cast.coordinator))

    async def script() -> None:
        await tab.open()
        await tab.send(event, form={"note": CANARY})
        assert tab.deltas == []
        await tab.close()

    run(script)
    assert rows(stage) == before
    log = stage.server.log.read_text()
    assert "event not processed: KeyError" in log
    assert CANARY not in log
    assert "kraamzorg=" not in log


def test_an_event_that_was_heard_before_works_for_nobody_else(stage: Stage) -> None:
    """Replays a coordinator's event with her token, by others and after she logged out."""
    cookie = stage.log_in(stage.cast.coordinator)
    heard = (f"{DETAIL}.close", f"/clienten/{stage.cast.waiting.id}")
    form = {"reason": "OTHER", "note": CANARY}
    before = rows(stage)

    async def script() -> None:
        token = uuid4().hex
        own = await Tab(stage.server.url, cookie=cookie, token=token).open()
        await own.send(f"{DETAIL}.load", heard[1])
        assert "TS1111RR" in own.received
        await own.close()
        end(cookie)
        others = [name for name in MEMBERS if not name.startswith("coordinator")]
        for replayed in (cookie, "", *(stage.cookie_of(name) for name in others)):
            tab = await Tab(stage.server.url, cookie=replayed, token=token).open()
            await tab.post(heard[0], {"form": form})
            await tab.send(heard[0], heard[1], form=form)
            assert "TS1111RR" not in tab.received
            await tab.close()

    run(script)
    assert rows(stage) == before
    assert CANARY not in stage.server.log.read_text()


def test_a_session_that_was_ended_gets_nothing_more(stage: Stage) -> None:
    person = stage.cast.preferred
    cookie = stage.log_in(person)
    tab = Tab(stage.server.url, cookie=cookie)

    async def script() -> None:
        await tab.open()
        await tab.send(f"{LISTS}.load", "/clienten")
        assert "TS1111RR" in tab.received
        tab.deltas.clear()
        actor = sessions.resolve(cookie.partition("=")[2], origin="192.0.2.1")
        assert actor is not None
        sessions.log_out_everywhere(actor)
        await tab.send(f"{LISTS}.load", "/clienten")
        assert "TS1111RR" not in tab.received
        await tab.close()

    run(script)
