"""Logging in, out and registering as a browser does it: forms, cookies and redirects."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

import httpx
import pytest

from kraamzorg_app.services import account_links, login_attempts, second_factor
from tests.account_steps import ORIGIN, PASSWORD, VISITOR, last_token
from tests.ui.conftest import Stage

SESSION, ATTEMPT = "kraamzorg", "attempt"


@pytest.fixture
def browser(stage: Stage) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=stage.server.url) as client:
        yield client


def post(browser: httpx.Client, action: str, **fields: str) -> httpx.Response:
    return browser.post(f"/sessie/{action}", data=fields)


def code_of(browser: httpx.Client) -> str:
    view = login_attempts.read(VISITOR, browser.cookies[ATTEMPT])
    assert view is not None
    return second_factor.totp(view.secret.replace(" ", "")).at(datetime.now(UTC))


def register(browser: httpx.Client) -> str:
    """Make an account by the forms and the mail; gives its address, logged in."""
    email = f"{uuid4().hex[:12]}@people.test"
    answer = post(browser, "registreren", email=email, display_name="Lotte", password=PASSWORD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/registreren")
    opened = account_links.open(last_token(email), ORIGIN)
    browser.cookies.set(ATTEMPT, opened.attempt or "", domain="localhost.local")
    answer = post(browser, "app", code=code_of(browser))
    assert (answer.status_code, answer.headers["location"]) == (303, "/registreren")
    assert post(browser, "herstelcodes").headers["location"] == "/profiel"
    return email


def is_logged_in(browser: httpx.Client) -> bool:
    answer = browser.get("/profiel", follow_redirects=True)
    assert answer.status_code == 200
    return answer.url.path.startswith("/profiel")


def test_registering_logs_in_and_logging_out_ends_it(browser: httpx.Client) -> None:
    register(browser)
    assert is_logged_in(browser)
    cookie = browser.cookies[SESSION]
    answer = post(browser, "uitloggen")
    assert (answer.status_code, answer.headers["location"]) == (303, "/inloggen")
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert SESSION not in browser.cookies
    assert not is_logged_in(browser)
    browser.cookies.set(SESSION, cookie, domain="localhost.local")
    assert not is_logged_in(browser)


def test_a_client_who_closes_her_page_leaves_nothing_in_the_browser(
    browser: httpx.Client, stage: Stage
) -> None:
    hers = {"Cookie": stage.cookie_of("placed")}
    assert browser.get("/mijn", headers=hers).status_code == 200
    answer = browser.post("/mijn/afsluiten", headers=hers)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert answer.headers["set-cookie"].startswith('client="";')
    assert browser.get("/mijn", headers=hers).status_code == 303


def test_logging_out_everywhere_ends_other_browsers_too(
    browser: httpx.Client, stage: Stage
) -> None:
    register(browser)
    with httpx.Client(base_url=stage.server.url, cookies=dict(browser.cookies)) as other:
        post(other, "overal-uitloggen")
    assert not is_logged_in(browser)


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(browser: httpx.Client) -> None:
    answer = post(browser, "inloggen", email="iemand@people.test", password="iets anders")
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("attempt=")
    for attribute in ("httponly", "samesite=lax", "path=/", "max-age=3600"):
        assert attribute in cookie
    assert "domain" not in cookie


def test_a_wrong_password_leads_back_to_the_form_with_no_session(browser: httpx.Client) -> None:
    email = register(browser)
    post(browser, "uitloggen")
    answer = post(browser, "inloggen", email=email, password="iets heel anders")
    assert (answer.status_code, answer.headers["location"]) == (303, "/inloggen")
    view = login_attempts.read(VISITOR, browser.cookies[ATTEMPT])
    assert view is not None
    assert view.errors == {"password": "password_wrong"}
    assert email not in answer.headers["location"]
    assert not is_logged_in(browser)


def test_starting_over_forgets_the_attempt(browser: httpx.Client) -> None:
    post(browser, "inloggen", email="iemand@people.test", password="iets anders")
    token = browser.cookies[ATTEMPT]
    assert post(browser, "opnieuw").headers["location"] == "/inloggen"
    assert ATTEMPT not in browser.cookies
    assert login_attempts.read(VISITOR, token) is None


@pytest.mark.parametrize(
    "action",
    [
        "inloggen",
        "code",
        "opnieuw",
        "registreren",
        "uitnodiging",
        "app",
        "herstelcodes",
        "wachtwoord-vergeten",
        "nieuw-wachtwoord",
        "tweede-factor",
        "nieuwe-app",
        "uitloggen",
        "overal-uitloggen",
    ],
)
def test_a_form_without_anything_starts_no_session(browser: httpx.Client, action: str) -> None:
    assert browser.get(f"/sessie/{action}").status_code == 404
    answer = post(browser, action)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/")
    assert SESSION not in browser.cookies
    foreign = browser.post(f"/sessie/{action}", headers={"Origin": "https://evil.test"})
    assert foreign.status_code == 403


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xff\xfe\x00email=x", "application/x-www-form-urlencoded"),
        (b"email=a%00b%40people.test&password=%00%ff", "application/x-www-form-urlencoded"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"no boundary", "multipart/form-data"),
        (b'{"email": []}', "application/json"),
        (b"email=" + b"x" * 500_000, "application/x-www-form-urlencoded"),
    ],
)
@pytest.mark.parametrize("action", ["inloggen", "registreren", "wachtwoord-vergeten"])
def test_a_broken_body_is_refused_or_read_as_empty(
    browser: httpx.Client, action: str, content: bytes, kind: str
) -> None:
    answer = browser.post(f"/sessie/{action}", content=content, headers={"Content-Type": kind})
    assert answer.status_code in (303, 400)
    assert SESSION not in browser.cookies
