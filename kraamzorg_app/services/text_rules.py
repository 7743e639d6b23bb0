"""What a text of a mail must be before it can be saved: placeholders only, clean HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

import nh3

from kraamzorg_app.domain.notifications import Told
from kraamzorg_app.domain.tool_settings import PLACEHOLDERS
from kraamzorg_app.services.mail_texts import MailText, placeholders_in

LONGEST_SUBJECT: Final = 150
LONGEST_TEXT: Final = 9_000
_TAGS: Final = {"p", "h2", "h3", "ul", "ol", "li", "a", "strong", "em", "b", "i", "br"}
_NOT_IN_SUBJECT: Final = frozenset({"link", "first_name", "faq_link", "questions"})
"""A subject is read by whoever looks at the screen (design, section 5)."""
_LINKS: Final = frozenset({"{link}", "{faq_link}", "{questions}", "mailto:{helpdesk}"})
_NAMED: Final = re.compile(r"\{[a-z_]+\}")


def allowed_placeholders(told: Told) -> frozenset[str]:
    """List what a text of this line may name."""
    return told.placeholders | PLACEHOLDERS


def unknown_placeholders(parts: MailText, told: Told) -> tuple[str, ...]:
    """Name what a text of this line can't name, as it stands there."""
    used = {name for part in parts for name in placeholders_in(part)}
    return tuple(f"{{{name}}}" for name in sorted(used - allowed_placeholders(told)))


def clean(html: str) -> str:
    """Take out of HTML what a mail of ours has no use for: scripts, styles, forms, images."""
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}},
        allowed_classes={"p": {"action"}},
        url_schemes={"https", "mailto"},
        link_rel=None,
        strip_comments=True,
    ).strip()


def problems(parts: MailText, told: Told, shipped: MailText) -> dict[str, str]:
    """Give the code of what is wrong with each part: subject, text, html; empty when it is good.

    The HTML is judged as `clean` leaves it.
    """
    found: dict[str, str] = {}
    limits = (("subject", LONGEST_SUBJECT), ("text", LONGEST_TEXT), ("html", LONGEST_TEXT))
    for name, longest in limits:
        part = getattr(parts, name)
        code = _problem(part, longest) or _wrong_placeholder(name, part, told)
        if code is None and name != "subject":
            code = _lost_link(part, getattr(shipped, name))
        if code is not None:
            found[name] = code
    if "\n" in parts.subject or "\r" in parts.subject:
        found["subject"] = "one_line_only"
    if "html" not in found and not _has_good_links(parts.html):
        found["html"] = "placeholder_in_link"
    return found


def _problem(part: str, longest: int) -> str | None:
    if not part.strip():
        return "required"
    if len(part) > longest:
        return "too_long"
    if any(not sign.isprintable() and sign not in "\r\n\t" for sign in part):
        return "odd_characters"
    return None


def _wrong_placeholder(name: str, part: str, told: Told) -> str | None:
    used = placeholders_in(part)
    if not used <= allowed_placeholders(told):
        return "placeholder_unknown"
    if name == "subject" and used & _NOT_IN_SUBJECT:
        return "placeholder_not_in_subject"
    if set("{}") & set(_NAMED.sub("", part)):
        return "stray_brace"
    return None


def _lost_link(part: str, shipped: str) -> str | None:
    """Refuse a text without the link that its reader needs."""
    needed = "link" in placeholders_in(shipped) and "link" not in placeholders_in(part)
    return "link_needed" if needed else None


def _has_good_links(html: str) -> bool:
    """Say whether no link is put together from values, which could lead anywhere."""
    reader = _Links()
    reader.feed(html)
    return all("{" not in target or target in _LINKS for target in reader.targets)


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.targets += [value for _name, value in attrs if value]
