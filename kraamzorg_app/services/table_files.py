"""Reading of an uploaded table, CSV or Excel, as texts: bounded, and formulas are never run."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from kraamzorg_app.domain.calendar import format_date
from kraamzorg_app.domain.errors import FieldErrors

MAX_BYTES: Final = 5_000_000
MAX_ROWS: Final = 20_000
MAX_COLUMNS: Final = 40
MAX_CELL_LENGTH: Final = 1000
MAX_UNPACKED_BYTES: Final = 60_000_000
MAX_UNPACKED_FILES: Final = 500
MAX_SHOWN_COLUMNS: Final = 12
MAX_SHOWN_LENGTH: Final = 30
_ZIP_MARK: Final = b"PK\x03\x04"
_DELIMITERS: Final = (";", ",", "\t")
_FORMULA_SIGNS: Final = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that an import knows: each with the headings by which it may be called."""

    headings: Mapping[str, tuple[str, ...]]
    required: Sequence[str]


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row with its number in the file (the headings are row 1); a missing cell is empty."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with one row, as a code, with the text at fault."""

    row: int
    code: str
    value: str = ""


def read(content: object, columns: Columns) -> tuple[TableRow, ...]:
    """Read the rows of a file; raises `FieldErrors` on "file" for what is no such table.

    CSV in UTF-8 or Windows-1252 with ; or , or tabs between the cells; xlsx: the first sheet.
    At most 20,000 rows and 5 MB.
    """
    if not isinstance(content, bytes) or not content.strip():
        raise FieldErrors({"file": "file_empty"})
    if len(content) > MAX_BYTES:
        raise FieldErrors({"file": "file_too_large"})
    lines = _xlsx_lines(content) if content.startswith(_ZIP_MARK) else _csv_lines(content)
    return _rows(lines, columns)


def is_formula(text: str) -> bool:
    """Say whether a spreadsheet could take a text for a formula (OWASP, CSV injection)."""
    return text.lstrip().startswith(_FORMULA_SIGNS)


def _rows(lines: Iterator[list[str]], columns: Columns) -> tuple[TableRow, ...]:
    try:
        heading = next(lines, [])
        names = _names(heading, columns)
        found = []
        for number, line in enumerate(lines, start=2):
            if number > MAX_ROWS + 1:
                raise FieldErrors(
                    {"file": "file_too_many_rows"}, most=f"{MAX_ROWS:,}".replace(",", ".")
                )
            if any(line):
                cells = {name: line[at] if at < len(line) else "" for name, at in names.items()}
                found.append(TableRow(number, cells))
    except (csv.Error, UnicodeError, zipfile.BadZipFile, ParseError, ValueError, KeyError) as wrong:
        raise FieldErrors({"file": "file_unreadable"}) from wrong
    if not found:
        raise FieldErrors({"file": "file_empty"})
    return tuple(found)


def _names(heading: Sequence[str], columns: Columns) -> dict[str, int]:
    """Find at which place each column stands; raises `FieldErrors` that names what is missing."""
    places = {_plain(text): at for at, text in reversed(list(enumerate(heading)))}
    names = {
        name: places[_plain(alias)]
        for name, aliases in columns.headings.items()
        for alias in reversed(aliases)
        if _plain(alias) in places
    }
    missing = [columns.headings[name][0] for name in columns.required if name not in names]
    if missing:
        shown = [text[:MAX_SHOWN_LENGTH] for text in heading if text][:MAX_SHOWN_COLUMNS]
        raise FieldErrors(
            {"file": "file_columns"}, missing=", ".join(missing), found=", ".join(shown) or "geen"
        )
    return names


def _plain(heading: str) -> str:
    return " ".join(heading.replace("_", " ").replace("-", " ").casefold().split())


def _csv_lines(content: bytes) -> Iterator[list[str]]:
    if b"\x00" in content:
        raise FieldErrors({"file": "file_unreadable"})
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first_line = text.lstrip().partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first_line.count)
    for line in csv.reader(io.StringIO(text.lstrip(), newline=""), delimiter=delimiter):
        yield [_text(cell) for cell in line[:MAX_COLUMNS]]


def _xlsx_lines(content: bytes) -> Iterator[list[str]]:
    _check_archive(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
    except (InvalidFileException, KeyError, IndexError, ValueError, TypeError, ParseError) as wrong:
        raise FieldErrors({"file": "file_unreadable"}) from wrong
    sheet.reset_dimensions()
    lines: Iterable[Sequence[Any]] = sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True)
    yield from ([_text(cell) for cell in line] for line in islice(lines, MAX_ROWS + 2))


def _check_archive(content: bytes) -> None:
    """Refuse a zip bomb unopened; what is unpacked later never exceeds these sizes."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as wrong:
        raise FieldErrors({"file": "file_unreadable"}) from wrong
    if len(files) > MAX_UNPACKED_FILES or sum(f.file_size for f in files) > MAX_UNPACKED_BYTES:
        raise FieldErrors({"file": "file_unpacks_too_large"})


def _text(cell: object) -> str:
    """Give what a cell says; a formula stays the text that it is, a whole number has no point."""
    match cell:
        case None:
            return ""
        case bool():
            return "ja" if cell else "nee"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return format_date(cell.date())
        case date():
            return format_date(cell)
        case _:
            return " ".join(str(cell).split())[:MAX_CELL_LENGTH]
