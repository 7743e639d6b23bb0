"""What "/profiel" shows and does."""

from __future__ import annotations

from typing import Any, TypedDict

import reflex as rx

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import (
    identities,
    login_attempts,
    new_password,
    notification_choices,
    own_passkeys,
    profile,
    sessions,
)
from kraamzorg_app.services.profile import OwnMembership, ProfileView
from kraamzorg_app.ui import bridge, messages
from kraamzorg_app.ui.attempts import attempt_token
from kraamzorg_app.ui.bridge import PageState
from kraamzorg_app.ui.formatting import moment
from kraamzorg_app.ui.policies import handler
from kraamzorg_app.ui.provider_wording import ACCOUNT_KINDS
from kraamzorg_app.ui.role_names import working_role
from kraamzorg_app.ui.row_ids import row_id


class SessionRow(TypedDict):
    """One browser in which this person is logged in."""

    id: str
    device: str
    since: str
    last_seen: str
    is_current: bool


class PendingRow(TypedDict):
    """An organization that asks this person to work for it."""

    id: str
    label: str


class ProviderRow(TypedDict):
    """A service that this person can log in with, once linked."""

    key: str
    label: str
    since: str


class PasskeyRow(TypedDict):
    """One passkey of this person."""

    id: str
    name: str
    since: str
    last_used: str


