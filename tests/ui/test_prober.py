"""A prober over raw websockets and HTTP: as everybody, anything, in every way it can think of.

Nothing of a stranger changes or is received, nothing is an unexpected fault, and what is refused
is logged. One round is fifty events or some requests; `make soak` runs many.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from kraamzorg_app import database
from kraamzorg_app.adapters import dumps
from kraamzorg_app.domain.permissions import may
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.services import client_sessions
from kraamzorg_app.ui.policies import Policy
from tests.rounds import rounds
from tests.ui.conftest import Stage, serving
from tests.ui.everybody import CLIENTS, EVERYBODY, VISITOR, actor
from tests.ui.probes import EVENTS, Probe, Request, probes, requests
from tests.ui.sockets import ROOT_STATE, Tab
from tests.ui.strangers import PRIVATE, foreign_words, settle_strangers, snapshot
from tests.ui.test_guard import end, run
from tests.ui.test_wrong_values import faults
from tests.ui.walking import allowed, call, call_all, right_kinds

EVENTS_A_ROUND = 50
USUAL_ROUNDS = 20
"""Of fifty events each: a thousand in the test command, ten thousand in `make soak`."""
PROBING = settings(
    max_examples=rounds(USUAL_ROUNDS),
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
_GREET = f"{ROOT_STATE}.tests___ui___specimen____specimen.greet"
_MARKER = "tests___ui___specimen____specimen.typed"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Serve data that may be changed: what is one's own does change here."""
    with serving(tmp_path_factory.mktemp("probed")) as made:
        settle_strangers(made.environment)
        yield made


def log_of(stage: Stage) -> str:
    return stage.server.log.read_text()


def held(received: str, name: str) -> list[str]:
    return [word for word in foreign_words(name) if word in received.lower()]


@PROBING
@given(
    name=st.sampled_from(EVERYBODY),
    sent=st.lists(probes(), min_size=EVENTS_A_ROUND, max_size=EVENTS_A_ROUND),
)
def test_whatever_is_sent_nothing_leaks_breaks_or_goes_unlogged(
    stage: Stage, name: str, sent: list[Probe]
) -> None:
    before, read = snapshot(stage.environment, name), len(log_of(stage))
    tab = Tab(stage.server.url, cookie=stage.cookie_of(name))

    async def script() -> None:
        await tab.open()
        for probe in sent:
            for _ in range(probe.times):
                await call(tab, probe.event, probe.payload, probe.row)
        # Who has become somebody else meanwhile gets a new page instead of the first answer.
        await tab.post(_GREET, {})
        await tab.until_after(_MARKER, 1)
        await tab.close()

    run(script)
    assert faults(stage, read) == []
    assert held(tab.received, name) == []
    assert snapshot(stage.environment, name) == before
    missing = Counter(must_be_refused(stage, name, sent)) - Counter(refused(stage, read))
    assert missing == Counter()


BECOMES = {"invited_unknown": "invited"}
"""Who throws the form of before away may fill in a new one from then on."""


def must_be_refused(stage: Stage, name: str, sent: list[Probe]) -> list[str]:
    """Give the events that the guard has to refuse, by the policy alone."""
    at_most = actor(stage.cast, BECOMES.get(name, name))
    return [
        probe.event
        for probe in sent
        if probe.policy is not None
        and not (may(at_most, probe.policy.permission) and probe.policy.accepts(probe.payload))
        for _ in range(probe.times)
    ]


def refused(stage: Stage, since: int) -> list[str]:
    lines = log_of(stage)[since:].splitlines()
    return [
        line.partition("refused ")[2].partition(":")[0] for line in lines if " refused " in line
    ]


@PROBING
@given(name=st.sampled_from(EVERYBODY), asked=st.lists(requests(), min_size=10, max_size=10))
def test_whatever_is_asked_of_an_address_nothing_leaks_or_breaks(
    stage: Stage, name: str, asked: list[Request]
) -> None:
    before, read = snapshot(stage.environment, name), len(log_of(stage))
    headers = {"Cookie": stage.cookie_of(name)}
    with httpx.Client(base_url=stage.server.url, headers=headers) as http:
        for request in asked:
            answer = http.request(
                request.method,
                request.path,
                headers=request.headers,
                data=request.body if request.method == "POST" else None,
            )
            assert answer.status_code < 500, (request.method, request.path[:60])
            assert held(answer.text, name) == [], (request.method, request.path[:60])
    assert faults(stage, read) == []
    assert snapshot(stage.environment, name) == before


