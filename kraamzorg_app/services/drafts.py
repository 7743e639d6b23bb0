"""What she has typed so far: sealed with the invitation, so that a closed tab loses nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Final

from sqlmodel import col, or_, select

from kraamzorg_app.domain import calendar, registration_form
from kraamzorg_app.domain.entries import InvitationWay
from kraamzorg_app.domain.errors import Conflict, FieldErrors
from kraamzorg_app.domain.identifiers import display_postcode, pc4_of
from kraamzorg_app.domain.registration_form import FormField, FormRules, Step
from kraamzorg_app.models.organizations import CareProvider, Insurer, InsurerLabel, Region
from kraamzorg_app.models.waiting_list import Invitation
from kraamzorg_app.services import region_check, wish_choices
from kraamzorg_app.services.contact_details import normalize_email, normalize_phone
from kraamzorg_app.services.region_check import RegionCheck
from kraamzorg_app.services.unit_of_work import UnitOfWork

TABLE: Final = "invitation"
MAX_ANSWER_LENGTH: Final = 200
_KEPT: Final = frozenset(FormField) - {FormField.CONSENT}


def read(work: UnitOfWork, invitation: Invitation) -> dict[str, str]:
    """Open what was typed so far, as it was typed."""
    if invitation.draft is None:
        return {}
    text = work.keyring.open(invitation.draft, table=TABLE, row=invitation.id, field="draft")
    answers: dict[str, str] = json.loads(text)
    return answers


def write(work: UnitOfWork, invitation: Invitation, answers: Mapping[str, str]) -> None:
    """Seal what was typed so far."""
    invitation.draft = work.keyring.seal(
        json.dumps(answers), table=TABLE, row=invitation.id, field="draft"
    )
    invitation.draft_saved_at = work.now


def merge(work: UnitOfWork, invitation: Invitation, typed: Mapping[str, str]) -> dict[str, str]:
    """Lay new answers over the draft and seal it; gives the whole. Unknown fields are dropped."""
    fresh = {
        name: text[:MAX_ANSWER_LENGTH]
        for name, text in typed.items()
        if name in _KEPT and isinstance(text, str)
    }
    answers = read(work, invitation) | fresh
    write(work, invitation, answers)
    return answers


def prefilled(found: RegionCheck, email: str) -> dict[str, str]:
    """Give the answers that the inviter knows; she can correct them."""
    return {
        FormField.POSTCODE: display_postcode(found.postcode) if found.postcode else found.pc4,
        FormField.DUE_DATE: calendar.format_date(found.due_date),
        FormField.EMAIL: email,
    }


def rules(
    work: UnitOfWork,
    invitation: Invitation,
    answers: Mapping[str, str],
    *,
    may_lack_email: bool = False,
) -> FormRules:
    """Give what the form needs to know to check the answers to this invitation."""
    are_tests_allowed = not work.settings.is_production
    return FormRules(
        today=work.today,
        normalize_phone=normalize_phone,
        normalize_email=partial(normalize_email, test_addresses_allowed=are_tests_allowed),
        insurer_labels=frozenset(labels(work, invitation.inviter_insurer_id)),
        providers=wishes(work, answers),
        test_bsns_allowed=are_tests_allowed,
        may_lack_email=may_lack_email or invitation.way is InvitationWay.TOGETHER_LETTER,
    )


def wishes(work: UnitOfWork, answers: Mapping[str, str]) -> dict[str, str]:
    """Give the providers that she may wish for, as far as her postcode is known."""
    return wish_choices.at(work, answers.get(FormField.POSTCODE, ""))


def labels(work: UnitOfWork, insurer_id: object = None) -> dict[str, str]:
    """Give the labels of today by id, in order of name: one insurer's, or all of them."""
    starts, ends = col(InsurerLabel.valid_from), col(InsurerLabel.valid_to)
    chosen = (
        select(InsurerLabel)
        .where(or_(starts.is_(None), starts <= work.today), or_(ends.is_(None), ends >= work.today))
        .order_by(col(InsurerLabel.name))
    )
    if insurer_id is not None:
        chosen = chosen.where(InsurerLabel.insurer_id == insurer_id)
    return {str(label.id): label.name for label in work.session.exec(chosen)}


def check_step(
    work: UnitOfWork,
    invitation: Invitation,
    step: Step,
    answers: Mapping[str, str],
    *,
    may_lack_email: bool = False,
) -> None:
    """Check one step; raises `FieldErrors`, and `Conflict("list_closed")` once that can be known.

    Both are raised with `keeping()`: what was typed stays.
    """
    form_rules = rules(work, invitation, answers, may_lack_email=may_lack_email)
    clean, errors = registration_form.validate_step(step, answers, form_rules)
    if errors:
        raise FieldErrors(errors).keeping()
    if step is Step.ADDRESS:
        known_region(work, clean[FormField.POSTCODE])
    if step is Step.CARE:
        both, wrong = registration_form.validate_step(Step.ADDRESS, answers, form_rules)
        if FormField.POSTCODE not in wrong:
            open_region(work, {**both, **clean})


def known_region(work: UnitOfWork, postcode: str) -> None:
    """Raise `FieldErrors` for a postcode that belongs to no region."""
    try:
        region_check.of(work, pc4_of(postcode), work.today)
    except FieldErrors as wrong:
        raise wrong.keeping() from None


def open_region(work: UnitOfWork, clean: Mapping[str, str]) -> RegionCheck:
    """Run the check on checked answers; raises `Conflict("list_closed")` with the draft kept."""
    postcode = clean[FormField.POSTCODE]
    due_date = calendar.parse_date(clean[FormField.DUE_DATE])
    if due_date is None:
        raise FieldErrors({FormField.DUE_DATE: "date_form"}).keeping()
    try:
        found = region_check.of(work, pc4_of(postcode), due_date, postcode=postcode)
    except FieldErrors as wrong:
        raise wrong.keeping() from None
    if not found.is_open:
        names = ", ".join(provider.name for provider in found.providers)
        raise Conflict("list_closed", region=found.region_name, providers=names).keeping()
    return found


def has_birth_date(work: UnitOfWork, invitation: Invitation) -> bool:
    """Say whether the draft is hers to be shown to her only."""
    return bool(read(work, invitation).get(FormField.BIRTH_DATE))


def organization_name(work: UnitOfWork, invitation: Invitation) -> str:
    """Name who invited her."""
    if invitation.inviter_insurer_id is not None:
        return work.session.get_one(Insurer, invitation.inviter_insurer_id).name
    if invitation.inviter_provider_id is not None:
        return work.session.get_one(CareProvider, invitation.inviter_provider_id).name
    region_id = invitation.inviter_region_id or invitation.region_id
    return work.session.get_one(Region, region_id).name
