"""What an installation behind TLS adds: HSTS, and cookies that insist on it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import environment
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.login_attempts import Step
from kraamzorg_app.ui import account_routes
from kraamzorg_app.ui.http_security import HttpRules, HttpSecurity
from kraamzorg_app.ui.inline_scripts import InlineScripts
from kraamzorg_app.ui.refusals import Refusals
from kraamzorg_app.ui.routes import HttpRoute, guarded
from kraamzorg_app.ui.visits import CookieNames, Reception
from tests.ui.conftest import Stage

URL = "https://wachtlijst.test"


async def plain(_request: Request) -> Response:
    return PlainTextResponse("goed")


async def broken(_request: Request, _actor: Actor) -> Response:
    raise ZeroDivisionError("secret of a client")


def nobody(_cookie: str, **_: object) -> Actor | None:
    return None


@pytest.fixture
def browser(tmp_path: Path) -> TestClient:
    reception = Reception(CookieNames.for_https(is_https=True), nobody, nobody)
    route = HttpRoute("/kapot", broken, Permission.PUBLIC)
    routes = [Route("/", plain), guarded(route, reception, Refusals(lambda *_: None))]
    app = Starlette(routes=routes)
    rules = HttpRules([URL], is_https=True, scripts=InlineScripts(tmp_path))
    secured = HttpSecurity(app, rules)
    return TestClient(secured, base_url=URL, raise_server_exceptions=False)


@pytest.mark.parametrize("path", ["/", "/bestaat-niet", "/kapot", "/_upload"])
def test_every_answer_asks_for_tls_for_a_year(browser: TestClient, path: str) -> None:
    policy = browser.get(path).headers["strict-transport-security"]
    assert policy == "max-age=31536000; includeSubDomains"


def test_sockets_go_over_tls(browser: TestClient) -> None:
    assert (
        "connect-src 'self' wss://wachtlijst.test;"
        in (browser.get("/").headers["content-security-policy"])
    )


def test_a_fault_says_its_id_only(browser: TestClient) -> None:
    answer = browser.get("/kapot")
    assert answer.status_code == 500
    assert "Noem storing" in answer.text
    assert "secret" not in answer.text
    assert "ZeroDivisionError" not in answer.text


def test_cookies_are_of_this_host_and_for_tls(stage: Stage) -> None:
    environment.install(_behind_tls(stage.environment))
    answer = account_routes.follow(Step("/start", attempt="a", session="b"))
    cookies = [value.decode() for name, value in answer.raw_headers if name == b"set-cookie"]
    assert len(cookies) == 2
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        assert {"secure", "httponly", "path=/", "samesite=lax"} <= {
            part.strip().lower() for part in cookie.split(";")
        }
    names = CookieNames.for_https(is_https=True)
    assert all(name.startswith("__Host-") for name in (names.user, names.client, names.attempt))


def _behind_tls(current: Environment) -> Environment:
    return replace(current, settings=replace(current.settings, public_url=URL))
