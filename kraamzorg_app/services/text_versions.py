"""The texts of the mails as the functional admin writes them, over the shipped ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import col, select

from kraamzorg_app.domain.errors import FieldErrors, NotFound
from kraamzorg_app.domain.notifications import Told
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.accounts import User
from kraamzorg_app.models.tool import TextVersion
from kraamzorg_app.services import audit, mail_texts, outbox, text_rules, tool_settings
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.mail_texts import MailText
from kraamzorg_app.services.saved_texts import TextKey, every_text, is_of, latest, parts_of
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

_SAMPLES: Final = {
    "first_name": "Sanne",
    "region": "KSV Voorbeeld",
    "provider": "Kraamzorg Voorbeeld",
    "organization": "Voorbeeldverzekeraar",
    "member": "Robin de Vries",
    "expires_on": "31-12-2026",
    "week": "47",
    "news": "nieuwe cliënt op de wachtlijst (3), een cliënt is in zorg genomen (1)",
    "born": "1",
    "overdue": "0",
    "critical": "4",
    "soon": "9",
    "nearing": "12",
    "past_threshold": "3",
    "awaiting": "2",
    "expired": "1",
    "unanswered": "5",
    "waiting": "128",
    "placed": "14",
    "taken": "11",
    "urgent": "3",
    "closed": "6",
    "births": "1",
    "shortage": "9",
    "files": "De lijst zelf staat voor u klaar als CSV en als Excel.",
    "ticket": "1024",
    "number": "7",
    "failed": "3",
    "bounced": "2",
    "codes": "smtp_550 (3)",
    "answer": "Uw aanvraag is compleet.",
}


@dataclass(frozen=True, slots=True)
class TextLine:
    """One text in the list of all."""

    key: TextKey
    subject: str
    is_own: bool
    """Differs from the shipped text."""
    saved_at: datetime | None
    saved_by: str


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a text; the shipped text where `parts` is None."""

    number: int
    parts: MailText | None
    saved_at: datetime
    saved_by: str


