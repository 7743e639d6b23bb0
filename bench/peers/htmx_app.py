"""The page of the lists on FastAPI and htmx: the same services, so the same session, scope and log.

DATA_DIR=… HTMX=…/htmx.min.js uvicorn --app-dir bench/peers htmx_app:app
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse
from jinja2 import Environment, FileSystemLoader

from kraamzorg_app import config
from kraamzorg_app.domain.calendar import parse_date
from kraamzorg_app.domain.disclosure import Field
from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.domain.listing import EntryFilter, ListRequest, SortKey
from kraamzorg_app.services import environment, sessions, waiting_list
from kraamzorg_app.ui.visits import CookieNames

environment.install(environment.from_settings(config.load()))
app = FastAPI()
_HTMX = Path(os.environ["HTMX"])
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True
)
_PAGE, _TABLE = _TEMPLATES.get_template("page.html"), _TEMPLATES.get_template("table.html")
_COOKIE = CookieNames.for_https(is_https=False).user
_STATES = {"wachtend": EntryState.WAITING, "ingeschreven": EntryState.ACCEPTED}
_TITLES = {"wachtend": "Wachtende cliënten", "ingeschreven": "Ingeschreven cliënten"}


@app.get("/clienten")
def whole_page(request: Request) -> HTMLResponse:
    tables = {name: _table(request, name) for name in _STATES}
    return HTMLResponse(_PAGE.render(tables=tables))


@app.get("/clienten/tabel/{name}")
def one_table(request: Request, name: str) -> HTMLResponse:
    return HTMLResponse(_table(request, name))


@app.get("/htmx.min.js")
def htmx() -> FileResponse:
    return FileResponse(_HTMX, headers={"Cache-Control": "max-age=31536000, immutable"})


@app.get("/healthz")
def health() -> dict[str, str]:
    return {"status": "ok"}


def _table(request: Request, name: str) -> str:
    origin = request.client.host if request.client else ""
    actor = sessions.resolve(request.cookies.get(_COOKIE, ""), origin=origin)
    if actor is None or name not in _STATES:
        raise HTTPException(404)
    page = waiting_list.list_entries(actor, _wish(request, name))
    values: dict[str, Any] = {"name": name, "title": _TITLES[name], "page": page}
    return _TABLE.render(shows_contact=Field.NAME in page.columns, **values)


def _wish(request: Request, name: str) -> ListRequest:
    typed = request.query_params
    entry_filter = EntryFilter(
        typed.get("postcode", "")[:4],
        parse_date(typed.get("van", "")),
        parse_date(typed.get("tot", "")),
    )
    usual = SortKey.URGENCY if _STATES[name] is EntryState.WAITING else SortKey.DUE_DATE
    sort = typed.get("sorteer", usual)
    return ListRequest(
        _STATES[name],
        entry_filter,
        SortKey(sort.removeprefix("-")),
        is_descending=sort.startswith("-"),
        page=int(typed.get("pagina", "1")),
    )
