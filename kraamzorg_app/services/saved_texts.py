"""Which texts there are, and which one holds now: the admin's own, else the shipped one."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from kraamzorg_app.domain.notifications import TABLE, Notification, Told
from kraamzorg_app.models.tool import TextVersion
from kraamzorg_app.services import languages, mail_texts, text_rules, tool_settings
from kraamzorg_app.services.mail_texts import MailText
from kraamzorg_app.services.unit_of_work import UnitOfWork

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TextKey:
    """Which text: a notification, whom it is for, and the language."""

    notification: Notification
    audience: str
    language: str

    def __str__(self) -> str:
        return f"{self.notification}-{self.audience}-{self.language}"


def every_text() -> Iterator[tuple[TextKey, Told]]:
    """List every text that there is, each once."""
    for notification, lines in TABLE.items():
        told_by_text = {told.text: told for told in reversed(lines)}
        for told in dict.fromkeys(told_by_text[line.text] for line in lines):
            spoken = languages.languages() if told.recipient.is_client else ("nl",)
            for language in spoken:
                yield TextKey(notification, told.text, language), told


def render(
    work: UnitOfWork,
    notification: Notification,
    told: Told,
    language: str,
    values: Mapping[str, str],
) -> MailText:
    """Fill in the text that holds now; one that can't be filled in gives way to the shipped one."""
    language = mail_texts.language_for(told, language)
    facts = tool_settings.facts(
        tool_settings.current(work.session), language, work.settings.public_url
    )
    shipped = mail_texts.shipped(notification, told, language)
    own = parts_of(latest(work, TextKey(notification, told.text, language)))
    if own is not None:
        try:
            return mail_texts.compose(
                own._replace(html=text_rules.clean(own.html)), told, language, values, facts
            )
        except KeyError as missing:
            logger.warning("text %s-%s-%s lacks %s", notification, told.text, language, missing)
    return mail_texts.compose(shipped, told, language, values, facts)


def subject(work: UnitOfWork, notification: Notification, told: Told) -> str:
    """Give the subject that holds now in Dutch, with its placeholders."""
    own = parts_of(latest(work, TextKey(notification, told.text, languages.SOURCE_LANGUAGE)))
    shipped = mail_texts.shipped(notification, told, languages.SOURCE_LANGUAGE)
    return (own or shipped).subject


def is_of(key: TextKey) -> tuple[ColumnElement[bool], ...]:
    """Give the conditions that keep the versions of one text."""
    return (
        col(TextVersion.notification) == key.notification.value,
        col(TextVersion.audience) == key.audience,
        col(TextVersion.language) == key.language,
    )


def latest(work: UnitOfWork, key: TextKey) -> TextVersion | None:
    """Find the version that counts, if anybody ever saved one."""
    return work.session.exec(
        select(TextVersion).where(*is_of(key)).order_by(col(TextVersion.number).desc()).limit(1)
    ).first()


def parts_of(row: TextVersion | None) -> MailText | None:
    """Give a version's own text; None stands for the shipped one."""
    if row is None or row.subject is None or row.text is None or row.html is None:
        return None
    return MailText(row.subject, row.text, row.html)
