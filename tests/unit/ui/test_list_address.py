"""What stands in the address of the lists: a shared view is the same view, whatever is typed."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.domain.listing import EntryFilter, SortKey
from kraamzorg_app.ui.pages.clienten import address
from kraamzorg_app.ui.pages.clienten.address import Part, Table, TableQuery


def parameters(location: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(location).query))


def queries(table: Table, *, is_coordinator: bool) -> st.SearchStrategy[TableQuery]:
    return st.builds(
        TableQuery,
        texts=st.fixed_dictionaries({part: st.text("0123456789-ab", max_size=20) for part in Part}),
        sort=st.sampled_from(address.sorts(table, is_coordinator=is_coordinator)),
        is_descending=st.booleans(),
        page=st.integers(1, 100_000),
    )


@given(st.data(), st.booleans())
def test_an_address_gives_back_what_was_put_in_it(
    data: st.DataObject, is_coordinator: bool
) -> None:
    asked = {table: data.draw(queries(table, is_coordinator=is_coordinator)) for table in Table}
    written = address.write(asked, is_coordinator=is_coordinator)
    assert address.read(parameters(written), is_coordinator=is_coordinator) == asked


def test_only_a_coordinators_waiting_list_is_sorted_by_urgency_and_others_by_births() -> None:
    for is_coordinator, expected in ((True, SortKey.URGENCY), (False, SortKey.BIRTHS)):
        asked = {f"{table}-sorteer": SortKey.URGENCY for table in Table}
        found = address.read(asked, is_coordinator=is_coordinator)
        assert found[Table.WAITING].sort is expected
        assert found[Table.ENROLLED].sort is SortKey.DUE_DATE


@given(st.dictionaries(st.text(max_size=30), st.text(max_size=40)))
def test_any_address_can_be_read(typed: dict[str, str]) -> None:
    assert set(address.read(typed)) == set(Table)


def test_the_usual_view_has_a_plain_address() -> None:
    assert address.write(address.read({})) == "/clienten"


@pytest.mark.parametrize("page", ["0", "-1", "x", "²", "99999999", ""])
def test_a_page_that_can_not_be_is_the_first(page: str) -> None:
    assert address.read({"wachtend-pagina": page})[Table.WAITING].page == 1


def test_a_filter_becomes_a_request_with_real_dates() -> None:
    query = TableQuery().with_text(Part.PC4, " 87 ").with_text(Part.DUE_TO, "1-2-2027")
    request = query.on_page(3).request(EntryState.WAITING)
    assert request.filter == EntryFilter("87", None, date(2027, 2, 1))
    assert request.page == 3


@pytest.mark.parametrize(
    ("part", "text", "code"),
    [
        (Part.PC4, "12345", "pc4_part_form"),
        (Part.PC4, "8a", "pc4_part_form"),
        (Part.DUE_FROM, "31-02-2027", "date_form"),
        (Part.DUE_TO, "morgen", "date_form"),
    ],
)
def test_a_wrong_filter_is_named_at_its_field(part: Part, text: str, code: str) -> None:
    assert TableQuery().with_text(part, text).errors() == {part: code}


def test_a_period_does_not_end_before_it_starts() -> None:
    query = TableQuery().with_text(Part.DUE_FROM, "02-02-2027").with_text(Part.DUE_TO, "01-02-2027")
    assert query.errors() == {Part.DUE_TO: "date_before_start"}


def test_another_filter_starts_at_the_first_page() -> None:
    assert TableQuery(page=4).with_text(Part.PC4, "8").page == 1


def test_the_same_column_again_turns_the_order_around() -> None:
    once = TableQuery().sorted_by(SortKey.PC4)
    assert (once.sort, once.is_descending) == (SortKey.PC4, False)
    assert once.sorted_by(SortKey.PC4).is_descending


@pytest.mark.parametrize(("found", "last"), [(0, 1), (1, 1), (25, 1), (26, 2), (51, 3)])
def test_the_last_page_holds_what_is_left(found: int, last: int) -> None:
    assert address.last_page(found) == last
