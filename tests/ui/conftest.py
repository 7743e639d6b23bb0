"""One running application for all protocol tests, with a few people who are logged in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.models.accounts import User
from kraamzorg_app.services import environment, sessions
from kraamzorg_app.services.unit_of_work import begin
from tests.personas import Cast, make_cast
from tests.server import Server


@dataclass
class Stage:
    """The running application and its cast."""

    server: Server
    cast: Cast
    environment: environment.Environment

    def log_in(self, person: Actor) -> str:
        """Give the Cookie header of a new session."""
        environment.install(self.environment)
        with begin(Actor.visitor("192.0.2.1")) as work:
            user = work.session.get_one(User, person.user_id)
            return f"kraamzorg={sessions.start(work, user, 'test')}"


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    server = Server(tmp_path_factory.mktemp("served"), target="tests.ui.specimen:app")
    server.prepare()
    own = environment.current()
    cast = make_cast(own)
    server.start()
    yield Stage(server, cast, own)
    server.stop()


@pytest.fixture(autouse=True)
def _same_environment(stage: Stage) -> None:
    environment.install(stage.environment)
