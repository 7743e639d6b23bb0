"""Plain pages of links and letters: they work without JavaScript and show nothing of anybody."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Final

from starlette.responses import HTMLResponse

from kraamzorg_app.services.client_entrance import LinkOutcome

Errors = Mapping[str, tuple[str, str]]
"""What is wrong by field, in Dutch and in English: nothing tells yet which of them she reads."""
_NOTHING_WRONG: Final[Errors] = {}
_SHORT: Final = 'autocomplete="off" maxlength="40"'
_ADDRESS: Final = 'inputmode="email" autocomplete="email" maxlength="254"'
NEW_ADDRESS: Final = "nieuw-adres=ja"
"""Behind the address of her page when the link confirmed her new e-mail address."""
ENDED: Final = {
    LinkOutcome.USED: (
        "Deze link is al gebruikt",
        "U komt op uw eigen pagina met de link in de laatste e-mail van ons.",
        "This link has already been used",
        "The link in our latest email takes you to your own page.",
    ),
    LinkOutcome.EXPIRED: (
        "Deze link is verlopen",
        "Vraag een nieuwe link aan, of vraag wie u heeft uitgenodigd om een nieuwe uitnodiging.",
        "This link has expired",
        "Ask for a new link, or ask the person who invited you for a new invitation.",
    ),
    LinkOutcome.WITHDRAWN: (
        "Deze link is ingetrokken",
        "Wie u heeft uitgenodigd, heeft de uitnodiging ingetrokken. Neem contact met hen op.",
        "This link has been withdrawn",
        "The organisation that invited you has withdrawn the invitation. Please contact them.",
    ),
    LinkOutcome.UNKNOWN: (
        "Deze link werkt niet",
        "Kijk of u de hele link uit de e-mail hebt gebruikt, of vraag een nieuwe link aan.",
        "This link does not work",
        "Check that you used the whole link from the email, or ask for a new link.",
    ),
}
_STYLE: Final = """
:root{color-scheme:light dark;--ink:#10243a;--page:#fff;--line:#6b7c8c;--teal:#0b5c66;--on:#fff;
--sand:#f7f3ec;--red:#b3261e}
@media(prefers-color-scheme:dark){:root{--ink:#e9eef3;--page:#0f1b27;--line:#8fa0b0;--teal:#7fd3dd;
--on:#0f1b27;--sand:#1a2836;--red:#ffb4ab}}
*{box-sizing:border-box}body{font:1rem/1.5 "Atkinson Hyperlegible",system-ui,sans-serif;margin:0;
color:var(--ink);background:var(--page)}header{border-bottom:1px solid var(--line);
padding:.75rem 0}
header a{color:inherit;font-weight:700;text-decoration:none}
header div,main{max-width:38rem;margin:0 auto;padding:0 1rem}
main{padding:1.5rem 1rem 3rem}
h1{font-size:1.75rem;line-height:1.25;margin:.5rem 0 1rem}
a{color:var(--teal)}label{display:block;font-weight:700;margin-top:1rem}
.hint{display:block;font-weight:400;opacity:.85}
input{font:inherit;color:inherit;background:var(--page);width:100%;max-width:24rem;
min-height:2.75rem;padding:.5rem .75rem;border:1px solid var(--line);border-radius:4px}
button{font:inherit;font-weight:700;min-height:2.75rem;padding:.5rem 1.5rem;margin-top:1.25rem;
color:var(--on);background:var(--teal);border:0;border-radius:4px;cursor:pointer}
:focus-visible{outline:3px solid var(--teal);outline-offset:2px}
.error{color:var(--red);font-weight:700;display:block}
.other{background:var(--sand);border-radius:6px;padding:.75rem 1rem;margin-top:1.5rem}
.other h2{font-size:1.1rem;margin:0}.other p{margin:.25rem 0}
"""
_FRAME: Final = """<!DOCTYPE html>
<html lang="nl"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer"><meta name="robots" content="noindex">
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<title>{title} - Wachtlijsttool Kraamzorg</title><style>{style}</style></head>
<body><header><div><a href="/">Wachtlijsttool Kraamzorg</a></div></header>
<main><h1>{title}</h1>{body}</main></body></html>
"""


def door() -> HTMLResponse:
    """One button, since mail scanners fetch links; the same for every token."""
    return _page(
        "Uw persoonlijke link",
        "<p>Klik op Doorgaan om verder te gaan.</p>"
        '<form method="post"><button type="submit">Doorgaan</button></form>'
        '<div class="other" lang="en"><p>Press the button to continue.</p></div>',
    )


def unsubscribe() -> HTMLResponse:
    """One button, for who presses the link in a browser; the same for every token."""
    return _page(
        "Geen e-mail meer hierover",
        "<p>Wilt u over dit onderwerp geen e-mail meer krijgen? U leest het dan alleen nog in de"
        " tool, onder Berichten. Onder Profiel kunt u dit altijd weer aanzetten.</p>"
        '<form method="post"><button type="submit">Geen e-mail meer</button></form>',
    )


def unsubscribed() -> HTMLResponse:
    """Say that it was done."""
    return _page(
        "U krijgt hierover geen e-mail meer",
        "<p>U leest het voortaan in de tool, onder Berichten. Onder Profiel zet u de e-mail weer"
        ' aan.</p><p><a href="/inloggen">Inloggen</a></p>',
    )


def ended(outcome: LinkOutcome) -> HTMLResponse:
    """Say why a link opens nothing any more, and how to get a new one."""
    title, text, title_en, text_en = ENDED[outcome]
    body = (
        f"<p>{text}</p>{_ask_again()}"
        f'<div class="other" lang="en"><h2>{title_en}</h2><p>{text_en}</p></div>'
    )
    return _page(title, body)


def lost(errors: Errors = _NOTHING_WRONG, email: str = "") -> HTMLResponse:
    """Ask where to send a new link to; what was typed stays."""
    return _page(
        "Link opnieuw sturen",
        _ask_again(errors, email)
        + '<div class="other" lang="en"><p>Fill in your email address to get a new link.</p></div>',
        has_errors=bool(errors),
    )


def sent_again() -> HTMLResponse:
    """Answer the same, whoever asked."""
    return _page(
        "Kijk in uw e-mail",
        "<p>Kennen wij dit e-mailadres? Dan krijgt u binnen een paar minuten een nieuwe link."
        " Kijk ook in uw map met ongewenste e-mail.</p>"
        '<div class="other" lang="en"><h2>Check your email</h2><p>If we know this address, you will'
        " get a new link within a few minutes.</p></div>",
    )


def letter(errors: Errors = _NOTHING_WRONG, code: str = "", birth_date: str = "") -> HTMLResponse:
    """Ask the code of a letter and her birth date; what was typed stays."""
    return _page(
        "Aanmelding bevestigen met uw brief",
        "<p>Vul de code uit de brief in en uw geboortedatum.</p>"
        '<form method="post" novalidate>'
        + _field("code", "Code", "Zo staat hij in de brief: ABCD-EFGH-JKLM", errors, code)
        + _field("birth_date", "Geboortedatum", "dd-mm-jjjj", errors, birth_date)
        + '<button type="submit">Verder</button></form>'
        '<div class="other" lang="en"><p>Fill in the code from your letter and your date of birth'
        " (dd-mm-yyyy).</p></div>",
        has_errors=bool(errors),
    )


def _ask_again(errors: Errors = _NOTHING_WRONG, email: str = "") -> str:
    return (
        '<form method="post" action="/link-opnieuw" novalidate>'
        + _field("email", "E-mailadres", "naam@voorbeeld.nl", errors, email, look=_ADDRESS)
        + '<br><button type="submit">Link opnieuw sturen</button></form>'
    )


def _field(  # noqa: PLR0913 - the parts of a question
    name: str, label: str, hint: str, errors: Errors, value: str = "", *, look: str = _SHORT
) -> str:
    described = f"{name}-hint {name}-error" if name in errors else f"{name}-hint"
    return (
        f'<label for="{name}">{label}</label><span class="hint" id="{name}-hint">{hint}</span>'
        f'{_error(name, errors)}<input id="{name}" name="{name}" value="{escape(value)}" {look}'
        f' aria-describedby="{described}" aria-invalid="{"true" if name in errors else "false"}"'
        f"{' autofocus' if name == next(iter(errors), '') else ''}>"
    )


def _error(name: str, errors: Errors) -> str:
    if name not in errors:
        return ""
    dutch, english = map(escape, errors[name])
    said = f'{dutch} <span lang="en">{english}</span>'
    return f'<span class="error" id="{name}-error">{said}</span>'


def _page(title: str, body: str, *, has_errors: bool = False) -> HTMLResponse:
    headers = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
    shown = _FRAME.format(title=title, style=_STYLE, body=body)
    return HTMLResponse(shown, status_code=400 if has_errors else 200, headers=headers)
