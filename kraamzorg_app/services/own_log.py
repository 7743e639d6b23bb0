"""She reads who saw her data ("Wie heeft mijn gegevens gezien?"), as the norm gives her the right.

By organization and role. The people behind them are employees with a privacy of their own, whom
she can have named by the organization; the functional admin can decide that their display names
stand here too (`Setting.NAMES_IN_CLIENT_LOG`), never an address.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from kraamzorg_app.domain.actors import ActorKind
from kraamzorg_app.domain.disclosure import Field
from kraamzorg_app.domain.log_fields import fields_of
from kraamzorg_app.domain.log_filter import LogFilter, LogPlace
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.domain.tool_settings import Setting
from kraamzorg_app.queries import access_log
from kraamzorg_app.services import audit, tool_settings
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.own_entry import own_rows
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

PAGE_SIZE: Final = 100


@dataclass(frozen=True, slots=True)
class OwnLogLine:
    """One time that somebody else had her data."""

    happened_at: datetime
    event: str
    actor_kind: str
    role: str
    organization: str
    name: str
    """Empty unless the settings say that she reads names."""
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class OwnLogPage:
    """Some lines, the newest first; `older` is where the next page begins, None on the last."""

    lines: tuple[OwnLogLine, ...]
    older: LogPlace | None


@use_case(Permission.OWN_ENTRY)
def read(work: UnitOfWork, before: LogPlace | None = None) -> OwnLogPage:
    """Read who else had her data; what she did herself is left out."""
    _, client = own_rows(work)
    wanted = LogFilter(subjects=frozenset({client.log_id}), except_kind=ActorKind.CLIENT)
    rows = work.session.execute(access_log.found(wanted, before=before, limit=PAGE_SIZE + 1)).all()
    audit.record(
        work, LogEvent.OWN_LOG_READ, "R", subjects=[client.log_id], purpose=Purpose.OWN_DATA
    )
    shows_names = tool_settings.current(work.session)[Setting.NAMES_IN_CLIENT_LOG] == "ja"
    lines = tuple(
        OwnLogLine(
            happened_at=row.AccessLogLine.happened_at,
            event=row.AccessLogLine.event,
            actor_kind=row.AccessLogLine.actor_kind,
            role=row.AccessLogLine.role or "",
            organization=row.AccessLogLine.on_behalf_of or row.AccessLogLine.organization,
            name=(row.display_name or "") if shows_names else "",
            fields=fields_of(row.AccessLogLine.fields),
        )
        for row in rows[:PAGE_SIZE]
    )
    last = rows[PAGE_SIZE - 1].AccessLogLine if len(rows) > PAGE_SIZE else None
    return OwnLogPage(lines, LogPlace(last.happened_at, last.number) if last else None)
