"""Exporting a list: what this person sees of it, in one file, logged piece by piece."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID, uuid4

from kraamzorg_app.domain import disclosure
from kraamzorg_app.domain.actors import Actor, Role
from kraamzorg_app.domain.disclosure import Audience, Field
from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.domain.listing import ListRequest
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.queries import exports
from kraamzorg_app.services import audit, export_files, list_marks
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.entry_views import (
    EntryRow,
    EntryView,
    by_fields,
    current_policy,
    entry_view,
)
from kraamzorg_app.services.export_files import Column
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

PIECE_SIZE: Final = 500
BOTH_LISTS: Final = (ListRequest(EntryState.WAITING), ListRequest(EntryState.ACCEPTED))


@dataclass(frozen=True, slots=True)
class Piece:
    """Some rows of an export, and where the next ones start; None when these are the last."""

    columns: tuple[Column, ...]
    views: tuple[EntryView, ...]
    rows: tuple[EntryRow, ...]
    next: tuple[date, UUID] | None


def stream_csv(actor: Actor, lists: Sequence[ListRequest] = BOTH_LISTS) -> Iterator[bytes]:
    """Give some lists as one file, piece by piece; each is in the access log before it leaves.

    Raises `NotAllowed` and `ReauthenticationNeeded` at once, not when the first byte is asked for;
    an export that began goes on to its end.
    """
    pieces = _pieces(actor, lists)
    first = next(pieces)

    def parts() -> Iterator[bytes]:
        yield export_files.csv_heading(first.columns)
        yield export_files.csv_rows(first.columns, first.views)
        for piece in pieces:
            yield export_files.csv_rows(piece.columns, piece.views)

    return parts()


def excel(actor: Actor, lists: Sequence[ListRequest] = BOTH_LISTS) -> bytes:
    """Give the same as an Excel file."""
    pieces = list(_pieces(actor, lists))
    views = (view for piece in pieces for view in piece.views)
    return export_files.xlsx(pieces[0].columns, views)


@use_case(Permission.ENTRY_EXPORT, fresh=True)
def begin(_work: UnitOfWork) -> UUID:
    """Begin an export, and give the search id that all its pieces are logged under."""
    return uuid4()


@use_case(Permission.ENTRY_EXPORT)
def read_piece(
    work: UnitOfWork, request: ListRequest, search_id: UUID, after: tuple[date, UUID] | None
) -> Piece:
    """Read the next rows of an export and write the log line about them."""
    piece = piece_for(work, request, after, PIECE_SIZE)
    record(work, LogEvent.ENTRIES_EXPORTED, piece, request, search_id)
    return piece


def piece_for(
    work: UnitOfWork, request: ListRequest, after: tuple[date, UUID] | None, size: int
) -> Piece:
    """Read some rows as the unit of work's actor sees them; the caller writes the log line."""
    policy = current_policy(work)
    request = list_marks.resolve(work, request)
    rows = [
        EntryRow(*found)
        for found in work.session.execute(exports.piece(work.actor, request, after, size))
    ]
    last = rows[-1].entry if len(rows) == size else None
    return Piece(
        columns=export_files.columns_for(_fields_of(work)),
        views=tuple(entry_view(work, row, policy, export_files.FIELDS) for row in rows),
        rows=tuple(rows),
        next=(last.due_date, last.id) if last else None,
    )


def record(  # noqa: PLR0913 - a line of the norm has this many parts
    work: UnitOfWork,
    event: LogEvent,
    piece: Piece,
    request: ListRequest,
    search_id: UUID,
    *,
    on_behalf_of: str = "",
) -> None:
    """Write the log lines of one piece: which clients, which fields, by which filter."""
    for fields, subjects in by_fields(piece.rows, piece.views).items():
        audit.record(
            work,
            event,
            "R",
            subjects=subjects,
            fields=fields,
            search_id=search_id,
            on_behalf_of=on_behalf_of,
            details=list_marks.for_log(request) | {"rows": len(subjects)},
        )


def _pieces(actor: Actor, lists: Sequence[ListRequest]) -> Iterator[Piece]:
    """Read every piece of an export; each list has at least one, be it empty."""
    search_id = begin(actor)
    for asked in lists:
        after: tuple[date, UUID] | None = None
        while True:
            piece = read_piece(actor, asked, search_id, after)
            yield piece
            after = piece.next
            if after is None:
                break


def _fields_of(work: UnitOfWork) -> frozenset[Field]:
    """Give every field that this actor can see of any client in the scope."""
    policy = current_policy(work)
    fields = (disclosure.row_fields_for(policy, audience) for audience in _audiences(work.actor))
    return frozenset[Field]().union(*fields)


def _audiences(actor: Actor) -> tuple[Audience, ...]:
    match actor.role:
        case Role.COORDINATOR if actor.may_view_personal_data:
            return (Audience.COORDINATOR_PERSONAL,)
        case Role.COORDINATOR:
            return (Audience.COORDINATOR,)
        case Role.INSURER if actor.may_view_personal_data:
            return (Audience.INSURER_OTHER, Audience.INSURER_GROUP_2)
        case Role.INSURER:
            return (Audience.INSURER_OTHER, Audience.INSURER_GROUP_1)
        case _:
            return ()
