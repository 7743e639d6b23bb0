"""Pages that stand in no menu are linked for whom they are meant, and for nobody else."""

from __future__ import annotations

import pytest

from tests.ui.conftest import Stage
from tests.ui.sockets import Tab
from tests.ui.test_guard import run

PLACES = {
    "/start": "kraamzorg_app___ui___pages___start___state____start_state",
    "/clienten": "kraamzorg_app___ui___pages___clienten___state____clienten_state",
}


@pytest.mark.parametrize("path", PLACES)
@pytest.mark.parametrize(
    ("name", "is_led_there"), [("coordinator", True), ("preferred", True), ("provider", False)]
)
def test_the_way_to_the_weekly_updates_is_shown_to_who_gets_them(
    stage: Stage, path: str, name: str, *, is_led_there: bool
) -> None:
    async def script() -> None:
        cookie = stage.log_in(getattr(stage.cast, name))
        tab = await Tab(stage.server.url, cookie=cookie).open()
        await tab.send(f"{PLACES[path]}.load", path)
        assert tab.deltas
        assert any("true" in _said(delta) for delta in tab.deltas) is is_led_there
        await tab.close()

    def _said(delta: dict[str, dict[str, object]]) -> str:
        found = [values.get("has_updates_rx_state_") for values in delta.values()]
        return "true" if True in found else ""

    run(script)


def test_everybody_reads_for_each_region_whether_it_is_in_code_red(stage: Stage) -> None:
    async def script() -> None:
        tab = await Tab(stage.server.url).open()
        await tab.send("kraamzorg_app___ui___pages___welkom____welkom_state.load")
        assert f'["{stage.cast.friesland.name}", "ja"]' in tab.received
        assert f'["{stage.cast.groningen.name}", "' in tab.received
        await tab.close()

    run(script)


@pytest.mark.parametrize(("name", "is_led_there"), [("insurer", True), ("insurer_limited", False)])
def test_the_invitations_are_linked_for_who_may_invite(
    stage: Stage, name: str, *, is_led_there: bool
) -> None:
    async def script() -> None:
        cookie = stage.log_in(getattr(stage.cast, name))
        tab = await Tab(stage.server.url, cookie=cookie).open()
        await tab.send(f"{PLACES['/start']}.load", "/start")
        assert "Open uitnodigingen" in tab.received
        assert ("/clienten/registreren" in tab.received) is is_led_there
        await tab.close()

    run(script)
