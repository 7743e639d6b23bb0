"""Her form, filled in by herself: read, kept while she types, checked step by step, sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from sqlmodel import select

from kraamzorg_app.domain import registration_form
from kraamzorg_app.domain.entries import EntryState, InvitationState, InvitationWay
from kraamzorg_app.domain.errors import Conflict, FieldErrors, NotFound, TooManyTries
from kraamzorg_app.domain.notifications import Notification
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.domain.registration_form import FormField, Step
from kraamzorg_app.models.organizations import Region
from kraamzorg_app.models.waiting_list import Invitation, WaitingListEntry
from kraamzorg_app.services import (
    audit,
    client_sessions,
    drafts,
    languages,
    outbox,
    placements,
    rate_limits,
)
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.placements import Consent
from kraamzorg_app.services.rate_limits import Limit
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

DUPLICATE_TRIES: Final = Limit("registration-duplicate", 5, timedelta(days=1))


class SendOutcome(StrEnum):
    """What became of a form that she sent."""

    PLACED = "PLACED"
    AWAITING_AUTHORIZATION = "AWAITING_AUTHORIZATION"
    DUPLICATE = "DUPLICATE"
    """Somebody will get in touch with her ("We nemen contact met u op")."""


@dataclass(frozen=True, slots=True)
class RegistrationView:
    """Her form as it stands."""

    answers: dict[str, str]
    labels: dict[str, str]
    """The insurer's labels to choose from, by id."""
    wishes: dict[str, str]
    """The providers that she may wish for, by id."""
    organization: str
    region_name: str
    is_filled_in_together: bool
    may_lack_email: bool
    """She confirms by the code of a letter."""
    is_duplicate: bool


@use_case(Permission.OWN_REGISTRATION)
def read(work: UnitOfWork) -> RegistrationView:
    """Read her own form."""
    invitation = own_invitation(work)
    _record(work, invitation, LogEvent.DRAFT_READ, "R")
    return view(work, invitation)


@use_case(Permission.OWN_REGISTRATION)
def save(work: UnitOfWork, typed: Mapping[str, str]) -> None:
    """Keep what she typed, right or wrong, shortly after she stops typing."""
    _merge(work, own_invitation(work), typed)


@use_case(Permission.OWN_REGISTRATION)
def check_step(work: UnitOfWork, step: Step, typed: Mapping[str, str]) -> dict[str, str]:
    """Keep and check the answers of one step; gives the providers that she may wish for by now.

    Raises `FieldErrors`, and `Conflict("list_closed")` as soon as that is known; the draft stays.
    """
    invitation = own_invitation(work)
    answers = _merge(work, invitation, typed)
    _record(work, invitation, LogEvent.DRAFT_SAVED, "U")
    wishes, wish = drafts.wishes(work, answers), answers.get(FormField.PREFERRED)
    if wish and FormField.PREFERRED not in typed and wish not in wishes:
        # Chosen before she moved or it stopped: among no providers there is no question to mend.
        answers = _merge(work, invitation, {FormField.PREFERRED: ""})
    drafts.check_step(work, invitation, step, answers)
    return wishes


@use_case(Permission.OWN_REGISTRATION)
def send(work: UnitOfWork, has_agreed: bool, language: str) -> SendOutcome:
    """Send the form ("Aanmelding versturen"): she is placed, exactly once.

    Raises `FieldErrors` for what is not right (any more), `Conflict("list_closed")` when the list
    closed meanwhile, `TooManyTries` after several duplicates; the draft stays each time.
    """
    invitation = _locked(work)
    if invitation.state is InvitationState.COMPLETED:
        return _outcome(work, invitation)
    answers = drafts.read(work, invitation)
    answers[FormField.CONSENT] = "yes" if has_agreed is True else ""
    clean, errors = registration_form.validate_all(answers, drafts.rules(work, invitation, answers))
    if errors:
        raise FieldErrors(errors)
    found = drafts.open_region(work, clean)
    try:
        _spend_try(work, invitation)
        placements.claim_for(work, invitation, clean)
    except (Conflict, TooManyTries):
        _tell_of_duplicate(work, invitation)
        return SendOutcome.DUPLICATE
    rate_limits.give_back(work, DUPLICATE_TRIES, str(invitation.id))
    _record(work, invitation, LogEvent.REGISTRATION_SENT, "E")
    consent = Consent(languages.known_language(language))
    entry = placements.place(work, invitation, clean, found, consent)
    client_sessions.turn_to_entry(work, invitation.id, entry.id)
    return _outcome(work, invitation)


def view(work: UnitOfWork, invitation: Invitation) -> RegistrationView:
    """Give a form as it stands, for her or for who fills it in with her."""
    answers = drafts.read(work, invitation)
    return RegistrationView(
        answers=answers,
        labels=drafts.labels(work, invitation.inviter_insurer_id),
        wishes=drafts.wishes(work, answers),
        organization=drafts.organization_name(work, invitation),
        region_name=work.session.get_one(Region, invitation.region_id).name,
        is_filled_in_together=invitation.handed_over_at is not None,
        may_lack_email=invitation.way is InvitationWay.TOGETHER_LETTER,
        is_duplicate=invitation.has_duplicate,
    )


def own_invitation(work: UnitOfWork) -> Invitation:
    """Find the open invitation that she answers; raises `Conflict("invitation_ended")`."""
    invitation = _locked(work)
    if invitation.state is not InvitationState.SENT or invitation.expires_at <= work.now:
        raise Conflict("invitation_ended")
    return invitation


def _locked(work: UnitOfWork) -> Invitation:
    found = work.session.exec(
        select(Invitation)
        .where(Invitation.id == work.actor.invitation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFound
    if found.state is InvitationState.COMPLETED or (
        found.state is InvitationState.SENT and found.expires_at > work.now
    ):
        return found
    raise Conflict("invitation_ended")


def _merge(work: UnitOfWork, invitation: Invitation, typed: Mapping[str, str]) -> dict[str, str]:
    """Keep what was typed; once a birth date stands there, other browsers must know it."""
    if not isinstance(typed, Mapping):
        raise NotFound
    was_hidden = drafts.has_birth_date(work, invitation)
    answers = drafts.merge(work, invitation, typed)
    if not was_hidden and answers.get(FormField.BIRTH_DATE):
        client_sessions.keep_others_out(work)
    return answers


def _outcome(work: UnitOfWork, invitation: Invitation) -> SendOutcome:
    entry = work.session.get_one(WaitingListEntry, invitation.entry_id)
    awaits = entry.state is EntryState.AWAITING_AUTHORIZATION
    return SendOutcome.AWAITING_AUTHORIZATION if awaits else SendOutcome.PLACED


def _spend_try(work: UnitOfWork, invitation: Invitation) -> None:
    rate_limits.spend(work, DUPLICATE_TRIES, str(invitation.id))


def _tell_of_duplicate(work: UnitOfWork, invitation: Invitation) -> None:
    """Log it every time and tell the coordinator once: she must get in touch."""
    audit.record(
        work,
        LogEvent.DUPLICATE_REFUSED,
        "E",
        subjects=[invitation.log_id],
        outcome="refused",
        purpose=Purpose.OWN_DATA,
    )
    if invitation.has_duplicate:
        return
    invitation.has_duplicate = True
    outbox.notify(work, Notification.DUPLICATE_REGISTRATION, invitation=invitation)
    work.announce(f"invitations:{invitation.region_id}")


def _record(work: UnitOfWork, invitation: Invitation, event: LogEvent, action: str) -> None:
    audit.record(work, event, action, subjects=[invitation.log_id], purpose=Purpose.OWN_DATA)
