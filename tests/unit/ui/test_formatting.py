from datetime import UTC, date, datetime, timedelta

import pytest

from kraamzorg_app.ui import formatting

NOW = datetime(2026, 6, 23, 12, 5, tzinfo=UTC)


def test_day_is_written_the_dutch_way():
    assert formatting.day(date(2026, 6, 3)) == "03-06-2026"


def test_a_fact_reads_as_yes_or_no():
    assert [formatting.yes_or_no(value) for value in (True, False)] == ["ja", "nee"]


def test_missing_day_is_empty():
    assert formatting.day(None) == ""


def test_day_in_words_names_weekday_and_month():
    assert formatting.day_in_words(date(2026, 6, 23)) == "dinsdag 23 juni 2026"


def test_week_belongs_to_the_iso_year():
    assert formatting.week(date(2027, 1, 1)) == "week 53 van 2026"
    assert formatting.week_short(date(2027, 1, 1)) == "wk 53"


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 6, 23, 12, 5, tzinfo=UTC), "23-06-2026 14:05"),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "01-01-2027 00:30"),
    ],
)
def test_moment_is_shown_on_the_amsterdam_clock(moment: datetime, text: str):
    assert formatting.moment(moment) == text


@pytest.mark.parametrize(
    ("ago", "text"),
    [
        (timedelta(seconds=20), "zojuist"),
        (timedelta(minutes=1), "1 minuut geleden"),
        (timedelta(minutes=59), "59 minuten geleden"),
        (timedelta(hours=3), "vandaag om 11:05"),
        (timedelta(hours=15), "gisteren om 23:05"),
        (timedelta(days=3), "20-06-2026 om 14:05"),
        (-timedelta(hours=1), "vandaag om 15:05"),
    ],
)
def test_moment_in_words_is_seen_from_now(ago: timedelta, text: str):
    assert formatting.moment_in_words(NOW - ago, NOW) == text


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (0, "vandaag"),
        (1, "morgen"),
        (-1, "gisteren"),
        (13, "over 13 dagen"),
        (14, "over 2 weken"),
        (41, "over 5 weken"),
        (-3, "3 dagen geleden"),
        (-21, "3 weken geleden"),
    ],
)
def test_time_until_is_in_days_then_weeks(days: int, text: str):
    today = date(2026, 6, 23)
    assert formatting.time_until(today + timedelta(days=days), today) == text


@pytest.mark.parametrize(
    ("typed", "shown"), [("8731ab", "8731 AB"), ("8731 AB", "8731 AB"), ("8731", "8731")]
)
def test_postcode_has_one_space(typed: str, shown: str):
    assert formatting.postcode(typed) == shown


def test_numbers_have_dutch_separators():
    assert formatting.number(1234567) == "1.234.567"
    assert formatting.number(1234.5, 1) == "1.234,5"


def test_percentage_of_nothing_is_a_dash():
    assert formatting.percentage(1, 3) == "33%"
    assert formatting.percentage(0, 0) == "\u2013"


def test_shown_reads_as_in_the_manual():
    assert formatting.shown("Wachtende cliënten", 2, 2) == "Wachtende cliënten (2 van 2 getoond)"


def test_page_range_counts_from_one():
    assert formatting.page_range(26, 50, 1312) == "26\u201350 van 1.312"
    assert formatting.page_range(0, 0, 0) == "0 van 0"


def test_count_knows_one_from_many():
    assert formatting.count(1, "cliënt", "cliënten") == "1 cliënt"
    assert formatting.count(0, "cliënt", "cliënten") == "0 cliënten"
