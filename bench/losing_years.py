"""Why the proposal places fewer women than first come first served in some simulated years.

.venv/bin/python -m bench.losing_years --seeds 40

For every due week in which it places fewer: was a woman who is lost refused, or was the place that
she could have had used for somebody else?
"""

from __future__ import annotations

import argparse
from collections import Counter
from uuid import UUID

from bench.simulation import HORIZON, Offered, Year, first_come, play, proposal_within


def never(_woman: UUID, _provider: UUID) -> bool:
    """Refuse nobody."""
    return False


def placed(offers: list[Offered]) -> set[UUID]:
    return {each.woman for each in offers if not each.is_refused}


def weeks_of(year: Year, women: set[UUID]) -> Counter[int]:
    return Counter(year.due[her] for her in women)


def causes(year: Year, first: list[Offered], proposed: list[Offered]) -> Counter[str]:
    """Count the women by whom due weeks differ, by what became of those who are lost."""
    refused = {each.woman for each in proposed if each.is_refused}
    lost = placed(first) - placed(proposed)
    by_first, by_proposal = (weeks_of(year, placed(each)) for each in (first, proposed))
    found: Counter[str] = Counter()
    for week in sorted(by_first | by_proposal):
        fewer = by_first[week] - by_proposal[week]
        if fewer < 0:
            found["more"] -= fewer
        elif fewer:
            was_refused = any(year.due[her] == week for her in lost & refused)
            found["refused" if was_refused else "place used"] += fewer
    return found


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--seeds", type=int, default=40)
    options.add_argument("--pressure", type=float, nargs="+", default=[0.9, 1.1])
    asked = options.parse_args()
    at_once = proposal_within(HORIZON)
    print("| women a place | seed | women | refused | place used | more | without refusals |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for pressure in asked.pressure:
        for seed in range(asked.seeds):
            year, first = play(seed, pressure, first_come)
            _, proposed = play(seed, pressure, at_once)
            difference = len(placed(proposed)) - len(placed(first))
            if difference >= 0:
                continue
            found = causes(year, first, proposed)
            _, willing_first = play(seed, pressure, first_come, never)
            _, willing = play(seed, pressure, at_once, never)
            without = len(placed(willing)) - len(placed(willing_first))
            numbers = (found["refused"], found["place used"], found["more"])
            print(
                f"| {pressure} | {seed} | {difference:+} |",
                *map("{} |".format, numbers),
                without,
                "|",
            )


if __name__ == "__main__":
    main()
