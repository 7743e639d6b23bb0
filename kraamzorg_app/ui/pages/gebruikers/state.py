"""What "/gebruikers" shows and does."""

from __future__ import annotations

from typing import Any, TypedDict

import reflex as rx

from kraamzorg_app.domain.actors import Role
from kraamzorg_app.domain.permissions import Permission, may
from kraamzorg_app.services import members
from kraamzorg_app.services.members import MemberPage, MemberState, MemberView
from kraamzorg_app.ui import bridge, guard
from kraamzorg_app.ui.account_sentences import app_link_sent, logged_out_everywhere
from kraamzorg_app.ui.bridge import PageState
from kraamzorg_app.ui.formatting import page_range
from kraamzorg_app.ui.policies import handler
from kraamzorg_app.ui.row_ids import row_id

_STATES = {
    MemberState.WORKING: "Actief",
    MemberState.LINKED: "Nog niet geaccepteerd",
    MemberState.INVITED: "Uitgenodigd",
}
_PAGE_SIZE = 25


class MemberRow(TypedDict):
    """One person, as the table shows her."""

    id: str
    name: str
    email: str
    state: str
    personal_data: bool
    manages: bool
    reads_log: bool
    is_self: bool
    is_unreachable: bool
    has_account: bool


class MembersState(PageState, rx.State):
    """The table, and the section that adds somebody."""

    rows: list[MemberRow] = []
    organization: str = ""
    may_manage: bool = False
    has_log: bool = False
    """These are functional admins, of whom some read the log."""
    is_loaded: bool = False
    page_number: int = 1
    pages: int = 1
    range_text: str = ""
    adding: str = ""
    """"link", "invite" or nothing."""
    typed_email: str = ""
    typed_tick: bool = False
    is_unknown: bool = False
    revoking: str = ""
    revoking_name: str = ""

    def _forget(self) -> None:
        super()._forget()
        self.adding, self.revoking, self.page_number = "", "", 1

    @handler(Permission.MEMBER_READ)
    async def load(self) -> None:
        """Read the page of the table that is shown."""
        actor = guard.current_actor()
        self.organization = actor.organization_name
        self.may_manage = may(actor, Permission.MEMBER_MANAGE)
        self.has_log = actor.role is Role.FUNCTIONAL_ADMIN
        await self._read()

    @handler(Permission.MEMBER_READ)
    async def turn(self, step: int) -> Any:
        """Go to the next or the previous page of the table."""
        self.page_number = max(1, min(self.pages, self.page_number + step))
        return MembersState.load

    @handler(Permission.MEMBER_MANAGE)
    def open_section(self, adding: str) -> Any:
        """Open the section that links or invites somebody, or close it with an empty name."""
        self.adding = adding if adding in ("link", "invite") else ""
        self.field_errors, self.is_unknown = {}, False
        self.typed_email, self.typed_tick = "", False
        # What was pressed is gone.
        return rx.set_focus("email" if self.adding else "inhoud")

    @handler(Permission.MEMBER_MANAGE)
    async def add(self, fields: dict[str, Any]) -> Any:
        """Link or invite the person that was typed."""
        self.typed_email = str(fields.get("email", ""))[:254]
        self.typed_tick = bool(fields.get("personal_data"))
        return await self._add(members.link if self.adding == "link" else members.invite)

    @handler(Permission.MEMBER_MANAGE)
    async def invite_unknown(self) -> Any:
        """Invite the address that turned out to have no account."""
        self.adding = "invite"
        return await self._add(members.invite)

    async def _read(self) -> None:
        page = await bridge.run(self, members.list_members, self.page_number)
        if isinstance(page, MemberPage):
            self.rows = [_row(member) for member in page.rows]
            self.pages, self.page_number = page.pages, min(self.page_number, page.pages)
            first = (self.page_number - 1) * _PAGE_SIZE
            self.range_text = page_range(first + 1, first + len(page.rows), page.total)
        self.is_loaded = True

    async def _add(self, verb: Any) -> Any:
        email = self.typed_email
        self.field_errors, self.is_unknown = {}, False
        done = await bridge.run(self, verb, email, may_view_personal_data=self.typed_tick)
        if done is bridge.FAILED:
            self.is_unknown = self.adding == "link" and "Uitnodigen" in self.field_errors.get(
                "email", ""
            )
            return None
        self.adding = ""
        await bridge.show(self, f"Er is een e-mail gestuurd naar {email.strip()}.", "success")
        return [MembersState.load, rx.set_focus("inhoud")]

    @handler(Permission.MEMBER_MANAGE)
    async def allow_personal_data(self, membership_id: str, allowed: bool) -> Any:
        """Tick or untick "Weergave AVG gegevens?" for somebody."""
        member = row_id(membership_id)
        await bridge.run(self, members.allow_personal_data, member, allowed=allowed)
        return MembersState.load

    @handler(Permission.MEMBER_MANAGE)
    async def allow_managing(self, membership_id: str, allowed: bool) -> Any:
        """Pass on the management of the members, or take it back."""
        member = row_id(membership_id)
        await bridge.run(self, members.allow_managing, member, allowed=allowed)
        return MembersState.load

    @handler(Permission.MEMBER_MANAGE)
    async def reset_factor(self, membership_id: str) -> None:
        """Send somebody who lost phone and codes a link to set up a new app."""
        done = await bridge.run(self, members.reset_second_factor, row_id(membership_id))
        if done is not bridge.FAILED:
            names = {row["id"]: row["name"] for row in self.rows}
            await bridge.show(self, app_link_sent(names.get(membership_id, "")), "success")

    @handler(Permission.MEMBER_MANAGE)
    async def end_sessions(self, membership_id: str) -> None:
        """Log somebody out everywhere."""
        done = await bridge.run(self, members.end_sessions, row_id(membership_id))
        if done is not bridge.FAILED:
            names = {row["id"]: row["name"] for row in self.rows}
            sentence = logged_out_everywhere(names.get(membership_id, ""))
            await bridge.show(self, sentence, "success")

    @handler(Permission.MEMBER_MANAGE)
    async def allow_reading_log(self, membership_id: str, allowed: bool) -> Any:
        """Make a functional admin privacy officer, or take that back."""
        member = row_id(membership_id)
        await bridge.run(self, members.allow_reading_log, member, allowed=allowed)
        return MembersState.load

    @handler(Permission.MEMBER_MANAGE)
    def ask_revoke(self, membership_id: str) -> None:
        """Ask once more before somebody's access is taken away; empty is no."""
        names = {row["id"]: row["name"] for row in self.rows}
        self.revoking = membership_id if membership_id in names else ""
        self.revoking_name = names.get(membership_id, "")

    @handler(Permission.MEMBER_MANAGE)
    async def revoke(self) -> Any:
        """Take away the access of the person that was asked about."""
        done = await bridge.run(self, members.revoke, row_id(self.revoking))
        if done is bridge.FAILED:
            return None
        await bridge.show(self, f"{self.revoking_name} heeft geen toegang meer.", "success")
        self.revoking = ""
        return MembersState.load


def _row(member: MemberView) -> MemberRow:
    return MemberRow(
        id=member.id,
        name=member.name,
        email=member.email,
        state=_STATES[member.state],
        personal_data=member.may_view_personal_data,
        manages=member.may_manage_members,
        reads_log=member.is_privacy_officer,
        is_self=member.is_self,
        is_unreachable=member.is_unreachable,
        has_account=member.state is not MemberState.INVITED,
    )
