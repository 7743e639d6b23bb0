"""Each line of a division says why, and so does each woman that is left over."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from kraamzorg_app.domain.matching import Problem, Provider, Woman, broken_rules, hours_over
from kraamzorg_app.domain.matching_moves import MoveCost
from kraamzorg_app.domain.matching_reasons import (
    Explained,
    WhyNobody,
    WhyThisProvider,
    explain,
)
from kraamzorg_app.ui.matching_wording import (
    as_sentence,
    chosen_by_hand,
    move_costs,
    why_nobody,
    why_this_provider,
)

WEEK = "2026-W12"
BEYOND = "boven de opgegeven plaatsen in week 12"
HERE, NEAR, FAR = (53.0, 5.4), (53.0, 5.5), (53.0, 6.0)
HER, OTHER = UUID(int=1), UUID(int=2)
A, B, C, D = (UUID(int=100 + n) for n in range(4))


def woman(number: UUID = HER, **rest: object) -> Woman:
    return Woman(
        **{"id": number, "week": WEEK, "urgency": 0, "pc4": "8751", "location": HERE, **rest}
    )


def provider(number: UUID, places: int = 1, **rest: object) -> Provider:
    return Provider(**{"id": number, "places": {WEEK: places}, "location": NEAR, **rest})


def explained(
    women: list[Woman], providers: list[Provider], division: dict[UUID, UUID]
) -> Explained:
    return explain(Problem.of(women, providers), division)


@pytest.mark.parametrize(
    ("women", "providers", "division", "reasons", "sentence"),
    [
        (
            [woman(preferred_id=A)],
            [provider(A), provider(B)],
            {HER: A},
            (WhyThisProvider.PREFERRED, WhyThisProvider.NEAREST),
            (
                "Haar eigen voorkeur, past het best bij haar met ruimte in week 12, 7 km, "
                "1 van 1 plaatsen gebruikt"
            ),
        ),
        (
            [woman(language="pl")],
            [provider(A, 3, languages=frozenset({"nl", "pl"})), provider(B, 0)],
            {HER: A},
            (WhyThisProvider.ONLY_ONE_WITH_ROOM, WhyThisProvider.SPEAKS_HER_LANGUAGE),
            "Als enige ruimte in week 12, spreekt haar taal, 7 km, 1 van 3 plaatsen gebruikt",
        ),
        (
            [woman(), woman(OTHER)],
            [provider(A, location=FAR), provider(B)],
            {HER: A, OTHER: B},
            (WhyThisProvider.BETTER_ONES_FULL,),
            (
                "Heeft nog ruimte in week 12; 1 aanbieder die beter past, zit vol, 40 km, "
                "1 van 1 plaatsen gebruikt"
            ),
        ),
        (
            [woman(location=None)],
            [provider(A, 2, pending={WEEK: 1}), provider(B)],
            {HER: A},
            (WhyThisProvider.FAIR_SHARE,),
            "Eerlijk verdeeld over aanbieders die even goed passen, 2 van 2 plaatsen gebruikt",
        ),
        (
            [woman()],
            [provider(A, location=FAR), provider(B)],
            {HER: A},
            (),
            (
                "Een aanbieder die beter past, heeft nog ruimte in week 12, 40 km, "
                "1 van 1 plaatsen gebruikt"
            ),
        ),
    ],
    ids=["preferred", "only one", "better ones full", "fair share", "moved by hand"],
)
def test_a_line_says_why_this_provider(
    women: list[Woman],
    providers: list[Provider],
    division: dict[UUID, UUID],
    reasons: tuple[WhyThisProvider, ...],
    sentence: str,
) -> None:
    line = explained(women, providers, division).lines[0]
    assert (line.reasons, why_this_provider(line)) == (reasons, sentence)


def test_a_line_moved_by_hand_claims_nothing_for_its_provider() -> None:
    line = explained([woman()], [provider(A, 0), provider(B)], {HER: A}).lines[0]
    assert why_this_provider(line).startswith("Eerlijk verdeeld")
    assert chosen_by_hand(line) == "Door u gekozen, 7 km, 1 van 0 plaatsen gebruikt"


@pytest.mark.parametrize(
    ("providers", "refused", "reason", "sentence"),
    [
        (
            [provider(A, 0), provider(B, 0), provider(C, 0), provider(D, 0)],
            frozenset(),
            WhyNobody.NO_PLACES,
            "Geen ruimte in week 12 bij de 4 aanbieders voor 8751",
        ),
        (
            [provider(A, excluded_pc4s=frozenset({"8751"})), provider(B, is_available=False)],
            frozenset(),
            WhyNobody.NOBODY_SERVES,
            "Niemand werkt in 8751",
        ),
        (
            [provider(A)],
            frozenset({A}),
            WhyNobody.ALL_REFUSED,
            "De enige aanbieder voor 8751 heeft haar geweigerd",
        ),
        (
            [provider(A, pending={WEEK: 1}), provider(B, 0)],
            frozenset(),
            WhyNobody.HELD_BY_OFFERS,
            (
                "Geen ruimte in week 12 bij de 2 aanbieders voor 8751: "
                "op alle plaatsen staat een aanbod open"
            ),
        ),
        (
            [provider(A, 2), provider(B, 1)],
            frozenset(),
            WhyNobody.TAKEN_BY_OTHERS,
            "Geen ruimte in week 12 bij de 2 aanbieders voor 8751: de ruimte (3) gaat naar anderen",
        ),
    ],
    ids=["no places", "nobody serves", "all refused", "held", "taken"],
)
def test_a_woman_who_is_left_over_hears_why(
    providers: list[Provider], refused: frozenset[UUID], reason: WhyNobody, sentence: str
) -> None:
    left = explained([woman(refused_by=refused)], providers, {}).left_over[0]
    assert (left.reason, why_nobody(left)) == (reason, sentence)


def test_hours_beyond_what_a_provider_stated_are_shown() -> None:
    problem = Problem.of(
        [woman(hours=45), woman(OTHER, hours=49)],
        [provider(A, 2, hours={WEEK: 80}), provider(B, 2)],
    )
    assert hours_over(problem, {HER: A, OTHER: A}) == {(A, WEEK): 14}
    assert hours_over(problem, {HER: A, OTHER: B}) == {}


def test_a_division_changed_by_hand_is_checked() -> None:
    problem = Problem.of([woman(), woman(OTHER)], [provider(A)])
    assert broken_rules(problem, {HER: A, OTHER: A}) == [OTHER]
    assert broken_rules(problem, {OTHER: A}) == []


@pytest.mark.parametrize(
    ("cost", "parts"),
    [
        ({"unplaced": 1}, ["Eén cliënt minder geplaatst"]),
        ({"unplaced": -1, "over_places": 1}, ["Eén cliënt meer geplaatst", BEYOND]),
        (
            {"km": 12, "unfairness": 5},
            ["12 km verder", "minder eerlijk verdeeld over de aanbieders"],
        ),
        (
            {"km": -3, "not_preferred": 1},
            ["Niet de aanbieder van haar voorkeur", "3 km dichterbij"],
        ),
        ({"over_places": 2}, [f"2 cliënten {BEYOND}"]),
        ({"over_hours": 45}, ["45 uur boven de opgegeven uren in week 12"]),
        ({"has_refused": True}, ["Heeft haar eerder geweigerd"]),
        ({"not_spoken": 1}, ["Spreekt haar taal niet"]),
        ({"is_not_served": True}, ["Werkt niet in haar postcode"]),
        ({"unfairness": -5}, ["Dit kost niets."]),
    ],
)
def test_what_a_change_costs_reads_as_a_sentence(cost: dict[str, int], parts: list[str]) -> None:
    nothing = MoveCost(0, 0, 0, None, 0, "2026-W12", 0, 0, has_refused=False, is_not_served=False)
    assert as_sentence(move_costs(replace(nothing, **cost))) == ", ".join(parts)
