"""Sealing and opening of what identifies a client."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kraamzorg_app.models.waiting_list import Client
from kraamzorg_app.services.unit_of_work import UnitOfWork

TABLE = "client"
SEALED_FIELDS = (
    "first_name",
    "last_name",
    "birth_date",
    "partner_name",
    "postcode",
    "house_number",
    "house_number_addition",
    "street",
    "city",
    "phone",
    "email",
    "bsn",
    "spoken_language",
)


def seal(work: UnitOfWork, client: Client, values: Mapping[str, str | None]) -> None:
    """Seal the given texts into the client's columns; None or empty clears one.

    Keeps the hashes by which she is found in step.
    """
    for name, value in values.items():
        if name not in SEALED_FIELDS:
            raise KeyError(name)
        sealed = work.keyring.seal(value, table=TABLE, row=client.id, field=name) if value else None
        setattr(client, name, sealed)
        match name:
            case "email":
                client.email_hash = email_hash(work, value) if value else None
            case "bsn":
                client.bsn_hash = bsn_hash(work, value) if value else None


def open_field(work: UnitOfWork, client: Client, name: str) -> str:
    """Open one column; an empty text when there is nothing in it."""
    sealed: bytes | None = getattr(client, name)
    if sealed is None:
        return ""
    return work.keyring.open(sealed, table=TABLE, row=client.id, field=name)


def open_birth_date(work: UnitOfWork, client: Client) -> date | None:
    """Open her birth date."""
    text = open_field(work, client, "birth_date")
    return date.fromisoformat(text) if text else None


def email_hash(work: UnitOfWork, email: str) -> str:
    """Hash an address to find her by, for "Link opnieuw sturen"."""
    return work.keyring.lookup_hash("client-email", email.strip().lower())


def email_hashes(work: UnitOfWork, email: str) -> tuple[str, ...]:
    """Give every hash that an address may stand under while keys are rotated."""
    return work.keyring.lookup_hashes("client-email", email.strip().lower())


def bsn_hash(work: UnitOfWork, bsn: str) -> str:
    """Hash a BSN to find her by in the access log; nine digits."""
    return work.keyring.lookup_hash("client-bsn", bsn)


def bsn_hashes(work: UnitOfWork, bsn: str) -> tuple[str, ...]:
    """Give every hash that a BSN may stand under while keys are rotated."""
    return work.keyring.lookup_hashes("client-bsn", bsn)
