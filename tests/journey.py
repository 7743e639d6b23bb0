"""The main journey of one client after the other over raw websockets, while the server may die.

Like people do, each step first looks how things stand, so that who comes back after a fault goes
on from there. What a page said is kept: from then on it must not get lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import aiohttp
from socketio.exceptions import SocketIOError
from sqlmodel import col, select

from kraamzorg_app import database
from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.entries import InvitationState, TimelineKind
from kraamzorg_app.models.accounts import User
from kraamzorg_app.models.waiting_list import Invitation, TimelineEvent
from kraamzorg_app.services import client_sessions, sessions
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.unit_of_work import begin
from tests.answers import answers, due
from tests.personas import Cast
from tests.ui.sockets import PATIENCE_SECONDS, ROOT_STATE, Gone, Tab

WHOLE: Final = (
    TimelineKind.PLACED,
    TimelineKind.ACCEPTED,
    TimelineKind.GIVEN_BACK,
    TimelineKind.BIRTH_REPORTED,
    TimelineKind.ACCEPTED,
)
_PAGES: Final = f"{ROOT_STATE}.kraamzorg_app___ui___pages"
_INVITING: Final = f"{_PAGES}___clienten_registreren___state____registreren_state"
_HER_PAGE: Final = f"{_PAGES}___mijn___state____mijn_state"
_CLIENT: Final = f"{_PAGES}___client_detail___state____client_detail_state"
_AWAY: Final = (Gone, SocketIOError, aiohttp.ClientError, OSError)
_VISITOR: Final = Actor.visitor("192.0.2.9")


@dataclass(frozen=True)
class Standing:
    """How far one client is, as the database has it."""

    invitation: Invitation | None
    kinds: tuple[TimelineKind, ...]

    @property
    def steps(self) -> int:
        return len(self.kinds) + (self.invitation is not None)


@dataclass
class Journeys:
    """Takes clients through the tool, several at once."""

    url: str
    env: Environment
    cast: Cast
    told: dict[int, int] = field(default_factory=dict)
    """How many steps of each client were said to be done."""
    is_up: asyncio.Event = field(default_factory=asyncio.Event)
    is_over: bool = False
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _drafted: set[int] = field(default_factory=set)
    """Whose first answers a page took."""

    async def next_told(self) -> None:
        """Wait until a page says that a step is done."""
        self._news.clear()
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self._news.wait()

    async def lane(self, number: int, lanes: int) -> None:
        """Take every so many-th client through, until it is over."""
        while not self.is_over:
            await self._go(number)
            number += lanes

    async def _go(self, number: int) -> None:
        while (now := await asyncio.to_thread(self._standing, number)).kinds != WHOLE:
            assert now.steps >= self.told.get(number, 0), "what a page said is lost"
            await self.is_up.wait()
            with suppress(*_AWAY):
                await self._step(number, now)
                self.told[number] = now.steps + 1
                self._news.set()

    def _standing(self, number: int) -> Standing:
        address = self.env.keyring.lookup_hash("client-email", _address(number))
        with database.reading(self.env.engine) as session:
            invitation = session.exec(
                select(Invitation).where(col(Invitation.email_hash) == address)
            ).one_or_none()
            entry_id = invitation.entry_id if invitation else None
            kinds = session.exec(
                select(TimelineEvent.kind)
                .where(col(TimelineEvent.entry_id) == entry_id)
                .order_by(col(TimelineEvent.happened_at))
            ).all()
            session.expunge_all()
            return Standing(invitation, tuple(kinds))

    async def _step(self, number: int, now: Standing) -> None:
        if now.invitation is None:
            await self._invite(number)
        elif now.invitation.state is InvitationState.SENT:
            await self._register(number, now.invitation)
        else:
            await self._go_on(now.invitation, WHOLE[len(now.kinds)])

    async def _invite(self, number: int) -> None:
        async with self._page("/clienten/registreren", self._log_in) as page:
            form = {"postcode": "8731 AB", "due_date": due(self.env)}
            await page.does(f"{_INVITING}.check", '"step_rx_state_": "invite"', form=form)
            form = {"email": _address(number), "language": "nl"}
            await page.does(f"{_INVITING}.send", '"step_rx_state_": "sent"', form=form)

    async def _register(self, number: int, invitation: Invitation) -> None:
        name = f"Kill {number}"
        typed = {"last_name": name, "email": _address(number), "bsn": ""}
        form = answers(self.env, self.cast.vgz_label, **typed)
        async with self._page("/mijn", lambda: _let_in(invitation.id)) as page:
            await page.does(f"{_HER_PAGE}.load", '"phase_rx_state_": "form"', language="nl")
            assert number not in self._drafted or name in page.tab.received, "a draft is lost"
            for step in range(1, 5):
                await page.does(f"{_HER_PAGE}.go_on", f'"step_rx_state_": {step}', form=form)
                self._drafted.add(number)
            placed = '"phase_rx_state_": "placed"'
            await page.does(f"{_HER_PAGE}.send", placed, form={"consent": "on"})

    async def _go_on(self, invitation: Invitation, kind: TimelineKind) -> None:
        if kind is TimelineKind.BIRTH_REPORTED:
            async with self._page("/mijn", lambda: _let_in(invitation.id)) as page:
                await page.does(f"{_HER_PAGE}.load", '"phase_rx_state_": "placed"', language="nl")
                await page.does(f"{_HER_PAGE}.report_birth", '"is_born": true')
            return
        path = f"/clienten/{invitation.entry_id}"
        async with self._page(path, self._log_in) as page:
            await page.does(f"{_CLIENT}.load", '"is_loaded_rx_state_": true')
            if kind is TimelineKind.ACCEPTED:
                await page.does(f"{_CLIENT}.accept", "U ziet nu haar gegevens")
            else:
                form = {"reason": "NO_CAPACITY", "note": ""}
                await page.does(f"{_CLIENT}.give_back", "staat weer op de wachtlijst", form=form)

    def _log_in(self) -> str:
        with begin(_VISITOR) as work:
            user = work.session.get_one(User, self.cast.provider.user_id)
            return f"kraamzorg={sessions.start(work, user, 'test')}"

    @asynccontextmanager
    async def _page(self, path: str, come_in: Callable[[], str]) -> AsyncIterator[Page]:
        tab = Tab(self.url, cookie=await asyncio.to_thread(come_in))
        try:
            yield Page(await tab.open(), path)
        finally:
            with suppress(*_AWAY):
                await tab.close()


@dataclass(frozen=True)
class Page:
    """One page in a browser's tab."""

    tab: Tab
    path: str

    async def does(self, event: str, answer: str, **payload: Any) -> None:
        """Do something and wait for what the page then says."""
        self.tab.deltas.clear()
        router_data = {"pathname": self.path, "asPath": self.path}
        await self.tab.emit_only({"name": event, "payload": payload, "router_data": router_data})
        await self.tab.told(answer)


def _address(number: int) -> str:
    return f"c{number}@client.test"


def _let_in(invitation_id: UUID) -> str:
    """Give her a new session, as when she opens her link and types her birth date."""
    with begin(_VISITOR) as work:
        invitation = work.session.get_one(Invitation, invitation_id)
        cookies = client_sessions.start(
            work, None, invitation=invitation, entry_id=invitation.entry_id, is_recognized=True
        )
    return f"client={cookies.session}"
