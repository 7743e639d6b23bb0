"""Plain pages for requests that fail before any page of ours is there."""

from __future__ import annotations

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

_SENTENCES = {
    403: ("Dit mag niet", "Deze vraag kwam niet van een pagina van de wachtlijst."),
    404: ("Niet gevonden", "Deze pagina bestaat niet."),
    413: ("Te groot", "Wat u stuurt is te groot."),
    500: ("Er ging iets mis", "Probeer het opnieuw."),
    503: (
        "Even niet bereikbaar",
        "De tool kan even niet bij de gegevens. Ga terug en probeer het over een minuut opnieuw.",
    ),
}

_PAGE = """<!DOCTYPE html>
<html lang="nl"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} - Wachtlijst Kraamzorg</title>
<style>body{{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem;
color:#10243a;background:#fff}}a{{color:#0b5c66}}</style></head>
<body><main><h1>{title}</h1><p>{text}</p><p><a href="/">Naar het begin</a></p></main></body></html>
"""


async def unavailable(_request: Request, _outage: Exception) -> Response:
    """Answer while the database is out of reach."""
    return error_page(503)


def error_page(status: int, fault_id: str = "") -> HTMLResponse:
    """Make a page for a refused or failed request; the id is in the log too."""
    title, text = _SENTENCES[status]
    if fault_id:
        text += f" Blijft het misgaan? Noem storing {escape(fault_id)}."
    return HTMLResponse(_PAGE.format(title=title, text=text), status_code=status)