def test_what_the_guard_refuses_stands_in_the_access_log(stage: Stage) -> None:
    who = stage.cast.technician
    tab = Tab(stage.server.url, cookie=stage.cookie_of("technician"))
    forbidden = sorted(EVENTS.keys() - allowed(stage.cast, "technician").keys())[:50]

    async def script() -> None:
        await tab.open()
        await call_all(tab, [(event, right_kinds(EVENTS[event]), PRIVATE) for event in forbidden])
        await tab.close()
        await asyncio.sleep(1)

    run(script)
    with database.reading(stage.environment.engine) as session:
        lines = session.exec(
            select(AccessLogLine.details).where(
                col(AccessLogLine.user_id) == who.user_id,
                col(AccessLogLine.event) == "REQUEST_REFUSED",
            )
        ).all()
    assert set(forbidden) <= {line["what"] for line in lines}


@pytest.mark.parametrize("name", [name for name in EVERYBODY if name != VISITOR])
def test_a_session_that_was_ended_does_nothing_any_more(stage: Stage, name: str) -> None:
    """Events are replayed on a socket that is still open after its session was revoked."""
    cookie, handlers = stage.cookie_of(name), allowed(stage.cast, name)
    public = allowed(stage.cast, VISITOR)
    tab = Tab(stage.server.url, cookie=cookie)

    async def script() -> None:
        await tab.open()
        await call_all(tab, loads(handlers, stage))
        revoke(cookie, name)
        tab.deltas.clear()
        before = rows_of_everything(stage)
        await tab.post(_GREET, {})
        own = {event: policy for event, policy in handlers.items() if event not in public}
        await call_all(tab, [(e, right_kinds(p), stage.cast.waiting.id) for e, p in own.items()])
        await tab.close()
        assert rows_of_everything(stage) == before

    run(script)
    assert [word for word in HER_WORDS if word in tab.received] == []


@pytest.mark.parametrize(
    ("victim", "thief"),
    [
        *(("coordinator", thief) for thief in (VISITOR, "technician", "carer", "insurer_limited")),
        ("placed", "invited"),
        ("placed", VISITOR),
        ("coordinator", "invited"),
    ],
)
def test_the_token_of_somebody_elses_tab_gives_nothing(
    stage: Stage, victim: str, thief: str
) -> None:
    robbed = Tab(stage.server.url, cookie=stage.cookie_of(victim))
    with_it = Tab(stage.server.url, cookie=stage.cookie_of(thief), token=robbed.token)

    async def script() -> None:
        await robbed.open()
        await call_all(robbed, loads(allowed(stage.cast, victim), stage))
        assert "Jansen" in robbed.received
        await robbed.close()
        await with_it.open()
        for name in ("hydrate", "hydrate_and_load"):
            await with_it.send(name, "/clienten")
        await call_all(with_it, loads(allowed(stage.cast, thief), stage))
        await with_it.close()

    run(script)
    assert [word for word in HER_WORDS if word in with_it.received] == []


HER_WORDS = ("Jansen", "Dorpsstraat", "sanne.jansen@client.test", "12345678")
"""Of the cast's clients: for none of the thieves, and for nobody without a session."""


def loads(handlers: Mapping[str, Policy], stage: Stage) -> list[tuple[str, dict[str, Any], UUID]]:
    """Open every page of somebody, about the client who waits."""
    return [
        (event, right_kinds(policy), stage.cast.waiting.id)
        for event, policy in handlers.items()
        if event.endswith(".load")
    ]


def revoke(cookie: str, name: str) -> None:
    if name not in CLIENTS:
        end(cookie)
        return
    client = client_sessions.resolve(cookie.partition("=")[2], origin="192.0.2.1")
    assert client is not None
    client_sessions.leave(client)


def rows_of_everything(stage: Stage) -> dict[str, int]:
    """Count the rows of each table but those of the log and the counters of tries."""
    with stage.environment.engine.connect() as connection:
        counted = dumps.row_counts(connection)
    unrecorded = ("access_log", "log_", "rate_limit")
    return {table: rows for table, rows in counted.items() if not table.startswith(unrecorded)}
