"""Regions, insurers and providers of the demo country."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from uuid import UUID

from kraamzorg_app.domain.actors import ProviderKind
from kraamzorg_app.domain.code_red import Period
from kraamzorg_app.models.organizations import (
    CareProvider,
    CodeRedPeriod,
    Insurer,
    InsurerLabel,
    MatchAgreement,
    Pc4Range,
    PreferredInsurer,
    ProviderApproval,
    Region,
)
from kraamzorg_app.services.demo_country.drawing import Dice, Rows, happens
from kraamzorg_app.services.demo_country.people import draw_carer_name, email_name
from kraamzorg_app.services.demo_country.places import Place, places, ranges
from kraamzorg_app.services.unit_of_work import UnitOfWork

FRIESLAND = "KSV Friesland"
PREFERRED_INSURER = "Zilveren Kruis"
"""Preferred in Friesland, not in Groningen."""
OTHER_INSURER = "VGZ"
"""Preferred nowhere."""
ORGANIZATION, CARER, PLATFORM = "Kraamzorg Miek", "Anna de Vries", "KraamConnect"

# Weeks from today: first and last due date of each code-rood period.
_OPEN_NOW: dict[str, tuple[tuple[int, int], ...]] = {
    FRIESLAND: ((-60, 46),),
    "KSV Groningen": ((-60, 44),),
    "KSV Drenthe": ((-30, 40),),
    "KSV Flevoland": ((-44, 30),),
    "KSV Utrecht": ((-60, 14), (22, 46)),
    "KSV Haaglanden": ((-20, 42),),
    "KSV Gooi en Vechtstreek": ((-52, 24),),
    "KSV Zuid-Limburg": ((-12, 36),),
}
_OPEN_BEFORE: dict[str, tuple[tuple[int, int], ...]] = {
    "KSV Amsterdam-Amstelland": ((-52, -14),),
    "KSV Twente": ((-48, -16),),
    "KSV Hollands Midden": ((-40, -12),),
    "KSV West-Brabant": ((-50, -20),),
}
_ASKS_AUTHORIZATION = "KSV Drenthe"
_COORDINATOR_ASSIGNS = "KSV Zuid-Limburg"

# Insurer: share of the insured, and its labels with their UZOVI codes (community list, undated).
_INSURERS: dict[str, tuple[int, tuple[tuple[str, str], ...]]] = {
    PREFERRED_INSURER: (
        25,
        (("Zilveren Kruis", "3311"), ("Interpolis", "3313"), ("FBTO", "3351")),
    ),
    OTHER_INSURER: (20, (("VGZ", "7095"), ("IZA", "3334"))),
    "CZ": (18, (("CZ", "9664"),)),
    "Menzis": (12, (("Menzis", "3332"), ("Anderzorg", "3333"))),
    "De Friesland": (6, (("De Friesland", "3358"),)),
    "Univé": (5, (("Univé", "0101"),)),
    "DSW": (4, (("DSW", "7029"), ("Stad Holland", "7037"))),
    "Zorg en Zekerheid": (3, (("Zorg en Zekerheid", "7085"),)),
    "ONVZ": (3, (("ONVZ", "3343"),)),
    "a.s.r.": (2, (("a.s.r.", "9018"),)),
    "Salland": (1, (("Salland", "3347"),)),
    "Eucare": (1, (("Eucare", "3360"),)),
}
_PREFERRED: dict[str, tuple[str, ...]] = {
    FRIESLAND: (PREFERRED_INSURER, "De Friesland"),
    "KSV Groningen": ("Menzis",),
}
_PREFERRED_ELSEWHERE = ("CZ", "Menzis", "DSW", "Zorg en Zekerheid", PREFERRED_INSURER, "Univé")
_PROVIDER_COUNTS = {
    ProviderKind.ORGANIZATION: 190,
    ProviderKind.SELF_EMPLOYED: 105,
    ProviderKind.PLATFORM: 25,
}
_REGIONS_OF = {
    ProviderKind.ORGANIZATION: (1, 1, 2, 3),
    ProviderKind.SELF_EMPLOYED: (1,),
    ProviderKind.PLATFORM: (4, 6, 8),
}
_MORE_LANGUAGES = {"en": 70, "de": 20, "ar": 15, "tr": 15, "pl": 12, "fr": 8, "fy": 8, "es": 5}
"""Of a hundred providers, how many speak a language besides Dutch."""
_ORGANIZATION_NAMES = ("Kraamzorg", "Kraambureau", "Geboortezorg", "Kraamthuis")


@dataclass(frozen=True, slots=True)
class ProviderFacts:
    """A provider; `room` weighs how many clients it takes."""

    id: UUID
    name: str
    kind: ProviderKind
    room: int
    base_pc4: str


@dataclass(frozen=True, slots=True)
class LabelFacts:
    """A label with its share of the insured."""

    id: UUID
    insurer_id: UUID
    share: float


@dataclass(slots=True)
class RegionFacts:
    """A region with what entries in it are drawn from."""

    id: UUID
    name: str
    places: list[Place]
    periods: list[Period]
    needs_authorization: bool
    providers: list[ProviderFacts] = field(default_factory=list)

    def is_open(self, due_date: date) -> bool:
        """Say whether its list is open for a due date."""
        return any(period.holds(due_date) for period in self.periods)


@dataclass(frozen=True, slots=True)
class Organizations:
    """All that clients are divided over, by name."""

    regions: dict[str, RegionFacts]
    insurers: dict[str, UUID]
    labels: list[LabelFacts]
    providers: dict[str, ProviderFacts]

    @property
    def open_regions(self) -> list[RegionFacts]:
        """The regions that are in code rood now."""
        return [self.regions[name] for name in _OPEN_NOW]

    @property
    def regions_with_history(self) -> list[RegionFacts]:
        """The regions that are or were in code rood."""
        return [region for region in self.regions.values() if region.periods]


def add_organizations(work: UnitOfWork, rows: Rows, dice: Dice) -> Organizations:
    """Gather the rows of all organizations."""
    regions = _add_regions(work, rows, dice)
    insurers, labels = _add_insurers(rows, dice)
    for number, region in enumerate(regions.values()):
        elsewhere = _PREFERRED_ELSEWHERE[number % len(_PREFERRED_ELSEWHERE)]
        for name in _PREFERRED.get(region.name, (elsewhere,)):
            rows.add(PreferredInsurer, region_id=region.id, insurer_id=insurers[name])
    providers = _add_providers(work, rows, dice, list(regions.values()))
    return Organizations(regions, insurers, labels, providers)


def _add_regions(work: UnitOfWork, rows: Rows, dice: Dice) -> dict[str, RegionFacts]:
    by_region: dict[str, list[Place]] = defaultdict(list)
    for place in places():
        by_region[place.region].append(place)
    regions = {}
    for name, its_places in sorted(by_region.items()):
        periods = [
            Period(work.today + timedelta(weeks=first), work.today + timedelta(weeks=last))
            for first, last in (_OPEN_NOW | _OPEN_BEFORE).get(name, ())
        ]
        region = RegionFacts(
            dice.id("region", name), name, its_places, periods, name == _ASKS_AUTHORIZATION
        )
        regions[name] = region
        _add_region(work, rows, dice, region)
    return regions


def _add_region(work: UnitOfWork, rows: Rows, dice: Dice, region: RegionFacts) -> None:
    assigns = region.name == _COORDINATOR_ASSIGNS
    rows.add(
        Region,
        id=region.id,
        name=region.name,
        match_agreement=MatchAgreement.COORDINATOR_ASSIGNS if assigns else MatchAgreement.BOTH,
        needs_authorization=region.needs_authorization,
    )
    for first, last in ranges(place.pc4 for place in region.places):
        rows.add(
            Pc4Range,
            id=dice.id("pc4_range", first),
            region_id=region.id,
            first_pc4=first,
            last_pc4=last,
            valid_from=work.today - timedelta(weeks=104),
        )
    for number, period in enumerate(region.periods):
        rows.add(
            CodeRedPeriod,
            id=dice.id("period", f"{region.name}:{number}"),
            region_id=region.id,
            starts_on=period.starts_on,
            ends_on=period.ends_on,
        )


def _add_insurers(rows: Rows, dice: Dice) -> tuple[dict[str, UUID], list[LabelFacts]]:
    insurers, labels = {}, []
    for name, (share, its_labels) in _INSURERS.items():
        insurer_id = insurers[name] = dice.id("insurer", name)
        email = f"kraamzorg@{email_name(name)}.test"
        rows.add(Insurer, id=insurer_id, name=name, email=email)
        for label, uzovi in its_labels:
            label_id = dice.id("label", uzovi)
            rows.add(InsurerLabel, id=label_id, insurer_id=insurer_id, name=label, uzovi_code=uzovi)
            labels.append(LabelFacts(label_id, insurer_id, share / len(its_labels)))
    return insurers, labels


def _add_providers(
    work: UnitOfWork, rows: Rows, dice: Dice, regions: list[RegionFacts]
) -> dict[str, ProviderFacts]:
    rng = dice.random("providers")
    weights = [sum(place.weight for place in region.places) for region in regions]
    friesland = next(region for region in regions if region.name == FRIESLAND)
    fixed = {
        ProviderKind.ORGANIZATION: ORGANIZATION,
        ProviderKind.SELF_EMPLOYED: CARER,
        ProviderKind.PLATFORM: PLATFORM,
    }
    providers: dict[str, ProviderFacts] = {}
    for kind, count in _PROVIDER_COUNTS.items():
        for number in range(count):
            if number == 0:
                name, served = fixed[kind], [friesland]
            else:
                served = _draw_regions(rng, regions, weights, rng.choice(_REGIONS_OF[kind]))
                name = _draw_name(rng, kind, served[0], providers)
            base = _base(dice.random(f"base of {name}"), name, served[0])
            provider = ProviderFacts(
                dice.id("provider", name), name, kind, _room(rng, kind), base.pc4
            )
            providers[name] = provider
            _add_provider(work, rows, dice, provider, len(providers))
            for region in served:
                region.providers.append(provider)
                approved_at = work.now - timedelta(days=rng.randint(366, 700))
                rows.add(
                    ProviderApproval,
                    provider_id=provider.id,
                    region_id=region.id,
                    approved_at=approved_at,
                    is_contracted=happens(rng, 90),
                )
    return providers


def _draw_regions(
    rng: Random, regions: list[RegionFacts], weights: list[int], count: int
) -> list[RegionFacts]:
    drawn = {region.name: region for region in rng.choices(regions, weights, k=count)}
    return list(drawn.values())


def _draw_name(
    rng: Random, kind: ProviderKind, region: RegionFacts, taken: dict[str, ProviderFacts]
) -> str:
    while True:
        city = rng.choice([place.city for place in region.places if place.city])
        match kind:
            case ProviderKind.ORGANIZATION:
                name = f"{rng.choice(_ORGANIZATION_NAMES)} {city}"
            case ProviderKind.SELF_EMPLOYED:
                name = draw_carer_name(rng)
            case ProviderKind.PLATFORM:
                name = f"Kraamplatform {city}"
        if name not in taken:
            return name


def _room(rng: Random, kind: ProviderKind) -> int:
    return 1 if kind is ProviderKind.SELF_EMPLOYED else rng.randint(5, 20)


def _base(rng: Random, name: str, region: RegionFacts) -> Place:
    """Choose where a provider sets out from: in the town of its name, else where women live."""
    towns = [place for place in region.places if place.city and name.endswith(place.city)]
    spots = towns or region.places
    return rng.choices(spots, [place.weight + 1 for place in spots])[0]


def _languages(rng: Random) -> list[str]:
    more = [code for code, percent in _MORE_LANGUAGES.items() if happens(rng, percent)]
    return ["nl", *sorted(more)]


def _add_provider(
    work: UnitOfWork, rows: Rows, dice: Dice, provider: ProviderFacts, number: int
) -> None:
    # The prefix 33 is that of "kraamcentra"; 3399… is not given out.
    rows.add(
        CareProvider,
        id=provider.id,
        name=provider.name,
        kind=provider.kind,
        agb_code=f"3399{number:04}",
        email=f"info@{email_name(provider.name)}.test",
        phone=f"+3188123{number:04}",
        base_pc4=provider.base_pc4,
        languages=_languages(dice.random(f"languages of {provider.name}")),
        capacity_told_at=work.now - timedelta(days=1),
    )
