"""The tables; importing this package registers all of them in `SQLModel.metadata`."""

from kraamzorg_app.models import (
    access_log,
    accounts,
    administration,
    client_access,
    entry_counts,
    messages,
    organizations,
    waiting_list,
)

__all__ = [
    "access_log",
    "accounts",
    "administration",
    "client_access",
    "entry_counts",
    "messages",
    "organizations",
    "waiting_list",
]
