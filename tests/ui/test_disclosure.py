"""Who sees which field: held against the bytes that reach a browser, not against objects.

Each client has a value of her own in every field. Whatever a person receives, by list, page or
download, holds exactly the values that the design's table gives to that person for that client.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID, uuid4

import httpx
import pytest

from kraamzorg_app import database
from kraamzorg_app.domain.calendar import format_date
from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.models.organizations import CareProvider
from kraamzorg_app.models.waiting_list import Invitation, WaitingListEntry
from kraamzorg_app.services import together
from tests.canaries.finding import spelled_day, spelled_phone
from tests.factories import Factory
from tests.ui.conftest import Stage
from tests.ui.sockets import Tab
from tests.ui.test_guard import run

LIST = "/clienten"
LIST_STATE = (
    "kraamzorg_app___ui___pages___clienten___state____clienten_state",
    "kraamzorg_app___ui___pages___client_detail___state____client_detail_state",
)
TOGETHER = "/clienten/registreren/samen"
TOGETHER_STATE = "kraamzorg_app___ui___pages___samen___state____samen_state"
LIMITED = {"number"}
SEEN_BY_CARE = {"insurer", "birth_date"}
CONTACT = {"name", "email", "phone"}
CARE = {"address", "partner", "language"}


@dataclass(frozen=True)
class Canary:
    """One client with values that stand nowhere else."""

    id: UUID
    values: dict[str, tuple[str, ...]]
    """Each field with every way in which it could be written."""


CANARIES: Final = ("waiting", "waiting_vgz", "enrolled", "enrolled_elsewhere")
TABLE: Final[dict[str, dict[str, set[str] | None]]] = {
    # Who → what that person sees of: waiting (Zilver), waiting (VGZ), enrolled at Miek (Zilver),
    # enrolled at Noord (VGZ); None stands for a row that does not exist for that person.
    "coordinator": dict.fromkeys(CANARIES, LIMITED | SEEN_BY_CARE | CONTACT | CARE),
    "coordinator_limited": dict.fromkeys(CANARIES, LIMITED | SEEN_BY_CARE),
    "provider": {
        "waiting": LIMITED | SEEN_BY_CARE,
        "waiting_vgz": LIMITED | SEEN_BY_CARE,
        "enrolled": LIMITED | SEEN_BY_CARE | CONTACT | CARE,
        "enrolled_elsewhere": None,
    },
    "provider_limited": {
        "waiting": LIMITED | SEEN_BY_CARE,
        "waiting_vgz": LIMITED | SEEN_BY_CARE,
        "enrolled": LIMITED | SEEN_BY_CARE,
        "enrolled_elsewhere": None,
    },
    "carer": {
        "waiting": LIMITED | SEEN_BY_CARE,
        "waiting_vgz": LIMITED | SEEN_BY_CARE,
        "enrolled": None,
        "enrolled_elsewhere": None,
    },
    "preferred": {
        "waiting": LIMITED | SEEN_BY_CARE | CONTACT,
        "waiting_vgz": LIMITED,
        "enrolled": LIMITED | SEEN_BY_CARE | CONTACT,
        "enrolled_elsewhere": LIMITED,
    },
    "preferred_limited": {
        "waiting": LIMITED | {"insurer"},
        "waiting_vgz": LIMITED,
        "enrolled": LIMITED | {"insurer"},
        "enrolled_elsewhere": LIMITED,
    },
    "insurer": {
        "waiting": None,
        "waiting_vgz": LIMITED | SEEN_BY_CARE | CONTACT,
        "enrolled": None,
        "enrolled_elsewhere": LIMITED | SEEN_BY_CARE | CONTACT,
    },
    "insurer_limited": {
        "waiting": None,
        "waiting_vgz": LIMITED | {"insurer"},
        "enrolled": None,
        "enrolled_elsewhere": LIMITED | {"insurer"},
    },
    "admin": dict.fromkeys(CANARIES, LIMITED | {"insurer"}),
    "technician": dict.fromkeys(CANARIES, None),
}


@pytest.fixture(scope="module")
def canaries(stage: Stage) -> dict[str, Canary]:
    return make_canaries(stage)


def make_canaries(stage: Stage) -> dict[str, Canary]:
    with database.transaction(stage.environment.engine) as session:
        make = Factory(stage.environment, session)
        miek, noord = stage.cast.miek, stage.cast.noord
        return {
            "waiting": _canary(make, stage, 1, own_label="Zilver"),
            "waiting_vgz": _canary(make, stage, 2, own_label="VGZ"),
            "enrolled": _canary(make, stage, 3, own_label="Zilver", provider=miek),
            "enrolled_elsewhere": _canary(make, stage, 4, own_label="VGZ", provider=noord),
        }


def _canary(
    make: Factory,
    stage: Stage,
    number: int,
    *,
    own_label: str,
    provider: CareProvider | None = None,
) -> Canary:
    """Write a client whose every value ends in a number of her own."""
    insurer = stage.cast.zilver if own_label == "Zilver" else stage.cast.vgz
    label = make.label(insurer, f"Labelkanarie{number}", f"80{number:02}")
    born = date(1991, 1, number)
    street, phone = f"Straatkanarie{number}", f"+3161111110{number}"
    entry = make.entry(
        stage.cast.friesland,
        label,
        due_date=make.work.today + timedelta(weeks=9),
        pc4="8731",
        client_number=f"NUMMERKANARIE{number}",
        state=EntryState.ACCEPTED if provider else EntryState.WAITING,
        provider=provider,
        identity={
            "first_name": f"Voorkanarie{number}",
            "last_name": f"Achterkanarie{number}",
            "birth_date": born.isoformat(),
            "partner_name": f"Partnerkanarie{number}",
            "street": street,
            "phone": phone,
            "email": f"kanarie{number}@client.test",
            "spoken_language": ("ti", "pl", "uk", "zh")[number - 1],
            "bsn": ("999990081", "999990093", "999990111", "999990123")[number - 1],
        },
    )
    return Canary(
        entry.id,
        {
            "number": (f"NUMMERKANARIE{number}",),
            "insurer": (f"Labelkanarie{number}",),
            "birth_date": spelled_day(born),
            "name": (f"Voorkanarie{number}", f"Achterkanarie{number}"),
            "email": (f"kanarie{number}@client.test",),
            "phone": spelled_phone(phone.removeprefix("+316")),
            "address": (street,),
            "partner": (f"Partnerkanarie{number}",),
            "language": (("Tigrinya", "Pools", "Oekraïens", "Chinees")[number - 1],),
            "bsn": (("999990081", "999990093", "999990111", "999990123")[number - 1],),
        },
    )


def found_in(received: str, canary: Canary) -> set[str]:
    """Name the fields of a client of which a value stands in what was received."""
    return {
        field
        for field, spellings in canary.values.items()
        if any(spelling in received for spelling in spellings)
    }


async def read_list(stage: Stage, name: str) -> str:
    """Open the page of the lists as somebody; give everything that came back."""
    tab = await _tab(stage, name)
    await tab.send(f"{LIST_STATE[0]}.load", LIST)
    await tab.answered()
    await tab.close()
    return _readable(tab)


async def read_page(stage: Stage, name: str, entry_id: UUID) -> str:
    """Open one client's page as somebody; give everything that came back."""
    tab = await _tab(stage, name)
    await tab.send(f"{LIST_STATE[1]}.load", f"{LIST}/{entry_id}")
    await tab.answered()
    await tab.close()
    return _readable(tab)


