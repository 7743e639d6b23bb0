"""Two processes on one PostgreSQL and one Redis: what is done on one is seen on the other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx
import pytest
from redis import Redis

from kraamzorg_app import database
from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.services import environment, outbox, sessions, waiting_list
from kraamzorg_app.services.unit_of_work import begin
from kraamzorg_app.ui import policies
from tests import databases
from tests.factories import Factory
from tests.personas import make_cast
from tests.redis_server import RedisServer, redis_server
from tests.server import Server
from tests.ui.conftest import Stage
from tests.ui.sockets import PATIENCE_SECONDS, ROOT_STATE, Tab
from tests.ui.test_guard import HYDRATE, SPECIMEN, run
from tests.ui.walking import call

OPENING = f"{ROOT_STATE}.reflex___state____on_load_internal_state.on_load_internal"


@dataclass
class Pair(Stage):
    """The first process with its cast, the second one, and the Redis between them."""

    second: Server
    redis: Redis
    redis_process: RedisServer


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Serve twice; the tests themselves are a third process, as a job runner is."""
    postgres = databases.new_postgres()
    with redis_server() as redis_process:
        redis_url = redis_process.url
        folder = tmp_path_factory.mktemp("pair")
        settings = {
            "DATABASE_URL": str(postgres.url),
            "REDIS_URL": redis_url,
            "KRAAMZORG_KEY_FILE": str(folder / "keys"),
        }
        servers = [_prepared(folder / name, settings) for name in ("first", "second")]
        own = environment.current()
        redis = Redis.from_url(redis_url)
        pair = Pair(servers[0], make_cast(own), own, servers[1], redis, redis_process)
        try:
            for server in servers:
                server.start()
            yield pair
        finally:
            for server in servers:
                server.stop()
            databases.drop(own.engine)


def _prepared(folder: object, settings: dict[str, str]) -> Server:
    server = Server(folder, target="tests.ui.specimen:app", settings=dict(settings))  # type: ignore[arg-type]
    server.prepare()
    return server


def event_of(ending: str) -> str:
    (name,) = [event for event in policies.declared() if event.endswith(ending)]
    return name


async def until(is_so: Callable[[], object]) -> None:
    for _ in range(PATIENCE_SECONDS * 10):
        if is_so():
            return
        await asyncio.sleep(0.1)
    raise AssertionError("waited in vain")


def test_who_is_taken_on_one_process_leaves_the_list_on_the_other(stage: Pair) -> None:
    client = stage.cast.waiting

    async def script() -> None:
        reader = await Tab(stage.server.url, stage.log_in(stage.cast.coordinator)).open()
        taker = await Tab(stage.second.url, stage.log_in(stage.cast.provider)).open()
        await call(reader, event_of("____clienten_state.load"), {}, "")
        await until(lambda: "(2 van 2 getoond)" in reader.received)
        await reader.quiet()
        reader.deltas.clear()
        await call(taker, event_of("____client_detail_state.accept"), {}, client.id)
        await until(lambda: "(1 van 1 getoond)" in reader.received)
        assert stage.cast.miek.name in reader.received
        await reader.close()
        await taker.close()

    run(script)


def test_logging_out_on_one_process_empties_the_tab_on_the_other(stage: Pair) -> None:
    async def script() -> None:
        cookie = stage.log_in(stage.cast.coordinator)
        reader = await Tab(stage.server.url, cookie).open()
        await reader.send(f"{SPECIMEN}.load")
        assert "row of" in reader.received
        reader.deltas.clear()
        headers = {"Cookie": cookie, "Origin": stage.second.url}
        async with httpx.AsyncClient(base_url=stage.second.url, headers=headers) as browser:
            assert (await browser.post("/sessie/uitloggen")).status_code == 303
        await until(lambda: '"rows_rx_state_": []' in reader.received)
        await reader.close()

    run(script)


