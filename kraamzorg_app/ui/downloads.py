"""Files to take away: the list, the figures of the overviews, kept files of the weekly update."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.calendar import parse_date
from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.domain.errors import DomainError
from kraamzorg_app.domain.listing import EntryFilter, ListRequest, Mark
from kraamzorg_app.domain.overviews import DEFAULT_WEEKS, WEEKS_CHOICES
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import exports, kept_exports, overview_tables, own_rights
from kraamzorg_app.services.overview_tables import Picture
from kraamzorg_app.ui.error_pages import error_page
from kraamzorg_app.ui.intake_wording import IN_ADDRESS
from kraamzorg_app.ui.routes import HttpRoute

_TABLES: Final = {"wachtend": EntryState.WAITING, "ingeschreven": EntryState.ACCEPTED}
_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


async def list_as_csv(request: Request, actor: Actor) -> Response:
    """Send both lists under the filters in the address, as they stand on the page."""
    return await _list_as(request, actor, exports.stream_csv, StreamingResponse, "clienten.csv")


async def list_as_xlsx(request: Request, actor: Actor) -> Response:
    """Send the same as an Excel file."""
    return await _list_as(request, actor, exports.excel, Response, "clienten.xlsx")


async def _list_as(
    request: Request,
    actor: Actor,
    export: Callable[[Actor, Sequence[ListRequest]], Any],
    answer: Callable[..., Response],
    name: str,
) -> Response:
    lists = _lists(request.query_params)
    if lists is None:
        return RedirectResponse(f"/clienten?{request.url.query}", status_code=303)
    try:
        content = await run_in_threadpool(export, actor, lists)
    except DomainError:
        return error_page(404)
    return answer(content, headers=_headers(name))


async def overview_file(request: Request, actor: Actor) -> Response:
    """Send the figures of one picture of the overviews, for the region and period asked."""
    name, file_format = request.path_params["picture"], request.path_params["format"]
    if name not in set(Picture) or file_format not in _TYPES:
        return error_page(404)
    region, weeks = request.query_params.get("regio", ""), request.query_params.get("weken", "")
    try:
        content = await run_in_threadpool(
            overview_tables.export,
            actor,
            Picture(name),
            file_format,
            region,
            int(weeks) if weeks in map(str, WEEKS_CHOICES) else DEFAULT_WEEKS,
        )
    except DomainError:
        return error_page(404)
    return Response(content, headers=_headers(f"{name}.{file_format}"))


async def kept_file(request: Request, actor: Actor) -> Response:
    """Send one kept file to the membership that it was made for."""
    export_id: UUID = request.path_params["export_id"]
    file_format: str = request.path_params["format"]
    try:
        kept = await run_in_threadpool(kept_exports.open_own, actor, export_id, file_format)
    except DomainError:
        return error_page(404)
    return Response(kept.content, headers=_headers(kept.name))


async def own_data(_request: Request, actor: Actor) -> Response:
    """Send a client everything that is kept about her."""
    try:
        content = await run_in_threadpool(own_rights.download, actor)
    except DomainError:
        return error_page(404)
    return Response(content, headers=_headers("mijn-gegevens.json"))


ROUTES: Final = (
    HttpRoute("/mijn/mijn-gegevens.json", own_data, Permission.OWN_ENTRY),
    HttpRoute("/downloads/clienten.csv", list_as_csv, Permission.ENTRY_EXPORT),
    HttpRoute("/downloads/clienten.xlsx", list_as_xlsx, Permission.ENTRY_EXPORT),
    HttpRoute("/downloads/overzichten/{picture}.{format}", overview_file, Permission.OVERVIEW_READ),
    HttpRoute(
        "/downloads/updates/{export_id:uuid}.{format}", kept_file, Permission.KEPT_EXPORT_READ
    ),
)


def _lists(parameters: Mapping[str, str]) -> tuple[ListRequest, ...] | None:
    """Read the filters of the clients page; None when one of them makes no sense.

    A wrong filter must not widen what is exported, so the page is shown again instead.
    """
    lists = []
    for table, state in _TABLES.items():
        typed = {part: parameters.get(f"{table}-{part}", "") for part in ("van", "tot")}
        days = {part: parse_date(text) for part, text in typed.items()}
        if any(typed[part] and days[part] is None for part in days):
            return None
        mark = parameters.get(f"{table}-urgentie", "")
        if mark and mark not in set(Mark):
            return None
        intake = parameters.get(f"{table}-intake", "")
        if intake and intake not in IN_ADDRESS:
            return None
        kept = EntryFilter(
            parameters.get(f"{table}-postcode", ""),
            days["van"],
            days["tot"],
            IN_ADDRESS.get(intake),
            Mark(mark) if mark else None,
        )
        lists.append(ListRequest(state, kept))
    return tuple(lists)


def _headers(name: str) -> dict[str, str]:
    """Make the browser save the file and keep no copy of its own."""
    return {
        "Content-Type": _TYPES[name.rpartition(".")[2]],
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
