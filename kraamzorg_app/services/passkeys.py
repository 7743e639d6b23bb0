"""Passkeys (WebAuthn) as a second factor beside the app: a device signs a challenge, each once."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

import webauthn
from sqlalchemy import delete, or_, update
from sqlmodel import col, select
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from kraamzorg_app.adapters.crypto import new_token
from kraamzorg_app.models.accounts import Passkey, User, UserSession
from kraamzorg_app.services.unit_of_work import UnitOfWork

NAME: Final = "Wachtlijsttool Kraamzorg"
MOST: Final = 10
_LONGEST_ANSWER: Final = 10_000
_PREFERRED: Final = UserVerificationRequirement.PREFERRED


def new_challenge() -> str:
    """Draw what a device has to sign."""
    return new_token()


def options_to_use(work: UnitOfWork, user_id: UUID, challenge: str) -> str:
    """Give what a browser needs to ask for a passkey, in JSON; empty for who has none."""
    known = _known_to(work, user_id)
    if not known:
        return ""
    options = webauthn.generate_authentication_options(
        rp_id=_host(work),
        challenge=challenge.encode(),
        allow_credentials=known,
        user_verification=_PREFERRED,
    )
    return webauthn.options_to_json(options)


def options_to_make(work: UnitOfWork, user: User, challenge: str) -> str:
    """Give what a browser needs to make a passkey, in JSON."""
    options = webauthn.generate_registration_options(
        rp_id=_host(work),
        rp_name=NAME,
        user_id=user.id.bytes,
        user_name=user.email,
        user_display_name=user.display_name,
        challenge=challenge.encode(),
        exclude_credentials=_known_to(work, user.id),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED, user_verification=_PREFERRED
        ),
    )
    return webauthn.options_to_json(options)


def is_right(work: UnitOfWork, user_id: UUID, challenge: str, answer: str) -> bool:
    """Check what a device signed with a passkey of this user; a copied device is refused."""
    try:
        credential = parse_authentication_credential_json(answer[:_LONGEST_ANSWER])
        passkey = work.session.exec(
            select(Passkey).where(
                col(Passkey.user_id) == user_id,
                col(Passkey.credential_id) == credential.raw_id,
            )
        ).one_or_none()
        if passkey is None:
            return False
        verified = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge.encode(),
            expected_rp_id=_host(work),
            expected_origin=work.settings.public_url,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
        )
    except (WebAuthnException, ValueError):
        return False
    return _count(work, passkey.id, verified.new_sign_count)


def add(work: UnitOfWork, user: User, name: str, challenge: str, answer: str) -> bool:
    """Keep a passkey that a device made for our challenge; says whether it is good."""
    try:
        made = webauthn.verify_registration_response(
            credential=answer[:_LONGEST_ANSWER],
            expected_challenge=challenge.encode(),
            expected_rp_id=_host(work),
            expected_origin=work.settings.public_url,
        )
    except (WebAuthnException, ValueError):
        return False
    work.session.add(
        Passkey(
            user_id=user.id,
            name=name,
            credential_id=made.credential_id,
            public_key=made.credential_public_key,
            sign_count=made.sign_count,
            created_at=work.now,
        )
    )
    return True


def ask_in_session(work: UnitOfWork) -> str:
    """Draw a challenge for the actor's own session; the one before counts no more."""
    challenge = new_challenge()
    work.session.execute(
        update(UserSession)
        .where(col(UserSession.id) == work.actor.session_id)
        .values(passkey_challenge=challenge)
    )
    return challenge


def take_of_session(work: UnitOfWork) -> str | None:
    """Give the challenge of the actor's session, once: of two at once only one gets it."""
    row = work.session.get(UserSession, work.actor.session_id) if work.actor.session_id else None
    if row is None or row.passkey_challenge is None:
        return None
    challenge = row.passkey_challenge
    taken = work.session.execute(
        update(UserSession)
        .where(col(UserSession.id) == row.id, col(UserSession.passkey_challenge) == challenge)
        .values(passkey_challenge=None)
        .returning(col(UserSession.id))
    ).first()
    return challenge if taken else None


def remove_all(work: UnitOfWork, user_id: UUID) -> None:
    """Forget every passkey of somebody, as when all factors are replaced."""
    work.session.execute(delete(Passkey).where(col(Passkey.user_id) == user_id))


def _count(work: UnitOfWork, passkey_id: UUID, sign_count: int) -> bool:
    """Note a use; of two with one count only the first is right, where the device counts."""
    noted = work.session.execute(
        update(Passkey)
        .where(
            col(Passkey.id) == passkey_id,
            or_(
                col(Passkey.sign_count) < sign_count,
                (col(Passkey.sign_count) == 0) & (sign_count == 0),
            ),
        )
        .values(sign_count=sign_count, last_used_at=work.now)
        .returning(col(Passkey.id))
    ).first()
    return noted is not None


def _known_to(work: UnitOfWork, user_id: UUID) -> list[PublicKeyCredentialDescriptor]:
    ids = work.session.exec(
        select(Passkey.credential_id).where(col(Passkey.user_id) == user_id)
    ).all()
    return [PublicKeyCredentialDescriptor(id=each) for each in ids]


def _host(work: UnitOfWork) -> str:
    return urlsplit(work.settings.public_url).hostname or ""
