"""Every verb of the services asks its permission before anything else, of everybody."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, event

from kraamzorg_app import config, services
from kraamzorg_app.adapters.announcements import InProcessAnnouncements
from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.adapters.crypto import Keyring
from kraamzorg_app.adapters.mail import FakeMail
from kraamzorg_app.domain.actors import Actor, ActorKind, Job, Role
from kraamzorg_app.domain.errors import NotAllowed
from kraamzorg_app.domain.permissions import Permission, may
from kraamzorg_app.services import environment
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.use_case import USE_CASES
from tests import databases
from tests.conftest import NOW

for _module in pkgutil.walk_packages(services.__path__, "kraamzorg_app.services."):
    importlib.import_module(_module.name)
VERBS = {
    name: permission for name, permission in USE_CASES.items() if not name.startswith("tests.")
}
_WRITTEN_ON_REFUSAL = {"access_log_line"}


def _everybody() -> Iterator[Actor]:
    yield Actor.visitor()
    yield from map(Actor.system, Job)
    for role in (None, *Role):
        for ticked in (False, True):
            yield Actor(
                kind=ActorKind.PERSON,
                user_id=uuid4(),
                role=role,
                may_view_personal_data=ticked,
                may_manage_members=ticked,
                is_privacy_officer=ticked,
                preferred_region_ids=frozenset({uuid4()} if ticked else ()),
            )
    for recognized in (False, True):
        for ids in ({"invitation_id": uuid4()}, {"entry_id": uuid4()}):
            yield Actor(kind=ActorKind.CLIENT, is_recognized=recognized, **ids)


@pytest.fixture
def statements(tmp_path: Path, database_directory: Path) -> Iterator[list[str]]:
    """Give every statement that reaches the database of an empty installation."""
    template = databases.sqlite_template(database_directory)
    engine: Engine = databases.new_sqlite(database_directory, template)
    settings = config.load({"KRAAMZORG_MODE": "test", "DATA_DIR": str(tmp_path)})
    keyring = Keyring(dict(enumerate(settings.master_keys, start=1)), len(settings.master_keys))
    clock = FrozenClock(NOW)
    environment.install(
        Environment(settings, engine, keyring, clock, InProcessAnnouncements(), FakeMail())
    )
    seen: list[str] = []

    @event.listens_for(engine, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    yield seen
    engine.dispose()


def _verb(name: str) -> Callable[..., Any]:
    module, _, function = name.rpartition(".")
    found: Callable[..., Any] = getattr(
        importlib.import_module(f"kraamzorg_app.services.{module}"), function
    )
    return found


def _dummies(verb: Callable[..., Any]) -> tuple[list[None], dict[str, None]]:
    """Give None for every argument after the first: a refusal looks at none of them."""
    needed = [
        p for p in list(inspect.signature(verb).parameters.values())[1:] if p.default is p.empty
    ]
    named = [p.name for p in needed if p.kind is p.KEYWORD_ONLY]
    unnamed = [p for p in needed if p.kind is p.POSITIONAL_OR_KEYWORD]
    return [None] * len(unnamed), dict.fromkeys(named)


@pytest.mark.parametrize("permission", sorted(set(VERBS.values())))
def test_who_may_not_is_refused_before_anything_is_read(
    permission: Permission, statements: list[str]
) -> None:
    for actor in _everybody():
        if may(actor, permission):
            continue
        for name in (each for each, asked in VERBS.items() if asked is permission):
            statements.clear()
            verb = _verb(name)
            unnamed, named = _dummies(verb)
            with pytest.raises(NotAllowed):
                verb(actor, *unnamed, **named)
            assert all(_is_of_the_log(statement) for statement in statements), name


def _is_of_the_log(statement: str) -> bool:
    if statement.startswith(("BEGIN", "PRAGMA")):
        return True
    return any(table in statement for table in _WRITTEN_ON_REFUSAL)


def test_every_verb_is_for_somebody() -> None:
    everybody = list(_everybody())
    for name, permission in VERBS.items():
        assert any(may(actor, permission) for actor in everybody), name


def test_every_permission_is_asked_by_a_verb() -> None:
    assert set(VERBS.values()) == set(Permission)
