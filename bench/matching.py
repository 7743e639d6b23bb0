"""How long dividing takes, by size: `.venv/bin/python -m bench.matching`."""

from __future__ import annotations

import argparse
import random
import statistics
import time
from uuid import UUID

from kraamzorg_app.adapters.division_solver import solve
from kraamzorg_app.domain.matching import Problem, Provider, Woman, broken_rules

SIZES = ((200, 15, 20), (2_000, 150, 20), (2_000, 150, 1), (5_000, 150, 20), (10_000, 300, 20))
GOAL = (2_000, 150, 20)


def problem_of(women: int, providers: int, weeks: int, seed: int) -> Problem:
    """Make a region in which there are about as many places as women."""
    chance = random.Random(seed)
    pc4s = [str(8000 + n) for n in range(200)]
    points = {pc4: (chance.uniform(52.8, 53.4), chance.uniform(5.2, 6.3)) for pc4 in pc4s}
    names = [f"2026-W{n + 10}" for n in range(weeks)]
    average = women / providers / weeks
    made = [
        Provider(
            id=UUID(int=chance.getrandbits(128)),
            places={name: int(chance.expovariate(1 / average) + 0.5) for name in names},
            excluded_pc4s=frozenset(chance.sample(pc4s, chance.randrange(0, 120))),
            languages=frozenset({"nl", *chance.sample(["en", "pl", "ar", "tr"], 2)}),
            location=points[chance.choice(pc4s)],
        )
        for _ in range(providers)
    ]
    waiting = []
    for _ in range(women):
        pc4 = chance.choice(pc4s)
        waiting.append(
            Woman(
                id=UUID(int=chance.getrandbits(128)),
                week=chance.choice(names),
                urgency=chance.randrange(0, 6),
                pc4=pc4,
                location=points[pc4],
                preferred_id=chance.choice(made).id if chance.random() < 0.3 else None,
                language=chance.choice(["nl"] * 8 + ["pl", "ar"]),
            )
        )
    return Problem.of(waiting, made)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--rounds", type=int, default=5)
    rounds = options.parse_args().rounds
    print("| women | providers | weeks | placed | median s | slowest s |")
    print("| --- | --- | --- | --- | --- | --- |")
    for size in SIZES:
        seconds, placed = [], []
        for seed in range(rounds):
            problem = problem_of(*size, seed)
            start = time.perf_counter()
            division = solve(problem)
            seconds.append(time.perf_counter() - start)
            placed.append(len(division) / size[0])
            assert not broken_rules(problem, division)
        goal = " (goal: 2)" if size == GOAL else ""
        print(
            f"| {size[0]:,} | {size[1]} | {size[2]} | {statistics.mean(placed):.0%} "
            f"| {statistics.median(seconds):.2f} | {max(seconds):.2f}{goal} |"
        )


if __name__ == "__main__":
    main()