async def _tab(stage: Stage, name: str) -> Tab:
    return await Tab(stage.server.url, cookie=stage.log_in(getattr(stage.cast, name))).open()


def _readable(tab: Tab) -> str:
    return tab.received.encode().decode("unicode_escape")


# In a list stand the fields of its columns; the rest of what somebody sees is on the page.
_IN_LISTS = {"number", "insurer", "birth_date", "name", "email", "phone"}


@pytest.mark.parametrize("name", TABLE)
def test_a_list_holds_no_field_that_is_not_for_its_reader(
    stage: Stage, canaries: dict[str, Canary], name: str
) -> None:
    async def script() -> None:
        received = await read_list(stage, name)
        for key, expected in TABLE[name].items():
            found = found_in(received, canaries[key])
            assert found <= (expected or set()) & _IN_LISTS, (name, key)
            assert ("number" in found) is (expected is not None), (name, key)

    run(script)


@pytest.mark.parametrize("name", TABLE)
def test_a_page_holds_exactly_the_fields_that_are_for_its_reader(
    stage: Stage, canaries: dict[str, Canary], name: str
) -> None:
    async def script() -> None:
        for key, expected in TABLE[name].items():
            received = await read_page(stage, name, canaries[key].id)
            assert found_in(received, canaries[key]) == (expected or set()), (name, key)
            for other in CANARIES:
                if other != key:
                    assert not found_in(received, canaries[other]) - {"number"}, (name, key)

    run(script)


