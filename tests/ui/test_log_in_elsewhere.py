"""Logging in at a provider as a browser does it: forms, redirects and cookies of two sites."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx
import pytest

from kraamzorg_app.models.accounts import User
from kraamzorg_app.services import environment, login_attempts, second_factor, sessions
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.unit_of_work import begin
from tests.account_steps import PASSWORD, VISITOR, give_password
from tests.oidc.provider import Provider, file_of
from tests.personas import Cast, make_cast
from tests.server import Server

SECRET = "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"


class Site(NamedTuple):
    """A tool and a provider that know one another."""

    server: Server
    provider: Provider
    cast: Cast
    environment: Environment


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    directory: Path = tmp_path_factory.mktemp("elsewhere")
    settings = directory / "oidc.toml"
    server = Server(directory, settings={"OIDC_FILE": str(settings)})
    settings.write_text(file_of("http://127.0.0.1:9"))
    server.prepare()
    provider = Provider(server.url).start()
    settings.write_text(file_of(provider.issuer))
    own = environment.current()
    cast = make_cast(own)
    server.start()
    yield Site(server, provider, cast, own)
    server.stop()
    provider.stop()


def test_somebody_links_an_account_logs_in_with_it_and_out_of_both(
    site: Site,
) -> None:
    server, provider, cast, own = site
    environment.install(own)
    give_password(cast.provider)
    with begin(VISITOR) as work:
        user = work.session.get_one(User, cast.provider.user_id)
        second_factor.seal(work, user, SECRET)
        session = sessions.start(work, user, "Firefox")
    provider.next_person("anna", acr="urn:test:two")
    code = second_factor.totp(SECRET).at(datetime.now(UTC))
    with httpx.Client(base_url=server.url, cookies={"kraamzorg": session}) as browser:
        fields = {"password": PASSWORD, "code": code}
        to_provider = browser.post("/sessie/oidc/toets/koppelen", data=fields)
        assert to_provider.headers["location"].startswith(f"{provider.issuer}/auth?")
        back = browser.get(provider.address_after(to_provider.headers["location"]))
        assert (back.status_code, back.headers["location"]) == (303, "/profiel")
        outcome = login_attempts.take_outcome(VISITOR, browser.cookies["attempt"])
        assert outcome == "oidc_linked"
    with httpx.Client(base_url=server.url) as browser:
        to_provider = browser.post("/sessie/oidc/toets", data={"volgende": "/clienten"})
        policy = to_provider.headers["content-security-policy"]
        assert f"form-action 'self' {provider.issuer};" in policy
        back = browser.get(provider.address_after(to_provider.headers["location"]))
        assert (back.status_code, back.headers["location"]) == (303, "/clienten")
        assert "httponly" in back.headers["set-cookie"].lower()
        assert browser.get("/start").status_code == 200
        out = browser.post("/sessie/uitloggen")
        assert out.headers["location"].startswith(f"{provider.issuer}/session/end?")
        assert browser.get("/start").status_code == 303


def test_an_unknown_provider_is_not_found(site: Site) -> None:
    server = site.server
    assert httpx.post(f"{server.url}/sessie/oidc/bestaat-niet").status_code == 404
    assert httpx.post(f"{server.url}/sessie/oidc/bestaat-niet/uitnodiging").status_code == 404
    uninvited = httpx.post(f"{server.url}/sessie/oidc/toets/uitnodiging")
    assert uninvited.headers["location"] == "/uitnodiging"
    back = httpx.get(f"{server.url}/sessie/oidc/toets/terug?code=x&state=y")
    assert (back.status_code, back.headers["location"]) == (303, "/inloggen")


def test_what_a_provider_sends_stands_in_no_log(site: Site) -> None:
    server, provider = site.server, site.provider
    with httpx.Client(base_url=server.url) as browser:
        to_provider = browser.post("/sessie/oidc/toets")
        address = provider.address_after(to_provider.headers["location"])
        browser.get(address)
    assert urlsplit(address).query not in server.log.read_text()
