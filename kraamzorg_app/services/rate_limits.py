"""Limits on failures, per account, address or network origin; what goes well never counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Address, IPv6Network, ip_address
from typing import Final

from sqlalchemy import case, update
from sqlmodel import col

from kraamzorg_app.database import insert_into
from kraamzorg_app.domain.errors import TooManyTries
from kraamzorg_app.models.accounts import RateLimit
from kraamzorg_app.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Limit:
    """So many failures in a window that starts with the first of them."""

    name: str
    tries: int
    window: timedelta


LOGIN_BY_ACCOUNT: Final = Limit("login-account", 10, timedelta(minutes=15))
LOGIN_BY_ORIGIN: Final = Limit("login-origin", 100, timedelta(minutes=15))
CODE_BY_ACCOUNT: Final = Limit("code-account", 8, timedelta(minutes=15))
MAIL_BY_ADDRESS: Final = Limit("account-mail-address", 5, timedelta(hours=1))
MAIL_BY_ORIGIN: Final = Limit("account-mail-origin", 40, timedelta(hours=1))
UNKNOWN_ACCOUNTS: Final = Limit("unknown-accounts", 20, timedelta(days=1))
APPLICATIONS_BY_ORIGIN: Final = Limit("applications-origin", 10, timedelta(days=1))
INVITATIONS: Final = Limit("user-invitations", 50, timedelta(days=1))
FACTOR_RESETS: Final = Limit("factor-resets", 20, timedelta(days=1))
FACTOR_RESETS_OF_ACCOUNT: Final = Limit("factor-resets-account", 3, timedelta(days=1))
_OF_ONE_PARTY: Final = 64
"""Bits of an IPv6 address that a provider gives to one customer (RFC 6177)."""


def spend(work: UnitOfWork, limit: Limit, key: str) -> None:
    """Count one try before it is made, so that tries at once can't slip through together.

    `key` says whose tries they are: an address, an id. Raises `TooManyTries` when none are left,
    with a code that tells how long to wait.
    `give_back` it when the try went well; a verb that then refuses must raise with `keeping()`,
    or the count goes with the transaction.
    """
    is_over = col(RateLimit.started_at) <= work.now - limit.window
    count = work.session.execute(
        insert_into(work.session, RateLimit)
        .values(bucket=_bucket(work, limit, key), started_at=work.now, count=1)
        .on_conflict_do_update(
            index_elements=["bucket"],
            set_={
                "count": case((is_over, 1), else_=col(RateLimit.count) + 1),
                "started_at": case((is_over, work.now), else_=col(RateLimit.started_at)),
            },
        )
        .returning(col(RateLimit.count))
    ).scalar_one()
    if count > limit.tries:
        raise TooManyTries(_code_of(limit))


def give_back(work: UnitOfWork, limit: Limit, key: str) -> None:
    """Take back a counted try that turned out well."""
    work.session.execute(
        update(RateLimit)
        .where(
            col(RateLimit.bucket) == _bucket(work, limit, key),
            col(RateLimit.count) > 0,
        )
        .values(count=RateLimit.count - 1)
    )


def origin_of(work: UnitOfWork) -> str:
    """Name where a request came from, as a key of a limit.

    Of IPv6 that is the /64: whoever has one address of it has them all to choose from.
    """
    try:
        address = ip_address(work.actor.origin)
    except ValueError:
        return work.actor.origin
    if isinstance(address, IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or IPv6Network((int(address), _OF_ONE_PARTY), strict=False))


def _code_of(limit: Limit) -> str:
    """Name a refusal after the wait that it asks: a quarter of an hour, an hour, or a day."""
    if limit.window >= timedelta(days=1):
        return "too_many_tries_day"
    return "too_many_tries_hour" if limit.window >= timedelta(hours=1) else TooManyTries.code


def _bucket(work: UnitOfWork, limit: Limit, key: str) -> str:
    return work.keyring.code_hash(f"rate limit {limit.name}", key)
