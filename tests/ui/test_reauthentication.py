"""Over the wire a stale session gets no file, no BSN and no rights until a code was given."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from reflex_base.utils.format import format_event_handler
from sqlalchemy import update
from sqlmodel import col

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.models.accounts import Membership, User, UserSession
from kraamzorg_app.services import second_factor
from kraamzorg_app.services.unit_of_work import begin
from kraamzorg_app.ui.pages.bevestigen import ConfirmState
from kraamzorg_app.ui.pages.client_detail.state import ClientDetailState
from kraamzorg_app.ui.pages.gebruikers.state import MembersState
from kraamzorg_app.ui.reauthentication import ReauthenticationState
from tests.account_steps import VISITOR
from tests.factories import IDENTITY
from tests.ui.conftest import Stage
from tests.ui.sockets import Tab
from tests.ui.test_guard import run

SECRET = "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"


def stale(stage: Stage, person: Actor) -> str:
    """Give the cookie of somebody who logged in 16 minutes ago and has been busy since."""
    cookie = stage.log_in(person)
    with begin(VISITOR) as work:
        second_factor.seal(work, work.session.get_one(User, person.user_id), SECRET)
        work.session.get_one(User, person.user_id).totp_last_step = None
        work.session.execute(
            update(UserSession)
            .where(col(UserSession.user_id) == person.user_id)
            .values(authenticated_at=work.now - timedelta(minutes=16))
        )
    return cookie


async def send(tab: Tab, handler: Any, path: str, **payload: Any) -> None:
    router_data = {"pathname": path, "asPath": path}
    await tab.emit(
        {"name": format_event_handler(handler), "payload": payload, "router_data": router_data}
    )


def current_code() -> str:
    return second_factor.totp(SECRET).at(datetime.now(UTC))


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_file_is_given_only_after_a_code(stage: Stage, ending: str) -> None:
    cookie = stale(stage, stage.cast.coordinator)
    address = f"/downloads/clienten.{ending}?wachtend-postcode=87"
    with httpx.Client(base_url=stage.server.url, headers={"Cookie": cookie}) as http:
        refused = http.get(address)
        assert refused.status_code == 303
        assert refused.headers["location"] == (
            f"/bevestigen?volgende=/downloads/clienten.{ending}%3Fwachtend-postcode%3D87"
        )
        assert "TS1111RR" not in refused.text

        async def script() -> None:
            tab = await Tab(stage.server.url, cookie=cookie).open()
            await send(tab, ConfirmState.confirm, "/bevestigen", fields={"code": "000000"})
            assert (await asyncio.to_thread(http.get, address)).status_code == 303
            fields = {"code": current_code()}
            await send(tab, ConfirmState.confirm, "/bevestigen", fields=fields)
            await tab.close()

        run(script)
        given = http.get(address)
        assert (given.status_code, given.headers["cache-control"]) == (200, "no-store")


def test_a_bsn_is_shown_only_after_a_code_and_then_at_once(stage: Stage) -> None:
    entry = stage.cast.enrolled.id
    path = f"/clienten/{entry}"
    cookie = stale(stage, stage.cast.provider)

    async def script() -> None:
        tab = await Tab(stage.server.url, cookie=cookie).open()
        await send(tab, ClientDetailState.load, path)
        await send(tab, ClientDetailState.reveal_bsn, path, form={"reason": "IDENTITY_CHECK"})
        assert IDENTITY["bsn"] not in tab.received
        assert '"asks_second_factor_rx_state_": true' in tab.received
        await send(tab, ReauthenticationState.confirm, path, fields={"second_factor": "000000"})
        assert IDENTITY["bsn"] not in tab.received
        code = current_code()
        await send(tab, ReauthenticationState.confirm, path, fields={"second_factor": code})
        assert IDENTITY["bsn"] in tab.received
        await tab.close()

    run(script)


def test_what_waits_is_not_done_for_who_may_not(stage: Stage) -> None:
    """Somebody else's session that says "confirm" finds nothing that waits for it."""
    limited = stage.cast.provider_limited.membership_id
    cookie = stale(stage, stage.cast.provider)

    async def script() -> None:
        tab = await Tab(stage.server.url, cookie=cookie).open()
        change = {"membership_id": str(limited), "allowed": True}
        await send(tab, MembersState.allow_personal_data, "/gebruikers", **change)
        await tab.close()
        other = await Tab(
            stage.server.url, cookie=stale(stage, stage.cast.carer), token=tab.token
        ).open()
        fields = {"second_factor": current_code()}
        await send(other, ReauthenticationState.confirm, "/gebruikers", fields=fields)
        await other.close()

    run(script)
    with begin(VISITOR) as work:
        assert not work.session.get_one(Membership, limited).may_view_personal_data


def test_a_right_is_changed_after_the_code_with_what_was_asked(stage: Stage) -> None:
    limited = stage.cast.preferred_limited.membership_id
    cookie = stale(stage, stage.cast.preferred)

    async def script() -> None:
        tab = await Tab(stage.server.url, cookie=cookie).open()
        change = {"membership_id": str(limited), "allowed": False}
        await send(tab, MembersState.allow_managing, "/gebruikers", **change)
        with begin(VISITOR) as work:
            assert work.session.get_one(Membership, limited).may_manage_members
        fields = {"second_factor": current_code()}
        await send(tab, ReauthenticationState.confirm, "/gebruikers", fields=fields)
        await tab.close()

    run(script)
    with begin(VISITOR) as work:
        row = work.session.get_one(Membership, limited)
        assert not row.may_manage_members
        row.may_manage_members = True
