"""The frame around every page.

    page(*children, path="/clienten")                 logged in: menu, bell, messages
    public_page(*children, narrow=False)              start page, log-in, registration of users
    client_page(*children, lang="nl", path="/mijn", section="")   the client: no menu, nl or en

`path` is the page's own address: it marks the menu item and makes the language switch.
The menu holds what `ShellState.menu` holds: pages that exist and that this person may use.
"""

from typing import Any, Literal

import reflex as rx

from kraamzorg_app.ui import reauthentication
from kraamzorg_app.ui.components.buttons import button
from kraamzorg_app.ui.components.icons import icon
from kraamzorg_app.ui.components.native import document_link, native_form
from kraamzorg_app.ui.components.notices import message_area
from kraamzorg_app.ui.page import NAME
from kraamzorg_app.ui.shell_state import ShellState

LOG_OUT_PATH = "/sessie/uitloggen"
BELL_PATH = "/berichten"
HELP_PATH = "/help"
QUESTIONS_PATH = "/vragen"
SECTION = "onderdeel"
"""Names a section of the manual in an address."""
Language = Literal["nl", "en"]

_DEMO = "Demo-omgeving: alle cliënten zijn verzonnen."
_CLIENT_TEXTS: dict[Language, dict[str, str]] = {
    "nl": {
        "skip": "Naar de inhoud",
        "languages": "Taal",
        "questions": "Vragen en antwoorden",
        "about": "Hulp bij deze pagina",
        "help": "Vragen? Mail de helpdesk:",
        "service": "een dienst van",
        "demo": _DEMO,
    },
    "en": {
        "skip": "Skip to content",
        "languages": "Language",
        "questions": "Questions and answers",
        "about": "Help with this page",
        "help": "Questions? Email the helpdesk:",
        "service": "a service of",
        "demo": "Demo: all clients are made up.",
    },
}


def page(*children: Any, path: str) -> rx.Component:
    """Frame a page for somebody who is logged in."""
    return _shell(
        _header(_tools(), _phone_menu(path), home="/start", menu=_menu(path)),
        rx.el.main(
            _help_link(),
            _messages(),
            rx.el.div(*children, class_name="stack"),
            id="inhoud",
            tab_index=-1,
            class_name="wrap",
        ),
        _footer(ask=_to_helpdesk(path)),
        _idle_warning(),
        reauthentication.panel(),
    )


def public_page(*children: Any, narrow: bool = False) -> rx.Component:
    """Frame a page that everybody may read."""
    links = rx.el.nav(
        rx.el.ul(
            rx.el.li(rx.el.a("Nu registreren", href="/registreren", class_name="menu__item")),
            rx.el.li(rx.el.a("Inloggen", href="/inloggen", class_name="menu__item")),
        ),
        aria_label="Account",
        class_name="menu menu--always",
    )
    return _shell(
        _header(links, home="/"),
        rx.el.main(
            _messages(),
            rx.el.div(*children, class_name="stack"),
            id="inhoud",
            tab_index=-1,
            class_name="wrap",
        ),
        _footer(),
        look="shell shell--narrow" if narrow else "shell",
    )


def client_page(
    *children: Any, lang: Language = "nl", path: str = "/mijn", section: str = ""
) -> rx.Component:
    """Frame a page for the client: nothing but her own matter, in her language.

    `section` names the question and answer that tells about the page.
    """
    texts = _CLIENT_TEXTS[lang]
    questions = f"{'' if lang == 'nl' else f'/{lang}'}{QUESTIONS_PATH}"
    about = _help_way(texts["about"], f"{questions}?{SECTION}={section}")
    languages = rx.el.nav(
        rx.el.ul(
            _language("nl", "Nederlands", path, lang),
            _language("en", "English", f"/en{path}", lang),
            class_name="language",
        ),
        aria_label=texts["languages"],
    )
    return rx.el.div(
        _shell(
            _header(languages, home=path if lang == "nl" else f"/en{path}"),
            rx.el.main(
                *([about] if section else []),
                _messages(),
                rx.el.div(*children, class_name="stack"),
                id="inhoud",
                tab_index=-1,
                class_name="wrap",
            ),
            _footer(
                texts["help"],
                texts["service"],
                ways=(texts["questions"], questions),
                demo=texts["demo"],
            ),
            look="shell shell--client",
            skip=texts["skip"],
        ),
        lang=lang,
    )


def _shell(*parts: rx.Component, look: str = "shell", skip: str = "Naar de inhoud") -> rx.Component:
    return rx.el.div(
        document_link(skip, href="#inhoud", class_name="skip-link"), *parts, class_name=look
    )


