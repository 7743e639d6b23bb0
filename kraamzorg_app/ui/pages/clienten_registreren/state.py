"""The State of "Cliënt registreren": the check, the invitation, and the invitations sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid4

import reflex as rx

from kraamzorg_app.domain.actors import Role
from kraamzorg_app.domain.entries import InvitationState, InvitationWay
from kraamzorg_app.domain.permissions import Permission, may
from kraamzorg_app.services import invitations, region_check, sent_invitations, together
from kraamzorg_app.services.invitations import InvitationWish
from kraamzorg_app.services.languages import languages, own_name
from kraamzorg_app.services.sent_invitations import InvitationPage, InvitationView
from kraamzorg_app.ui import bridge, formatting, guard
from kraamzorg_app.ui.bridge import PageState
from kraamzorg_app.ui.policies import handler
from kraamzorg_app.ui.provider_wording import contact_rows
from kraamzorg_app.ui.row_ids import row_id

TOGETHER_PATH: Final = "/clienten/registreren/samen"
_ERASED: Final = "Gegevens gewist"


@dataclass
class Row:
    """One invitation, worded."""

    id: str
    number: str
    region: str
    due: str
    email: str
    sent: str
    works_until: str
    status: str
    note: str
    may_resend: bool
    may_withdraw: bool
    may_go_on: bool


class RegistrerenState(PageState, rx.State):
    """The wizard in two steps and the block "Uitnodigingen" under it."""

    step: str = "check"
    postcode: str = ""
    due_date: str = ""
    region: str = ""
    is_far: bool = False
    closed_region: str = ""
    closed_providers: list[list[str]] = []
    is_insurer: bool = False
    may_fill_in_together: bool = False
    client_number: str = ""
    language_choices: list[list[str]] = []
    rows: list[Row] = []
    is_loaded: bool = False
    total: int = 0
    range_text: str = ""
    page_number: int = 1
    has_next: bool = False
    asked: str = ""
    """Which row's "Opnieuw versturen" or "Intrekken" asks for a second click."""
    asked_what: str = ""
    _request_key: str = ""

    def _forget(self) -> None:
        super()._forget()
        self._begin()
        self.page_number = 1

    @handler(Permission.CLIENT_INVITE)
    async def load(self) -> None:
        """Begin at the first step."""
        actor = guard.current_actor()
        self.is_insurer = actor.role is Role.INSURER
        self.may_fill_in_together = may(actor, Permission.CLIENT_REGISTER_TOGETHER)
        self.language_choices = [[code, own_name(code)] for code in languages()]
        await self._read()

    @handler(Permission.INVITATION_READ, activity=False)
    async def refresh(self) -> None:
        """Read the invitations again, since something changed."""
        await self._read()

    @handler(Permission.CLIENT_INVITE)
    async def check(self, form: dict[str, Any]) -> Any:
        """Check whether there is an open list for this postcode and date."""
        self.field_errors, self.closed_region, self.closed_providers = {}, "", []
        self.postcode, self.due_date = _text(form, "postcode"), _text(form, "due_date")
        found = await bridge.run(self, region_check.check, self.postcode, self.due_date)
        if isinstance(found, bridge.Failed):
            return rx.set_focus(next(iter(self.field_errors), "postcode"))
        if not found.is_open:
            self.closed_region = found.region_name
            self.closed_providers = contact_rows(found.providers)
            return None
        self.region, self.is_far = found.region_name, found.is_far
        self._request_key = str(uuid4())
        self.step = "invite"
        return rx.set_focus("client_number" if self.is_insurer else "email")

    @handler(Permission.CLIENT_INVITE)
    async def send(self, form: dict[str, Any]) -> Any:
        """Send her the invitation; a double click sends once."""
        self.field_errors = {}
        if not self._request_key:
            return None
        wish = InvitationWish(
            postcode=self.postcode,
            due_date=self.due_date,
            client_number=_text(form, "client_number"),
            email=_text(form, "email"),
            request_key=UUID(self._request_key),
            language=_text(form, "language") or "nl",
        )
        sent = await bridge.run(self, invitations.invite, wish)
        if isinstance(sent, bridge.Failed):
            return rx.set_focus(next(iter(self.field_errors), "email"))
        self.client_number, self.region = sent.client_number, sent.region_name
        self.step = "sent"
        await self._read()
        return rx.set_focus("verstuurd")

    @handler(Permission.CLIENT_INVITE)
    async def close(self) -> Any:
        """Go back to the first step ("Sluiten")."""
        self._begin()
        return rx.set_focus("postcode")

    @handler(Permission.CLIENT_REGISTER_TOGETHER)
    async def begin_together(self) -> Any:
        """Fill in the form with her on the phone."""
        if not self._request_key:
            return None
        key = UUID(self._request_key)
        found = await bridge.run(self, together.begin, self.postcode, self.due_date, key)
        if isinstance(found, bridge.Failed):
            return None
        return rx.redirect(f"{TOGETHER_PATH}/{found}")

    @handler(Permission.INVITATION_READ)
    async def turn_page(self, step: int) -> None:
        """Page through the invitations."""
        self.page_number = max(1, self.page_number + (1 if step > 0 else -1))
        await self._read()

    @handler(Permission.CLIENT_INVITE)
    async def ask(self, invitation_id: str, what: str) -> None:
        """Ask once more before sending again or withdrawing."""
        self.asked, self.asked_what = invitation_id, what

    @handler(Permission.CLIENT_INVITE)
    async def resend(self) -> None:
        """Send the invitation that was asked about again."""
        await self._do(sent_invitations.resend, "De uitnodiging is opnieuw verstuurd.")

    @handler(Permission.CLIENT_INVITE)
    async def withdraw(self) -> None:
        """Withdraw the invitation that was asked about."""
        await self._do(sent_invitations.withdraw, "De uitnodiging is ingetrokken.")

    async def _do(self, verb: Any, said: str) -> None:
        done = await bridge.run(self, verb, row_id(self.asked))
        self.asked = self.asked_what = ""
        if not isinstance(done, bridge.Failed):
            await bridge.show(self, said, "success")
        await self._read()

    def _begin(self) -> None:
        self.step, self.postcode, self.due_date = "check", "", ""
        self.closed_region, self.closed_providers = "", []
        self.field_errors, self._request_key, self.asked = {}, "", ""

    async def _read(self) -> None:
        found = await bridge.run(self, sent_invitations.list_invitations, self.page_number)
        if isinstance(found, bridge.Failed):
            return
        self.rows = [_row(view) for view in found.rows]
        self.total = found.total
        self._count(found)
        self.is_loaded = True

    def _count(self, found: InvitationPage) -> None:
        first = (self.page_number - 1) * found.page_size + 1
        last = first + len(found.rows) - 1
        self.has_next = last < found.total
        self.range_text = formatting.page_range(first, last, found.total)


