"""What every answer over HTTP carries, and which requests get none."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from kraamzorg_app.ui.error_pages import error_page
from tests.processes import wait_until
from tests.server import ROOT
from tests.ui.conftest import Stage

BUILT = ROOT / ".web" / "build" / "client"
MEGABYTES_50 = 50_000_000


@pytest.fixture
def http(stage: Stage) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=stage.server.url) as client:
        yield client


def test_every_answer_carries_the_security_headers(http: httpx.Client) -> None:
    script = next(BUILT.glob("assets/root-*.js")).name
    for path in ("/", "/bestaat-niet", "/healthz", f"/assets/{script}", "/_upload"):
        headers = http.get(path).headers
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["referrer-policy"] == "no-referrer", path
        assert "frame-ancestors 'none'" in headers["content-security-policy"], path
        assert "unsafe-eval" not in headers["content-security-policy"], path
        assert "geolocation=()" in headers["permissions-policy"], path


def test_scripts_in_the_page_are_allowed_one_by_one(http: httpx.Client) -> None:
    policy = http.get("/").headers["content-security-policy"]
    (scripts,) = re.findall(r"script-src ([^;]*);", policy)
    assert "'sha256-" in scripts
    assert "unsafe" not in scripts


def test_hashed_files_are_kept_and_pages_are_asked_for_again(http: httpx.Client) -> None:
    script = next(BUILT.glob("assets/root-*.js")).name
    assert "immutable" in http.get(f"/assets/{script}").headers["cache-control"]
    assert http.get("/").headers["cache-control"] == "no-cache"
    assert http.get("/healthz").headers["cache-control"] == "no-store"
    assert "immutable" not in http.get("/assets/bestaat-niet.js").headers["cache-control"]


def test_an_unknown_path_is_not_found(http: httpx.Client) -> None:
    answer = http.get("/bestaat-niet")
    assert answer.status_code == 404
    assert 'lang="nl"' in answer.text


@pytest.mark.parametrize("path", ["/besloten", "/besloten/", "/besloten/7", "//besloten"])
def test_a_page_is_not_given_without_a_session(stage: Stage, path: str) -> None:
    answer = httpx.get(stage.server.url + path)
    assert answer.status_code in (303, 404)
    assert "<script" not in answer.text or answer.status_code == 404
    if answer.status_code == 303:
        assert answer.headers["location"].startswith("/inloggen?volgende=/besloten")


def test_a_page_of_clients_is_not_given_to_visitors(http: httpx.Client) -> None:
    answer = http.get("/eigen")
    assert (answer.status_code, answer.headers["location"]) == (303, "/mijn/verlopen")


def test_a_page_is_given_with_a_session_as_long_as_it_lasts(
    http: httpx.Client, stage: Stage
) -> None:
    cookie = stage.log_in(stage.cast.coordinator)
    assert http.get("/besloten", headers={"Cookie": cookie}).status_code == 404
    assert http.get("/besloten", headers={"Cookie": cookie + "x"}).status_code == 303


@pytest.mark.parametrize(
    "path", ["/index.html", "/404.html", "/__spa-fallback.html", "/besloten.html", "/index.html.gz"]
)
def test_there_is_no_way_around_by_the_name_of_a_file(http: httpx.Client, path: str) -> None:
    answer = http.get(path)
    assert answer.status_code == 404
    assert "__reactRouterContext" not in answer.text


@pytest.mark.parametrize("path", ["/_upload", "/_upload/x", "/_all_routes", "/%5Fupload"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_uploads_do_not_exist(http: httpx.Client, method: str, path: str) -> None:
    files = {"files": ("a.txt", b"x")} if method != "GET" else None
    assert http.request(method, path, files=files).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.test"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    ],
)
@pytest.mark.parametrize("path", ["/", "/healthz", "/_event/", "/bestaat-niet"])
def test_a_foreign_page_posts_nothing(
    http: httpx.Client, path: str, headers: dict[str, str]
) -> None:
    assert http.post(path, headers=headers).status_code == 403


def test_our_own_page_may_post(http: httpx.Client, stage: Stage) -> None:
    for headers in (
        {"Origin": stage.server.url},
        {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
        {},
    ):
        assert http.post("/healthz", headers=headers).status_code == 405


@pytest.mark.parametrize("path", ["/", "/healthz", "/_event/", "/bestaat-niet", "/_upload"])
def test_fifty_megabytes_are_refused_unread(stage: Stage, path: str) -> None:
    parts = urlsplit(stage.server.url)
    with socket.create_connection(("127.0.0.1", parts.port or 80), timeout=10) as connection:
        connection.sendall(
            f"POST {path} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
            f"Content-Length: {MEGABYTES_50}\r\n\r\n".encode()
        )
        # Not one byte of the body was sent, and the answer is there.
        status = int(connection.recv(4096).split(b" ")[1])
    assert status == (404 if path == "/_upload" else 413)


def test_a_body_of_unknown_length_is_not_buffered(http: httpx.Client) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(50):
            yield b"x" * 1_000_000

    try:
        answer = http.post("/_event/?EIO=4&transport=polling", content=endless())
    except httpx.HTTPError:
        return
    assert answer.status_code in (400, 413)


def test_health_says_whether_it_lives_and_can_serve(http: httpx.Client) -> None:
    assert http.get("/healthz").json() == {"status": "ok"}
    ready = http.get("/readyz").json()
    assert {ready[part] for part in ("status", "database", "schema", "keys")} == {"ok"}


def test_metrics_are_for_this_machine_only(http: httpx.Client) -> None:
    assert "kraamzorg_outbox_mails" in http.get("/metrics").text
    assert http.get("/metrics", headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 404


def test_there_is_someone_to_tell_about_a_leak(http: httpx.Client) -> None:
    text = http.get("/.well-known/security.txt").text
    assert "Contact: mailto:" in text
    assert "Expires: 20" in text


def test_the_log_does_not_hold_links_or_queries(http: httpx.Client, stage: Stage) -> None:
    http.get("/l/a-secret-token?name=a-secret-name")
    http.get("/healthz")
    for _ in range(50):
        if "/l/…" in (log := stage.server.log.read_text()):
            break
        time.sleep(0.1)
    assert "/l/…" in log
    assert "a-secret" not in log


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "DELETE", "PATCH"])
def test_other_methods_do_nothing(http: httpx.Client, method: str) -> None:
    for path in ("/", "/health", "/downloads/clienten.csv"):
        assert http.request(method, path).status_code in (400, 403, 404, 405, 501), path


@pytest.mark.parametrize("path", ["/", "/health", "/downloads/clienten.csv", "/l/a", "/inloggen"])
def test_no_other_origin_may_read_an_answer(http: httpx.Client, path: str) -> None:
    answer = http.get(path, headers={"Origin": "https://evil.test"})
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    "path", ["/.git/config", "/.env", "/assets/", "/kraamzorg_app/config.py", "/requirements.txt"]
)
def test_nothing_but_the_build_is_served(http: httpx.Client, path: str) -> None:
    answer = http.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    "path", ["/l/a-token", "/link-opnieuw", "/brief", "/kaart.svg", "/sessie/oidc/x/terug"]
)
def test_what_is_made_for_one_person_is_kept_nowhere(http: httpx.Client, path: str) -> None:
    answer = http.get(path)
    assert answer.headers["cache-control"] == "no-store" or path == "/kaart.svg"


def test_texts_say_how_they_are_written(http: httpx.Client) -> None:
    for path in ("/", "/bestaat-niet", "/l/a", "/.well-known/security.txt"):
        assert "charset=utf-8" in http.get(path).headers["content-type"].lower(), path


def test_redirects_name_no_host(http: httpx.Client) -> None:
    for path in ("/start", "/clienten", "/mijn", "/downloads/clienten.csv"):
        answer = http.get(path, headers={"Host": "evil.test"})
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/"), path
        assert "evil" not in answer.headers["location"]


def test_pages_fetch_nothing_from_elsewhere() -> None:
    """Links for people are allowed; scripts, styles, fonts and pictures come from here."""
    fetched = re.compile(r"""(?:src|srcset)=["'](?:https?:)?//|url\(["']?(?:https?:)?//""")
    for file in [*BUILT.rglob("*.html"), *BUILT.rglob("*.css")]:
        assert not fetched.search(file.read_text()), file.name


def test_an_error_page_shows_an_id_and_no_innards() -> None:
    page = error_page(500, "a1b2c3d4").body.decode()
    assert "storing a1b2c3d4" in page
    for status in (403, 404, 413, 500):
        text = error_page(status).body.decode()
        assert not re.search(r"Traceback|kraamzorg_app|sqlalchemy|File \"", text)


@pytest.mark.parametrize("path", ["/kapot", "/kapot-bloot"])
def test_a_fault_is_a_page_of_ours_with_the_id_that_the_log_has(
    http: httpx.Client, stage: Stage, path: str
) -> None:
    before = len(stage.server.log.read_text())
    answer = http.get(path)
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    (fault_id,) = re.findall(r"Noem storing ([0-9a-f]{8})\.", answer.text)
    # The line of the request is written once the answer has left.
    wait_until(lambda: f"GET {path} 500" in stage.server.log.read_text()[before:])
    log = stage.server.log.read_text()[before:]
    assert f"fault {fault_id}: ZeroDivisionError" in log
    assert "secret of a client" not in answer.text + log
    assert "Traceback" not in answer.text
