"""The second factor: codes of an authenticator app (TOTP, RFC 6238), each good once, and spares."""

from __future__ import annotations

import base64
import hmac
from enum import StrEnum
from typing import Final

import pyotp
from sqlalchemy import or_, update
from sqlmodel import col

from kraamzorg_app.config import DEMO_TOTP_SECRET
from kraamzorg_app.models.accounts import User
from kraamzorg_app.services import recovery_codes
from kraamzorg_app.services.unit_of_work import UnitOfWork

ISSUER: Final = "Wachtlijsttool Kraamzorg"
_STEP_SECONDS: Final = 30
_DIGITS: Final = 6


class CodeCheck(StrEnum):
    """What came of a code; the value is the code of the sentence."""

    RIGHT = "right"
    WRONG = "code_wrong"
    USED = "code_used"


class _Totp(pyotp.TOTP):
    """Takes the demo's secret too, which is shorter than the library wants of any other."""

    def byte_secret(self) -> bytes:
        """Decode the secret; only the published one of the demo may be under 112 bits."""
        if self.secret == DEMO_TOTP_SECRET:
            return base64.b32decode(self.secret)
        return super().byte_secret()


def totp(secret: str) -> pyotp.TOTP:
    """Give what makes the codes of a secret."""
    return _Totp(secret)


def new_secret() -> str:
    """Make a secret for an authenticator app, in base 32."""
    return pyotp.random_base32()


def enrolment_uri(secret: str, email: str) -> str:
    """Give what the QR code says to an authenticator app."""
    return totp(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def in_groups(secret: str) -> str:
    """Write a secret in groups of four, for those who type it."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def matching_step(work: UnitOfWork, secret: str, code: str) -> int | None:
    """Give the time step that a code belongs to: now, the one before or the one after."""
    now = int(work.now.timestamp()) // _STEP_SECONDS
    codes = totp(secret)
    for step in (now, now - 1, now + 1):
        if hmac.compare_digest(codes.generate_otp(step).encode(), code.encode()):
            return step
    return None


def seal(work: UnitOfWork, user: User, secret: str) -> None:
    """Keep a secret with its account; only the tool's keys open it."""
    user.totp_secret = work.keyring.seal(
        secret, table="user_account", row=user.id, field="totp_secret"
    )
    user.totp_confirmed_at = work.now


def check(work: UnitOfWork, user: User, typed: str) -> CodeCheck:
    """Check a code of the app or a recovery code; a right one is used up in this transaction."""
    code = "".join(typed.split()).replace("-", "").upper()
    if len(code) == _DIGITS and code.isascii() and code.isdigit():
        return _check_app_code(work, user, code)
    is_used = recovery_codes.use(work, user.id, code)
    return CodeCheck.RIGHT if is_used else CodeCheck.WRONG


def _check_app_code(work: UnitOfWork, user: User, code: str) -> CodeCheck:
    if user.totp_secret is None:
        return CodeCheck.WRONG
    secret = work.keyring.open(
        user.totp_secret, table="user_account", row=user.id, field="totp_secret"
    )
    if secret == DEMO_TOTP_SECRET and not work.settings.is_demo:
        return CodeCheck.WRONG
    step = matching_step(work, secret, code)
    if step is None:
        return CodeCheck.WRONG
    # Conditional, so that of two requests with one code only the first gets in.
    accepted = work.session.execute(
        update(User)
        .where(
            col(User.id) == user.id,
            or_(col(User.totp_last_step).is_(None), col(User.totp_last_step) < step),
        )
        .values(totp_last_step=step)
        .returning(col(User.id))
    ).first()
    return CodeCheck.RIGHT if accepted else CodeCheck.USED
