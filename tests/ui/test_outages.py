"""The database is gone for a while: people read a sentence, and go on when it is back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests import databases
from tests.personas import make_cast
from tests.processes import wait_until
from tests.server import Server, free_port
from tests.tcp_gate import Gate
from tests.ui.conftest import Stage, environment
from tests.ui.sockets import Tab
from tests.ui.test_guard import run

LIST = "kraamzorg_app___ui___pages___clienten___state____clienten_state"
SENTENCE = "De tool kan even niet bij de gegevens."
ENGLISH = "We cannot reach your data at the moment."


@dataclass
class Gated(Stage):
    """The application with its jobs, and a gate before its database."""

    gate: Gate


@pytest.fixture(scope="module")
def gated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gated]:
    own = databases.new_postgres(databases.postgres_server())
    folder, port = Path(str(own.url.query["host"])), free_port()
    gate = Gate(folder / ".s.PGSQL.5432", port)
    url = f"postgresql+psycopg://{own.url.username}@127.0.0.1:{port}/{own.url.database}"
    settings = {"DATABASE_URL": url, "RUN_JOBS": "1"}
    server = Server(tmp_path_factory.mktemp("gated"), "tests.ui.specimen:app", settings)
    server.prepare()
    made = environment.current()
    cast = make_cast(made)
    server.start()
    yield Gated(server, cast, made, gate)
    server.stop()
    gate.shut()


def test_without_its_database_the_tool_says_so_and_comes_back_by_itself(gated: Gated) -> None:
    cookie = gated.log_in(gated.cast.coordinator)
    url, headers = gated.server.url, {"Cookie": cookie}

    async def script() -> None:
        http = httpx.AsyncClient(base_url=url, headers=headers)
        tab = await Tab(url, cookie=cookie).open()
        await load(tab)
        assert "NR" in tab.received
        gated.gate.shut()
        for _ in range(3):
            await load(tab)
            assert SENTENCE in tab.received
            # Nothing is taken from the page: no rows, no text, no redirect to the log-in.
            assert [set(delta) for delta in tab.deltas] == [{_SHELL}]
            assert tab.redirects == []
        await load(tab, "/en/mijn")
        assert ENGLISH in tab.received
        gone = await http.get("/clienten")
        assert (gone.status_code, "Even niet bereikbaar" in gone.text) == (503, True)
        # The session is looked up before a page and before a route of ours.
        download = await http.get("/downloads/clienten.csv")
        assert (download.status_code, "Even niet bereikbaar" in download.text) == (503, True)
        assert "frame-ancestors 'none'" in download.headers["content-security-policy"]
        assert (await http.get("/healthz")).status_code == 200
        assert (await http.get("/readyz")).status_code == 503
        gated.gate.open()
        await load(tab)
        assert "NR" in tab.received
        assert (await http.get("/clienten")).status_code == 200
        await tab.close()
        await http.aclose()

    run(script)
    assert "faults fault" not in gated.server.log.read_text()


async def load(tab: Tab, path: str = "/clienten") -> None:
    tab.deltas.clear()
    await tab.send(f"{LIST}.load", path)
    await tab.answered()


_SHELL = "reflex___state____state.kraamzorg_app___ui___shell_state____shell_state"


def test_the_jobs_go_on_when_the_database_is_back(gated: Gated) -> None:
    gated.gate.shut()
    wait_until(lambda: "job send_outbox failed" in gated.server.log.read_text())
    gated.gate.open()
    environment.install(gated.environment)
    answer = httpx.post(
        f"{gated.server.url}/link-opnieuw",
        data={"email": "sanne.jansen@client.test"},
        headers={"Origin": gated.server.url},
    )
    assert answer.status_code < 400
    folder = gated.server.data_dir / "mail"
    wait_until(lambda: folder.is_dir() and any(folder.glob("*.eml")))
