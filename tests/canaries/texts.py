"""What some bytes say, in every way in which it can be written: packed, escaped or encoded."""

from __future__ import annotations

import email
import gzip
import html
import io
import re
import zipfile
from collections.abc import Iterator
from email.header import decode_header, make_header
from urllib.parse import unquote_plus

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))")
_ENTITY = re.compile(r"&(?:#|[a-z]+;)")
_QUOTED = re.compile(r"%[0-9A-Fa-f]{2}")


def texts_in(content: bytes) -> Iterator[str]:
    """Give the text as it stands and, where something is escaped, what it stands for."""
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield from texts_in(archive.read(name))
    elif content.startswith(b"\x1f\x8b"):
        yield from texts_in(gzip.decompress(content))
    else:
        yield from _readings(content.decode(errors="replace"))


def texts_of_mail(content: bytes) -> Iterator[str]:
    """Give the headers and the parts of a mail, decoded, beside its source."""
    mail = email.message_from_bytes(content)
    yield from _readings(content.decode(errors="replace"))
    yield "\n".join(map(_header, mail.values()))
    for part in mail.walk():
        if not part.is_multipart():
            yield from texts_in(part.get_payload(decode=True) or b"")


def recipient(content: bytes) -> str:
    """Give the address that a mail names."""
    return _header(email.message_from_bytes(content)["To"])


def subject_and_sender(content: bytes) -> str:
    """Give what stands in a list of mails, for whoever looks over a shoulder."""
    mail = email.message_from_bytes(content)
    return f"{_header(mail['From'])} {_header(mail['Subject'])}"


def _header(value: object) -> str:
    # Not by the newer policy of the library, which takes ten times as long.
    return str(make_header(decode_header(str(value))))


def _readings(text: str) -> Iterator[str]:
    yield text
    # An answer of a socket is JSON within JSON.
    for _depth in range(2):
        if "\\" in text:
            text = _ESCAPE.sub(_unescaped, text)
            yield text
    if _ENTITY.search(text):
        yield html.unescape(text)
    if _QUOTED.search(text):
        yield unquote_plus(text)


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else _PLAIN.get(found[2], found[2])


_PLAIN = dict.fromkeys("bfnrt", " ")
