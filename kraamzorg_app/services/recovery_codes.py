"""Recovery codes: ten spares for the second factor, each good once.

The ten of a person share a salt, so that a code is looked up by one slow hash. Being hashed in a
transaction it holds up others on SQLite for a moment; that is rare, and rarer than it is worth.
"""

from __future__ import annotations

import secrets
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func, update
from sqlmodel import col, select

from kraamzorg_app.models.accounts import RecoveryCode
from kraamzorg_app.services import slow_hash
from kraamzorg_app.services.unit_of_work import UnitOfWork

COUNT: Final = 10
_SALT_BYTES: Final = 16
# Without 0, 1, I, L, O and U: nobody should have to guess what was written down.
_ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUPS, _GROUP = 2, 5
_SLOW: Final = "$argon2id$"


def renew(work: UnitOfWork, user_id: UUID) -> tuple[str, ...]:
    """Make new codes in the place of the old ones; they are shown once, here."""
    work.session.execute(delete(RecoveryCode).where(col(RecoveryCode.user_id) == user_id))
    codes, salt = tuple(_new_code() for _ in range(COUNT)), secrets.token_bytes(_SALT_BYTES)
    for code in codes:
        hashed = slow_hash.make(code.replace("-", ""), salt=salt)
        work.session.add(RecoveryCode(user_id=user_id, code_hash=hashed))
    return codes


def use(work: UnitOfWork, user_id: UUID, code: str) -> bool:
    """Use a code up in this transaction; says whether it was one that still worked."""
    is_left = (col(RecoveryCode.user_id) == user_id, col(RecoveryCode.used_at).is_(None))
    kept = work.session.exec(select(RecoveryCode.code_hash).where(*is_left)).all()
    one_of_each_salt = {known.rpartition("$")[0]: known for known in kept}.values()
    hashes = [_hash_like(work, user_id, known, code) for known in one_of_each_salt]
    used = work.session.execute(
        update(RecoveryCode)
        .where(*is_left, col(RecoveryCode.code_hash).in_(hashes))
        .values(used_at=work.now)
        .returning(col(RecoveryCode.id))
    ).first()
    return used is not None


def left(work: UnitOfWork, user_id: UUID) -> int:
    """Count the codes that still work."""
    return work.session.exec(
        select(func.count())
        .select_from(RecoveryCode)
        .where(col(RecoveryCode.user_id) == user_id, col(RecoveryCode.used_at).is_(None))
    ).one()


def _hash_like(work: UnitOfWork, user_id: UUID, known: str, code: str) -> str:
    if known.startswith(_SLOW):
        return slow_hash.like(known, code)
    # Codes of before stood under the oldest key; on paper they work until they are replaced.
    return work.keyring.code_hash(f"recovery code {user_id}", code)


def _new_code() -> str:
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)
