"""Reading of uploaded tables: what is no table gets a clear answer, and nothing is ever run."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import Workbook

from kraamzorg_app.domain.errors import FieldErrors
from kraamzorg_app.services import table_files
from kraamzorg_app.services.table_files import Columns

COLUMNS = Columns({"pc4": ("postcode", "pc4"), "region": ("regio", "ksv")}, ("pc4", "region"))


def xlsx(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def refusal(content: object) -> FieldErrors:
    with pytest.raises(FieldErrors) as refused:
        table_files.read(content, COLUMNS)
    return refused.value


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_csv_is_read_whatever_its_encoding_and_delimiter(delimiter: str, encoding: str) -> None:
    text = delimiter.join(["Postcode", "Regio"]) + "\r\n" + delimiter.join(["8731", "KSV Fryslân"])
    rows = table_files.read(text.encode(encoding), COLUMNS)
    assert [row.cells for row in rows] == [{"pc4": "8731", "region": "KSV Fryslân"}]
    assert rows[0].number == 2


def test_excel_numbers_are_read_as_people_typed_them() -> None:
    rows = table_files.read(xlsx(["PC4", "KSV"], [8731.0, "KSV Friesland"], [None, None]), COLUMNS)
    assert [row.cells["pc4"] for row in rows] == ["8731"]


def test_a_formula_stays_text() -> None:
    rows = table_files.read(xlsx(["pc4", "ksv"], ["8731", "=cmd|' /C calc'!A0"]), COLUMNS)
    assert rows[0].cells["region"] == "=cmd|' /C calc'!A0"
    assert table_files.is_formula(rows[0].cells["region"])


def test_wrong_columns_are_named() -> None:
    refused = refusal(b"naam;plaats\nx;y\n")
    assert refused.fields == {"file": "file_columns"}
    assert refused.details == {"missing": "postcode, regio", "found": "naam, plaats"}


def test_empty_rows_are_skipped_and_the_rest_keeps_its_number() -> None:
    rows = table_files.read(b"pc4;ksv\n\n;\n8731;F\n", COLUMNS)
    assert [row.number for row in rows] == [4]


def test_too_many_rows_are_refused() -> None:
    refused = refusal(b"pc4;ksv\n" + b"8731;F\n" * 100_000)
    assert refused.fields == {"file": "file_too_many_rows"}
    assert refused.details == {"most": "20.000"}


def test_too_many_rows_in_excel_are_refused() -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["pc4", "ksv"])
    for _ in range(table_files.MAX_ROWS + 5):
        sheet.append(["8731", "F"])
    file = io.BytesIO()
    book.save(file)
    assert refusal(file.getvalue()).fields == {"file": "file_too_many_rows"}


def test_a_file_that_is_too_large_is_refused() -> None:
    assert refusal(b"x" * (table_files.MAX_BYTES + 1)).fields == {"file": "file_too_large"}


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 100_000_000)
    assert len(file.getvalue()) < 200_000
    assert refusal(file.getvalue()).fields == {"file": "file_unpacks_too_large"}


def test_an_archive_of_very_many_files_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(table_files.MAX_UNPACKED_FILES + 1):
            archive.writestr(f"{number}.xml", b"")
    assert refusal(file.getvalue()).fields == {"file": "file_unpacks_too_large"}


def test_a_cell_far_to_the_right_costs_nothing() -> None:
    book = Workbook()
    book.active.append(["pc4", "ksv"])
    for row in range(2, 200):
        book.active.cell(row=row, column=1, value="8731")
        book.active.cell(row=row, column=16_000, value="ver weg")
    file = io.BytesIO()
    book.save(file)
    assert len(table_files.read(file.getvalue(), COLUMNS)) == 198


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 this is no archive",
        b"pc4;ksv\n8731;\x00\n",
        b'pc4;ksv\n"' + b"x" * 200_000,
        xlsx(["a"])[:900],
    ],
)
def test_what_is_no_table_is_refused(content: bytes) -> None:
    assert refusal(content).fields == {"file": "file_unreadable"}


@pytest.mark.parametrize("content", [b"", b"  \n", None, "pc4;ksv", b"pc4;ksv\n"])
def test_an_empty_file_is_refused(content: object) -> None:
    assert refusal(content).fields == {"file": "file_empty"}


def test_an_archive_that_is_no_workbook_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("readme.txt", b"hallo")
    assert refusal(file.getvalue()).fields == {"file": "file_unreadable"}


def test_a_workbook_with_entities_that_explode_is_refused() -> None:
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(
            b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 20 if n else b"&a;" * 20)
            for n in range(9)
        )
        + b"]><worksheet>&a8;</worksheet>"
    )
    source, target = io.BytesIO(xlsx(["pc4", "ksv"], ["8731", "F"])), io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for item in old.infolist():
            content = old.read(item)
            new.writestr(item, bomb if item.filename == "xl/worksheets/sheet1.xml" else content)
    assert refusal(target.getvalue()).fields == {"file": "file_unreadable"}
