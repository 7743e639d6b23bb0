"""Free text that people write to each other: refused with a BSN or with what names a client."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlmodel import col, select

from kraamzorg_app.domain.entries import EntryState, InvitationState
from kraamzorg_app.domain.errors import FieldErrors, NotFound
from kraamzorg_app.domain.helpdesk import emails_in, holds_bsn, numbers_in
from kraamzorg_app.models.waiting_list import Client, Invitation, WaitingListEntry
from kraamzorg_app.services import audit, rate_limits
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.client_data import email_hashes
from kraamzorg_app.services.rate_limits import Limit
from kraamzorg_app.services.unit_of_work import UnitOfWork

NAMED: Final = Limit("ticket-addresses", 5, timedelta(hours=1))
"""Whoever names clients is stopped soon: the answer tells that they are clients."""
_MOST_NUMBERS: Final = 200


def checked(
    work: UnitOfWork,
    texts: Mapping[str, tuple[object, int]],
    messages: Limit,
    *,
    may_name_number: bool = True,
) -> dict[str, str]:
    """Take what was typed, each with its greatest length, and count the message.

    Refuses a BSN, the address of a client and, unless it may be named, the number of one; such
    tries are counted and logged. Raises `FieldErrors` and `TooManyTries`.
    """
    rate_limits.spend(work, messages, str(_own_id(work)))
    found: dict[str, str] = {}
    errors: dict[str, str] = {}
    for name, (typed, longest) in texts.items():
        text = typed.strip().replace("\r\n", "\n") if isinstance(typed, str) else ""
        problem = _problem(text, longest)
        if problem is None and work.actor.role is not None:
            # Anybody can get an account without a role, and would learn here who is a client.
            problem = _naming(work, text, may_name_number=may_name_number)
        if problem:
            errors[name] = problem
        found[name] = text
    if errors:
        raise FieldErrors(errors).keeping()
    return found


def _problem(text: str, longest: int) -> str | None:
    if not text:
        return "required"
    if len(text) > longest:
        return "too_long"
    if any(not sign.isprintable() and sign not in "\n\t" for sign in text):
        return "odd_characters"
    return "holds_bsn" if holds_bsn(text) else None


def _naming(work: UnitOfWork, text: str, *, may_name_number: bool) -> str | None:
    """Say by what a text names a client or an invited one; looked up only when it could."""
    hashes = [each for address in emails_in(text) for each in email_hashes(work, address)]
    numbers = [] if may_name_number else sorted(numbers_in(text))[:_MOST_NUMBERS]
    if not hashes and not numbers:
        return None
    rate_limits.spend(work, NAMED, str(_own_id(work)))
    code = None
    if hashes and _is_address(work, hashes):
        code = "holds_client_email"
    elif numbers and _is_number(work, numbers):
        code = "holds_client_number"
    if code is None:
        rate_limits.give_back(work, NAMED, str(_own_id(work)))
    else:
        details = {"what": "free_text", "code": code}
        audit.record(
            work,
            LogEvent.REQUEST_REFUSED,
            "E",
            purpose=Purpose.SECURITY,
            outcome="refused",
            details=details,
        )
    return code


def _is_address(work: UnitOfWork, hashes: list[str]) -> bool:
    clients = select(Client.id).where(col(Client.email_hash).in_(hashes)).limit(1)
    invited = select(Invitation.id).where(col(Invitation.email_hash).in_(hashes)).limit(1)
    return any(work.session.exec(each).first() is not None for each in (clients, invited))


def _is_number(work: UnitOfWork, numbers: list[str]) -> bool:
    listed = (
        select(WaitingListEntry.id)
        .where(
            col(WaitingListEntry.state).in_(list(EntryState)),
            col(WaitingListEntry.client_number).in_(numbers),
        )
        .limit(1)
    )
    invited = (
        select(Invitation.id)
        .where(
            col(Invitation.client_number).in_(numbers),
            col(Invitation.state) == InvitationState.SENT,
        )
        .limit(1)
    )
    return any(work.session.exec(each).first() is not None for each in (listed, invited))


def _own_id(work: UnitOfWork) -> UUID:
    if work.actor.user_id is None:
        raise NotFound
    return work.actor.user_id
