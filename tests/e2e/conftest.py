"""One running tool and one browser for all journeys; a trace and a picture of what failed."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import update

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.models.accounts import User, UserSession
from kraamzorg_app.services.unit_of_work import begin
from tests.chromium import launch
from tests.e2e import runs
from tests.e2e.clients import Her
from tests.e2e.instance import Instance, start_own
from tests.e2e.mailboxes import DemoMailbox, Mailbox, SmtpMailbox
from tests.e2e.people import People
from tests.e2e.runs import Run
from tests.e2e.staff import Placed, put_on_the_list

RUNNING = os.environ.get("KRAAMZORG_E2E_URL", "").rstrip("/")
IS_HEADED = os.environ.get("KRAAMZORG_E2E_HEADED") == "1"


@pytest.fixture(scope="session", autouse=True)
def _begin_to_record() -> None:
    runs.begin()


@pytest.fixture(scope="session")
def run() -> Run | None:
    """Keep what the journeys bring about, unless they go through a tool that is there already."""
    return None if RUNNING else Run.new("demo")


@pytest.fixture(scope="session")
def smtp(run: Run | None) -> Iterator[SmtpMailbox | None]:
    """Listen for mail, unless the tool sends it elsewhere."""
    if run is None:
        yield None
        return
    mailbox = SmtpMailbox(run.mails)
    yield mailbox
    mailbox.stop()


@pytest.fixture(scope="session")
def instance(run: Run | None, smtp: SmtpMailbox | None) -> Iterator[Instance | None]:
    """Start the tool that the journeys go through, unless one is there already."""
    if run is None or smtp is None:
        yield None
        return
    started = start_own(run, smtp.start())
    yield started
    started.stop()


@pytest.fixture(scope="session")
def url(instance: Instance | None) -> str:
    """Give the address of the tool that the journeys go through."""
    return instance.url if instance else RUNNING


@pytest.fixture(scope="session")
def mailbox(smtp: SmtpMailbox | None, url: str) -> Mailbox:
    return smtp or DemoMailbox(url)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        made = launch(playwright, headless=not IS_HEADED)
        yield made
        made.close()


@pytest.fixture(scope="session")
def everybody(browser: Browser, url: str) -> People:
    return People(browser, url)


@pytest.fixture(scope="session")
def waiting(everybody: People, mailbox: Mailbox) -> Placed:
    """Put a client on the list of Friesland whom journeys look at; none of them changes her."""
    return put_on_the_list(everybody, mailbox, Her())


@pytest.fixture
def people(everybody: People, request: pytest.FixtureRequest) -> Iterator[People]:
    """Open pages as somebody of the demo."""
    yield everybody
    everybody.close_after(request.node)


@pytest.fixture
def let_time_pass(url: str, everybody: People) -> Callable[[], None]:
    """Make it 20 minutes ago that everybody gave a second factor, with the code of then."""
    if RUNNING:
        pytest.skip(f"only in a database of our own, not of {url}")

    def run() -> None:
        with begin(Actor.visitor()) as work:
            earlier = work.now - timedelta(minutes=20)
            work.session.execute(update(UserSession).values(authenticated_at=earlier))
            work.session.execute(update(User).values(totp_last_step=None))
        everybody.forget_log_ins()

    return run


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, object]:
    report = yield
    if report.failed:
        item.has_failed = True  # type: ignore[attr-defined]
    return report


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the search of what all journeys left come last."""
    items.sort(key=lambda item: item.path.name == "test_every_byte.py")