def _header(*parts: rx.Component, home: str, menu: rx.Component | None = None) -> rx.Component:
    """Frame the name with what stands beside it, and the menu in a row of its own."""
    brand = rx.el.a(
        rx.el.img(src="/favicon.svg", alt=""),
        rx.el.span(NAME),
        href=home,
        class_name="brand",
    )
    return rx.el.header(
        rx.el.div(brand, *parts, class_name="wrap site-header__bar"),
        *([menu] if menu else []),
        class_name="site-header",
    )


def _items(path: str) -> rx.Component:
    return rx.foreach(
        ShellState.menu,
        lambda item: rx.el.li(
            rx.el.a(
                item["label"],
                href=item["href"],
                aria_current=rx.cond(item["href"] == path, "page", "false"),
                class_name="menu__item",
            )
        ),
    )


def _log_out() -> rx.Component:
    return native_form(
        rx.el.button("Log uit", type="submit", class_name="menu__item"), action=LOG_OUT_PATH
    )


def _menu(path: str) -> rx.Component:
    return rx.el.nav(
        rx.el.ul(_items(path), class_name="wrap"),
        aria_label="Hoofdmenu",
        class_name="menu menu--row",
    )


def _tools() -> rx.Component:
    return rx.el.div(_bell(), _log_out(), class_name="menu")


def _phone_menu(path: str) -> rx.Component:
    return rx.el.div(
        _bell(),
        rx.el.details(
            rx.el.summary(icon("menu"), "Menu"),
            rx.el.nav(rx.el.ul(_items(path), rx.el.li(_log_out())), aria_label="Hoofdmenu"),
        ),
        class_name="menu-phone",
    )


def _bell() -> rx.Component:
    return rx.el.a(
        icon("bell"),
        rx.el.span("Berichten", class_name="visually-hidden"),
        rx.cond(
            ShellState.unread > 0,
            rx.el.span(
                ShellState.unread,
                rx.el.span(" ongelezen", class_name="visually-hidden"),
                class_name="bell__count",
            ),
        ),
        href=BELL_PATH,
        title="Berichten",
        class_name="menu__item bell",
    )


def _messages() -> rx.Component:
    return message_area(ShellState.message, ShellState.message_tone)


def _help_link() -> rx.Component:
    """Lead to the section of the manual about this page."""
    section = ShellState.help_section
    return rx.cond(section, _help_way("Hulp bij deze pagina", f"{HELP_PATH}?{SECTION}={section}"))


def _help_way(text: str, href: Any) -> rx.Component:
    return rx.el.a(text, href=href, class_name="help-link no-print")


def helpdesk_link() -> rx.Component:
    """Give the helpdesk's address, to mail to."""
    address = ShellState.helpdesk_email
    return document_link(address, href=f"mailto:{address}")


def _to_helpdesk(path: str) -> rx.Component:
    """Ask the helpdesk in the tool; the page that somebody comes from goes along."""
    address = "/helpdesk" if path == "/helpdesk" else f"/helpdesk?pagina={path}"
    return rx.fragment(
        "Vragen over de wachtlijsttool? ", rx.el.a("Naar de helpdesk", href=address), ". "
    )


def _footer(
    question: str = "Vragen over de wachtlijsttool? Mail de helpdesk:",
    service: str = "een dienst van",
    ask: rx.Component | None = None,
    ways: tuple[str, str] | None = None,
    demo: str = _DEMO,
) -> rx.Component:
    by_mail = rx.cond(ShellState.helpdesk_email, rx.fragment(question, " ", helpdesk_link(), ". "))
    return rx.el.footer(
        rx.el.div(
            rx.el.span(
                *([rx.el.a(ways[0], href=ways[1]), ". "] if ways else []),
                ask or by_mail,
                rx.cond(
                    ShellState.manager_name,
                    rx.fragment(f"{NAME}, {service} ", ShellState.manager_name, "."),
                ),
            ),
            rx.cond(ShellState.is_demo, rx.el.strong(demo)),
            class_name="wrap row row--between",
        ),
        class_name="site-footer",
    )


def _language(code: Language, name: str, href: str, current: Language) -> rx.Component:
    return rx.el.li(
        rx.el.a(name, href=href, lang=code, aria_current="true" if code == current else "false")
    )


def _idle_warning() -> rx.Component:
    return rx.cond(
        ShellState.idle_warning,
        rx.el.section(
            rx.el.div(
                rx.el.strong("U wordt over 2 minuten uitgelogd"),
                rx.el.p("U heeft een tijd niets gedaan. Wilt u doorgaan?"),
                rx.el.div(
                    button("Doorgaan", look="primary", on_click=ShellState.stay),
                    class_name="form__buttons",
                ),
                class_name="stack stack--tight",
            ),
            role="alertdialog",
            aria_label="U wordt bijna uitgelogd",
            class_name="idle",
        ),
    )
