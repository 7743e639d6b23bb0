"""The State of one client's page."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import reflex as rx

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.errors import Conflict, NotFound
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import coordination, corrections, waiting_list
from kraamzorg_app.services.contact_details import display_phone
from kraamzorg_app.services.corrections import Correction
from kraamzorg_app.services.entry_actions import OfferView
from kraamzorg_app.services.entry_views import Address, EntryView
from kraamzorg_app.services.languages import dutch_name
from kraamzorg_app.services.timeline import TimelineLine
from kraamzorg_app.services.transitions import topics_of
from kraamzorg_app.services.waiting_list import EntryDetail
from kraamzorg_app.ui import bridge, formatting, guard, live, messages
from kraamzorg_app.ui.administration import did
from kraamzorg_app.ui.bridge import PageState
from kraamzorg_app.ui.pages.client_detail.wording import intake_text, line_detail, line_text
from kraamzorg_app.ui.policies import handler
from kraamzorg_app.ui.provider_wording import contract_text
from kraamzorg_app.ui.row_ids import row_in

_LISTS = "/clienten"
TAKEN = "U heeft deze cliënt in zorg genomen. U ziet nu haar gegevens."
_JUST_TAKEN = "Deze cliënt is net door een andere aanbieder in zorg genomen."
_CHANGED = (
    "Iemand anders heeft deze cliënt net gewijzigd. Wat u typte, staat er nog. "
    "Vergelijk het met de gegevens op deze pagina en sla het daarna opnieuw op."
)
_MOVED = "De cliënt staat nu op de wachtlijst van een andere regio."
_SAVED = "De gegevens zijn opgeslagen."
_CONFIRM = (
    "De gegevens zijn opgeslagen. Het nieuwe e-mailadres telt zodra de cliënt de link opent die "
    "wij daarheen mailden."
)
BSN_SECONDS: Final = 60
PANELS: Final = {
    "accept": Permission.ENTRY_ACCEPT,
    "give_back": Permission.ENTRY_GIVE_BACK,
    "close": Permission.ENTRY_CLOSE,
    "authorize": Permission.ENTRY_AUTHORIZE,
    "send_back": Permission.ENTRY_AUTHORIZE,
    "correct": Permission.ENTRY_CORRECT,
    "bsn": Permission.ENTRY_REVEAL_BSN,
    "offer": Permission.OFFER_MAKE,
    "withdraw_offer": Permission.OFFER_MAKE,
    "accept_offer": Permission.OFFER_ACCEPT,
    "decline_offer": Permission.OFFER_DECLINE,
    "intake_plan": Permission.INTAKE_RECORD,
    "intake_done": Permission.INTAKE_RECORD,
    "preference": Permission.ENTRY_CORRECT,
}
"""What a button asks, with what must be possible for it."""


@dataclass
class Facts:
    """What this person may see of her; what is not for this person is empty."""

    status: str = ""
    urgency: str = ""
    waiting_list: str = ""
    number: str = ""
    pc4: str = ""
    due: str = ""
    provider: str = ""
    contract: str = ""
    insurer: str = ""
    birth_date: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    partner_name: str = ""
    spoken_language: str = ""
    preference: str = ""
    placed: str = ""
    unanswered: str = ""


@dataclass
class Line:
    """One line of the timeline, worded."""

    moment: str
    text: str
    detail: str


@dataclass
class Form:
    """What the correction starts from; stays as it is while somebody types."""

    postcode: str = ""
    house_number: str = ""
    addition: str = ""
    street: str = ""
    city: str = ""
    phone: str = ""
    email: str = ""
    due_date: str = ""


@dataclass
class Pending:
    """What a provider has yet to answer; without an id it is not for this person to act on."""

    is_there: bool = False
    id: str = ""
    is_own: bool = False
    is_over: bool = False
    provider: str = ""
    until: str = ""


class ClientDetailState(PageState, rx.State):
    """One client."""

    facts: Facts = Facts()
    lines: list[Line] = []
    actions: list[str] = []
    offer: Pending = Pending()
    hindrance: str = ""
    intake: str = ""
    form: Form = Form()
    panel: str = ""
    bsn: str = ""
    _times_shown: int = 0
    may_reveal_bsn: bool = False
    is_loaded: bool = False
    is_missing: bool = False
    is_unreachable: bool = False
    _version: int = 0
    _form_version: int = 0

    def _forget(self) -> None:
        super()._forget()
        self.is_loaded, self.is_missing = False, False
        self._show_nobody()

    def _show_nobody(self) -> None:
        """Let go of everything about the client who was shown."""
        self.panel, self.bsn, self.intake, self.form = "", "", "", Form()
        self.facts, self.lines, self.actions, self.offer = Facts(), [], [], Pending()
        self.may_reveal_bsn, self.is_unreachable, self.hindrance = False, False, ""

    @handler(Permission.ENTRY_READ)
    async def load(self) -> None:
        """Show the client whom the address names."""
        await self._read()
        live.watch(ClientDetailState.refresh, *topics_of(guard.current_actor()))

    @handler(Permission.ENTRY_READ, activity=False)
    async def refresh(self) -> None:
        """Read her again, since somebody changed something."""
        if not self.is_missing:
            await self._read()

    @handler(Permission.ENTRY_READ)
    async def open_panel(self, name: str) -> None:
        """Open what an action asks, or close it again."""
        self.panel = name if name in PANELS and name != self.panel else ""
        self.field_errors = {}
        self._form_version = self._version

    @handler(Permission.ENTRY_ACCEPT)
    async def accept(self) -> Any:
        """Take her in care; who comes too late goes back to a list that is right."""
        outcome = await bridge.run(self, _accept, self._id())
        if outcome == "just_taken":
            await bridge.show(self, _JUST_TAKEN, "warning", on_next_page=True)
            return rx.redirect(_LISTS)
        if outcome:
            await self._done(TAKEN)
        else:
            await self._read()
        return None

    @handler(Permission.ENTRY_GIVE_BACK)
    async def give_back(self, form: dict[str, Any]) -> None:
        """Give her back to the list."""
        await self._decide(waiting_list.give_back, form, "De cliënt staat weer op de wachtlijst.")

    @handler(Permission.ENTRY_CLOSE)
    async def close(self, form: dict[str, Any]) -> None:
        """Take her off the list."""
        await self._decide(coordination.close, form, "De cliënt is van de wachtlijst af.")

    @handler(Permission.ENTRY_AUTHORIZE)
    async def send_back(self, form: dict[str, Any]) -> None:
        """Refuse her place."""
        await self._decide(coordination.send_back, form, "De cliënt is niet toegelaten.")

    @handler(Permission.ENTRY_AUTHORIZE)
    async def authorize(self) -> None:
        """Let her on to the list."""
        if await bridge.run(self, did(coordination.authorize), self._id()):
            await self._done("De cliënt staat op de wachtlijst.")

    @handler(Permission.ENTRY_CORRECT)
    async def correct(self, form: dict[str, Any]) -> Any:
        """Correct her data; a page that is old by now keeps what was typed."""
        self.field_errors = {}
        outcome = await bridge.run(self, _correct, self._id(), self._form_version, form)
        if outcome == "changed_meanwhile":
            await self._read()
            self._form_version = self._version
            await bridge.show(self, _CHANGED, "warning")
        elif isinstance(outcome, Correction) and outcome.has_moved:
            await bridge.show(self, _MOVED, "success", on_next_page=True)
            return rx.redirect(_LISTS)
        elif isinstance(outcome, Correction):
            await self._done(_CONFIRM if outcome.asks_to_confirm_email else _SAVED)
        return None

    @handler(Permission.ENTRY_REVEAL_BSN)
    async def reveal_bsn(self, form: dict[str, Any]) -> Any:
        """Show the BSN for a minute, or until it is hidden or the page is left."""
        self.field_errors = {}
        bsn = await bridge.run(self, waiting_list.reveal_bsn, self._id(), form.get("reason", ""))
        if not isinstance(bsn, str):
            return None
        self.bsn, self.panel, self._times_shown = bsn, "", self._times_shown + 1
        return ClientDetailState.hide_bsn_in_time(self._times_shown)

    @handler(Permission.ENTRY_REVEAL_BSN, activity=False, background=True)
    async def hide_bsn_in_time(self, times_shown: int) -> AsyncIterator[Any]:
        """Hide the BSN after a minute, unless it was hidden and shown again meanwhile."""
        await asyncio.sleep(BSN_SECONDS)
        async with self:
            is_same = self._times_shown == times_shown
        if is_same:
            yield ClientDetailState.hide_bsn

    @handler(Permission.ENTRY_REVEAL_BSN, activity=False)
    def hide_bsn(self) -> None:
        """Hide the BSN again."""
        self.bsn = ""

    async def _decide(self, verb: Callable[..., None], form: dict[str, Any], sentence: str) -> None:
        self.field_errors = {}
        reason, note = form.get("reason", ""), form.get("note", "")
        if await bridge.run(self, did(verb), self._id(), reason, note):
            await self._done(sentence)

    async def _done(self, sentence: str) -> None:
        self.panel, self.bsn = "", ""
        await self._read()
        await bridge.show(self, sentence, "success")

    def _id(self) -> UUID:
        """Give the client that the address names."""
        return row_in(self.router.url.path)

    async def _read(self) -> None:
        detail = await bridge.run(self, _read, self._id())
        self.is_loaded = True
        if not isinstance(detail, EntryDetail):
            self.is_missing = True
            self._show_nobody()
            return
        view = detail.view
        self.facts = _facts(view, has_contract=detail.has_contract)
        self._version = view.version
        self.lines = [_line(line) for line in detail.lines]
        self.actions = sorted(detail.actions)
        self.offer = _pending(detail.offer)
        code = detail.hindrance
        self.hindrance = messages.sentence(Conflict(code)) if code else ""
        self.intake = intake_text(detail.intake)
        self.may_reveal_bsn = view.may_reveal_bsn
        self.is_unreachable = detail.is_unreachable
        if not view.may_reveal_bsn:
            self.bsn = ""
        if self.panel and not _can_be_asked(self.panel, detail):
            self.panel = ""
        if self.panel != "correct":
            self.form = _form(view)


def _can_be_asked(panel: str, detail: EntryDetail) -> bool:
    """Say whether what a panel asks can still be done, now that she was read again."""
    match panel:
        case "bsn":
            return detail.view.may_reveal_bsn
        case "offer" | "withdraw_offer":
            is_right = (detail.offer is None) == (panel == "offer")
            return is_right and PANELS[panel] in detail.actions
        case _:
            return PANELS[panel] in detail.actions


def _read(actor: Actor, entry_id: UUID) -> EntryDetail | None:
    """Read a client; a missing one is a page of its own rather than a message."""
    try:
        return waiting_list.read_entry(actor, entry_id)
    except NotFound:
        return None


def _accept(actor: Actor, entry_id: UUID) -> str:
    try:
        waiting_list.accept(actor, entry_id)
    except Conflict as refusal:
        if refusal.code != "just_taken":
            raise
        return refusal.code
    return "taken"


def _correct(actor: Actor, entry_id: UUID, version: int, form: dict[str, Any]) -> Correction | str:
    try:
        return corrections.correct(actor, entry_id, version, form)
    except Conflict as refusal:
        if refusal.code != "changed_meanwhile":
            raise
        return refusal.code


def _facts(view: EntryView, *, has_contract: bool | None) -> Facts:
    return Facts(
        status=view.state,
        urgency=view.urgency.name,
        waiting_list=view.waiting_list or "",
        number=view.client_number or "",
        pc4=view.pc4 or "",
        due=formatting.day(view.due_date),
        provider=view.provider or "",
        contract=contract_text(has_contract),
        insurer=view.insurer or "",
        birth_date=formatting.day(view.birth_date),
        name=view.name or "",
        email=view.email or "",
        phone=display_phone(view.phone) if view.phone else "",
        address=_address(view.address) if view.address else "",
        partner_name=view.partner_name or "",
        spoken_language=dutch_name(view.spoken_language) if view.spoken_language else "",
        preference=view.preference or "",
        placed=formatting.moment(view.placed_at),
        unanswered=formatting.moment(view.unanswered_since)[:10] if view.unanswered_since else "",
    )


def _pending(offer: OfferView | None) -> Pending:
    if offer is None:
        return Pending()
    until = formatting.moment(offer.expires_at)
    return Pending(
        is_there=True,
        id=offer.id,
        is_own=offer.is_own,
        is_over=offer.is_over,
        provider=offer.provider or "",
        until=until,
    )


def _address(address: Address) -> str:
    # "12a", but "12-2": two numbers side by side would read as one.
    is_number = address.addition[:1].isdigit()
    number = f"{address.house_number}{'-' if is_number else ''}{address.addition}"
    place = f"{formatting.postcode(address.postcode)} {address.city}"
    return ", ".join(part for part in (f"{address.street} {number}".strip(), place.strip()) if part)


def _form(view: EntryView) -> Form:
    address = view.address
    if address is None:
        return Form()
    return Form(
        postcode=formatting.postcode(address.postcode),
        house_number=address.house_number,
        addition=address.addition,
        street=address.street,
        city=address.city,
        phone=display_phone(view.phone) if view.phone else "",
        email=view.email or "",
        due_date=formatting.day(view.due_date),
    )


def _line(line: TimelineLine) -> Line:
    return Line(formatting.moment(line.happened_at), line_text(line), line_detail(line))
