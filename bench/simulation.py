"""A simulated year of one region: how many women are placed in time, and how long they wait.

.venv/bin/python -m bench.simulation --seeds 30

Every seed draws one year: providers with their places, women with their due weeks and the weeks in
which they register. All ways of dividing then get that same year. What is drawn stands in `Year`.
"""

from __future__ import annotations

import argparse
import csv
import math
import random
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from kraamzorg_app.adapters.division_solver import solve
from kraamzorg_app.domain.matching import Problem, Provider, Woman, can_take, distance_km

PLACES = Path(__file__).parents[1] / "kraamzorg_app" / "reference" / "nl-pc4.csv"
REGION = "KSV Friesland"
WEEKS = 52
HORIZON = 20
SUMMER = range(18, 40)
WOMEN_A_WEEK = 20
PROVIDERS = 30
REFUSES = 0.1
LOOKS = 0.7
"""How likely a provider looks at the list in a week, where it picks by itself."""

Step = Callable[["Year", list[Woman], int, "Room"], dict[UUID, UUID]]


def name(week: int) -> str:
    return f"w{week:03d}"


class Year:
    """Women by `women_20_39`, 80 % of them 12-30 weeks ahead; a quarter fewer places in summer."""

    def __init__(self, seed: int, pressure: float) -> None:
        chance = random.Random(seed)
        with PLACES.open(encoding="utf-8") as file:
            rows = [row for row in csv.DictReader(file) if row["demo_ksv"] == REGION]
        weights = [int(row["women_20_39"]) for row in rows]
        self.point = {row["pc4"]: (float(row["lat"]), float(row["lon"])) for row in rows}
        self.chance = chance
        self.registers: dict[int, list[Woman]] = defaultdict(list)
        self.due: dict[UUID, int] = {}
        self.registered: dict[UUID, int] = {}
        pc4s = [row["pc4"] for row in rows]
        homes = chance.choices(pc4s, weights, k=PROVIDERS)
        self.providers = [self._provider(pc4, pressure) for pc4 in homes]
        for due in range(HORIZON, HORIZON + WEEKS):
            for _ in range(round(chance.gauss(WOMEN_A_WEEK, math.sqrt(WOMEN_A_WEEK)))):
                self._register(chance.choices(pc4s, weights)[0], due)

    def _provider(self, pc4: str, pressure: float) -> Provider:
        reach = self.chance.choice((12, 20, 30, 60))
        size = self.chance.choice((0.5, 0.5, 1, 2))
        average = WOMEN_A_WEEK / pressure / PROVIDERS * size
        far = [other for other in self.point if self._km(pc4, other) > reach]
        return Provider(
            id=UUID(int=self.chance.getrandbits(128)),
            places={
                name(week): self._places(average * (0.75 if week % 52 in SUMMER else 1.0))
                for week in range(HORIZON, HORIZON + WEEKS)
            },
            excluded_pc4s=frozenset(far),
            location=self.point[pc4],
        )

    def _km(self, one: str, other: str) -> int:
        return distance_km(self.point[one], self.point[other])

    def _places(self, average: float) -> int:
        return int(average) + (self.chance.random() < average % 1)

    def _register(self, pc4: str, due: int) -> None:
        is_early = self.chance.random() < 0.8
        ahead = self.chance.randint(12, 30) if is_early else self.chance.randint(1, 8)
        woman = Woman(UUID(int=self.chance.getrandbits(128)), name(due), 0, pc4, self.point[pc4])
        self.due[woman.id] = due
        self.registered[woman.id] = max(0, due - ahead)
        self.registers[self.registered[woman.id]].append(woman)


class Room:
    """The places that are left, by provider and week."""

    def __init__(self, year: Year) -> None:
        self.used: Counter[tuple[UUID, str]] = Counter()
        self._providers = year.providers

    def left(self, provider: Provider, week: str) -> int:
        return provider.free(week) - self.used[provider.id, week]

    def providers(self) -> list[Provider]:
        return [
            replace(each, pending={week: self.used[each.id, week] for week in each.places})
            for each in self._providers
        ]


def free_pick(year: Year, waiting: list[Woman], _now: int, room: Room) -> dict[UUID, UUID]:
    """Providers look in an order of chance, and each takes who lives nearest while it has room."""
    taken: dict[UUID, UUID] = {}
    used: Counter[tuple[UUID, str]] = Counter()
    for provider in year.chance.sample(year.providers, len(year.providers)):
        if year.chance.random() > LOOKS:
            continue
        for woman in sorted(waiting, key=lambda her: distance_km(her.location, provider.location)):
            left = room.left(provider, woman.week) - used[provider.id, woman.week]
            if woman.id not in taken and left > 0 and can_take(provider, woman):
                taken[woman.id] = provider.id
                used[provider.id, woman.week] += 1
    return taken


