"""Rows outside somebody's scope do not exist: named in every event and address, nothing happens.

Everybody calls every handler that is allowed to them, with the ids of strangers' rows wherever an
id could stand. Nothing of a stranger changes or is received.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from kraamzorg_app import database
from kraamzorg_app.models.messages import KeptExport
from kraamzorg_app.services.kept_exports import TABLE
from tests.factories import Factory
from tests.ui.conftest import Stage, serving
from tests.ui.everybody import EVERYBODY, VISITOR
from tests.ui.sockets import Tab
from tests.ui.strangers import (
    OPERATIONS,
    PRIVATE,
    TERRITORY,
    foreign_ids,
    foreign_words,
    settle_strangers,
    snapshot,
)
from tests.ui.test_guard import run
from tests.ui.walking import after_choosing, allowed, call_all, naming

IDS = (PRIVATE, TERRITORY, OPERATIONS)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Serve data that may be changed: what is one's own does change here."""
    with serving(tmp_path_factory.mktemp("strangers")) as made:
        settle_strangers(made.environment)
        yield made


def held(received: str, name: str) -> list[str]:
    return [word for word in foreign_words(name) if word in received.lower()]


@pytest.mark.parametrize("name", EVERYBODY)
def test_no_event_reaches_a_strangers_row(stage: Stage, name: str) -> None:
    before, read = snapshot(stage.environment, name), len(stage.server.log.read_text())
    assert {"waiting_list_entry", "invitation", "user_session", "offer"} <= before.keys()
    handlers = allowed(stage.cast, name)
    calls = [
        (event, naming(handlers[event], row_id), row_id)
        for row_id in foreign_ids(name)
        for event in [*handlers, *after_choosing(handlers)]
    ]
    tab = Tab(stage.server.url, cookie=stage.cookie_of(name))

    async def script() -> None:
        await tab.open()
        await call_all(tab, calls)
        await tab.close()

    run(script)
    assert snapshot(stage.environment, name) == before
    assert held(tab.received, name) == []
    assert "faults fault" not in stage.server.log.read_text()[read:]


@pytest.mark.parametrize("name", EVERYBODY)
def test_no_kept_file_of_a_stranger_is_given(stage: Stage, name: str) -> None:
    headers = {"Cookie": stage.cookie_of(name)}
    for row_id in IDS:
        for ending in ("csv", "xlsx", "exe"):
            address = f"{stage.server.url}/downloads/updates/{row_id}.{ending}"
            answer = httpx.get(address, headers=headers)
            assert answer.status_code == (303 if name in _NO_ACCOUNT else 404), ending
            assert not held(answer.text, name)


_NO_ACCOUNT = (VISITOR, "invited", "invited_unknown", "placed", "placed_unknown")


@pytest.mark.parametrize("name", ["coordinator", "insurer"])
def test_ones_own_kept_file_is_given(stage: Stage, name: str) -> None:
    kept = keep_file(stage, getattr(stage.cast, name).membership_id)
    headers = {"Cookie": stage.cookie_of(name)}
    answer = httpx.get(f"{stage.server.url}/downloads/updates/{kept}.csv", headers=headers)
    assert answer.text == "eigen bestand"
    headers = {"Cookie": stage.cookie_of(f"{name}_limited")}
    answer = httpx.get(f"{stage.server.url}/downloads/updates/{kept}.csv", headers=headers)
    assert answer.status_code == 404


def keep_file(stage: Stage, membership_id: UUID) -> UUID:
    with database.transaction(stage.environment.engine) as session:
        make = Factory(stage.environment, session)
        kept = KeptExport(
            membership_id=membership_id,
            period="2026-W02",
            format="csv",
            with_personal_data=True,
            content=b"",
            row_count=0,
            created_at=make.work.now,
            expires_at=make.work.now + timedelta(days=20),
        )
        kept.content = make.work.keyring.seal_bytes(
            b"eigen bestand", table=TABLE, row=kept.id, field="content"
        )
        return make.add(kept).id