class ProfileState(PageState, rx.State):
    """The person's own name, roles, devices and codes."""

    is_loaded: bool = False
    display_name: str = ""
    email: str = ""
    roles: list[tuple[str, str]] = []
    working: str = ""
    pending: list[PendingRow] = []
    devices: list[SessionRow] = []
    codes_left: int = 0
    recovery_codes: list[str] = []
    choices: dict[str, str] = {}
    """How this membership hears of each kind that it can choose."""
    providers: list[ProviderRow] = []
    passkeys: list[PasskeyRow] = []
    passkey_options: str = ""
    """What the browser makes a passkey with, once password and code were right."""
    _passkey_name: str = ""
    is_password_changed: bool = False
    """The form with the passwords that were typed is gone."""

    def _forget(self) -> None:
        super()._forget()
        self.passkey_options, self.is_password_changed = "", False

    @handler(Permission.ACCOUNT_OWN)
    async def load(self) -> None:
        """Read the account."""
        view = await bridge.run(self, profile.read)
        if isinstance(view, ProfileView):
            self.display_name, self.email = view.display_name, view.email
            self.roles = [(role.id, _label(role)) for role in view.memberships]
            self.working = next((role.id for role in view.memberships if role.is_current), "")
            self.pending = [PendingRow(id=role.id, label=_label(role)) for role in view.pending]
            self.devices = [_device(session) for session in view.sessions]
            self.codes_left = view.recovery_codes_left
        choices = await bridge.run(self, notification_choices.read_own)
        if isinstance(choices, tuple):
            self.choices = {choice.notification: choice.way for choice in choices}
        self.providers = await _providers(self)
        self.passkeys = await _passkeys(self)
        self.is_loaded = True

    @handler(Permission.ACCOUNT_OWN)
    async def begin_passkey(self, fields: dict[str, Any]) -> None:
        """Ask both factors before a passkey is made."""
        self.field_errors = {}
        name, password, code = (
            str(fields.get(f"passkey_{field}", "")) for field in ("name", "password", "code")
        )
        options = await bridge.run(self, own_passkeys.begin, name, password, code)
        if isinstance(options, str):
            self.passkey_options, self._passkey_name = options, name

    @handler(Permission.ACCOUNT_OWN)
    async def add_passkey(self, fields: dict[str, Any]) -> Any:
        """Keep the passkey that the browser made."""
        verb, answer = own_passkeys.add, str(fields.get("passkey", ""))
        self.passkey_options = ""
        if await bridge.run(self, verb, self._passkey_name, answer) is bridge.FAILED:
            return None
        await bridge.show(self, "De passkey is toegevoegd.", "success")
        return ProfileState.load

    @handler(Permission.ACCOUNT_OWN)
    async def remove_passkey(self, passkey_id: str) -> Any:
        """Take a passkey away."""
        if await bridge.run(self, own_passkeys.remove, row_id(passkey_id)) is bridge.FAILED:
            return None
        await bridge.show(self, "De passkey is verwijderd. Uw app blijft werken.", "success")
        return ProfileState.load

    @handler(Permission.ACCOUNT_OWN)
    async def tell_outcome(self) -> None:
        """Say what came of linking a service, once."""
        code = await bridge.run(self, login_attempts.take_outcome, attempt_token())
        if code:
            tone = "success" if code == "oidc_linked" else "error"
            await bridge.show(self, messages.field_sentence(str(code)), tone)

    @handler(Permission.ACCOUNT_OWN)
    async def unlink(self, key: str) -> Any:
        """Take a service away as a way to log in."""
        if await bridge.run(self, identities.unlink, key) is bridge.FAILED:
            return None
        await bridge.show(self, "Ontkoppeld. Uw wachtwoord en uw app blijven werken.", "success")
        return ProfileState.load

    @handler(Permission.ACCOUNT_OWN)
    async def save(self, fields: dict[str, Any]) -> Any:
        """Change how one is called and under which role one works."""
        self.field_errors = {}
        name, chosen = str(fields.get("display_name", "")), fields.get("membership")
        membership = row_id(chosen) if chosen else None
        if await bridge.run(self, profile.save, name, membership) is bridge.FAILED:
            return None
        await bridge.show(self, "Opgeslagen.", "success")
        return ProfileState.load

    @handler(Permission.ACCOUNT_OWN)
    async def choose(self, fields: dict[str, Any]) -> Any:
        """Change how one hears of things."""
        self.field_errors = {}
        if await bridge.run(self, notification_choices.save_own, fields) is bridge.FAILED:
            return None
        await bridge.show(self, "Uw keuzes zijn opgeslagen.", "success")
        return ProfileState.load

    @handler(Permission.ACCOUNT_OWN)
    async def change_password(self, fields: dict[str, Any]) -> Any:
        """Replace the password, after the current one and a code."""
        self.field_errors = {}
        names = ("current_password", "new_password", "password_code")
        typed = [str(fields.get(name, "")) for name in names]
        if await bridge.run(self, new_password.change, *typed) is bridge.FAILED:
            return None
        self.is_password_changed = True
        sentence = "Uw wachtwoord is gewijzigd. Op andere apparaten bent u uitgelogd."
        await bridge.show(self, sentence, "success")
        return ProfileState.load

    @handler(Permission.ACCOUNT_OWN)
    async def accept(self, membership_id: str) -> Any:
        """Agree to work for an organization."""
        await bridge.run(self, profile.accept_membership, row_id(membership_id))
        return ProfileState.load

    @handler(Permission.ACCOUNT_OWN)
    async def decline(self, membership_id: str) -> Any:
        """Refuse to work for an organization."""
        await bridge.run(self, profile.decline_membership, row_id(membership_id))
        return ProfileState.load

    @handler(Permission.ACCOUNT_OWN)
    async def end_session(self, session_id: str) -> Any:
        """Log out one other browser."""
        await bridge.run(self, sessions.end_session, row_id(session_id))
        return ProfileState.load

    @handler(Permission.ACCOUNT_OWN)
    async def renew_codes(self, fields: dict[str, Any]) -> Any:
        """Make new recovery codes and show them, this once."""
        self.field_errors = {}
        codes = await bridge.run(self, profile.renew_recovery_codes, str(fields.get("code", "")))
        if isinstance(codes, tuple):
            self.recovery_codes = list(codes)
            return ProfileState.load
        return None

    @handler(Permission.ACCOUNT_OWN)
    def hide_codes(self) -> None:
        """Take the recovery codes off the page."""
        self.recovery_codes = []


async def _passkeys(page: Any) -> list[PasskeyRow]:
    rows = await bridge.run(page, own_passkeys.own)
    if not isinstance(rows, tuple):
        return []
    return [
        PasskeyRow(
            id=row.id,
            name=row.name,
            since=moment(row.created_at),
            last_used=moment(row.last_used_at) if row.last_used_at else "nog niet",
        )
        for row in rows
    ]


async def _providers(page: Any) -> list[ProviderRow]:
    offers = await bridge.run(page, identities.own)
    if not isinstance(offers, tuple):
        return []
    return [
        ProviderRow(
            key=offer.key,
            label=offer.label,
            since=moment(offer.linked_at) if offer.linked_at else "",
        )
        for offer in offers
    ]


def _label(role: OwnMembership) -> str:
    """Name a role; a carer's account says whether it is of an organization or a platform."""
    label = working_role(role.role, role.organization)
    return f"{label} ({ACCOUNT_KINDS[role.works_as]})" if role.works_as else label


def _device(session: profile.OwnSession) -> SessionRow:
    return SessionRow(
        id=session.id,
        device=session.device,
        since=moment(session.started_at),
        last_seen=moment(session.last_seen_at),
        is_current=session.is_current,
    )
