"""The jobs of the system, and what runs here in which version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import reflex as rx

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import operations
from kraamzorg_app.services.operations import Health, JobView
from kraamzorg_app.ui import bridge, formatting
from kraamzorg_app.ui.bridge import FAILED, PageState
from kraamzorg_app.ui.components.buttons import button
from kraamzorg_app.ui.components.notices import badge, empty_state, loaded
from kraamzorg_app.ui.components.panels import card, fact, facts_of, heading
from kraamzorg_app.ui.components.tables import Column, cell, data_table, row_header
from kraamzorg_app.ui.layout import page
from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.policies import handler
from kraamzorg_app.ui.tool_sentences import JOBS

PATH: Final = "/techniek/taken"
_MODES: Final = {"production": "productie", "demo": "demo", "test": "test"}
_COLUMNS: Final = (
    Column("name", "Taak"),
    Column("state", "Status"),
    Column("last", "Laatst gelukt"),
    Column("next", "Volgende keer"),
    Column("failures", "Laatst mislukt"),
    Column("run", "Uitvoeren"),
)


@dataclass
class JobRow:
    """One job, worded."""

    job: str
    name: str
    state: str
    last: str
    next: str
    failed: str
    is_asked: bool


class TakenState(PageState, rx.State):
    """The jobs and the health of the system."""

    rows: list[JobRow] = []
    facts: list[list[str]] = []
    is_loaded: bool = False

    @handler(Permission.OPERATIONS_READ)
    async def load(self) -> None:
        """Show the jobs and the versions."""
        jobs = await bridge.run(self, operations.read_jobs)
        health = await bridge.run(self, operations.read_health)
        if isinstance(jobs, tuple) and isinstance(health, Health):
            self.rows = [_row(job) for job in jobs]
            self.facts = _facts(health)
        self.is_loaded = True

    @handler(Permission.OPERATIONS_RUN)
    async def run_now(self, job: str) -> None:
        """Ask for a run."""
        if await bridge.run(self, operations.ask_run, job) is not FAILED:
            await self.load()
            said = "De taak staat klaar en begint binnen enkele seconden."
            await bridge.show(self, said, "success")


def _row(job: JobView) -> JobRow:
    state = "late" if job.is_late else "failing" if job.failures else "fine"
    failed = formatting.moment(job.failed_at) if job.failed_at else ""
    if job.failures:
        times = formatting.count(job.failures, "keer", "keer")
        failed += f" ({times} op rij, {job.fault})"
    return JobRow(
        job=job.job,
        name=JOBS.get(job.job, job.job),
        state=state,
        last=formatting.moment(job.last_at) if job.last_at else "nog niet",
        next=formatting.moment(job.next_at),
        failed=failed,
        is_asked=job.is_asked,
    )


def _facts(health: Health) -> list[list[str]]:
    return [
        ["Versie", health.version],
        ["Onderdelen", ", ".join(f"{name} {version}" for name, version in health.parts)],
        ["Database", f"{health.database}, schema {health.schema}, antwoordt"],
        ["Omgeving", _MODES[health.mode]],
        ["Mail", "via een mailserver" if health.sends_mail else "naar bestanden"],
        ["Redis", "in gebruik" if health.has_redis else "niet in gebruik"],
        ["Sleutels", str(health.keys)],
    ]


def view() -> rx.Component:
    """Show the jobs and the versions."""
    state = TakenState
    return page(
        heading(
            "Taken en systeem",
            "Wat het systeem uit zichzelf doet.",
            actions=[button("Vernieuwen", on_click=state.load)],
        ),
        card(
            loaded(
                state.is_loaded,
                rx.cond(
                    state.rows,
                    data_table(_COLUMNS, state.rows, _cells, caption="Taken"),
                    empty_state("Nog geen taken", "Er heeft nog geen taak gedraaid."),
                ),
            ),
            title="Taken",
        ),
        card(
            facts_of(rx.foreach(state.facts, lambda pair: fact(pair[0], pair[1]))), title="Systeem"
        ),
        path=PATH,
    )


def _cells(job: JobRow) -> Sequence[rx.Component]:
    run = rx.cond(job.is_asked, "Staat klaar", "Nu uitvoeren")
    return (
        row_header("Taak", job.name),
        cell(
            "Status",
            rx.match(
                job.state,
                ("late", badge("Blijft weg", tone="error")),
                ("failing", badge("Mislukt", tone="error")),
                badge("Loopt", tone="ok"),
            ),
        ),
        cell("Laatst gelukt", job.last),
        cell("Volgende keer", job.next),
        cell("Laatst mislukt", job.failed),
        cell(
            "Uitvoeren",
            # One button all along, so that the keyboard stays where it was.
            button(run, aria_label=f"{run}: {job.name}", on_click=TakenState.run_now(job.job)),
        ),
    )


PAGE = Page(
    PATH,
    "Taken en systeem",
    view,
    on_load=TakenState.load,
    menu_label="Taken",
    permission=Permission.OPERATIONS_READ,
)
