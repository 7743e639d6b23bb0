"""The State of the lists: what is asked of each, and what of it is shown."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import reflex as rx

from kraamzorg_app.domain.actors import Actor, Role
from kraamzorg_app.domain.disclosure import Field
from kraamzorg_app.domain.errors import FieldErrors
from kraamzorg_app.domain.listing import PAGE_SIZE, Mark, SortKey
from kraamzorg_app.domain.permissions import Permission, may
from kraamzorg_app.services import intakes, waiting_list
from kraamzorg_app.services.contact_details import display_phone
from kraamzorg_app.services.entry_views import EntryView
from kraamzorg_app.services.transitions import topics_of
from kraamzorg_app.services.waiting_list import EntryPage
from kraamzorg_app.ui import bridge, formatting, guard, live, messages
from kraamzorg_app.ui.bridge import PageState
from kraamzorg_app.ui.pages.clienten import address
from kraamzorg_app.ui.pages.clienten.address import Part, Table, TableQuery
from kraamzorg_app.ui.policies import handler

TITLES = {Table.WAITING: "Wachtende cliënten", Table.ENROLLED: "Ingeschreven cliënten"}
_INTRO = "Krijg inzicht in wachtende en ingeschreven cliënten voor uw {}."
_LABELS = _INTRO.format("labels")
_OTHER_INTROS = {
    Role.COORDINATOR: _INTRO.format("regio"),
    Role.CARE_PROVIDER: _INTRO.format("regio's"),
    Role.FUNCTIONAL_ADMIN: "Krijg inzicht in wachtende en ingeschreven cliënten van alle regio's.",
}
_TYPED_DATE_LENGTH = 10
_MARKS = (
    ("", "Alle"),
    (Mark.BORN.value, "Bevalling gemeld"),
    (Mark.OVERDUE.value, "Datum voorbij"),
    (Mark.CRITICAL.value, "Zeer dichtbij"),
    (Mark.SOON.value, "Dichtbij"),
    (Mark.NEARING.value, "Nadert"),
)
_UNANSWERED = (Mark.UNANSWERED.value, "Geen antwoord op onze vraag")
_ESCALATED = (Mark.ESCALATED.value, "Geëscaleerd")


@dataclass
class Row:
    """One line of a list; what is not for this person is empty."""

    id: str
    waiting_list: str
    number: str
    pc4: str
    due: str
    urgency: str
    is_escalated: bool
    provider: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    birth_date: str = ""
    insurer: str = ""


@dataclass
class Shown:
    """One list as it stands on the page."""

    title: str = ""
    rows: list[Row] = field(default_factory=list)
    range_text: str = ""
    has_previous: bool = False
    has_next: bool = False
    sort: str = SortKey.DUE_DATE
    is_descending: bool = False
    is_filtered: bool = False
    is_loaded: bool = False
    is_failed: bool = False
    pc4_error: str = ""
    from_error: str = ""
    to_error: str = ""
    mark_error: str = ""


class ClientenState(PageState, rx.State):
    """Both lists of this person."""

    waiting: Shown = Shown(title=TITLES[Table.WAITING])
    enrolled: Shown = Shown(title=TITLES[Table.ENROLLED])
    intro: str = _LABELS
    shows_urgency: bool = False
    """Whether it is a column to sort by: for coordinators."""
    shows_contact: bool = False
    shows_birth_date: bool = False
    may_export: bool = False
    has_updates: bool = False
    may_invite: bool = False
    marks: list[tuple[str, str]] = []
    """What "Urgentie" can be chosen from, once it is known who asks."""
    may_filter_intake: bool = False
    first_intakes: list[str] = ["", ""]
    """What the address asked for, of both tables; not what is chosen since."""
    first_mark: str = ""
    """What the address asked for; not what is chosen since."""
    page_address: str = address.PATH
    page_address_step: int = 0
    _queries: dict[Table, TableQuery] = address.read({})

    @handler(Permission.ENTRY_LIST)
    async def load(self) -> Any:
        """Show what the address asks for."""
        before, actor = self._queries, guard.current_actor()
        self.shows_urgency = actor.role is Role.COORDINATOR
        asked = self.router.url.query_parameters
        knows_intake = may(actor, Permission.INTAKE_RECORD)
        self._queries = address.read(
            asked, is_coordinator=self.shows_urgency, knows_intake=knows_intake
        )
        self.intro = _OTHER_INTROS.get(actor.role, _LABELS) if actor.role else _LABELS
        self.may_export = may(actor, Permission.ENTRY_EXPORT)
        self.has_updates = may(actor, Permission.KEPT_EXPORT_READ)
        self.may_invite = may(actor, Permission.CLIENT_INVITE)
        self.first_intakes = [self._queries[table].texts[Part.INTAKE] for table in Table]
        if knows_intake:
            self.may_filter_intake = bool(await bridge.run(self, intakes.are_done_here))
        self.first_mark = self._queries[Table.WAITING].texts[Part.MARK]
        self.marks = _marks(actor)
        self._note_address()
        for table in Table:
            await self._read(table)
        live.watch(ClientenState.refresh, *topics_of(actor))
        return _typed(before, self._queries)

    @handler(Permission.ENTRY_LIST, activity=False)
    async def refresh(self) -> Any:
        """Read both lists again, since somebody changed one."""
        if not self.waiting.is_loaded:
            # What this tab showed is forgotten, as when Redis was away: its address still says it.
            return ClientenState.load
        for table in Table:
            await self._read(table)
        return None

    @handler(Permission.ENTRY_LIST)
    async def filter_by(self, table: Table, part: Part, text: str) -> None:
        """Filter a list while somebody types; half a date waits for its other half."""
        query = self._queries[table].with_text(part, text[:20])
        self._queries[table] = query
        is_half = part is not Part.PC4 and len(text.strip()) < _TYPED_DATE_LENGTH
        if part in query.errors() and is_half:
            return
        await self._read(table)

    @handler(Permission.ENTRY_LIST)
    async def check_filter(self, table: Table) -> None:
        """Say what is wrong with a filter once somebody leaves the field."""
        if self._queries[table].errors():
            await self._read(table)

    @handler(Permission.ENTRY_LIST)
    async def clear(self, table: Table) -> Any:
        """Show the whole list again."""
        before = dict(self._queries)
        query = self._queries[table]
        self._queries[table] = replace(TableQuery(), sort=query.sort)
        await self._read(table)
        return _typed(before, self._queries)

    @handler(Permission.ENTRY_LIST)
    async def sort_by(self, table: Table, key: SortKey) -> None:
        """Sort a list by a column, or turn its order around."""
        self._queries[table] = self._queries[table].sorted_by(key)
        self.page_address_step += 1
        await self._read(table)

    @handler(Permission.ENTRY_LIST)
    async def turn_page(self, table: Table, step: int) -> None:
        """Show the next or the previous page."""
        query = self._queries[table]
        self._queries[table] = query.on_page(query.page + (1 if step > 0 else -1))
        self.page_address_step += 1
        await self._read(table)

    async def _read(self, table: Table) -> None:
        """Read one list, unless its filter is wrong: then say so and leave the list as it is."""
        query = self._queries[table]
        if errors := query.errors():
            self._put(table, _with_errors(self._shown(table), errors))
            return
        page = await bridge.run(self, waiting_list.list_entries, query.request(table.state))
        if isinstance(page, EntryPage) and query.page > address.last_page(page.shown):
            query = query.on_page(address.last_page(page.shown))
            page = await bridge.run(self, waiting_list.list_entries, query.request(table.state))
        if not isinstance(page, EntryPage):
            self._put(table, replace(self._shown(table), is_failed=True, is_loaded=True))
            return
        self._queries[table] = query
        self.shows_contact = Field.NAME in page.columns
        self.shows_birth_date = Field.BIRTH_DATE in page.columns
        self._put(table, _shown(table, query, page))
        self._note_address()

    def _note_address(self) -> None:
        self.page_address = address.write(self._queries, is_coordinator=self.shows_urgency)

    def _shown(self, table: Table) -> Shown:
        return self.waiting if table is Table.WAITING else self.enrolled

    def _put(self, table: Table, shown: Shown) -> None:
        if table is Table.WAITING:
            self.waiting = shown
        else:
            self.enrolled = shown


def _marks(actor: Actor) -> list[tuple[str, str]]:
    """Give the choices of "Urgentie" that can keep anybody for this person."""
    knows_escalated = actor.role in {Role.COORDINATOR, Role.FUNCTIONAL_ADMIN}
    escalated = [_ESCALATED] if knows_escalated or actor.preferred_region_ids else []
    return [*_MARKS, *escalated, *([_UNANSWERED] if actor.role is Role.COORDINATOR else [])]


def _typed(before: address.Queries, now: address.Queries) -> list[Any]:
    """Bring the fields in step with a filter that did not come from them."""
    return [
        rx.set_value(f"{table}-{part}", now[table].texts[part])
        for table in Table
        for part in Part
        if table is Table.WAITING or part is not Part.MARK
        if before[table].texts[part] != now[table].texts[part]
    ]


def _with_errors(shown: Shown, errors: dict[Part, str]) -> Shown:
    sentences = messages.field_sentences(
        FieldErrors({str(part): code for part, code in errors.items()})
    )
    return replace(
        shown,
        pc4_error=sentences.get(Part.PC4, ""),
        from_error=sentences.get(Part.DUE_FROM, ""),
        to_error=sentences.get(Part.DUE_TO, ""),
        mark_error=sentences.get(Part.MARK, ""),
    )


def _shown(table: Table, query: TableQuery, page: EntryPage) -> Shown:
    first = (query.page - 1) * PAGE_SIZE
    return Shown(
        title=formatting.shown(TITLES[table], page.shown, page.total),
        rows=[_row(view) for view in page.rows],
        range_text=formatting.page_range(first + 1, first + len(page.rows), page.shown),
        has_previous=query.page > 1,
        has_next=first + len(page.rows) < page.shown,
        sort=query.sort,
        is_descending=query.is_descending,
        is_filtered=any(query.texts.values()),
        is_loaded=True,
    )


def _row(view: EntryView) -> Row:
    return Row(
        id=view.id,
        waiting_list=view.waiting_list or "",
        number=view.client_number or "",
        pc4=view.pc4 or "",
        due=formatting.day(view.due_date),
        urgency=view.urgency.name,
        is_escalated=view.is_escalated,
        provider=view.provider or "",
        name=view.name or "",
        email=view.email or "",
        phone=display_phone(view.phone) if view.phone else "",
        birth_date=formatting.day(view.birth_date),
        insurer=view.insurer or "",
    )
