"""The women of the demo country: names, addresses and numbers that belong to nobody."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random

from kraamzorg_app.domain.identifiers import normalize_bsn
from kraamzorg_app.services.demo_country.drawing import happens
from kraamzorg_app.services.demo_country.places import Place


@dataclass(frozen=True, slots=True)
class _Group:
    """Names that go together, and the languages that are spoken at home."""

    share: int
    languages: tuple[str, ...]
    women: tuple[str, ...]
    partners: tuple[str, ...]
    families: tuple[str, ...]


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split("|"))


_DUTCH_WOMEN = _names(
    "Sanne|Lisa|Anne|Eva|Julia|Lotte|Fleur|Femke|Iris|Marieke|Sophie|Emma|Noor|Roos|Maud|Britt|"
    "Esmee|Daphne|Kim|Linda|Ilse|Nienke|Renske|Willemijn|Judith|Laura|Merel|Tessa|Floor|Jasmijn|"
    "Charlotte|Manon|Amber|Rianne|Suzanne|Ellen|Hanneke|Myrthe|Wendy|Marloes"
)
_DUTCH_PARTNERS = _names(
    "Daan|Tim|Bram|Lars|Jeroen|Thijs|Sander|Rick|Martijn|Bas|Niels|Joost|Wouter|Koen|Maarten|"
    "Stefan|Ruben|Jelle|Dennis|Mark|Pim|Gijs|Lieke|Marit"
)
_DUTCH_FAMILIES = _names(
    "de Jong|Jansen|de Vries|van den Berg|van Dijk|Bakker|Janssen|Visser|Smit|Meijer|de Boer|"
    "Mulder|de Groot|Bos|Vos|Peters|Hendriks|van Leeuwen|Dekker|Brouwer|de Wit|Dijkstra|Smits|"
    "de Graaf|van der Meer|Kok|Jacobs|van der Linden|Vermeulen|Schouten|van Beek|Willems|Mol|"
    "Hoekstra|Koster|Verhoeven|Prins|Huisman|Postma|Kuiper|Veenstra|Kramer|Scholten|van Wijk"
)
_STREETS = _names(
    "Dorpsstraat|Kerkstraat|Schoolstraat|Molenweg|Stationsweg|Julianastraat|Wilhelminalaan|"
    "Parklaan|Beukenlaan|Eikenlaan|Lindenlaan|Kastanjestraat|Merelstraat|Zwaluwstraat|Hoofdweg|"
    "Nieuwstraat|Havenkade|Singel|Weidezoom|Korenbloem|Dahliastraat|Rozenstraat|Vijverweg"
)
_GROUPS = (
    _Group(
        78,
        ("nl",) * 18 + ("fy", "en"),
        _DUTCH_WOMEN,
        _DUTCH_PARTNERS,
        _DUTCH_FAMILIES,
    ),
    _Group(
        6,
        ("nl", "nl", "tr"),
        ("Elif", "Zeynep", "Merve", "Büşra", "Esra", "Ayşe"),
        ("Emre", "Mehmet", "Burak", "Yusuf", "Serkan"),
        ("Aksoy", "Kaya", "Demir", "Çelik", "Şahin", "Öztürk"),
    ),
    _Group(
        7,
        ("nl", "nl", "ar"),
        ("Fatima", "Naima", "Salma", "Yasmina", "Hanan", "Rania"),
        ("Mohammed", "Youssef", "Karim", "Bilal", "Omar"),
        ("El Amrani", "Bouzid", "Haddad", "Benali", "Al-Khatib", "Ait Said"),
    ),
    _Group(
        4,
        ("pl", "pl", "en"),
        ("Agnieszka", "Katarzyna", "Magdalena", "Joanna", "Zofia"),
        ("Piotr", "Tomasz", "Paweł", "Marcin"),
        ("Nowak", "Kowalska", "Wiśniewska", "Wójcik", "Zielińska"),
    ),
    _Group(
        3,
        ("uk", "en"),
        ("Oksana", "Iryna", "Olena", "Kateryna"),
        ("Andrij", "Serhij", "Dmytro"),
        ("Shevchenko", "Kovalenko", "Bondarenko", "Melnyk"),
    ),
    _Group(
        2,
        ("ti", "en"),
        ("Selam", "Rahwa", "Feven", "Senait"),
        ("Filmon", "Yonas", "Samuel"),
        ("Tesfay", "Gebremedhin", "Haile", "Tekle"),
    ),
)
_POSTCODE_LETTERS = "ABCDEGHJKLMNPRTVWXZ"
_TEST_BSN_START = 999_990_000


@dataclass(frozen=True, slots=True)
class Person:
    """A woman's data as the form stores it, by field, and the language of her mails."""

    values: dict[str, str | None]
    language: str


def draw_person(rng: Random, place: Place, today: date, number: int) -> Person:
    """Make up a woman who lives in a place; `number` keeps her address hers alone."""
    group = rng.choices(_GROUPS, [group.share for group in _GROUPS])[0]
    first, family = rng.choice(group.women), rng.choice(group.families)
    spoken = rng.choice(group.languages)
    has_partner = happens(rng, 90)
    partner = f"{rng.choice(group.partners)} {rng.choice(group.families)}" if has_partner else None
    letters = rng.choice(_POSTCODE_LETTERS) + rng.choice(_POSTCODE_LETTERS)
    values = {
        "first_name": first,
        "last_name": family,
        "birth_date": (today - timedelta(days=rng.randint(19 * 365, 43 * 365))).isoformat(),
        "partner_name": partner,
        "postcode": place.pc4 + letters,
        "house_number": str(rng.randint(1, 240)),
        "house_number_addition": rng.choice(("a", "b", "2")) if happens(rng, 8) else None,
        "street": rng.choice(_STREETS),
        "city": place.city,
        "phone": f"+31612345{rng.randrange(1000):03}",
        "email": f"{email_name(first)}.{email_name(family)}.{number}@client.test",
        "spoken_language": spoken,
    }
    return Person(values, "nl" if spoken in ("nl", "fy") else "en")


@cache
def email_name(name: str) -> str:
    """Write a name with the letters that an address allows."""
    plain = unicodedata.normalize("NFKD", name.replace("ł", "l"))
    return "".join(letter for letter in plain.lower() if letter.isascii() and letter.isalnum())


def draw_carer_name(rng: Random) -> str:
    """Make up the name of a self-employed carer or a member of an organization."""
    return f"{rng.choice(_GROUPS[0].women)} {rng.choice(_GROUPS[0].families)}"


def test_bsns() -> Iterator[str]:
    """Give every valid number of the test range that starts with 99999, each once."""
    for number in range(_TEST_BSN_START, _TEST_BSN_START + 10_000):
        if bsn := normalize_bsn(str(number)):
            yield bsn
