"""Downloads and the demo's mailbox over HTTP, as a browser or a stranger asks for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from kraamzorg_app.adapters.mail import FileMail, OutgoingMail
from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.services import audit, kept_exports, weekly_digest
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.ui import demo_mailbox, downloads
from kraamzorg_app.ui.refusals import Refusals
from kraamzorg_app.ui.routes import HttpRoute, guarded
from kraamzorg_app.ui.visits import CookieNames, Reception
from tests.personas import Cast

Browser = Callable[[str], TestClient]
ROLES = ("admin", "technician", "coordinator", "coordinator_limited", "provider", "preferred",
         "preferred_limited", "insurer", "insurer_limited")  # fmt: skip
EXPORTERS = {
    "coordinator", "coordinator_limited", "preferred", "preferred_limited", "insurer",
    "insurer_limited",
}  # fmt: skip
XLSX = b"PK\x03\x04"


def site(routes: Sequence[HttpRoute], people: object) -> Starlette:
    def resolve(cookie: str, *, origin: str, is_activity: bool) -> Actor | None:
        del origin, is_activity
        return getattr(people, cookie, None)

    reception = Reception(CookieNames.for_https(is_https=False), resolve, lambda *_a, **_k: None)
    refusals = Refusals(audit.record_refusal)
    return Starlette(routes=[guarded(route, reception, refusals) for route in routes])


@pytest.fixture
def browser(cast: Cast) -> Browser:
    app = site(downloads.ROUTES, cast)

    def of(name: str) -> TestClient:
        cookies = {"kraamzorg": name} if name else {}
        return TestClient(app, cookies=cookies, follow_redirects=False)

    return of


@pytest.mark.parametrize("name", ROLES)
@pytest.mark.parametrize("path", ["/downloads/clienten.csv", "/downloads/clienten.xlsx"])
def test_only_those_who_may_export_get_the_list(browser: Browser, name: str, path: str) -> None:
    answer = browser(name).get(path)
    assert answer.status_code == (200 if name in EXPORTERS else 404)
    assert ("attachment" in answer.headers.get("content-disposition", "")) == (name in EXPORTERS)


def test_a_stranger_is_sent_to_the_log_in(browser: Browser) -> None:
    for path in ("/downloads/clienten.csv", f"/downloads/updates/{uuid4()}.csv"):
        assert browser("").get(path).status_code == 303


def test_the_file_is_what_the_page_shows_and_nobody_keeps_a_copy(
    browser: Browser, cast: Cast
) -> None:
    answer = browser("coordinator").get(
        "/downloads/clienten.csv", params={"wachtend-postcode": "75", "ingeschreven-postcode": "9"}
    )
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert cast.waiting_vgz.client_number in answer.text
    assert answer.text.count("\r\n") == 2
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"


def test_a_day_typed_wrongly_never_widens_the_export(browser: Browser) -> None:
    answer = browser("coordinator").get("/downloads/clienten.csv?wachtend-van=31-02-2026")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/clienten?wachtend-van=31-02-2026"


def test_a_kept_file_is_for_its_own_membership_only(browser: Browser, cast: Cast) -> None:
    weekly_digest.make_due(Actor.system(Job.WEEKLY_DIGEST), "a")
    kept = {view.format: UUID(view.id) for view in kept_exports.list_own(cast.preferred)}
    mine = browser("preferred")
    assert mine.get(f"/downloads/updates/{kept['xlsx']}.xlsx").content.startswith(XLSX)
    assert (
        "wachtlijst-2026-W09.csv"
        in (mine.get(f"/downloads/updates/{kept['csv']}.csv").headers["content-disposition"])
    )
    for name in {*ROLES} - {"preferred"}:
        assert browser(name).get(f"/downloads/updates/{kept['csv']}.csv").status_code == 404
    for odd in (f"{uuid4()}.csv", f"{kept['csv']}.xlsx", f"{kept['csv']}.pdf", "1.csv"):
        assert mine.get(f"/downloads/updates/{odd}").status_code == 404


@pytest.fixture
def mailbox(env: Environment) -> TestClient:
    transport = FileMail(env.settings.data_dir / "mail")
    for number, recipient in enumerate(("a@client.test", "b@client.test")):
        transport.send(
            OutgoingMail(
                message_id=f"<m{number}@kraamzorg.test>",
                sender="wachtlijst@kraamzorg.test",
                recipient=recipient,
                subject=f"Bericht <{number}>",
                text=f"Open:\nhttps://voorbeeld.test/l/geheim{number}\n",
                html='<html><head></head><body><p>Dag "u"</p><script>x()</script></body></html>',
                written_at=datetime(2026, 3, 2, 9, number, tzinfo=UTC),
            )
        )
    return TestClient(site(demo_mailbox.ROUTES, object()))


def test_the_mailbox_lists_the_newest_first_and_filters_by_recipient(mailbox: TestClient) -> None:
    page = mailbox.get("/demo/postvak").text
    assert page.index("b@client.test") < page.index("a@client.test")
    assert "Bericht &lt;1&gt;" in page
    filtered = mailbox.get("/demo/postvak", params={"aan": "A@client.test"}).text
    assert "Bericht &lt;0&gt;" in filtered
    assert "b@client.test" not in filtered


def test_a_mail_is_shown_in_a_frame_without_scripts_and_with_working_links(
    mailbox: TestClient, env: Environment
) -> None:
    (name,) = [path.name for path in (env.settings.data_dir / "mail").glob("*m1.eml")]
    page = mailbox.get(f"/demo/postvak/{name}").text
    assert '<a href="https://voorbeeld.test/l/geheim1">' in page
    assert "allow-scripts" not in page
    assert "<script>" not in page
    assert 'srcdoc="&lt;html&gt;&lt;head&gt;&lt;base target=&quot;_top&quot;&gt;' in page
    assert b"Message-ID: <m1@kraamzorg.test>" in mailbox.get(f"/demo/postvak/{name}/bron").content


@pytest.mark.parametrize("name", ["x.eml", "..%2Fkeys", "%2Fetc%2Fpasswd", "keys"])
def test_no_other_file_can_be_asked_for(mailbox: TestClient, env: Environment, name: str) -> None:
    Path(env.settings.data_dir / "keys").touch()
    assert mailbox.get(f"/demo/postvak/{name}").status_code == 404
    assert mailbox.get(f"/demo/postvak/{name}/bron").status_code == 404


def test_the_mailbox_exists_in_demo_mode_only() -> None:
    assert all(route.is_demo_only for route in demo_mailbox.ROUTES)


@pytest.mark.parametrize("name", ROLES)
def test_overviews_are_given_as_a_file_to_who_has_them(browser: Browser, name: str) -> None:
    page = browser(name)
    answers = {
        ending: page.get(f"/downloads/overzichten/vooruit.{ending}?weken=26")
        for ending in ("csv", "xlsx")
    }
    if name == "technician":
        assert [answer.status_code for answer in answers.values()] == [404, 404]
        return
    assert answers["csv"].text.startswith("\ufeffWeek;Maandag")
    assert answers["xlsx"].content.startswith(XLSX)
    for ending, answer in answers.items():
        assert answer.headers["content-disposition"] == f'attachment; filename="vooruit.{ending}"'
        assert answer.headers["cache-control"] == "no-store"


NOBODYS = UUID(int=7)


@pytest.mark.parametrize(
    "address", ["vooruit.exe", "iets.csv", "vooruit.csv?regio=x", f"vooruit.csv?regio={NOBODYS}"]
)
def test_an_overview_that_is_not_there_is_not_found(browser: Browser, address: str) -> None:
    assert browser("admin").get(f"/downloads/overzichten/{address}").status_code == 404
