"""A search of every byte that was sent, logged, mailed and written to disk.

Each client has values that stand nowhere else. Everybody opens every page and file about each of
them, through a proxy that keeps what came back; each value that is found is held against the policy
for that person and that client.
"""

from __future__ import annotations

import email
import email.policy
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

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
from tests.recording_proxy import RecordingProxy
from tests.server import free_port
from tests.ui.conftest import Stage, serving
from tests.ui.everybody import EVERYBODY
from tests.ui.sockets import Tab
from tests.ui.test_disclosure import (
    CARE,
    CONTACT,
    LIMITED,
    SEEN_BY_CARE,
    TABLE,
    Canary,
    make_canaries,
)
from tests.ui.test_guard import run
from tests.ui.walking import allowed, call_all, right_kinds

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


@dataclass
class Found:
    """What the proxy kept, and who the clients are."""

    stage: Stage
    canaries: dict[str, Canary]
    streams: dict[str, str]
    """Everything that each person received, as text."""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Found]:
    with serving(tmp_path_factory.mktemp("canaries")) as stage:
        proxy = RecordingProxy(free_port(), int(stage.server.settings["PORT"]))
        canaries = make_canaries(stage)
        canaries[HERSELF] = herself(stage)
        cookies = {name: stage.cookie_of(name) for name in EVERYBODY}
        cookies[HERSELF] = f"client={her_session(stage, canaries[HERSELF])}"
        for name, cookie in cookies.items():
            visit(stage, proxy, name, cookie, canaries)
        yield Found(
            stage,
            canaries,
            {
                name: proxy.streams[cookie].decode(errors="replace")
                for name, cookie in cookies.items()
            },
        )


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
            "birth_date": ("1991-01-09", "09-01-1991"),
            "name": ("Voorkanarie9", "Achterkanarie9"),
            "email": ("kanarie9@client.test",),
            "phone": ("11111109",),
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
    stage: Stage, proxy: RecordingProxy, name: str, cookie: str, canaries: dict[str, Canary]
) -> None:
    """Open every page and every file as somebody, about each of the clients."""
    handlers = allowed(stage.cast, "placed" if name == HERSELF else name)
    calls = [
        (event, right_kinds(policy) | _reason(event), canary.id)
        for canary in canaries.values()
        for event, policy in handlers.items()
        if event.endswith((".load", ".reveal_bsn"))
    ]
    tab = Tab(proxy.url, cookie=cookie, origin=stage.server.url)

    async def script() -> None:
        await tab.open()
        await call_all(tab, calls)
        await tab.close()

    run(script)
    headers = {"Cookie": cookie} if cookie else {}
    with httpx.Client(base_url=proxy.url, headers=headers) as http:
        for path in ("/", "/clienten", "/mijn", "/readyz", "/metrics"):
            http.get(path)
        for route in HTTP_ROUTES:
            if "GET" in route.methods and "{" not in route.path and not route.is_demo_only:
                unpacked(proxy, cookie, http.get(route.path))


def _reason(event: str) -> dict[str, object]:
    return {"form": {"reason": "CARE_RECORD"}} if event.endswith(".reveal_bsn") else {}


def unpacked(proxy: RecordingProxy, cookie: str, answer: httpx.Response) -> None:
    """Keep what is packed in a file for Excel, too."""
    if answer.content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            for part in archive.namelist():
                proxy.streams[cookie] += archive.read(part)


def values_in(text: str, canary: Canary) -> set[str]:
    """Name the fields of a client of which a value stands in a text."""
    return {
        field
        for field in SEARCHED
        if any(spelling in text for spelling in canary.values.get(field, ()))
    }


def may_see(name: str, key: str) -> set[str]:
    """Give the fields that the design gives to somebody for a client."""
    row = "waiting_vgz" if key == HERSELF else key
    seen = OTHER_PROVIDER if name == "other_provider" else TABLE.get(name, {})
    revealed = {"bsn"} if (name, key) in REVEALED else set()
    return ((seen.get(row) or set()) | revealed) & SEARCHED


@pytest.mark.parametrize("name", EVERYBODY)
def test_everybody_received_just_what_the_policy_gives(found: Found, name: str) -> None:
    for key, canary in found.canaries.items():
        assert values_in(found.streams[name], canary) == may_see(name, key), key


def test_she_received_her_own_and_nothing_of_others(found: Found) -> None:
    own = values_in(found.streams[HERSELF], found.canaries[HERSELF])
    assert {"name", "birth_date", "address", "email", "phone"} <= own
    for key, canary in found.canaries.items():
        assert key == HERSELF or values_in(found.streams[HERSELF], canary) == set()


def test_nobody_stands_in_the_process_log(found: Found) -> None:
    log = found.stage.server.log.read_text()
    assert "GET /clienten" in log
    for key, canary in found.canaries.items():
        assert values_in(log, canary) == set(), key


def test_mail_holds_her_first_name_for_herself_and_nothing_for_others(found: Found) -> None:
    mails = [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in (found.stage.server.data_dir / "mail").glob("*.eml")
    ]
    hers = "kanarie9@client.test"
    assert {hers, "miek@people.test"} <= {str(mail["To"]) for mail in mails}
    for mail in mails:
        parts = [
            part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"
        ]
        text = "\n".join([str(mail["Subject"]), *parts])
        if str(mail["To"]) == hers:
            assert "Voorkanarie9" not in str(mail["Subject"])
            text = text.replace("Voorkanarie9", "")
        for key, canary in found.canaries.items():
            assert values_in(text, canary) == set(), (key, mail["Subject"])


def test_no_file_on_disk_holds_in_plain_what_is_sealed(found: Found) -> None:
    files = [
        path
        for path in found.stage.server.data_dir.rglob("*")
        if path.is_file() and path.suffix != ".eml"
    ]
    content = {path.name: path.read_bytes() for path in files}
    assert any(b"NUMMERKANARIE9" in each for each in content.values())
    for name, raw in content.items():
        for canary in found.canaries.values():
            assert values_in(raw.decode(errors="replace"), canary) & SEALED == set(), name
