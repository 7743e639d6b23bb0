"""The database is gone for a while: people read a sentence, and go on when it is back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests import databases
from tests.chromium import launch
from tests.personas import make_cast
from tests.processes import wait_until
from tests.rounds import seconds
from tests.server import Server, free_port
from tests.tcp_gate import Gate
from tests.ui.conftest import Stage, environment
from tests.ui.everybody import client_cookie
from tests.ui.sockets import Tab
from tests.ui.test_guard import run

LIST = "kraamzorg_app___ui___pages___clienten___state____clienten_state"
SENTENCE = "De tool kan even niet bij de gegevens."
ENGLISH = "We cannot reach your data at the moment."


@dataclass
class Gated(Stage):
    """The application with its jobs, and a gate before its database."""

    gate: Gate
    client_cookie: str
    """Of a client who is filling in her form."""


@pytest.fixture(scope="module")
def gated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gated]:
    own = databases.new_postgres()
    folder, port = Path(str(own.url.query["host"])), free_port()
    gate = Gate(folder / ".s.PGSQL.5432", port)
    url = f"postgresql+psycopg://{own.url.username}@127.0.0.1:{port}/{own.url.database}"
    settings = {"DATABASE_URL": url, "RUN_JOBS": "1"}
    server = Server(tmp_path_factory.mktemp("gated"), settings=settings)
    server.prepare()
    made = environment.current()
    cast = make_cast(made)
    server.start()
    yield Gated(server, cast, made, gate, client_cookie(cast, made, "invited"))
    server.stop()
    gate.shut()
    databases.drop(own)


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
        hers = await http.get("/en/mijn", headers={"Cookie": gated.client_cookie})
        assert (hers.status_code, "Not available right now" in hers.text) == (503, True)
        assert '<html lang="en">' in hers.text
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


# The browser comes last: it leaves no room for the loops of the tests above.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        made = launch(playwright)
        yield made
        made.close()


@pytest.mark.browser
def test_a_form_that_is_open_meanwhile_keeps_what_was_typed_and_is_saved_afterwards(
    gated: Gated, browser: Browser
) -> None:
    page = opened(browser, gated, gated.log_in(gated.cast.coordinator))
    given_a_correction_is_typed(page, gated, "Bolsward")
    hers = opened(browser, gated, gated.client_cookie)
    hers.goto("/en/mijn")
    hers.get_by_label("First name").fill("Noor")
    hers.get_by_label("Last name").fill("de Vries")

    gated.gate.shut()
    for _ in range(2):
        page.get_by_role("button", name="Opslaan").click()
        expect(page.get_by_text(SENTENCE)).to_be_visible()
        hers.get_by_role("button", name="Next").click()
        expect(hers.get_by_text(ENGLISH)).to_be_visible()
        page.wait_for_timeout(seconds(usual=1, long=15) * 1000)
        expect(page.get_by_label("Woonplaats")).to_have_value("Bolsward")
        expect(hers.get_by_label("Last name")).to_have_value("de Vries")
    gated.gate.open()

    page.get_by_role("button", name="Opslaan").click()
    then_it_is_saved(page, "Bolsward")
    hers.get_by_role("button", name="Next").click()
    expect(hers.get_by_role("heading", name="Where do you live?")).to_be_visible()


@pytest.mark.browser
def test_a_form_is_saved_by_itself_when_a_lock_on_the_database_ends(
    built: Stage, browser: Browser
) -> None:
    page = opened(browser, built, built.log_in(built.cast.coordinator))
    given_a_correction_is_typed(page, built, "Makkum")
    lock = sqlite3.connect(str(built.environment.engine.url.database), isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    page.get_by_role("button", name="Opslaan").click()
    page.wait_for_timeout(seconds(usual=2, long=30) * 1000)
    expect(page.get_by_label("Woonplaats")).to_have_value("Makkum")
    has_given_up = page.get_by_text(SENTENCE).is_visible()
    lock.execute("ROLLBACK")
    lock.close()
    assert has_given_up == (seconds(usual=0, long=1) == 1)
    if has_given_up:
        page.get_by_role("button", name="Opslaan").click()
    then_it_is_saved(page, "Makkum")


def opened(browser: Browser, stage: Stage, cookie: str) -> Page:
    """Open a page as whoever a Cookie header stands for."""
    context = browser.new_context(base_url=stage.server.url, locale="nl-NL")
    name, _, value = cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": stage.server.url}])
    return context.new_page()


def given_a_correction_is_typed(page: Page, stage: Stage, city: str) -> None:
    page.goto(f"/clienten/{stage.cast.waiting.id}")
    page.get_by_role("button", name="Gegevens corrigeren").click()
    page.get_by_label("Woonplaats").fill(city)


def then_it_is_saved(page: Page, city: str) -> None:
    expect(page.get_by_text("De gegevens zijn opgeslagen.")).to_be_visible()
    expect(page.get_by_text(city)).to_be_visible()
