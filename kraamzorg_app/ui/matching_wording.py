"""How the reasons of a division read on screen."""

from __future__ import annotations

from collections.abc import Sequence

from kraamzorg_app.domain.matching_moves import MoveCost
from kraamzorg_app.domain.matching_reasons import LeftOver, Line, WhyNobody, WhyThisProvider


def week_number(week: str) -> int:
    """Give 12 for "2026-W12"."""
    return int(week.rpartition("W")[2])


def why_this_provider(line: Line) -> str:
    """Tell in one sentence why she goes to this provider."""
    week = week_number(line.week)
    words = {
        WhyThisProvider.PREFERRED: "haar eigen voorkeur",
        WhyThisProvider.ONLY_ONE_WITH_ROOM: f"als enige ruimte in week {week}",
        WhyThisProvider.SPEAKS_HER_LANGUAGE: "spreekt haar taal",
        WhyThisProvider.NEAREST: f"past het best bij haar met ruimte in week {week}",
        WhyThisProvider.BETTER_ONES_FULL: (
            f"heeft nog ruimte in week {week}; {_providers(line.better_full)} beter "
            f"{'past' if line.better_full == 1 else 'passen'}, "
            f"{'zit' if line.better_full == 1 else 'zitten'} vol"
        ),
        WhyThisProvider.FAIR_SHARE: "eerlijk verdeeld over aanbieders die even goed passen",
    }
    # Nothing speaks for it after a change by hand that gave a better one room.
    reasons = [words[reason] for reason in line.reasons] or [
        f"een aanbieder die beter past, heeft nog ruimte in week {week}"
    ]
    return as_sentence([*reasons, *_measures(line)])


def chosen_by_hand(line: Line) -> str:
    """Tell of a provider that the coordinator chose; what speaks for it was weighed then."""
    return as_sentence(["door u gekozen", *_measures(line)])


def _measures(line: Line) -> list[str]:
    away = [] if line.km is None else ["minder dan 1 km" if line.km == 0 else f"{line.km} km"]
    return [*away, f"{line.used} van {line.places} plaatsen gebruikt"]


def as_sentence(parts: Sequence[str]) -> str:
    """Join parts of a sentence, with a capital."""
    text = ", ".join(parts)
    # The capital of "één" has one accent.
    return f"Eén{text[3:]}" if text.startswith("één") else text[0].upper() + text[1:]


def why_nobody(left: LeftOver) -> str:
    """Tell in one sentence why there is nobody for her."""
    week = week_number(left.week)
    those = f"de {left.providers} aanbieders" if left.providers != 1 else "de enige aanbieder"
    match left.reason:
        case WhyNobody.NOBODY_SERVES:
            return f"Niemand werkt in {left.pc4}"
        case WhyNobody.ALL_REFUSED:
            verb = "hebben" if left.providers != 1 else "heeft"
            return f"{those[0].upper()}{those[1:]} voor {left.pc4} {verb} haar geweigerd"
        case WhyNobody.NO_PLACES:
            return f"Geen ruimte in week {week} bij {those} voor {left.pc4}"
        case WhyNobody.HELD_BY_OFFERS:
            rest = "op alle plaatsen staat een aanbod open"
            return f"Geen ruimte in week {week} bij {those} voor {left.pc4}: {rest}"
        case WhyNobody.TAKEN_BY_OTHERS:
            rest = f"de ruimte ({left.places}) gaat naar anderen"
            return f"Geen ruimte in week {week} bij {those} voor {left.pc4}: {rest}"


def move_costs(cost: MoveCost) -> list[str]:
    """Tell what a change by hand costs or wins, in parts of a sentence."""
    week = week_number(cost.week)
    over = "" if cost.over_places == 1 else f"{cost.over_places} cliënten "
    told = (
        (cost.unplaced > 0, "één cliënt minder geplaatst"),
        (cost.unplaced < 0, "één cliënt meer geplaatst"),
        (cost.is_not_served, "werkt niet in haar postcode"),
        (cost.has_refused, "heeft haar eerder geweigerd"),
        (cost.over_places > 0, f"{over}boven de opgegeven plaatsen in week {week}"),
        (cost.over_hours > 0, f"{cost.over_hours} uur boven de opgegeven uren in week {week}"),
        (cost.not_preferred > 0, "niet de aanbieder van haar voorkeur"),
        (cost.not_preferred < 0, "de aanbieder van haar voorkeur"),
        (cost.not_spoken > 0, "spreekt haar taal niet"),
        (cost.not_spoken < 0, "spreekt haar taal"),
        ((cost.km or 0) > 0, f"{cost.km} km verder"),
        ((cost.km or 0) < 0, f"{-(cost.km or 0)} km dichterbij"),
        (cost.unfairness > 0, "minder eerlijk verdeeld over de aanbieders"),
    )
    return [text for is_so, text in told if is_so] or ["Dit kost niets."]


def _providers(count: int) -> str:
    return "1 aanbieder die" if count == 1 else f"{count} aanbieders die"
