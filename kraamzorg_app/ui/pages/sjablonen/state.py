"""The State of the pages of texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import reflex as rx

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import text_versions
from kraamzorg_app.services.languages import own_name
from kraamzorg_app.services.mail_texts import MailText
from kraamzorg_app.services.saved_texts import TextKey
from kraamzorg_app.services.text_versions import Saved, TextPage, Version
from kraamzorg_app.ui import bridge, formatting
from kraamzorg_app.ui.bridge import FAILED, PageState
from kraamzorg_app.ui.policies import handler
from kraamzorg_app.ui.tool_sentences import NOTIFICATIONS, PLACEHOLDERS, READERS

PATH: Final = "/beheer/sjablonen"


@dataclass
class TextRow:
    """One text in the list."""

    href: str
    name: str
    reader: str
    language: str
    subject: str
    is_own: bool
    saved: str


@dataclass
class VersionRow:
    """One version in the history."""

    number: int
    label: str
    moment: str
    is_current: bool


@dataclass
class Parts:
    """A text in its three parts."""

    subject: str = ""
    text: str = ""
    html: str = ""


class SjablonenState(PageState, rx.State):
    """Every text."""

    rows: list[TextRow] = []
    is_loaded: bool = False

    @handler(Permission.TEMPLATE_MANAGE)
    async def load(self) -> None:
        """List the texts."""
        found = await bridge.run(self, text_versions.list_texts)
        if isinstance(found, tuple):
            self.rows = [
                TextRow(
                    href=f"{PATH}/{line.key}",
                    name=NOTIFICATIONS[line.key.notification],
                    reader=READERS.get(line.key.audience, line.key.audience),
                    language=own_name(line.key.language),
                    subject=line.subject,
                    is_own=line.is_own,
                    saved=_saved(line.saved_by, formatting.moment(line.saved_at))
                    if line.saved_at
                    else "",
                )
                for line in found
            ]
        self.is_loaded = True


class SjabloonState(PageState, rx.State):
    """One text: what it is now, what is being written, how that looks."""

    title: str = ""
    language: str = "nl"
    parts: Parts = Parts()
    shipped: Parts = Parts()
    placeholders: list[list[str]] = []
    versions: list[VersionRow] = []
    preview: Parts = Parts()
    is_previewing: bool = False
    is_loaded: bool = False
    is_missing: bool = False

    def _forget(self) -> None:
        super()._forget()
        self.is_loaded, self.is_previewing, self.is_missing = False, False, False

    @handler(Permission.TEMPLATE_MANAGE)
    async def load(self) -> None:
        """Show the text that the address names."""
        await self._read()

    @handler(Permission.TEMPLATE_MANAGE)
    async def look(self, typed: dict[str, Any]) -> None:
        """Show what was typed as a mail, before anything is saved."""
        self.field_errors = {}
        shown = await bridge.run(self, text_versions.preview, self._key(), typed)
        if isinstance(shown, MailText):
            self.parts = _typed(typed)
            self.preview, self.is_previewing = Parts(*shown), True

    @handler(Permission.TEMPLATE_MANAGE)
    def go_on(self) -> None:
        """Write on."""
        self.is_previewing = False

    @handler(Permission.TEMPLATE_MANAGE)
    async def try_out(self) -> None:
        """Mail it to oneself."""
        sent = await bridge.run(self, text_versions.send_trial, self._key(), vars(self.parts))
        if sent is not FAILED:
            await bridge.show(self, "De proefmail is onderweg naar uw eigen adres.", "success")

    @handler(Permission.TEMPLATE_MANAGE)
    async def save(self) -> None:
        """Save what is shown."""
        saved = await bridge.run(self, text_versions.save, self._key(), vars(self.parts))
        if isinstance(saved, Saved):
            self.is_previewing = False
            await self._read()
            cleaned = " Opmaak die niet mag, is weggehaald." if saved.was_cleaned else ""
            await bridge.show(self, f"De tekst is opgeslagen en geldt nu.{cleaned}", "success")

    @handler(Permission.TEMPLATE_MANAGE)
    async def restore(self, number: int) -> None:
        """Make an earlier text, or the shipped one, count again."""
        self.field_errors = {}
        if await bridge.run(self, text_versions.restore, self._key(), number) is not FAILED:
            self.is_previewing = False
            await self._read()
            await bridge.show(self, "De tekst is teruggezet en geldt nu.", "success")

    def _key(self) -> str:
        return self.router.url.path.rstrip("/").rpartition("/")[2]

    async def _read(self) -> None:
        found = await bridge.run(self, text_versions.read, self._key())
        self.is_loaded = True
        if not isinstance(found, TextPage):
            self.is_missing = True
            return
        self.title, self.language = _title(found.key), found.key.language
        self.parts, self.shipped = Parts(*found.parts), Parts(*found.shipped)
        self.placeholders = [
            [f"{{{name}}}", PLACEHOLDERS.get(name, "")] for name in found.placeholders
        ]
        self.versions = [
            _version(version, is_current=index == 0) for index, version in enumerate(found.versions)
        ]


def _title(key: TextKey) -> str:
    reader = READERS.get(key.audience, key.audience)
    return f"{NOTIFICATIONS[key.notification]}, voor {reader} ({own_name(key.language)})"


def _typed(typed: dict[str, Any]) -> Parts:
    return Parts(*(str(typed.get(name, "")) for name in ("subject", "text", "html")))


def _saved(by: str, moment: str) -> str:
    return f"{moment}, {by}" if by else moment


def _version(version: Version, *, is_current: bool) -> VersionRow:
    subject = version.parts.subject if version.parts else "Standaardtekst"
    return VersionRow(
        number=version.number,
        label=f"Versie {version.number}: {subject}",
        moment=_saved(version.saved_by, formatting.moment(version.saved_at)),
        is_current=is_current,
    )