@dataclass(frozen=True, slots=True)
class TextPage:
    """One text with everything to edit it by."""

    key: TextKey
    parts: MailText
    shipped: MailText
    placeholders: tuple[str, ...]
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a text that was saved."""

    parts: MailText
    was_cleaned: bool
    """Some of the HTML was taken out."""


@use_case(Permission.TEMPLATE_MANAGE)
def list_texts(work: UnitOfWork) -> tuple[TextLine, ...]:
    """List every text with whether it was changed, by whom and when."""
    rows = work.session.exec(select(TextVersion).order_by(col(TextVersion.number))).all()
    newest = {(row.notification, row.audience, row.language): row for row in rows}
    names = _names(work)
    return tuple(_line(key, told, newest, names) for key, told in every_text())


@use_case(Permission.TEMPLATE_MANAGE)
def read(work: UnitOfWork, key: str) -> TextPage:
    """Read one text with its shipped form and its history; raises `NotFound`."""
    found, told = _known(key)
    rows = work.session.exec(
        select(TextVersion).where(*is_of(found)).order_by(col(TextVersion.number).desc())
    ).all()
    shipped = mail_texts.shipped(found.notification, told, found.language)
    names = _names(work)
    return TextPage(
        key=found,
        parts=parts_of(rows[0] if rows else None) or shipped,
        shipped=shipped,
        placeholders=tuple(sorted(text_rules.allowed_placeholders(told))),
        versions=tuple(
            Version(row.number, parts_of(row), row.saved_at, names.get(row.saved_by, ""))
            for row in rows
        ),
    )


@use_case(Permission.TEMPLATE_MANAGE)
def save(work: UnitOfWork, key: str, typed: Mapping[str, object]) -> Saved:
    """Save a text; raises `FieldErrors` for subject, text or html and then changes nothing."""
    found, told = _known(key)
    parts, was_cleaned = _checked(found, told, typed)
    _write(work, found, told, parts)
    return Saved(parts, was_cleaned)


@use_case(Permission.TEMPLATE_MANAGE)
def restore(work: UnitOfWork, key: str, number: int) -> None:
    """Make an earlier version count again, as a new one; number 0 is the shipped text."""
    found, told = _known(key)
    if not isinstance(number, int) or isinstance(number, bool):
        raise NotFound
    if number == 0:
        _write(work, found, told, None)
        return
    row = work.session.exec(
        select(TextVersion).where(*is_of(found), col(TextVersion.number) == number)
    ).one_or_none()
    if row is None:
        raise NotFound
    parts = parts_of(row)
    if parts is not None:
        # The rules may have changed since it was written.
        parts, _ = _checked(found, told, parts._asdict())
    _write(work, found, told, parts)


@use_case(Permission.TEMPLATE_MANAGE)
def preview(work: UnitOfWork, key: str, typed: Mapping[str, object]) -> MailText:
    """Fill in what was typed with sample data; raises `FieldErrors`, saves nothing."""
    return _sample(work, key, typed)


@use_case(Permission.TEMPLATE_MANAGE)
def send_trial(work: UnitOfWork, key: str, typed: Mapping[str, object]) -> None:
    """Mail what was typed, filled in with sample data, to whoever asks for it."""
    mail = _sample(work, key, typed)
    user = work.session.get_one(User, work.actor.user_id)
    subject = f"[Proef] {mail.subject}"
    outbox.enqueue(work, "text_trial", outbox.Mail(user.email, subject, *mail[1:]))
    audit.record(
        work, LogEvent.TEXT_TRIED, "E", purpose=Purpose.ADMINISTRATION, details={"text": key}
    )


def _sample(work: UnitOfWork, key: str, typed: Mapping[str, object]) -> MailText:
    found, told = _known(key)
    parts, _ = _checked(found, told, typed)
    facts = tool_settings.facts(
        tool_settings.current(work.session), found.language, work.settings.public_url
    )
    values = _SAMPLES | {"link": f"{work.settings.public_url}/voorbeeld"}
    return mail_texts.compose(parts, told, found.language, values, facts)


def _checked(key: TextKey, told: Told, typed: Mapping[str, object]) -> tuple[MailText, bool]:
    """Take what was typed, with clean HTML; tells whether anything was cleaned away."""
    subject, text, html = (_typed(typed, name) for name in MailText._fields)
    cleaned = text_rules.clean(html)
    parts = MailText(subject.strip(), text.strip() + "\n", cleaned)
    shipped = mail_texts.shipped(key.notification, told, key.language)
    if errors := text_rules.problems(parts, told, shipped):
        unknown = ", ".join(text_rules.unknown_placeholders(parts, told))
        raise FieldErrors(errors, unknown=unknown)
    return parts, _letters(cleaned) != _letters(html)


def _typed(typed: Mapping[str, object], name: str) -> str:
    value = typed.get(name)
    return value.replace("\r\n", "\n") if isinstance(value, str) else ""


def _letters(html: str) -> str:
    """Reduce HTML to what matters for telling whether something was taken out."""
    return "".join(html.replace("&nbsp;", "\u00a0").replace('"', "").replace("'", "").split())


def _write(work: UnitOfWork, key: TextKey, told: Told, parts: MailText | None) -> None:
    before = latest(work, key)
    former = parts_of(before)
    if parts == former:
        return
    work.session.add(
        TextVersion(
            notification=key.notification,
            audience=key.audience,
            language=key.language,
            number=before.number + 1 if before is not None else 1,
            subject=parts.subject if parts else None,
            text=parts.text if parts else None,
            html=parts.html if parts else None,
            saved_at=work.now,
            saved_by=work.actor.user_id,
        )
    )
    shipped = mail_texts.shipped(key.notification, told, key.language)
    audit.record(
        work,
        LogEvent.TEXT_CHANGED,
        "U",
        purpose=Purpose.ADMINISTRATION,
        details={
            "text": str(key),
            "before": (former or shipped)._asdict(),
            "after": (parts or shipped)._asdict(),
        },
    )


def _known(key: object) -> tuple[TextKey, Told]:
    for known, told in every_text():
        if str(known) == key:
            return known, told
    raise NotFound


def _line(
    key: TextKey,
    told: Told,
    newest: Mapping[tuple[str, str, str], TextVersion],
    names: Mapping[object, str],
) -> TextLine:
    row = newest.get((key.notification.value, key.audience, key.language))
    own = parts_of(row)
    parts = own or mail_texts.shipped(key.notification, told, key.language)
    return TextLine(
        key=key,
        subject=parts.subject,
        is_own=own is not None,
        saved_at=row.saved_at if row else None,
        saved_by=names.get(row.saved_by, "") if row else "",
    )


def _names(work: UnitOfWork) -> dict[object, str]:
    """Name who ever saved a text: a handful of administrators."""
    rows = work.session.exec(
        select(User.id, User.display_name).where(
            col(User.id).in_(select(TextVersion.saved_by).distinct())
        )
    ).all()
    return dict(rows)