def _row(view: InvitationView) -> Row:
    is_open = view.state is InvitationState.SENT and view.is_own
    is_plain = view.way is InvitationWay.LINK
    return Row(
        id=view.id,
        number=view.client_number or _ERASED,
        region=view.region_name,
        due=formatting.day(view.due_date),
        email=view.email or "",
        sent=formatting.moment(view.sent_at)[:10],
        works_until=view.works_until,
        status=_status(view),
        note=_note(view),
        may_resend=is_open and is_plain,
        may_withdraw=is_open,
        may_go_on=is_open and view.is_unfinished,
    )


def _status(view: InvitationView) -> str:
    is_letter_or_phone = view.way is not InvitationWay.LINK and not view.is_unfinished
    if view.state is InvitationState.SENT and is_letter_or_phone:
        return "AWAITING_CONFIRMATION"
    return view.state


def _note(view: InvitationView) -> str:
    if view.answer:
        return f"Niet toegelaten: {view.answer}"
    if view.has_duplicate and view.state is InvitationState.SENT:
        return "Mogelijk dubbel aangemeld: neem contact op"
    if view.is_unreachable and view.state is InvitationState.SENT:
        return "E-mail komt niet aan: bel haar voor het juiste adres"
    if view.is_unfinished and view.state is InvitationState.SENT:
        return "Samen invullen is nog niet klaar"
    return "" if view.is_own else f"Uitgenodigd door {view.inviter}"


def _text(form: dict[str, Any], name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""
