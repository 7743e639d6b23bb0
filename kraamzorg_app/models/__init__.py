"""The tables; importing this package registers all of them in `SQLModel.metadata`."""

from kraamzorg_app.models import (
    access_log,
    accounts,
    administration,
    capacity,
    client_access,
    consultation,
    division,
    entry_counts,
    helpdesk,
    messages,
    offers,
    organizations,
    tool,
    waiting_list,
)

__all__ = [
    "access_log",
    "accounts",
    "administration",
    "capacity",
    "client_access",
    "consultation",
    "division",
    "entry_counts",
    "helpdesk",
    "messages",
    "offers",
    "organizations",
    "tool",
    "waiting_list",
]