def first_come(year: Year, waiting: list[Woman], _now: int, room: Room) -> dict[UUID, UUID]:
    """Women in the order in which they registered each get the nearest provider with room."""
    given: dict[UUID, UUID] = {}
    used: Counter[tuple[UUID, str]] = Counter()
    for woman in sorted(waiting, key=lambda her: (year.registered[her.id], her.id)):
        able = [
            provider
            for provider in year.providers
            if can_take(provider, woman)
            and room.left(provider, woman.week) > used[provider.id, woman.week]
        ]
        if able:
            nearest = min(able, key=lambda each: distance_km(woman.location, each.location))
            given[woman.id] = nearest.id
            used[nearest.id, woman.week] += 1
    return given


def proposal_within(weeks: int) -> Step:
    """Offer the best division of all women who are due within so many weeks."""

    def step(year: Year, waiting: list[Woman], now: int, room: Room) -> dict[UUID, UUID]:
        soon = [woman for woman in waiting if year.due[woman.id] - now <= weeks]
        return dict(solve(Problem.of(soon, room.providers())))

    return step


@dataclass(frozen=True)
class Outcome:
    """One way in one year."""

    in_time: float
    days: float
    km: float


def refuses(woman: UUID, provider: UUID) -> bool:
    """Say whether this provider would not take her; the same whoever asks."""
    return random.Random(woman.int ^ provider.int).random() < REFUSES


@dataclass(frozen=True)
class Offered:
    """One offer of a year."""

    week: int
    woman: UUID
    provider: UUID
    is_refused: bool


def play(
    seed: int, pressure: float, step: Step, refusing: Callable[[UUID, UUID], bool] = refuses
) -> tuple[Year, list[Offered]]:
    """Let a year pass, week by week; gives it with every offer, in order."""
    year = Year(seed, pressure)
    year.chance.seed(seed)
    room, offers = Room(year), list[Offered]()
    waiting: dict[UUID, Woman] = {}
    for now in range(HORIZON + WEEKS):
        waiting |= {woman.id: woman for woman in year.registers[now]}
        waiting = {her: woman for her, woman in waiting.items() if year.due[her] > now}
        visible = [woman for her, woman in waiting.items() if year.due[her] - now <= HORIZON]
        for her, provider in step(year, visible, now, room).items():
            woman = waiting[her]
            offers.append(Offered(now, her, provider, refusing(her, provider)))
            if offers[-1].is_refused:
                waiting[her] = replace(woman, refused_by=woman.refused_by | {provider})
                continue
            room.used[provider, woman.week] += 1
            del waiting[her]
    return year, offers


def run(seed: int, pressure: float, step: Step) -> Outcome:
    year, offers = play(seed, pressure, step)
    where = {provider.id: provider.location for provider in year.providers}
    homes = {woman.id: woman.location for each in year.registers.values() for woman in each}
    placed = [each for each in offers if not each.is_refused]
    days = [7 * (each.week - year.registered[each.woman]) for each in placed]
    km = [distance_km(homes[each.woman], where[each.provider]) for each in placed]
    return Outcome(len(placed) / len(year.due), statistics.mean(days), statistics.mean(km))


def with_hindsight(seed: int, pressure: float) -> float:
    """Give how many could be placed by who knew the whole year and every refusal beforehand."""
    year = Year(seed, pressure)
    women = [
        replace(
            woman,
            refused_by=frozenset(each.id for each in year.providers if refuses(woman.id, each.id)),
        )
        for registered in year.registers.values()
        for woman in registered
    ]
    return len(solve(Problem.of(women, year.providers))) / len(women)


WAYS: dict[str, Step] = {
    "free pick": free_pick,
    "first come, first served": first_come,
    "proposal, all at once": proposal_within(HORIZON),
    "proposal, due within 10 weeks": proposal_within(10),
    "proposal, due within 15 weeks": proposal_within(15),
    "proposal, due within 3 weeks": proposal_within(3),
}


def spread(values: list[float], unit: str) -> str:
    return f"{statistics.mean(values):.1f}{unit} ± {statistics.stdev(values):.1f}"


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--seeds", type=int, default=30)
    options.add_argument("--pressure", type=float, nargs="+", default=[0.9, 1.1])
    asked = options.parse_args()
    for pressure in asked.pressure:
        print(f"\n{pressure:.1f} women to a place on average, {asked.seeds} seeds\n")
        print("| way | placed in time | waiting days | km | beats free pick | beats first come |")
        print("| --- | --- | --- | --- | --- | --- |")
        most = [100 * with_hindsight(seed, pressure) for seed in range(asked.seeds)]
        print(f"| with hindsight | {spread(most, ' %')} | | | | |")
        seen: dict[str, list[Outcome]] = {}
        for way, step in WAYS.items():
            own = [run(seed, pressure, step) for seed in range(asked.seeds)]
            seen[way] = own
            wins = [
                sum(a.in_time > b.in_time for a, b in zip(own, seen[other], strict=True))
                if other in seen
                else 0
                for other in ("free pick", "first come, first served")
            ]
            print(
                f"| {way} | {spread([100 * each.in_time for each in own], ' %')} "
                f"| {spread([each.days for each in own], '')} "
                f"| {spread([each.km for each in own], '')} | {wins[0]} | {wins[1]} |"
            )


if __name__ == "__main__":
    main()
