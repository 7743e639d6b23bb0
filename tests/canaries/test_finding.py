"""That the search finds what it is for, however it is written, and nothing else."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from datetime import date
from email.message import EmailMessage
from urllib.parse import quote

import pytest

from tests.canaries.finding import Finder, spelled_day, spelled_phone, spelled_postcode
from tests.canaries.texts import texts_in, texts_of_mail

HER = {
    "last_name": ["Toets-Brûlée"],
    "birth_date": spelled_day(date(1975, 3, 8)),
    "phone": spelled_phone("71234567"),
    "address": spelled_postcode("8731", "QK"),
    "bsn": ["000012349"],
}
FINDER = Finder({"her": HER, "sister": {"last_name": HER["last_name"]}})


def packed(text: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", text)
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        "mevrouw TOETS-BRÛLÉE".encode(),
        json.dumps(["Toets-Brûlée"]).encode(),
        json.dumps(json.dumps({"a\n": "\nToets-Brûlée"})).encode(),
        b"<p>Toets&#45;Br&ucirc;l&eacute;e</p>",
        quote("Toets-Brûlée").encode(),
        gzip.compress("Toets-Brûlée".encode()),
        packed("<t>Toets-Brûlée</t>"),
    ],
    ids=["capitals", "json", "json in json", "html", "url", "gzip", "xlsx"],
)
def test_a_name_is_found_however_it_is_written(content: bytes) -> None:
    assert FINDER.fields_in(texts_in(content)) == {("her", "last_name"), ("sister", "last_name")}


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
def test_a_name_is_found_in_a_mail(encoding: str) -> None:
    mail = EmailMessage()
    mail["Subject"] = "Geboren op 8 maart 1975"
    mail.set_content("Beste mevrouw Toets-Brûlée,\n", cte=encoding)
    assert ("her", "last_name") in FINDER.fields_in(texts_of_mail(mail.as_bytes()))
    assert ("her", "birth_date") in FINDER.fields_in(texts_of_mail(mail.as_bytes()))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("1975-03-08T00:00", "birth_date"),
        ("08-03-1975", "birth_date"),
        ("tel:+31671234567", "phone"),
        ("06 71234567", "phone"),
        ("8731 qk", "address"),
        ("8731%20QK", "address"),
        ("BSN 000012349.", "bsn"),
    ],
)
def test_a_number_is_found_in_each_of_its_spellings(text: str, name: str) -> None:
    assert FINDER.fields_in(texts_in(text.encode())) == {("her", name)}


@pytest.mark.parametrize(
    "text", ["0.000012349", "9000012349", "0000123490", "ae000012349", "18731QK"]
)
def test_a_piece_of_a_longer_number_is_none_of_hers(text: str) -> None:
    assert FINDER.fields_in([text]) == set()
