"""The State of the start page: counts, and the few clients who need somebody now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import reflex as rx

from kraamzorg_app.domain.actors import Role
from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.domain.listing import ListRequest, Mark
from kraamzorg_app.domain.offers import OfferState
from kraamzorg_app.domain.permissions import Permission, may
from kraamzorg_app.services import dashboard, environment, offer_lists, overviews, waiting_list
from kraamzorg_app.services.dashboard import Dashboard, Figures, Operations
from kraamzorg_app.services.entry_views import EntryView
from kraamzorg_app.services.offer_lists import OfferPage
from kraamzorg_app.services.overview_tables import Picture
from kraamzorg_app.services.overviews import Overview
from kraamzorg_app.services.transitions import topics_of
from kraamzorg_app.services.waiting_list import EntryPage
from kraamzorg_app.ui import bridge, formatting, guard, live
from kraamzorg_app.ui.bridge import PageState
from kraamzorg_app.ui.components.svg import Bar, bars
from kraamzorg_app.ui.formatting import yes_or_no
from kraamzorg_app.ui.offer_wording import OfferLine, offer_line
from kraamzorg_app.ui.overview_drawings import draw
from kraamzorg_app.ui.policies import handler
from kraamzorg_app.ui.tool_sentences import JOBS

LISTS: Final = "/clienten"
OFFERS: Final = "/aanbiedingen"
CAPACITY: Final = "/capaciteit"
_UNSERVED: Final = "/onbediend"
_REGISTER: Final = "/clienten/registreren"
CHART_TITLE: Final = "Wachtende cliënten per regio"


@dataclass
class Card:
    """One number with a way to what it counts."""

    label: str
    value: str
    href: str


@dataclass
class Urgent:
    """A client who needs somebody now."""

    id: str
    number: str
    waiting_list: str
    pc4: str
    due: str


class StartState(PageState, rx.State):
    """What the start page shows this person."""

    urgent: list[Card] = []
    figures: list[Card] = []
    born: list[Urgent] = []
    awaited: list[Urgent] = []
    offered: list[OfferLine] = []
    chart_svg: str = ""
    chart_rows: list[list[str]] = []
    ahead_svg: str = ""
    ahead_rows: list[list[str]] = []
    map_summary: str = ""
    map_rows: list[list[str]] = []
    jobs: list[list[str]] = []
    shows_jobs: bool = False
    has_updates: bool = False
    is_loaded: bool = False

    @handler(Permission.START_READ)
    async def load(self) -> None:
        """Count what needs this person now, and show the weeks ahead."""
        await self._read()
        await self._show_ahead()

    @handler(Permission.START_READ, activity=False)
    async def refresh(self) -> None:
        """Count again, since somebody changed something."""
        await self._read()

    async def _read(self) -> None:
        found = await bridge.run(self, dashboard.read)
        self.is_loaded = True
        if not isinstance(found, Dashboard):
            return
        actor = guard.current_actor()
        role = actor.role
        self.has_updates = may(actor, Permission.KEPT_EXPORT_READ)
        self._show_figures(found, role)
        self._show_regions(found)
        live.watch(StartState.refresh, *topics_of(actor))
        await self._show_urgent(found.figures, role)
        await self._show_offers(found, role)

    async def _show_ahead(self) -> None:
        """Show when places run short to who sees a whole list; only when the page is opened."""
        if not may(guard.current_actor(), Permission.OVERVIEW_READ):
            return
        found = await bridge.run(self, overviews.read)
        if isinstance(found, Overview) and any(week.places is not None for week in found.ahead):
            drawn = draw(Picture.AHEAD, found)
            self.ahead_svg, self.ahead_rows = drawn.svg, drawn.rows

    def _show_figures(self, found: Dashboard, role: Role | None) -> None:
        self.shows_jobs = found.operations is not None
        if found.operations is not None:
            self.urgent, self.figures = _operation_cards(found.operations)
            self.jobs = _job_rows(found.operations)
        elif found.figures is not None:
            self.urgent = _urgent_cards(found, found.figures, role)
            may_invite = may(guard.current_actor(), Permission.CLIENT_INVITE)
            self.figures = _figure_cards(found.figures, role, may_invite=may_invite)
            if role is Role.COORDINATOR:
                open_offers = formatting.number(found.open_offers)
                self.figures.append(Card("Open aanbiedingen", open_offers, OFFERS))

    def _show_regions(self, found: Dashboard) -> None:
        seen = [line for line in found.regions if line.waiting is not None]
        charted = [line for line in seen if line.waiting or line.is_code_red]
        charted.sort(key=lambda line: -(line.waiting or 0))
        drawn = [Bar(line.name, (line.waiting or 0,)) for line in charted]
        self.chart_svg = bars(drawn, CHART_TITLE)
        self.chart_rows = [
            [line.name, formatting.number(line.waiting or 0), yes_or_no(line.is_code_red)]
            for line in seen
        ]
        self.map_rows = [[line.name, yes_or_no(line.is_code_red)] for line in found.regions]
        in_code_red = sum(line.is_code_red for line in found.regions)
        self.map_summary = summary(in_code_red, len(found.regions))

    async def _show_urgent(self, figures: Figures | None, role: Role | None) -> None:
        """Name those who need somebody now, when there are any: each reading is logged."""
        self.born, self.awaited = [], []
        if figures and figures.born and role is not Role.FUNCTIONAL_ADMIN:
            born = await bridge.run(self, waiting_list.list_born)
            self.born = [_urgent(view) for view in born] if isinstance(born, tuple) else []
        if figures and figures.awaiting and role is Role.COORDINATOR:
            request = ListRequest(EntryState.AWAITING_AUTHORIZATION)
            page = await bridge.run(self, waiting_list.list_entries, request)
            if isinstance(page, EntryPage):
                self.awaited = [_urgent(view) for view in page.rows]

    async def _show_offers(self, found: Dashboard, role: Role | None) -> None:
        """Name whom a provider has to answer about, the shortest term first."""
        self.offered = []
        if found.open_offers and role is Role.CARE_PROVIDER:
            page = await bridge.run(self, offer_lists.list_offers, OfferState.PENDING)
            if isinstance(page, OfferPage):
                now = environment.current().clock.now()
                self.offered = [offer_line(row, now) for row in page.rows]


def _urgent(view: EntryView) -> Urgent:
    return Urgent(
        view.id,
        view.client_number or "",
        view.waiting_list or "",
        view.pc4 or "",
        formatting.day(view.due_date),
    )


def summary(in_code_red: int, regions: int) -> str:
    """Say how many regions are in code red."""
    return f"{in_code_red} van de {regions} regio's staan in code rood."


def _urgent_cards(found: Dashboard, figures: Figures, role: Role | None) -> list[Card]:
    born_href = _marked(Mark.BORN) if role is Role.FUNCTIONAL_ADMIN else "#bevallen"
    critical = figures.critical - figures.overdue
    numbers = [
        ("Bevalling gemeld, nog geen kraamzorg", figures.born, born_href),
        ("Datum voorbij, nog geen kraamzorg", figures.overdue, _marked(Mark.OVERDUE)),
        ("Zeer dichtbij, nog geen kraamzorg", critical, _marked(Mark.CRITICAL)),
        ("Geëscaleerd", figures.escalated, _marked(Mark.ESCALATED)),
        ("Postcodes zonder aanbieder", found.unserved, _UNSERVED),
        ("Regio's met oude vrije plaatsen", found.old_places, CAPACITY),
    ]
    if role is Role.COORDINATOR:
        numbers.append(
            ("Geen antwoord op onze vraag", figures.unanswered, _marked(Mark.UNANSWERED))
        )
        numbers.append(("Wacht op uw akkoord", figures.awaiting, "#akkoord"))
    if role is Role.CARE_PROVIDER:
        numbers.insert(0, ("Aan u aangeboden", found.open_offers, "#aangeboden"))
    return [Card(label, formatting.number(count), href) for label, count, href in numbers if count]


def _marked(mark: Mark) -> str:
    return f"{LISTS}?wachtend-urgentie={mark}"


def _figure_cards(figures: Figures, role: Role | None, *, may_invite: bool) -> list[Card]:
    number = formatting.number
    enrolled = "Uw cliënten" if role is Role.CARE_PROVIDER else "Ingeschreven cliënten"
    cards = [
        Card("Wachtende cliënten", number(figures.waiting), LISTS),
        Card("Nieuw in de afgelopen 7 dagen", number(figures.new), LISTS),
        Card(enrolled, number(figures.enrolled), f"{LISTS}#ingeschreven"),
    ]
    if role is not Role.FUNCTIONAL_ADMIN:
        # Only who may invite has the page that lists them.
        way = _REGISTER if may_invite else ""
        cards.append(Card("Open uitnodigingen", number(figures.open_invitations), way))
    if role in {Role.INSURER, Role.CARE_PROVIDER} and figures.awaiting:
        cards.append(Card("Wacht op akkoord van de coördinator", number(figures.awaiting), ""))
    return cards


def _operation_cards(operations: Operations) -> tuple[list[Card], list[Card]]:
    number = formatting.number
    troubled = sum(line.is_late or line.has_failed for line in operations.jobs)
    urgent = (
        (operations.open_tickets, "Meldingen die op antwoord wachten", "/techniek/meldingen"),
        (troubled, "Taken die misgaan of wegblijven", "/techniek/taken"),
        (operations.mails_failed, "Mislukte mails", "/techniek/mail"),
    )
    return [Card(label, number(count), href) for count, label, href in urgent if count], [
        Card("Mails die wachten", number(operations.mails_pending), ""),
        Card("Verstuurde mails", number(operations.mails_sent), ""),
    ]


def _job_rows(operations: Operations) -> list[list[str]]:
    return [
        [
            JOBS.get(line.job, line.job),
            formatting.moment(line.finished_at) if line.finished_at else "nog niet",
            "blijft weg" if line.is_late else "mislukt" if line.has_failed else "loopt",
        ]
        for line in operations.jobs
    ]
