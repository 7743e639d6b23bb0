"""Recovery codes: each replaces the app once, and a stolen table tells little of them."""

from __future__ import annotations

from dataclasses import replace
from secrets import token_bytes

import pytest
from sqlmodel import select

from kraamzorg_app.adapters.crypto import Keyring
from kraamzorg_app.models.accounts import RecoveryCode
from kraamzorg_app.services import environment, log_in, recovery_codes
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.login_attempts import Step
from kraamzorg_app.services.unit_of_work import begin
from tests import databases
from tests.account_steps import PASSWORD, VISITOR, give_password, shown
from tests.personas import Cast


@pytest.fixture
def email(cast: Cast) -> str:
    return give_password(cast.provider)


def renewed(cast: Cast) -> tuple[str, ...]:
    with begin(VISITOR) as work:
        assert cast.provider.user_id is not None
        return recovery_codes.renew(work, cast.provider.user_id)


def log_in_with(email: str, code: str) -> Step:
    step = log_in.give_password(VISITOR, email, PASSWORD)
    return log_in.give_code(VISITOR, step.attempt or "", code, device="Firefox", former_session="")


def test_each_replaces_the_app_once(cast: Cast, email: str) -> None:
    codes = renewed(cast)
    assert len(set(codes)) == recovery_codes.COUNT
    typed = codes[0].lower().replace("-", " ")
    assert log_in_with(email, typed).session
    assert shown(log_in_with(email, typed)).errors == {"code": "code_wrong"}
    with begin(VISITOR) as work:
        assert cast.provider.user_id is not None
        assert recovery_codes.left(work, cast.provider.user_id) == recovery_codes.COUNT - 1


def test_they_are_of_one_person_only(cast: Cast, email: str) -> None:
    with begin(VISITOR) as work:
        assert cast.carer.user_id is not None
        codes = recovery_codes.renew(work, cast.carer.user_id)
    assert log_in_with(email, codes[0]).session is None


def test_they_are_kept_under_a_slow_hash_with_a_salt_and_without_a_key(
    cast: Cast, email: str, env: Environment
) -> None:
    salts = set()
    for _ in range(2):
        codes = renewed(cast)
        with begin(VISITOR) as work:
            kept = work.session.exec(select(RecoveryCode.code_hash)).all()
        assert all(each.startswith("$argon2id$v=19$m=19456,t=2,p=1$") for each in kept)
        assert len(set(kept)) == recovery_codes.COUNT
        salts |= {each.split("$")[4] for each in kept}
    assert len(salts) == 2
    environment.install(replace(env, keyring=Keyring({2: token_bytes(32)}, 2)))
    assert log_in_with(email, codes[0]).session


def test_codes_of_before_work_until_they_are_replaced(
    cast: Cast, email: str, env: Environment
) -> None:
    assert cast.provider.user_id is not None
    renewed(cast)
    databases.migrate(env.engine, before="0017")
    with begin(VISITOR) as work:
        assert work.session.exec(select(RecoveryCode)).all() == []
        for code in ("ABCDE23456", "FGHJK23456"):
            hashed = work.keyring.code_hash(f"recovery code {cast.provider.user_id}", code)
            work.session.add(RecoveryCode(user_id=cast.provider.user_id, code_hash=hashed))
    databases.migrate(env.engine)
    assert log_in_with(email, "ABCDE-23456").session
    assert log_in_with(email, "ABCDE-23456").session is None
    renewed(cast)
    assert log_in_with(email, "FGHJK-23456").session is None
