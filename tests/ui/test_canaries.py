"""A search of every byte that was sent, logged, mailed and written to disk, by role.

The journeys are searched too (`tests/e2e/test_every_byte.py`), but people in them go where their
work leads. Here everybody opens every page and file, about each of some clients whose values stand
nowhere else, through a proxy that keeps what came back; each value that is found is held against
the policy for that person and that client.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import httpx
import pytest

from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.services import (
    client_sessions,
    environment,
    mail_delivery,
    waiting_list,
)
from kraamzorg_app.services.unit_of_work import begin
from kraamzorg_app.ui.pages import HTTP_ROUTES
from tests.answers import registered
from tests.canaries.finding import Finder, spelled_day, spelled_phone
from tests.canaries.proxy import RecordingProxy
from tests.canaries.recording import Recording, Who, read
from tests.canaries.texts import recipient, subject_and_sender, texts_in, texts_of_mail
from tests.server import free_port
from tests.ui.conftest import Stage, serving
from tests.ui.everybody import EVERYBODY
from tests.ui.sockets import Tab
from tests.ui.test_disclosure import (
    CANARIES,
    CARE,
    CONTACT,
    LIMITED,
    SEEN_BY_CARE,
    TABLE,
    Canary,
    make_canaries,
)
from tests.ui.test_guard import run
from tests.ui.walking import allowed, call_all, right_kinds, routes

SEARCHED = frozenset(
    {"number", "birth_date", "name", "email", "phone", "address", "partner", "bsn"}
)
"""Labels and languages stand in forms for everybody to choose from."""
SEALED = SEARCHED - {"number"}
"""What stands on no disk in plain."""
HERSELF = "herself"
OTHER_PROVIDER = {
    "waiting": LIMITED | SEEN_BY_CARE,
    "waiting_vgz": LIMITED | SEEN_BY_CARE,
    "enrolled_elsewhere": LIMITED | SEEN_BY_CARE | CONTACT | CARE,
}
REVEALED = {("provider", "enrolled"), ("other_provider", "enrolled_elsewhere")}
"""Who may see whose BSN, on click."""
Fields = Mapping[str, set[str]]
"""By client."""


@dataclass
class Found:
    """What the proxy kept."""

    stage: Stage
    finder: Finder[str]
    received: dict[str, Fields]
    """What of whom each person received."""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Found]:
    with serving(tmp_path_factory.mktemp("canaries")) as stage:
        canaries = make_canaries(stage)
        canaries[HERSELF] = herself(stage)
        cookies = {name: stage.cookie_of(name) for name in EVERYBODY}
        cookies[HERSELF] = f"client={her_session(stage, canaries[HERSELF])}"
        path = tmp_path_factory.mktemp("recorded") / "answers"
        with recording(stage, path) as url:
            visit(stage, url, cookies, canaries)
        finder = Finder(
            {key: {name: it.values[name] for name in SEARCHED} for key, it in canaries.items()}
        )
        by_browser: dict[Who, set[tuple[str, str]]] = defaultdict(set)
        for sent in read(path):
            by_browser[sent.who] |= finder.fields_in(texts_in(sent.content))
        received = {name: by_client(by_browser[Who.of(it)]) for name, it in cookies.items()}
        yield Found(stage, finder, received)


@contextmanager
def recording(stage: Stage, path: Path) -> Iterator[str]:
    """Keep what the server sends; gives the address to go by."""
    port = free_port()
    proxy = RecordingProxy(port, int(stage.server.settings["PORT"]), Recording(path))
    yield proxy.url
    proxy.stop()


def herself(stage: Stage) -> Canary:
    """Take one client through the journey: invited, registered, taken and given back."""
    env, cast = stage.environment, stage.cast
    typed = {
        "first_name": "Voorkanarie9",
        "last_name": "Achterkanarie9",
        "birth_date": "09-01-1991",
        "partner_name": "Partnerkanarie9",
        "street": "Straatkanarie9",
        "phone": "06 11111109",
        "email": "kanarie9@client.test",
        "bsn": "999990135",
    }
    number = "NUMMERKANARIE9"
    client = registered(env, cast.insurer, cast.vgz_label, client_number=number, **typed)
    assert client.entry_id is not None
    waiting_list.accept(cast.provider, client.entry_id)
    waiting_list.give_back(cast.provider, client.entry_id, "NO_CAPACITY")
    mail_delivery.send_due(Actor.system(Job.SEND_OUTBOX))
    return Canary(
        client.entry_id,
        {
            "number": (number,),
            "birth_date": spelled_day(date(1991, 1, 9)),
            "name": ("Voorkanarie9", "Achterkanarie9"),
            "email": ("kanarie9@client.test",),
            "phone": spelled_phone("11111109"),
            "address": ("Straatkanarie9",),
            "partner": ("Partnerkanarie9",),
            "bsn": ("999990135",),
        },
    )


def her_session(stage: Stage, her: Canary) -> str:
    environment.install(stage.environment)
    with begin(Actor.visitor("192.0.2.1")) as work:
        cookies = client_sessions.start(work, None, entry_id=her.id, is_recognized=True)
    return cookies.session


def visit(
    stage: Stage, url: str, cookies: Mapping[str, str], canaries: Mapping[str, Canary]
) -> None:
    """Let everybody open every page and file, about each of the clients where there is a choice."""

    async def as_somebody(name: str, cookie: str) -> None:
        tab = await Tab(url, cookie=cookie, origin=stage.server.url).open()
        handlers = allowed(stage.cast, "placed" if name == HERSELF else name)
        rows = [canary.id for canary in canaries.values()]
        await call_all(
            tab,
            [
                (event, right_kinds(policy) | _reason(event), row)
                for event, policy in handlers.items()
                if event.endswith((".load", ".reveal_bsn"))
                for row in (rows if is_about_a_row(event) else rows[:1])
            ],
        )
        await tab.close()

    async def script() -> None:
        await asyncio.gather(*(as_somebody(*each) for each in cookies.items()))

    run(script)
    for cookie in cookies.values():
        headers = {"Cookie": cookie} if cookie else {}
        with httpx.Client(base_url=url, headers=headers) as http:
            for path in ("/", "/clienten", "/mijn", "/readyz", "/metrics"):
                http.get(path)
            for route in HTTP_ROUTES:
                if "GET" in route.methods and "{" not in route.path and not route.is_demo_only:
                    http.get(route.path)


def is_about_a_row(event: str) -> bool:
    return "[" in routes().get(event.rpartition(".")[0], "/")


def _reason(event: str) -> dict[str, object]:
    return {"form": {"reason": "CARE_RECORD"}} if event.endswith(".reveal_bsn") else {}


def may_see(name: str, key: str) -> set[str]:
    """Give the fields that the design gives to somebody for a client."""
    row = "waiting_vgz" if key == HERSELF else key
    seen = OTHER_PROVIDER if name == "other_provider" else TABLE.get(name, {})
    revealed = {"bsn"} if (name, key) in REVEALED else set()
    return ((seen.get(row) or set()) | revealed) & SEARCHED


def by_client(fields: set[tuple[str, str]]) -> Fields:
    found: dict[str, set[str]] = defaultdict(set)
    for key, name in fields:
        found[key].add(name)
    return found


@pytest.mark.parametrize("name", EVERYBODY)
def test_everybody_received_just_what_the_policy_gives(found: Found, name: str) -> None:
    for key in (*CANARIES, HERSELF):
        assert found.received[name].get(key, set()) == may_see(name, key), key


def test_she_received_her_own_and_nothing_of_others(found: Found) -> None:
    received = found.received[HERSELF]
    assert {"name", "birth_date", "address", "email", "phone"} <= received[HERSELF]
    assert received.keys() == {HERSELF}


def test_nobody_stands_in_the_process_log(found: Found) -> None:
    log = found.stage.server.log.read_text()
    assert "GET /clienten" in log
    assert found.finder.fields_in([log]) == set()


def test_mail_holds_her_first_name_for_herself_and_nothing_for_others(found: Found) -> None:
    hers, recipients = "kanarie9@client.test", set()
    for path in (found.stage.server.data_dir / "mail").glob("*.eml"):
        content = path.read_bytes()
        texts, to = list(texts_of_mail(content)), recipient(content)
        recipients.add(to)
        fields = found.finder.fields_in(texts)
        assert fields <= ({(HERSELF, "email"), (HERSELF, "name")} if to == hers else set())
        assert not any("Achterkanarie9" in text for text in texts)
        assert found.finder.fields_in([subject_and_sender(content)]) == set()
    assert {hers, "miek@people.test"} <= recipients


def test_no_file_on_disk_holds_in_plain_what_is_sealed(found: Found) -> None:
    names = set()
    for path in found.stage.server.data_dir.rglob("*"):
        if path.is_file() and path.suffix != ".eml":
            fields = found.finder.fields_in(texts_in(path.read_bytes()))
            names |= {name for _, name in fields}
            assert not names & SEALED, path.name
    assert names == {"number"}
