"""Key press to table in the browser, beside the same page on FastAPI and htmx, taking turns.

    python bench/filter.py --rows 100000 --rounds 30

Needs the built pages (`make build`) and a Chromium.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import country
import httpx
import psutil
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from sqlmodel import select

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.models.accounts import User
from kraamzorg_app.services import environment, sessions
from kraamzorg_app.services.unit_of_work import begin
from kraamzorg_app.ui.visits import CookieNames

HTMX = "htmx.org@2.0.4"
PEOPLE = ("coordinator", "bo")
KEYS = ("8", "7", "3", "Backspace", "Backspace", "Backspace")
FIELD = "#wachtend-postcode"
BIN = Path(sys.executable).parent
WATCH = """() => {
    const shown = () =>
        document.querySelector('#wachtend')?.textContent.match(/[\\d.]+ van [\\d.]+ getoond/)?.[0];
    window.bench = {title: shown(), pressed: 0, changed: 0};
    document.addEventListener('keydown', () => {bench.pressed = performance.now()}, true);
    new MutationObserver(() => {
        const title = shown();
        if (title && title !== bench.title) {
            bench.title = title;
            bench.changed = performance.now();
        }
    }).observe(document.body, {subtree: true, childList: true, characterData: true});
}"""
FIRST_ROW = """
new MutationObserver((_records, observer) => {
    if (document.querySelector('#wachtend tbody tr td')) {
        window.firstRow = performance.now();
        observer.disconnect();
    }
}).observe(document, {subtree: true, childList: true});
"""


@dataclass
class Side:
    """One of the two applications."""

    name: str
    url: str
    process: subprocess.Popen[bytes]
    times: list[float] = field(default_factory=list)
    cpu: float = 0.0
    loads: list[float] = field(default_factory=list)
    sizes: dict[str, int] = field(default_factory=dict)
    memory: float = 0.0

    def tree(self) -> list[psutil.Process]:
        top = psutil.Process(self.process.pid)
        return [top, *top.children(recursive=True)]

    def cpu_seconds(self) -> float:
        return sum(sum(each.cpu_times()[:2]) for each in self.tree())

    def rss(self) -> int:
        return sum(each.memory_info().rss for each in self.tree())


def start(name: str, port: int, command: list[str], settings: dict[str, str]) -> Side:
    log = (country.FOLDER / f"{name}.log").open("wb")
    process = subprocess.Popen(
        command, cwd=country.ROOT, env=os.environ | settings, stdout=log, stderr=log
    )
    side = Side(name, f"http://localhost:{port}", process)
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"{side.url}/healthz", timeout=2).status_code == 200:
                return side
        except httpx.HTTPError:
            time.sleep(0.2)
    raise RuntimeError(f"{name} does not start; see {log.name}")


def start_both(data_dir: Path, port: int) -> list[Side]:
    settings = {"KRAAMZORG_MODE": "demo", "DATA_DIR": str(data_dir), "RUN_JOBS": "0"}
    switches = {
        "PORT": str(port),
        "REFLEX_ENV_MODE": "prod",
        "__REFLEX_SKIP_COMPILE": "1",
        "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "1",
    }
    granian = [str(BIN / "granian"), "--interface", "asgi", "--factory", "--no-access-log"]
    granian += ["--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    uvicorn = [str(BIN / "uvicorn"), "--app-dir", "bench/peers", "--port", str(port + 1)]
    uvicorn += ["--log-level", "warning", "htmx_app:app"]
    return [
        start("reflex", port, [*granian, "kraamzorg_app.kraamzorg_app:app"], settings | switches),
        start("htmx", port + 1, uvicorn, settings | {"HTMX": str(htmx_file())}),
    ]


def htmx_file() -> Path:
    """Fetch htmx from the npm registry, once."""
    file = country.FOLDER / "htmx" / "package" / "dist" / "htmx.min.js"
    if not file.exists():
        folder = country.FOLDER / "htmx"
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run([BIN / "npm", "pack", HTMX], cwd=folder, check=True, capture_output=True)
        shutil.unpack_archive(next(folder.glob("*.tgz")), folder)
    return file


def cookie_of(email: str, side: Side) -> dict[str, Any]:
    """Log somebody in, straight through the service."""
    with begin(Actor.visitor()) as work:
        user = work.session.exec(select(User).where(User.email == email)).one()
        token = sessions.start(work, user, "bench")
    name = CookieNames.for_https(is_https=False).user
    return {"name": name, "value": token, "url": side.url}


def open_page(browser: Browser, side: Side, person: str) -> tuple[BrowserContext, Page]:
    context = browser.new_context(locale="nl-NL")
    context.add_cookies([cookie_of(f"{person}@demo.test", side)])
    context.add_init_script(FIRST_ROW)
    page = context.new_page()
    page.goto(f"{side.url}/clienten")
    page.wait_for_selector("#wachtend tbody tr td", timeout=20_000)
    return context, page


def measure_load(browser: Browser, side: Side, person: str) -> None:
    context, page = open_page(browser, side, person)
    side.loads.append(page.evaluate("window.firstRow"))
    context.close()


def measure_sizes(browser: Browser, side: Side, person: str) -> None:
    """Add up what the first page fetches, as it came over the line."""
    context = browser.new_context(locale="nl-NL")
    context.add_cookies([cookie_of(f"{person}@demo.test", side)])
    page = context.new_page()
    responses: list[Any] = []
    page.on("response", lambda response: responses.append(response))  # noqa: PLW0108 - it sets attributes on it
    page.goto(f"{side.url}/clienten")
    page.wait_for_selector("#wachtend tbody tr td")
    page.wait_for_timeout(500)
    for response in responses:
        if response.status == 200 and response.request.resource_type != "websocket":
            kind, size = response.request.resource_type, response.request.sizes()
            side.sizes[kind] = side.sizes.get(kind, 0) + size["responseBodySize"]
    context.close()


def type_keys(side: Side, page: Page) -> None:
    """Press a few keys, each after the answer to the one before."""
    page.focus(FIELD)
    before = side.cpu_seconds()
    for key in KEYS:
        page.keyboard.press(key)
        until = time.monotonic() + 10
        while time.monotonic() < until:
            taken = page.evaluate("bench.changed - bench.pressed")
            if taken > 0:
                side.times.append(taken)
                break
            time.sleep(0.01)
        else:
            raise RuntimeError(f"{side.name} did not answer {key}")
        time.sleep(0.03)
    side.cpu += side.cpu_seconds() - before


def measure_memory(browser: Browser, side: Side, people: int) -> None:
    opened = []
    for number in range(people + 2):
        if number == 2:
            before = side.rss()
        opened.append(open_page(browser, side, PEOPLE[0])[0])
    side.memory = (side.rss() - before) / people / 1_000
    for context in opened:
        context.close()


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def run(browser: Browser, sides: list[Side], person: str, rounds: int) -> None:
    for side in sides:
        side.times, side.cpu, side.loads, side.sizes = [], 0.0, [], {}
        measure_sizes(browser, side, person)
    pages = []
    for side in sides:
        context, page = open_page(browser, side, person)
        page.wait_for_timeout(500)
        page.evaluate(WATCH)
        type_keys(side, page)
        side.times.clear()
        side.cpu = 0.0
        pages.append((context, page))
    for number in range(rounds):
        for side, (_context, page) in zip(sides, pages, strict=True):
            type_keys(side, page)
        if number % 5 == 0:
            for side in sides:
                measure_load(browser, side, person)
    for context, _page in pages:
        context.close()


def report(sides: list[Side], person: str) -> None:
    ours, peer = sides
    print(f"\n{person}: {len(ours.times)} key presses each")
    rows = {
        "key press to table p50, ms": [statistics.median(side.times) for side in sides],
        "key press to table p95, ms": [percentile(side.times, 0.95) for side in sides],
        "server CPU a key press, ms": [1_000 * side.cpu / len(side.times) for side in sides],
        "cold load to table p50, ms": [statistics.median(side.loads) for side in sides],
        "scripts, styles, fonts, kB": [
            sum(side.sizes.get(kind, 0) for kind in ("script", "stylesheet", "font")) / 1_000
            for side in sides
        ],
        "memory a person, kB": [side.memory for side in sides],
    }
    print(f"{'':30}{ours.name:>10}{peer.name:>10}{'ratio':>8}")
    for name, (one, other) in rows.items():
        print(f"{name:30}{one:10.1f}{other:10.1f}{one / other if other else 0:8.2f}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--people", type=int, default=0, help="open pages to measure memory with")
    parser.add_argument("--port", type=int, default=3700)
    options = parser.parse_args()
    data_dir = country.sqlite_folder(options.rows)
    environment.install(environment.from_settings(country.settings_for(data_dir)))
    country.migrate(environment.current().engine)
    sides = start_both(data_dir, options.port)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            for side in sides if options.people else ():
                measure_memory(browser, side, options.people)
            for person in PEOPLE:
                run(browser, sides, person, options.rounds)
                report(sides, person)
            browser.close()
    finally:
        for side in sides:
            side.process.terminate()
            side.process.wait(20)


if __name__ == "__main__":
    main()
