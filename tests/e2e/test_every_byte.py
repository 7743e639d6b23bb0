"""Last: every byte that was sent, logged, mailed or written to disk in the journeys is searched.

Each client that a journey makes up has values that stand nowhere else, and those of the demo
country have some. Whatever turns up is held against what the design gives to whoever got it, to
that client, at that moment. After journeys in several processes this file searches all of them:
see `README.md`.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from dataclasses import dataclass, field

import pytest

from tests.canaries import policy
from tests.canaries.recording import NOBODY, Sent
from tests.canaries.texts import subject_and_sender, texts_in, texts_of_mail
from tests.e2e import runs
from tests.e2e.conftest import RUNNING
from tests.e2e.disclosed import HERSELF, VISITOR, Hit, Search
from tests.e2e.instance import Instance
from tests.e2e.people import People
from tests.e2e.runs import Run
from tests.e2e.staff import Placed, open_client

pytestmark = [
    pytest.mark.skipif(bool(RUNNING), reason="searches what tools of our own left"),
    pytest.mark.skipif(
        "PYTEST_XDIST_WORKER" in os.environ, reason="searches when all processes are done"
    ),
]

COORDINATOR, TECHNICIAN = "COORDINATOR AVG", "TECHNICAL_ADMIN"
SEEN = {(HERSELF, name) for name in policy.SEALED} | {
    (COORDINATOR, name) for name in policy.EVERYTHING - policy.BSN
}
"""What turns up whenever a client registers and her coordinator opens her page."""


@dataclass
class Searched:
    """A run with what reached whom in it."""

    run: Run
    search: Search = field(repr=False)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter, repr=False)
    leaks: Counter[str] = field(default_factory=Counter)


@pytest.fixture(scope="module")
def searched(request: pytest.FixtureRequest) -> list[Searched]:
    if not runs.IS_KEPT:
        _look_at_one_client(*map(request.getfixturevalue, ("instance", "everybody", "waiting")))
    made_up = runs.clients()
    found = [_searched(Searched(run, Search(run, made_up))) for run in runs.runs()]
    assert found
    return found


def _look_at_one_client(instance: Instance, everybody: People, waiting: Placed) -> None:
    """Open her page as who sees all of her, so that there is something to find in any case."""
    open_client(everybody.log_in("coordinator"), "wachtende", waiting.her)
    everybody.close(keep_in=None)
    instance.proxy.flush()


def _searched(it: Searched) -> Searched:
    for hit in it.search.hits():
        label, is_allowed = it.search.who_and_whether(hit)
        for _woman, name in hit.owners:
            it.counts[label, name] += 1
            if not is_allowed:
                it.leaks[f"{name} to {label} in {hit.sent.what}"] += 1
    return it


def test_everybody_received_only_what_the_policy_gives(searched: list[Searched]) -> None:
    for it in searched:
        assert not it.leaks, (it.run.folder.name, it.leaks)


def test_what_people_should_see_was_found(searched: list[Searched]) -> None:
    counts = sum((it.counts for it in searched), Counter[tuple[str, str]]())
    assert counts.keys() >= SEEN, SEEN - counts.keys()
    assert not [pair for pair in counts if pair[0] in {VISITOR, TECHNICIAN}]


def test_mail_names_a_client_to_herself_only(searched: list[Searched]) -> None:
    names = Counter[str]()
    for it in searched:
        for path in it.run.mails.iterdir():
            content, to = path.read_bytes(), path.name.partition(" ")[2]
            assert not it.search.finder.fields_in([subject_and_sender(content)])
            for owners in it.search.finder.values_in(texts_of_mail(content)):
                fields = {name for woman, name in owners if it.search.is_address_of(to, woman)}
                assert fields, f"{owners} in a mail to somebody else"
                names.update(fields)
    assert names.keys() == policy.IN_HER_OWN_MAIL


def test_no_file_holds_in_plain_what_is_sealed(searched: list[Searched]) -> None:
    for it in searched:
        in_database = set()
        for path in filter(lambda each: each.is_file(), it.run.data.rglob("*")):
            is_database, content = "sqlite3" in path.name, path.read_bytes()
            texts = [content.decode("latin-1")] if is_database else texts_in(content)
            names = {name for _, name in it.search.finder.fields_in(texts)}
            if is_database:
                assert not names & policy.SEALED, (path.name, names)
                in_database |= names
            else:
                assert not names, (path.name, names)
        assert in_database == policy.NUMBER
        assert "server.log" in {path.name for path in it.run.data.iterdir()}


@pytest.mark.parametrize(
    ("account", "name"),
    [
        ("", "number"),
        ("techniek", "number"),
        ("bo", "birth_date"),
        ("aanbieder", "last_name"),
        ("preferent", "email"),
        ("preferent-avg", "address"),
        ("preferent-avg", "postcode"),
        ("coordinator", "bsn"),
    ],
)
def test_a_planted_leak_is_found(searched: list[Searched], account: str, name: str) -> None:
    search = next(it.search for it in searched if it.run.folder.name == "demo")
    who = search.browser_of(f"{account}@demo.test") if account else NOBODY
    planted = Sent(who, "socket", time.time(), time.time(), "", b"")
    found = search.finder.values_in([f'["{search.one_who_waits().values[name][0]}"]'])
    assert found
    for owners in found:
        assert search.who_and_whether(Hit(planted, owners))[1] is False
