"""The mail of the demo, to click through a whole journey: `/demo/postvak`, in demo mode only."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import dataclass
from email.message import EmailMessage, Message
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import environment
from kraamzorg_app.ui import formatting
from kraamzorg_app.ui.error_pages import error_page
from kraamzorg_app.ui.routes import HttpRoute

PATH: Final = "/demo/postvak"
_MOST_SHOWN: Final = 200
_LINK: Final = re.compile(r"https?://[^\s<>\"]+")
_PAGE: Final = """<!doctype html>
<html lang="nl"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>
<style>
:root {{ color-scheme: light dark }}
body {{ font: 1rem/1.5 sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }}
table {{ border-collapse: collapse; width: 100% }}
th, td {{ text-align: left; padding: .5rem; border-bottom: 1px solid; overflow-wrap: anywhere }}
pre {{ white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid #999; padding: 1rem }}
iframe {{ width: 100%; height: 40rem; border: 1px solid #999; background: #fff }}
input, button {{ font: inherit; padding: .5rem }}
</style></head><body><main><h1>{title}</h1>{body}</main></body></html>
"""


async def mailbox(request: Request, _actor: Actor) -> Response:
    """List what was sent, the newest first; `?aan=` keeps one recipient's."""
    wanted = request.query_params.get("aan", "").strip().lower()
    return HTMLResponse(await run_in_threadpool(_list_page, wanted))


async def message(request: Request, _actor: Actor) -> Response:
    """Show one mail: its HTML in a frame that can't run scripts, and its text."""
    found = await run_in_threadpool(_read, request.path_params["name"])
    return error_page(404) if found is None else HTMLResponse(_message_page(found))


async def source(request: Request, _actor: Actor) -> Response:
    """Give one mail as it was sent, for scripts."""
    path = _path(request.path_params["name"])
    if path is None:
        return error_page(404)
    return Response(await run_in_threadpool(path.read_bytes), media_type="message/rfc822")


ROUTES: Final = (
    HttpRoute(PATH, mailbox, Permission.PUBLIC, is_demo_only=True),
    HttpRoute(PATH + "/{name}", message, Permission.PUBLIC, is_demo_only=True),
    HttpRoute(PATH + "/{name}/bron", source, Permission.PUBLIC, is_demo_only=True),
)


def _folder() -> Path:
    return environment.current().settings.data_dir / "mail"


def _names() -> list[str]:
    """List the files there are, the newest first: their names begin with the moment."""
    return sorted((path.name for path in _folder().glob("*.eml")), reverse=True)


def _path(name: str) -> Path | None:
    """Find a file by the name in the address, among those that exist: no path can be made up."""
    return _folder() / name if name in _names() else None


def _read(name: str) -> EmailMessage | None:
    path = _path(name)
    if path is None:
        return None
    parsed = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    return parsed if isinstance(parsed, EmailMessage) else None


@dataclass(frozen=True, slots=True)
class _Line:
    """One mail in the list."""

    recipient: str
    subject: str
    sent_at: str


@lru_cache(maxsize=100_000)
def _line(path: Path) -> _Line:
    """Read the headers of a mail, once: a file that was written does not change."""
    with path.open("rb") as file:
        mail = BytesHeaderParser(policy=email.policy.default).parse(file)
    return _Line(str(mail["To"]), str(mail["Subject"]), _sent_at(mail))


def _list_page(wanted: str) -> str:
    rows = []
    for name in _names():
        line = _line(_folder() / name)
        if wanted and line.recipient.lower() != wanted:
            continue
        rows.append(
            f"<tr><td>{line.sent_at}</td><td>{escape(line.recipient)}</td>"
            f'<td><a href="{PATH}/{escape(name)}">{escape(line.subject)}</a></td></tr>'
        )
        if len(rows) == _MOST_SHOWN:
            break
    table = (
        "<table><thead><tr><th>Verstuurd</th><th>Aan</th><th>Onderwerp</th></tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table>"
    )
    body = (
        f'<form action="{PATH}"><p><label>Aan <input type="email" name="aan" '
        f'value="{escape(wanted)}"></label> <button>Zoeken</button></p></form>'
        f"{table if rows else '<p>Er is nog geen mail.</p>'}"
    )
    return _PAGE.format(title="Postvak van de demo", body=body)


def _message_page(mail: EmailMessage) -> str:
    html, text = mail.get_body(("html",)), mail.get_body(("plain",))
    # Links must leave the frame, and only a click may do that.
    framed = html.get_content().replace("<head>", '<head><base target="_top">', 1) if html else ""
    body = (
        f'<p><a href="{PATH}">Alle mail</a></p><p>Aan: {escape(str(mail["To"]))}<br>'
        f"Van: {escape(str(mail['From']))}<br>Verstuurd: {_sent_at(mail)}</p>"
        f'<iframe title="De mail" sandbox="allow-top-navigation-by-user-activation" '
        f'srcdoc="{escape(framed)}"></iframe>'
        f"<h2>Als tekst</h2><pre>{_with_links(text.get_content() if text else '')}</pre>"
    )
    return _PAGE.format(title=escape(str(mail["Subject"])), body=body)


def _sent_at(mail: Message) -> str:
    return formatting.moment(parsedate_to_datetime(str(mail["Date"])))


def _with_links(text: str) -> str:
    """Make the addresses in a plain text clickable; everything else is escaped."""
    parts, end = [], 0
    for found in _LINK.finditer(text):
        address = escape(found[0].rstrip(").,"))
        parts.append(escape(text[end : found.start()]))
        parts.append(f'<a href="{address}">{address}</a>')
        end = found.start() + len(found[0].rstrip(").,"))
    return "".join(parts) + escape(text[end:])