def test_a_document_that_loads_is_not_sent_what_a_page_showed_that_was_left(
    stage: Stage, canaries: dict[str, Canary]
) -> None:
    async def script() -> None:
        tab = await _tab(stage, "provider")
        await tab.send(f"{LIST_STATE[1]}.load", f"{LIST}/{canaries['enrolled'].id}")
        await tab.answered()
        assert "name" in found_in(_readable(tab), canaries["enrolled"])
        tab.deltas.clear()
        await tab.send("hydrate_and_load", "/profiel", hashes=["none"])
        await tab.answered()
        assert '"is_hydrated' in tab.received
        assert found_in(_readable(tab), canaries["enrolled"]) == set()
        await tab.close()

    run(script)


def test_a_page_that_loads_again_is_not_sent_whom_its_reader_sees_no_longer(
    stage: Stage, canaries: dict[str, Canary]
) -> None:
    async def script() -> None:
        her, page = canaries["waiting"], f"{LIST}/{canaries['waiting'].id}"
        tab = await _tab(stage, "coordinator")
        await tab.send(f"{LIST_STATE[1]}.load", page)
        await tab.answered()
        assert "address" in found_in(_readable(tab), her)
        _put_in(stage, her, stage.cast.groningen.id)
        tab.deltas.clear()
        await tab.send("hydrate_and_load", page, hashes=["none"])
        await tab.answered()
        await tab.close()
        _put_in(stage, her, stage.cast.friesland.id)
        assert '"is_missing_rx_state_": true' in tab.received
        assert found_in(_readable(tab), her) == set()

    run(script)


def _put_in(stage: Stage, canary: Canary, region_id: UUID) -> None:
    with database.transaction(stage.environment.engine) as session:
        session.get_one(WaitingListEntry, canary.id).region_id = region_id


def test_a_form_that_is_hers_by_now_is_sent_to_nobody_who_filled_it_in(stage: Stage) -> None:
    async def script() -> None:
        due = format_date(stage.environment.clock.now().date() + timedelta(weeks=20))
        form = together.begin(stage.cast.provider, "8731AB", due, uuid4())
        together.save(stage.cast.provider, form, {"first_name": "Formulierkanarie"})
        tab = await _tab(stage, "provider")
        for path, is_shown in ((f"{TOGETHER}/{form}", True), ("/profiel", False)):
            tab.deltas.clear()
            await tab.send("hydrate_and_load", path, hashes=["none"])
            await tab.answered()
            assert ("Formulierkanarie" in tab.received) is is_shown
        await tab.send(f"{TOGETHER_STATE}.load", f"{TOGETHER}/{form}")
        await tab.answered()
        with database.transaction(stage.environment.engine) as session:
            session.get_one(Invitation, form).handed_over_at = stage.environment.clock.now()
        tab.deltas.clear()
        await tab.send("hydrate_and_load", f"{TOGETHER}/{form}", hashes=["none"])
        await tab.answered()
        await tab.close()
        assert "gone" in tab.received
        assert "Formulierkanarie" not in tab.received

    run(script)


@pytest.mark.parametrize("name", TABLE)
def test_an_export_holds_no_field_that_is_not_for_its_reader(
    stage: Stage, canaries: dict[str, Canary], name: str
) -> None:
    cookie = stage.log_in(getattr(stage.cast, name))
    answer = httpx.get(f"{stage.server.url}/downloads/clienten.csv", headers={"Cookie": cookie})
    received = answer.text if answer.status_code == 200 else ""
    may_export = name.startswith(("coordinator", "preferred", "insurer"))
    assert bool(received) is may_export
    for key, expected in TABLE[name].items():
        allowed = (expected or set()) if may_export else set()
        assert found_in(received, canaries[key]) <= allowed, (name, key)
    assert not any("99999" in line for line in received.splitlines())
