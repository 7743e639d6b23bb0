"""Settings: demo makes its own, production refuses what is unsafe."""

from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kraamzorg_app.config import DEMO_PASSWORD, ConfigurationError, form_origins, load

DATABASE = "postgresql+psycopg://tool:geheim@db.test/kraamzorg"
KEY = base64.b64encode(b"k" * 32).decode()


def production(tmp_path: Path, **changes: str | None) -> dict[str, str]:
    environ = {
        "KRAAMZORG_MODE": "production",
        "DATA_DIR": str(tmp_path),
        "PUBLIC_URL": "https://wachtlijst.test/",
        "KRAAMZORG_KEYS": KEY,
        "DATABASE_URL": f"{DATABASE}?sslmode=verify-full",
        "SMTP_URL": "smtp+tls://tool:geheim@mail.test:587",
    } | changes
    return {name: value for name, value in environ.items() if value is not None}


def test_demo_makes_a_key_of_its_own_and_keeps_it(tmp_path: Path) -> None:
    first = load({"KRAAMZORG_MODE": "demo", "DATA_DIR": str(tmp_path)})
    assert first.is_demo
    assert (
        load({"KRAAMZORG_MODE": "demo", "DATA_DIR": str(tmp_path)}).master_keys == first.master_keys
    )
    assert (tmp_path / "keys").stat().st_mode & 0o077 == 0


def test_programs_that_start_at_once_share_one_key(tmp_path: Path) -> None:
    env = {"KRAAMZORG_MODE": "demo", "DATA_DIR": str(tmp_path)}
    with ThreadPoolExecutor(8) as pool:
        found = {settings.master_keys for settings in pool.map(load, [env] * 24)}
    assert len(found) == 1
    assert [path.name for path in tmp_path.glob("keys*")] == ["keys"]


def test_without_a_mode_nothing_starts_that_is_not_safe(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError):
        load({"DATA_DIR": str(tmp_path)})


def test_production_starts_with_everything_set(tmp_path: Path) -> None:
    settings = load(production(tmp_path))
    assert settings.is_production
    assert settings.is_https
    assert settings.public_url == "https://wachtlijst.test"


@pytest.mark.parametrize(
    "changes",
    [
        {"PUBLIC_URL": "http://wachtlijst.test"},
        {"KRAAMZORG_KEYS": None},
        {"KRAAMZORG_KEYS": "not base64!"},
        {"KRAAMZORG_KEYS": base64.b64encode(b"short").decode()},
        {"DATABASE_URL": None},
        {"SMTP_URL": None},
        {"BREACHED_PASSWORDS_URL": "http://passwords.test/range/"},
        {"SMTP_URL": f"smtp://user:{DEMO_PASSWORD}@mail.test"},
    ],
)
def test_production_refuses_what_is_unsafe(tmp_path: Path, changes: dict[str, str | None]) -> None:
    with pytest.raises(ConfigurationError) as refused:
        load(production(tmp_path, **changes))
    assert DEMO_PASSWORD not in str(refused.value)


@pytest.mark.parametrize(
    "changes",
    [
        {"DATABASE_URL": "postgresql+psycopg://tool@db.test/kraamzorg?sslmode=verify-full"},
        {"DATABASE_URL": DATABASE},
        {"DATABASE_URL": f"{DATABASE}?sslmode=require"},
        {"DATABASE_URL": "postgresql+psycopg:///kraamzorg?host=db.test"},
        {"SMTP_URL": "smtp://mail.test"},
        {"SMTP_URL": "smtp+tls://mail.test:587"},
        {"SMTP_URL": "smtp://tool:geheim@mail.test:25"},
        {"REDIS_URL": "rediss://redis.test"},
        {"REDIS_URL": "redis://:geheim@redis.test"},
        {"REDIS_URL": "rediss://:geheim@redis.test?ssl_cert_reqs=none"},
    ],
)
def test_off_this_machine_production_wants_a_password_and_tls(
    tmp_path: Path, changes: dict[str, str | None]
) -> None:
    with pytest.raises(ConfigurationError, match="is off this machine") as refused:
        load(production(tmp_path, **changes))
    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize(
    "changes",
    [
        {"DATABASE_URL": "postgresql+psycopg:///kraamzorg?host=/run/postgresql"},
        {"DATABASE_URL": "postgresql+psycopg://tool@localhost/kraamzorg"},
        {"DATABASE_URL": "postgresql+psycopg://tool@db.test/k?sslmode=verify-full&sslcert=a.pem"},
        {"SMTP_URL": "smtp://localhost:25"},
        {"REDIS_URL": "redis://127.0.0.1:6379"},
        {"REDIS_URL": "unix:///run/redis.sock"},
        {"REDIS_URL": "rediss://:geheim@redis.test"},
    ],
)
def test_on_this_machine_it_does_not(tmp_path: Path, changes: dict[str, str | None]) -> None:
    assert load(production(tmp_path, **changes)).is_production


def test_no_proxy_is_trusted_unless_it_is_named(tmp_path: Path) -> None:
    assert load(production(tmp_path)).trusted_proxies == ()
    named = load(production(tmp_path, TRUSTED_PROXIES=" 10.0.0.1, 2001:db8::/64,"))
    assert [str(network) for network in named.trusted_proxies] == ["10.0.0.1/32", "2001:db8::/64"]


@pytest.mark.parametrize("proxies", ["proxy.test", "10.0.0.1/8", "0.0.0.0/0", "10.0.0.1, ::/0"])
def test_a_proxy_is_an_address_or_a_network_of_some(tmp_path: Path, proxies: str) -> None:
    with pytest.raises(ConfigurationError, match="TRUSTED_PROXIES"):
        load(production(tmp_path, TRUSTED_PROXIES=proxies))


PROVIDER = """
[[provider]]
key = "geboortezorgid"
label = "GeboortezorgID"
issuer = "https://id.test/realm"
client_id = "wachtlijst"
client_secret = "geheim"
second_factor_acr = ["loa3"]
form_origins = ["https://login.test"]
"""


def test_providers_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "oidc.toml"
    file.write_text(PROVIDER)
    environ = {"KRAAMZORG_MODE": "test", "DATA_DIR": str(tmp_path), "OIDC_FILE": str(file)}
    providers = load(environ).identity_providers
    assert [(each.key, each.second_factor_acr) for each in providers] == [
        ("geboortezorgid", ("loa3",))
    ]
    assert form_origins(providers) == ["https://id.test", "https://login.test"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[[provider]]\nkey = 1",
        PROVIDER + PROVIDER,
        PROVIDER.replace('"geboortezorgid"', '"Geboorte/zorg"'),
        PROVIDER + "colour = 'teal'",
    ],
)
def test_a_wrong_file_of_providers_stops_the_start(tmp_path: Path, text: str) -> None:
    file = tmp_path / "oidc.toml"
    file.write_text(text)
    environ = {"KRAAMZORG_MODE": "test", "DATA_DIR": str(tmp_path), "OIDC_FILE": str(file)}
    with pytest.raises(ConfigurationError, match="OIDC_FILE"):
        load(environ)


def test_the_sealing_key_is_the_last_one_unless_another_is_named(tmp_path: Path) -> None:
    keys = {"KRAAMZORG_KEYS": f"{KEY}\n{KEY}"}
    assert load(production(tmp_path, **keys)).sealing_key == 0
    named = load(production(tmp_path, KRAAMZORG_SEALING_KEY="1", **keys))
    assert named.sealing_key == 1
    with pytest.raises(ConfigurationError):
        load(production(tmp_path, KRAAMZORG_SEALING_KEY="3", **keys))
