"""One running application for all protocol tests, with a few people who are logged in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.models.accounts import User
from kraamzorg_app.services import environment, sessions
from kraamzorg_app.services.unit_of_work import begin
from tests.personas import Cast, make_cast
from tests.server import Server
from tests.ui import everybody

PROXY = "127.0.0.2"
"""An address of this machine whose header is believed, beside the ordinary one."""


@dataclass
class Stage:
    """The running application and its cast."""

    server: Server
    cast: Cast
    environment: environment.Environment

    def log_in(self, person: Actor) -> str:
        """Give the Cookie header of a new session."""
        environment.install(self.environment)
        return self._start(person.user_id)

    def cookie_of(self, name: str) -> str:
        """Give the Cookie header of anybody: see `everybody.EVERYBODY`."""
        environment.install(self.environment)
        if name == everybody.VISITOR:
            return ""
        if name == everybody.NEWCOMER:
            return self._start(everybody.newcomer(self.environment).id)
        if name in everybody.CLIENTS:
            return everybody.client_cookie(self.cast, self.environment, name)
        return self.log_in(getattr(self.cast, name))

    def _start(self, user_id: UUID | None) -> str:
        with begin(Actor.visitor("192.0.2.1")) as work:
            user = work.session.get_one(User, user_id)
            return f"kraamzorg={sessions.start(work, user, 'test')}"


@contextmanager
def serving(directory: Path, target: str = "tests.ui.specimen:app") -> Iterator[Stage]:
    """Serve the application with a cast and data of its own."""
    server = Server(directory, target=target, settings={"TRUSTED_PROXIES": PROXY})
    server.prepare()
    own = environment.current()
    cast = make_cast(own)
    server.start()
    yield Stage(server, cast, own)
    server.stop()


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with serving(tmp_path_factory.mktemp("served")) as made:
        yield made


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Serve the application as it is built, for a real browser.

    Under a page that was built for other States Reflex loads it anew and shows a banner.
    """
    with serving(tmp_path_factory.mktemp("built"), "kraamzorg_app.kraamzorg_app:app") as made:
        yield made


@pytest.fixture(autouse=True)
def _same_environment(stage: Stage) -> None:
    environment.install(stage.environment)
