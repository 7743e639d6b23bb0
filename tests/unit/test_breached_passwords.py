"""A service that knows stolen passwords hears five signs of a hash, and may be away."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from kraamzorg_app.adapters.breached_passwords import BreachedPasswords, service_at

STOLEN = "een gestolen wachtwoord"
PADDED = "een opgevuld wachtwoord"


def digest(password: str) -> str:
    return hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()


class Service(HTTPServer):
    """Answers as a range service does; remembers what it was asked."""

    asked: list[str]
    status = 200

    @property
    def client(self) -> BreachedPasswords:
        return service_at(f"http://127.0.0.1:{self.server_port}/range/")


class Answer(BaseHTTPRequestHandler):
    server: Service

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        prefix = self.path.rpartition("/")[2]
        known = {digest(STOLEN): 7, digest(PADDED): 0, prefix + "0" * 35: 3}
        lines = [f"{each[5:]}:{n}" for each, n in known.items() if each.startswith(prefix)]
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write("\r\n".join(lines).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def service() -> Iterator[Service]:
    server = Service(("127.0.0.1", 0), Answer)
    server.asked = []
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_stolen_password_is_known_and_five_signs_left_the_tool(service: Service) -> None:
    assert service.client.holds(STOLEN)
    assert service.asked == [f"/range/{digest(STOLEN)[:5]}"]


@pytest.mark.parametrize("password", ["een kalme ooievaar 7", PADDED])
def test_another_one_and_padding_are_not(service: Service, password: str) -> None:
    assert not service.client.holds(password)


def test_a_service_that_fails_or_is_away_refuses_nothing_and_is_logged(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    service.status = 503
    assert not service.client.holds(STOLEN)
    assert not service_at("http://127.0.0.1:9/range/").holds(STOLEN)
    assert [line.getMessage() for line in caplog.records if "breached" in line.name] == [
        "breached passwords not looked up: HTTPStatusError",
        "breached passwords not looked up: ConnectError",
    ]


def test_without_a_setting_nobody_is_asked() -> None:
    assert not service_at(None).holds(STOLEN)
