"""Plain pages for requests that fail before any page of ours is there."""

from __future__ import annotations

from html import escape
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from kraamzorg_app.services.languages import gettext_for, later, of_path

_SENTENCES: Final = {
    403: (later("Dit mag niet"), later("Deze vraag kwam niet van een pagina van de wachtlijst.")),
    404: (later("Niet gevonden"), later("Deze pagina bestaat niet.")),
    413: (
        later("Te groot"),
        later("Wat u stuurt is te groot. Ga terug en kies een bestand van hooguit 5 MB."),
    ),
    500: (later("Er ging iets mis"), later("Probeer het opnieuw.")),
    503: (
        later("Even niet bereikbaar"),
        later(
            "De tool kan even niet bij de gegevens. Ga terug en probeer het over een minuut "
            "opnieuw."
        ),
    ),
}
_PAGE: Final = """<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} - Wachtlijsttool Kraamzorg</title>
<style>body{{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem;
color:#10243a;background:#fff}}a{{color:#0b5c66}}</style></head>
<body><main><h1>{title}</h1><p>{text}</p><p><a href="/">{begin}</a></p></main></body></html>
"""


async def unavailable(request: Request, _outage: Exception) -> Response:
    """Answer while the database is out of reach."""
    return error_page(503, path=request.url.path)


def error_page(status: int, fault_id: str = "", *, path: str = "/") -> HTMLResponse:
    """Make a page for a refused or failed request, in the language of its path.

    The id is in the log too.
    """
    language = of_path(path)
    _ = gettext_for(language)
    title, text = map(_, _SENTENCES[status])
    if fault_id:
        text += _(" Blijft het misgaan? Noem storing {id}.").format(id=escape(fault_id))
    page = _PAGE.format(language=language, title=title, text=text, begin=_("Naar het begin"))
    return HTMLResponse(page, status_code=status)
