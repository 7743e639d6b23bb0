"""A list as a file: CSV that opens right in Dutch Excel, and Excel with text cells only."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd

from kraamzorg_app.domain.calendar import format_date
from kraamzorg_app.domain.disclosure import Field
from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.services.contact_details import display_phone
from kraamzorg_app.services.entry_views import EntryView

BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_STATES: Final = {EntryState.WAITING: "Wachtend", EntryState.ACCEPTED: "Ingeschreven"}
_FORMULA_SIGNS: Final = ("=", "+", "-", "@")
_CONTROLS: Final = ("\t", "\r", "\n")
_LONGEST_SHEET_NAME: Final = 31


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, the field that it shows and how that reads."""

    heading: str
    field: Field | None
    text: Callable[[EntryView], str]


def _day(day: date | None) -> str:
    return format_date(day) if day else ""


def _phone(view: EntryView) -> str:
    return display_phone(view.phone) if view.phone else ""


def _address_part(name: str) -> Callable[[EntryView], str]:
    return lambda view: getattr(view.address, name) if view.address else ""


COLUMNS: Final = (
    Column("Status", None, lambda view: _STATES.get(view.state, "")),
    Column("Kraamzorgaanbieder", Field.PROVIDER, lambda view: view.provider or ""),
    Column("Wachtlijst", Field.WAITING_LIST, lambda view: view.waiting_list or ""),
    Column("Wachtlijstnr. cliënt", Field.CLIENT_NUMBER, lambda view: view.client_number or ""),
    Column("Postcode", Field.PC4, lambda view: view.pc4 or ""),
    Column("Uitgerekend", Field.DUE_DATE, lambda view: _day(view.due_date)),
    Column("Verzekeraar", Field.INSURER, lambda view: view.insurer or ""),
    Column("Geboortedatum", Field.BIRTH_DATE, lambda view: _day(view.birth_date)),
    Column("Naam", Field.NAME, lambda view: view.name or ""),
    Column("E-mailadres", Field.EMAIL, lambda view: view.email or ""),
    Column("Telefoonnummer", Field.PHONE, _phone),
    Column("Volledige postcode", Field.ADDRESS, _address_part("postcode")),
    Column("Huisnummer", Field.ADDRESS, _address_part("house_number")),
    Column("Toevoeging", Field.ADDRESS, _address_part("addition")),
    Column("Straat", Field.ADDRESS, _address_part("street")),
    Column("Woonplaats", Field.ADDRESS, _address_part("city")),
    Column("Naam partner", Field.PARTNER_NAME, lambda view: view.partner_name or ""),
    Column("Spreektaal", Field.SPOKEN_LANGUAGE, lambda view: view.spoken_language or ""),
)
"""Every field that may stand in a list; the BSN is not among them, whoever asks."""
FIELDS: Final = frozenset(column.field for column in COLUMNS if column.field is not None)
"""What a file can hold of a client."""


def columns_for(fields: frozenset[Field]) -> tuple[Column, ...]:
    """Give the columns in which somebody can see anything at all."""
    return tuple(column for column in COLUMNS if column.field is None or column.field in fields)


def csv_heading(columns: Sequence[Column]) -> bytes:
    """Begin a CSV file: the mark by which Excel knows UTF-8, and the headings."""
    return BYTE_ORDER_MARK + _csv_lines([[column.heading for column in columns]])


def csv_rows(columns: Sequence[Column], views: Iterable[EntryView]) -> bytes:
    """Write some rows of a CSV file: semicolons and CRLF, as Dutch Excel expects."""
    return _csv_lines([_harmless(column.text(view)) for column in columns] for view in views)


def csv_table(headings: Sequence[str], rows: Iterable[Sequence[str | int]]) -> bytes:
    """Write any table as a CSV file, with nothing in it that a spreadsheet would run."""
    safe = ([_harmless(str(cell)) for cell in row] for row in rows)
    return BYTE_ORDER_MARK + _csv_lines([headings, *safe])


def xlsx(columns: Sequence[Column], views: Iterable[EntryView]) -> bytes:
    """Write an Excel file in which every cell is text, whatever it starts with."""
    frame = pd.DataFrame(
        [[column.text(view) for column in columns] for view in views],
        columns=[column.heading for column in columns],
        dtype=str,
    )
    return _workbook(frame, "Cliënten")


def xlsx_table(title: str, headings: Sequence[str], rows: Iterable[Sequence[str | int]]) -> bytes:
    """Write a table of figures as an Excel file: numbers to count with, texts that stay texts."""
    frame = pd.DataFrame(list(rows), columns=list(headings), dtype=object)
    return _workbook(frame, title[:_LONGEST_SHEET_NAME])


def _workbook(frame: pd.DataFrame, sheet: str) -> bytes:
    as_text = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    # Else its parts would stand in files for a moment: names of clients, unsealed on the disk.
    options = as_text | {"in_memory": True}
    file = io.BytesIO()
    with pd.ExcelWriter(file, engine="xlsxwriter", engine_kwargs={"options": options}) as writer:
        frame.to_excel(writer, sheet_name=sheet, index=False, freeze_panes=(1, 0))
        writer.sheets[sheet].autofit()
    return file.getvalue()


def _harmless(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would run as a formula (OWASP, CSV injection)."""
    is_formula = cell.startswith(_CONTROLS) or cell.lstrip().startswith(_FORMULA_SIGNS)
    return "'" + cell if is_formula else cell


def _csv_lines(rows: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()
