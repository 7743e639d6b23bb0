"""Filling in the form with her on the phone; nothing is placed until she confirms it herself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from kraamzorg_app.domain import registration_form
from kraamzorg_app.domain.entries import InvitationWay
from kraamzorg_app.domain.errors import Conflict, FieldErrors
from kraamzorg_app.domain.notifications import Notification
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.domain.registration_form import FormField, Step
from kraamzorg_app.models.client_access import ClientLinkPurpose
from kraamzorg_app.models.waiting_list import Invitation
from kraamzorg_app.services import (
    audit,
    client_links,
    drafts,
    invitations,
    languages,
    letters,
    outbox,
    placements,
    rate_limits,
    region_check,
    registrations,
)
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.letters import Letter
from kraamzorg_app.services.registrations import RegistrationView
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case


@dataclass(frozen=True, slots=True)
class HandedOver:
    """How she confirms: by the link in her mail, or by a letter to print now."""

    client_number: str
    letter: Letter | None


@use_case(Permission.CLIENT_REGISTER_TOGETHER)
def begin(work: UnitOfWork, postcode: str, due_date: str, request_key: UUID) -> UUID:
    """Begin a form together, after the same check as for an invitation."""
    earlier = invitations.with_key(work, request_key)
    if earlier is not None:
        return earlier.id
    found = region_check.of_typed(work, postcode, due_date)
    invitations.check_open(found)
    invitation = invitations.new_invitation(
        work, found, invitations.generated_number(), request_key
    )
    invitation.way = InvitationWay.TOGETHER_LINK
    drafts.write(work, invitation, drafts.prefilled(found, ""))
    if not invitations.save_once(work, invitation):
        raise Conflict("state_changed")
    invitations.record(work, LogEvent.CLIENT_INVITED, "C", invitation)
    return invitation.id


@use_case(Permission.CLIENT_REGISTER_TOGETHER)
def read(work: UnitOfWork, invitation_id: UUID) -> RegistrationView:
    """Read a form that is being filled in; after handing over it is hers alone."""
    invitation = _unfinished(work, invitation_id)
    form = registrations.view(work, invitation)
    shown = [name for name, text in form.answers.items() if text]
    audit.record(work, LogEvent.DRAFT_READ, "R", subjects=[invitation.log_id], fields=shown)
    return form


@use_case(Permission.CLIENT_REGISTER_TOGETHER)
def save(work: UnitOfWork, invitation_id: UUID, typed: Mapping[str, str]) -> None:
    """Keep what was typed, right or wrong."""
    drafts.merge(work, _unfinished(work, invitation_id), typed)


@use_case(Permission.CLIENT_REGISTER_TOGETHER)
def check_step(work: UnitOfWork, invitation_id: UUID, step: Step, typed: Mapping[str, str]) -> None:
    """Keep and check the answers of one step; raises as `registrations.check_step`."""
    invitation = _unfinished(work, invitation_id)
    answers = drafts.merge(work, invitation, typed)
    invitations.record(work, LogEvent.DRAFT_SAVED, "U", invitation)
    drafts.check_step(work, invitation, step, answers, may_lack_email=True)


@use_case(Permission.CLIENT_REGISTER_TOGETHER)
def hand_over(work: UnitOfWork, invitation_id: UUID, language: str = "nl") -> HandedOver:
    """Let her confirm: by a link when there is an address, else by a letter with a code.

    Raises `FieldErrors`, `Conflict("list_closed")` and `Conflict("already_listed")`.
    """
    invitation = _unfinished(work, invitation_id)
    answers = _checked(work, invitation)
    drafts.open_region(work, answers)
    _occupy(work, invitation, answers)
    # As she sees it: checked, and with the chosen label.
    invitation.handed_over_at = work.now
    invitation.language = languages.known_language(language)
    invitation.expires_at = invitations.expiry(work)
    invitations.record(work, LogEvent.REGISTRATION_HANDED_OVER, "U", invitation)
    work.announce(f"invitations:{invitation.region_id}")
    if answers[FormField.EMAIL]:
        _mail(work, invitation, answers)
        return HandedOver(invitation.client_number, None)
    invitation.way = InvitationWay.TOGETHER_LETTER
    letter = letters.write(
        work,
        invitation,
        answers,
        organization=drafts.organization_name(work, invitation),
        works_until=invitations.last_day(invitation),
    )
    return HandedOver(invitation.client_number, letter)


def _unfinished(work: UnitOfWork, invitation_id: UUID) -> Invitation:
    invitation = invitations.open_own(work, invitation_id)
    if invitation.way is InvitationWay.LINK or invitation.handed_over_at is not None:
        raise Conflict("handed_over")
    return invitation


def _checked(work: UnitOfWork, invitation: Invitation) -> dict[str, str]:
    """Check everything but her consent, which is hers to give."""
    answers = drafts.read(work, invitation)
    rules = drafts.rules(work, invitation, answers, may_lack_email=True)
    clean, errors = registration_form.validate_all(answers, rules)
    errors.pop(FormField.CONSENT, None)
    if errors:
        raise FieldErrors(errors)
    return clean


def _occupy(work: UnitOfWork, invitation: Invitation, answers: Mapping[str, str]) -> None:
    key = str(work.actor.user_id)
    rate_limits.spend(work, invitations.DUPLICATE_TRIES, key)
    try:
        placements.claim_for(work, invitation, answers)
    except Conflict:
        raise invitations.refuse_duplicate(work) from None
    rate_limits.give_back(work, invitations.DUPLICATE_TRIES, key)


def _mail(work: UnitOfWork, invitation: Invitation, answers: Mapping[str, str]) -> None:
    email = answers[FormField.EMAIL]
    invitations.seal_email(work, invitation, email)
    link = client_links.make(
        work, ClientLinkPurpose.CONFIRM_REGISTRATION, invitation_id=invitation.id
    )
    outbox.notify(
        work,
        Notification.CONFIRM_REGISTRATION,
        invitation=invitation,
        address=email,
        language=invitation.language,
        values={
            "first_name": answers[FormField.FIRST_NAME],
            "organization": drafts.organization_name(work, invitation),
            "link": link,
            "expires_on": invitations.last_day(invitation),
        },
    )
