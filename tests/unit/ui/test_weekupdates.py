"""The kept files of the weekly update, a line a week."""

from __future__ import annotations

from datetime import UTC, datetime

from kraamzorg_app.services.kept_exports import KeptExportView
from kraamzorg_app.ui.pages.weekupdates import by_week


def kept(number: str, period: str, file_format: str) -> KeptExportView:
    return KeptExportView(
        id=number,
        period=period,
        format=file_format,
        row_count=1234,
        created_at=datetime(2026, 3, 2, 6, 1, tzinfo=UTC),
        expires_at=datetime(2026, 3, 30, 6, 1, tzinfo=UTC),
    )


def test_both_files_of_a_week_stand_on_one_line() -> None:
    weeks = by_week(
        (
            kept("1", "2026-W09", "xlsx"),
            kept("2", "2026-W09", "csv"),
            kept("3", "2026-W08", "csv"),
        )
    )
    assert [(week.label, week.csv, week.xlsx) for week in weeks] == [
        ("Week 9 van 2026", "/downloads/updates/2.csv", "/downloads/updates/1.xlsx"),
        ("Week 8 van 2026", "/downloads/updates/3.csv", ""),
    ]
    assert weeks[0].made == "02-03-2026 07:01"
    assert weeks[0].clients == "1.234"


def test_without_files_there_is_no_week() -> None:
    assert by_week(()) == []