def test_a_bell_that_a_job_runner_rings_is_heard_in_every_process(stage: Pair) -> None:
    member = stage.cast.preferred

    async def script() -> None:
        cookie = stage.log_in(member)
        tabs = [await Tab(server.url, cookie).open() for server in (stage.server, stage.second)]
        for tab in tabs:
            await tab.send(OPENING)
            tab.deltas.clear()
        with begin(Actor.system(Job.SEND_OUTBOX)) as work:
            outbox.ring(work, "placed", member.membership_id)
            work.announce(f"bell:{member.membership_id}")
        for tab in tabs:
            await until(lambda tab=tab: '"unread_rx_state_"' in tab.received)
            await tab.close()

    run(script)


def test_a_tab_goes_on_at_another_process_and_a_stranger_with_its_token_does_not(
    stage: Pair,
) -> None:
    async def script() -> None:
        cookie = stage.log_in(stage.cast.carer)
        tab = await Tab(stage.server.url, cookie).open()
        await tab.send(f"{SPECIMEN}.greet")
        await tab.close()
        again = await Tab(stage.second.url, cookie, token=tab.token).open()
        await again.send(f"{SPECIMEN}.renew")
        await until(lambda: '["greeted", "renewed"]' in again.received)
        await again.close()
        stranger = await Tab(stage.server.url, token=tab.token).open()
        await stranger.send(HYDRATE)
        await stranger.send(f"{SPECIMEN}.renew")
        assert "greeted" not in stranger.received
        await stranger.close()

    run(script)


def test_nothing_of_a_tab_stays_in_redis_longer_than_a_session_may_idle(stage: Pair) -> None:
    async def script() -> None:
        tab = await Tab(stage.server.url, stage.log_in(stage.cast.carer)).open()
        await tab.send(f"{SPECIMEN}.load")
        of_tab = [key for key in stage.redis.scan_iter() if tab.token.encode() in key]
        assert of_tab
        longest = sessions.IDLE_WITH_PERSONAL_DATA.total_seconds()
        assert all(0 < stage.redis.ttl(key) <= longest for key in of_tab)
        await tab.close()

    run(script)


def test_redis_may_go_away_and_come_back(stage: Pair) -> None:
    """People read a sentence, the rest goes on, and pages are right again by themselves."""
    client, load = stage.cast.waiting_vgz, event_of("____clienten_state.load")
    with database.transaction(stage.environment.engine) as session:
        due_date, make = client.due_date, Factory(stage.environment, session)
        make.entry(stage.cast.friesland, stage.cast.vgz_label, due_date=due_date, pc4="8811")
    filtered = {"pathname": "/clienten", "asPath": "/clienten?wachtend-postcode=8751"}

    async def script() -> None:
        cookie = stage.log_in(stage.cast.coordinator)
        http = httpx.AsyncClient(base_url=stage.server.url, headers={"Cookie": cookie}, timeout=30)
        reader = await Tab(stage.server.url, cookie).open()
        await reader.emit_only({"name": load, "payload": {}, "router_data": filtered})
        await reader.told("(1 van ")
        await reader.quiet()
        stage.redis_process.kill()
        reader.deltas.clear()
        await reader.emit_only({"name": load, "payload": {}, "router_data": filtered})
        await reader.told("De tool hapert even.")
        assert (await http.get("/healthz")).status_code == 200
        assert (await http.get("/readyz")).json()["redis"] == "unreachable"
        assert (await http.get("/clienten")).status_code == 200
        assert (await http.get("/downloads/clienten.csv")).status_code == 200
        # A third process does something: nobody hears of it, and it is done.
        await asyncio.to_thread(waiting_list.accept, stage.cast.provider, client.id)
        reader.deltas.clear()
        stage.redis_process.start()
        await reader.told("(0 van ")
        await reader.quiet()
        reader.deltas.clear()
        await asyncio.to_thread(waiting_list.give_back, stage.cast.provider, client.id, "MISTAKE")
        await reader.told(str(client.id))
        await reader.close()
        await http.aclose()

    run(script)
    assert "faults fault" not in stage.server.log.read_text()
    assert stage.server.log.read_text().count("state unavailable") < 20
