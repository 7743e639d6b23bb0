"""Every event passes the guard, whatever a browser, or what looks like one, sends."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
import socketio
from sqlmodel import Session, col, select

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.services import environment, sessions
from tests.ui.conftest import Stage
from tests.ui.sockets import Tab

SPECIMEN = "tests___ui___specimen____specimen"
HYDRATE = "hydrate"


def run(script: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(script(), 90))  # type: ignore[arg-type]


def test_a_visitor_does_not_get_rows(stage: Stage) -> None:
    async def script() -> None:
        tab = await Tab(stage.server.url).open()
        for name in ("load", "work", "chain"):
            await tab.send(f"{SPECIMEN}.{name}", "/clienten")
            assert "row of" not in tab.received
            assert "worked" not in tab.received
            assert tab.redirects.pop() == "/inloggen?volgende=/clienten"
        await tab.close()

    run(script)


def test_somebody_logged_in_gets_her_own_rows(stage: Stage) -> None:
    async def script() -> None:
        person = stage.cast.coordinator
        tab = await Tab(stage.server.url, cookie=stage.log_in(person)).open()
        await tab.send(f"{SPECIMEN}.load")
        assert f"row of {person.user_id}" in tab.received
        await tab.send(f"{SPECIMEN}.work")
        assert "worked" in tab.received
        await tab.close()

    run(script)


def test_what_somebody_chose_lasts_until_the_page_is_opened_again(stage: Stage) -> None:
    async def script() -> None:
        tab = await Tab(stage.server.url, cookie=stage.log_in(stage.cast.coordinator)).open()
        chosen, none = '"seen_rx_state_": ["1 []"]', '"seen_rx_state_": []'
        opening = {"hashes": ["none"]}
        await tab.send("hydrate_and_load", "/keuze", **opening)
        await tab.send(f"{SPECIMEN}.typed", "/keuze", number=1, words={})
        await tab.send(f"{SPECIMEN}.load", "/keuze")
        assert chosen in tab.received, "whoever is quicker than the load keeps the choice"
        for name, payload, kept in (
            ("hydrate_and_load", {}, True),
            ("hydrate_and_load", opening, False),
            ("reflex___state____on_load_internal_state.on_load_internal", {}, False),
        ):
            await tab.send(f"{SPECIMEN}.typed", "/keuze", number=1, words={})
            tab.deltas.clear()
            await tab.send(name, "/keuze", **payload)
            await tab.send(f"{SPECIMEN}.load", "/keuze")
            await tab.send("hydrate_and_load", "/keuze")
            assert (chosen if kept else none) in tab.received, name
            assert (none if kept else chosen) not in tab.received, name
        await tab.close()

    run(script)


def test_what_a_role_may_not_do_is_refused(stage: Stage) -> None:
    async def script() -> None:
        tab = await Tab(stage.server.url, cookie=stage.log_in(stage.cast.carer)).open()
        await tab.send(f"{SPECIMEN}.own")
        await tab.send(f"{SPECIMEN}.undeclared")
        assert "hers" not in tab.received
        assert "undeclared" not in str(tab.deltas)
        await tab.close()

    run(script)


@pytest.mark.parametrize("name", ["setvar", f"{SPECIMEN}.setvar"])
def test_setvar_never_works(stage: Stage, name: str) -> None:
    async def script() -> None:
        cookie = stage.log_in(stage.cast.coordinator)
        tab = await Tab(stage.server.url, cookie=cookie).open()
        await tab.send(name, var_name="rows", value=["planted"])
        await tab.send(name, args=["rows", ["planted"]])
        await tab.send(HYDRATE)
        assert "planted" not in tab.received
        await tab.close()

    run(script)


def test_a_stolen_token_gives_nothing(stage: Stage) -> None:
    async def script() -> None:
        cookie = stage.log_in(stage.cast.coordinator)
        victim = await Tab(stage.server.url, cookie=cookie).open()
        await victim.send(f"{SPECIMEN}.load")
        assert "row of" in victim.received
        await victim.close()
        for other in ("", stage.log_in(stage.cast.provider)):
            thief = await Tab(stage.server.url, cookie=other, token=victim.token).open()
            await thief.send(HYDRATE)
            await thief.send("hydrate_and_load")
            await thief.send(f"{SPECIMEN}.greet")
            assert "row of" not in thief.received
            assert str(stage.cast.coordinator.user_id) not in thief.received
            await thief.close()

    run(script)


def test_a_token_in_use_cannot_be_shared(stage: Stage) -> None:
    async def script() -> None:
        cookie = stage.log_in(stage.cast.coordinator)
        victim = await Tab(stage.server.url, cookie=cookie).open()
        thief = await Tab(stage.server.url, token=victim.token).open()
        await victim.send(f"{SPECIMEN}.load")
        await thief.send(HYDRATE)
        assert "row of" in victim.received
        assert "row of" not in thief.received
        await victim.close()
        await thief.close()

    run(script)


@pytest.mark.parametrize(
    "payload",
    [
        {"number": {"$gt": 0}, "words": {}},
        {"number": "1", "words": {}},
        {"number": True, "words": {}},
        {"number": 1, "words": "x"},
        {"number": 1},
        {"number": 1, "words": {}, "more": 1},
        {"number": 1, "words": {}, "self": {}},
        {},
    ],
)
def test_arguments_of_the_wrong_type_are_refused(stage: Stage, payload: dict[str, Any]) -> None:
    async def script() -> None:
        tab = await Tab(stage.server.url).open()
        await tab.send(f"{SPECIMEN}.typed", **payload)
        assert tab.deltas == []
        await tab.send(f"{SPECIMEN}.typed", number=1, words={"a": "b"})
        assert "1 ['a']" in tab.received
        await tab.close()

    run(script)


@pytest.mark.parametrize(
    "event", [None, 1, "x", [], {}, {"name": 1}, {"name": "nothing"}, {"name": "a", "payload": 1}]
)
def test_an_event_that_is_none_leaves_the_server_well(stage: Stage, event: Any) -> None:
    async def script() -> None:
        tab = await Tab(stage.server.url).open()
        await tab.emit(event)
        assert tab.deltas == []
        await tab.send(f"{SPECIMEN}.greet")
        assert "greeted" in tab.received
        await tab.close()

    run(script)


def test_what_a_browser_says_about_its_cookie_counts_for_nothing(stage: Stage) -> None:
    async def script() -> None:
        cookie = stage.log_in(stage.cast.coordinator)
        tab = await Tab(stage.server.url).open()
        await tab.emit(
            {
                "name": f"reflex___state____state.{SPECIMEN}.load",
                "payload": {},
                "router_data": {"headers": {"cookie": cookie}, "sid": "x", "ip": "127.0.0.1"},
            }
        )
        assert "row of" not in tab.received
        await tab.close()

    run(script)


def test_a_foreign_page_gets_no_socket(stage: Stage) -> None:
    async def script() -> None:
        for origin in ("https://evil.test", f"{stage.server.url}.evil.test", "null"):
            with pytest.raises(socketio.exceptions.ConnectionError):
                await Tab(stage.server.url, origin=origin).open()

    run(script)


def test_log_out_empties_every_tab_of_the_session(stage: Stage) -> None:
    async def script() -> None:
        cookie = stage.log_in(stage.cast.coordinator)
        tabs = [await Tab(stage.server.url, cookie=cookie).open() for _ in range(2)]
        for tab in tabs:
            await tab.send(f"{SPECIMEN}.load")
            assert "row of" in tab.received
            tab.deltas.clear()
        end(cookie)
        for tab in tabs:
            await tab.send(f"{SPECIMEN}.renew")
            assert '"rows_rx_state_": []' in tab.received
            assert tab.redirects == ["/inloggen?volgende=/"]
            await tab.close()

    run(script)


def test_log_out_reaches_the_other_tabs_at_once(stage: Stage) -> None:
    async def script() -> None:
        cookie = stage.log_in(stage.cast.coordinator)
        here, there = [await Tab(stage.server.url, cookie=cookie).open() for _ in range(2)]
        await there.send(f"{SPECIMEN}.load")
        there.deltas.clear()
        await here.send(f"{SPECIMEN}.leave")
        assert '"rows_rx_state_": []' in there.received
        await here.close()
        await there.close()

    run(script)


def end(cookie: str) -> None:
    actor = sessions.resolve(cookie.partition("=")[2], origin="192.0.2.1")
    assert actor is not None
    sessions.log_out(actor)


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ("conflict", "Deze cliënt is net door een andere aanbieder in zorg genomen."),
        ("fields", "Deze postcode kennen we niet."),
        ("fault", "Er ging iets mis."),
    ],
)
def test_a_refusal_becomes_a_sentence(stage: Stage, how: str, sentence: str) -> None:
    async def script() -> None:
        tab = await Tab(stage.server.url).open()
        await tab.send(f"{SPECIMEN}.fail", how=how)
        shown = str(tab.deltas)
        assert sentence in shown
        assert "secret of a client" not in shown
        assert "secret of a client" not in stage.server.log.read_text()
        await tab.close()

    run(script)


def test_a_fault_in_a_handler_has_an_id_and_no_details(stage: Stage) -> None:
    async def script() -> None:
        tab = await Tab(stage.server.url).open()
        await tab.send(f"{SPECIMEN}.stumble")
        (fault_id,) = re.findall(r"Noem storing (\w+)\.", tab.received)
        log = stage.server.log.read_text()
        assert f"fault {fault_id}: ValueError in stumble" in log
        assert "secret of a client" not in log + tab.received
        await tab.close()

    run(script)


def test_a_refusal_stands_in_the_access_log(stage: Stage) -> None:
    async def script() -> None:
        person = stage.cast.insurer
        tab = await Tab(stage.server.url, cookie=stage.log_in(person)).open()
        await tab.send(f"{SPECIMEN}.undeclared")
        await tab.close()
        await asyncio.sleep(0.5)
        assert "undeclared" in refusals_of(person)

    run(script)


def refusals_of(person: Actor) -> list[str]:
    user_id: UUID | None = person.user_id
    with Session(environment.current().engine) as session:
        lines = session.exec(select(AccessLogLine).where(col(AccessLogLine.user_id) == user_id))
        return [line.details.get("code", "") for line in lines]
