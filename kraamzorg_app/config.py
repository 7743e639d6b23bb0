"""The settings of one installation; the only reader of the process environment."""

from __future__ import annotations

import base64
import binascii
import os
import re
import secrets
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

DEMO_PASSWORD = "Kraamzorg-demo-2026"  # noqa: S105 - shown on the log-in page of the demo
DEMO_TOTP_SECRET = "JBSWY3DPEHPK3PXP"  # noqa: S105 - the same
_KEY_BYTES = 32
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


class Mode(StrEnum):
    """What an installation is for."""

    DEMO = "demo"
    TEST = "test"
    PRODUCTION = "production"


@dataclass(frozen=True, slots=True)
class IdentityProvider:
    """An OpenID provider that people may log in with, such as GeboortezorgID."""

    key: str
    """Its name in addresses: lower case letters and digits."""
    label: str
    """Its name on the button."""
    issuer: str
    client_id: str
    client_secret: str
    second_factor_acr: tuple[str, ...] = ()
    """Values of `acr` that stand for a second factor; they are asked for, the best one first."""
    second_factor_amr: tuple[str, ...] = ()
    """Values of `amr` that do."""
    form_origins: tuple[str, ...] = ()
    """Other origins that it leads a browser through."""


class ConfigurationError(RuntimeError):
    """The environment is incomplete or unsafe; says which setting, never its value."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs between installations."""

    mode: Mode
    database_url: str
    data_dir: Path
    public_url: str
    """Without a slash at the end."""
    master_keys: tuple[bytes, ...]
    """The oldest first; ids count from 1."""
    smtp_url: str | None
    """None writes mail to `data_dir/mail`."""
    mail_sender: str
    redis_url: str | None
    run_jobs: bool
    sealing_key: int = 0
    """The id of the key that seals; 0 for the last one."""
    invitation_days: int = 30
    """How long an invitation to register works."""
    dkim_key: str | None = None
    """The RSA key in PEM that signs mail; None leaves that to the mail server."""
    dkim_selector: str = "wachtlijst"
    backup_public_key: bytes | None = None
    """For whom backups are sealed."""
    backup_private_key: bytes | None = None
    """Opens backups; kept elsewhere, and here only while one is restored."""
    log_format: str = "text"
    """How the process log is written: "text" or "json", an object a line."""
    metrics_token: str | None = None
    """Who asks for metrics shows it; None gives them to this machine only."""
    identity_providers: tuple[IdentityProvider, ...] = ()
    breached_passwords_url: str | None = None
    """A range service for passwords of breaches; None asks nobody."""
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    """Whose `X-Forwarded-For` is believed."""

    @property
    def is_demo(self) -> bool:
        """Say whether demo accounts, `/demo/…` and test numbers exist."""
        return self.mode is Mode.DEMO

    @property
    def is_production(self) -> bool:
        """Say whether real people are in it."""
        return self.mode is Mode.PRODUCTION

    @property
    def is_https(self) -> bool:
        """Say whether cookies can be `Secure`."""
        return self.public_url.startswith("https://")

    @property
    def mail_domain(self) -> str:
        """The domain that Message-IDs are made with."""
        return self.mail_sender.rpartition("@")[2].rstrip(">")


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; raises `ConfigurationError` when production would be unsafe."""
    env = os.environ if environ is None else environ
    mode = Mode(env.get("KRAAMZORG_MODE", Mode.PRODUCTION))
    data_dir = Path(env.get("DATA_DIR", "data")).resolve()
    data_dir.mkdir(parents=True, exist_ok=True)
    settings = Settings(
        mode=mode,
        database_url=env.get("DATABASE_URL", f"sqlite:///{data_dir}/kraamzorg.sqlite3"),
        data_dir=data_dir,
        public_url=allowed_origins(env)[0],
        master_keys=_master_keys(env, mode, data_dir),
        smtp_url=env.get("SMTP_URL"),
        mail_sender=env.get("MAIL_SENDER", "wachtlijst@kraamzorgwachtlijsten.test"),
        redis_url=env.get("REDIS_URL"),
        run_jobs=env.get("RUN_JOBS", "1") == "1",
        sealing_key=int(env.get("KRAAMZORG_SEALING_KEY", "0")),
        invitation_days=int(env.get("INVITATION_DAYS", "30")),
        dkim_key=_file(env, "DKIM_KEY_FILE"),
        identity_providers=_identity_providers(env, mode),
        trusted_proxies=_trusted_proxies(env),
        dkim_selector=env.get("DKIM_SELECTOR", "wachtlijst"),
        backup_public_key=_backup_key("BACKUP_PUBLIC_KEY", env.get("BACKUP_PUBLIC_KEY")),
        backup_private_key=_backup_key("BACKUP_KEY_FILE", _file(env, "BACKUP_KEY_FILE")),
        breached_passwords_url=_range_service(env, mode),
        log_format=_one_of(env, "LOG_FORMAT", "text", "json"),
        metrics_token=env.get("METRICS_TOKEN") or None,
    )
    if not 0 <= settings.sealing_key <= len(settings.master_keys):
        raise ConfigurationError("KRAAMZORG_SEALING_KEY names no key")
    if settings.is_production:
        _check_production(env, settings)
    return settings


def allowed_origins(environ: Mapping[str, str] | None = None) -> list[str]:
    """Give the exact origins that our own pages have; the first is the public URL."""
    env = os.environ if environ is None else environ
    if public_url := env.get("PUBLIC_URL"):
        return [public_url.rstrip("/")]
    port = env.get("PORT", "3000")
    return [f"http://localhost:{port}", f"http://127.0.0.1:{port}"]


def form_origins(providers: Sequence[IdentityProvider]) -> list[str]:
    """Give the origins that logging in elsewhere leads a browser through."""
    issuers = [urlsplit(provider.issuer) for provider in providers]
    own = [f"{issuer.scheme}://{issuer.netloc}" for issuer in issuers]
    return [*own, *(origin for provider in providers for origin in provider.form_origins)]


def _master_keys(env: Mapping[str, str], mode: Mode, data_dir: Path) -> tuple[bytes, ...]:
    """Read the keys, base64, one a line, from the environment or a file; demo makes its own."""
    text = env.get("KRAAMZORG_KEYS")
    if text is None:
        path = Path(env.get("KRAAMZORG_KEY_FILE", data_dir / "keys"))
        if not path.exists():
            if mode is Mode.PRODUCTION:
                raise ConfigurationError("KRAAMZORG_KEYS or KRAAMZORG_KEY_FILE is needed")
            _write_new_key(path)
        text = path.read_text()
    try:
        keys = tuple(base64.b64decode(line, validate=True) for line in text.split())
    except binascii.Error:
        raise ConfigurationError("KRAAMZORG_KEYS is not base64") from None
    if not keys or any(len(key) != _KEY_BYTES for key in keys):
        raise ConfigurationError("KRAAMZORG_KEYS needs keys of 32 bytes")
    return keys


def _identity_providers(env: Mapping[str, str], mode: Mode) -> tuple[IdentityProvider, ...]:
    """Read the file of `OIDC_FILE`, a table `[[provider]]` each; without it there are none."""
    path = env.get("OIDC_FILE")
    if not path:
        return ()
    try:
        tables = tomllib.loads(Path(path).read_text())["provider"]
        found = tuple(IdentityProvider(**_without_lists(table)) for table in tables)
    except (OSError, KeyError, TypeError, ValueError):
        raise ConfigurationError("OIDC_FILE can't be read, or a setting in it is wrong") from None
    keys = {provider.key for provider in found}
    if len(keys) != len(found) or not all(
        re.fullmatch(r"[a-z0-9]{1,40}", str(key)) for key in keys
    ):
        raise ConfigurationError("OIDC_FILE: each key is its own, of letters and digits")
    if mode is Mode.PRODUCTION and not all(p.issuer.startswith("https://") for p in found):
        raise ConfigurationError("OIDC_FILE: an issuer must be an https address")
    return found


def _trusted_proxies(env: Mapping[str, str]) -> tuple[IPv4Network | IPv6Network, ...]:
    """Read addresses and networks with commas between them; a network of everybody is none."""
    texts = [text.strip() for text in env.get("TRUSTED_PROXIES", "").split(",") if text.strip()]
    try:
        networks = tuple(ip_network(text) for text in texts)
    except ValueError:
        raise ConfigurationError("TRUSTED_PROXIES holds no address or network") from None
    if any(network.prefixlen == 0 for network in networks):
        raise ConfigurationError("TRUSTED_PROXIES trusts everybody")
    return networks


def _range_service(env: Mapping[str, str], mode: Mode) -> str | None:
    url = env.get("BREACHED_PASSWORDS_URL")
    if url and mode is Mode.PRODUCTION and not url.startswith("https://"):
        raise ConfigurationError("BREACHED_PASSWORDS_URL must be an https address")
    return url or None


def _one_of(env: Mapping[str, str], name: str, default: str, *others: str) -> str:
    value = env.get(name) or default
    if value not in (default, *others):
        raise ConfigurationError(f"{name} is one of {', '.join((default, *others))}")
    return value


def _without_lists(table: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(it) if isinstance(it, list) else it for name, it in table.items()}


def _write_new_key(path: Path) -> None:
    """Make a key that is there whole or not at all: two programs that start at once share it."""
    own = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode() + "\n")
    with suppress(FileExistsError):
        path.hardlink_to(own)
    own.unlink()


def environment_with(**more: str) -> dict[str, str]:
    """Give the process environment, and more, for a program that is started."""
    return {**os.environ, **more}


def _file(env: Mapping[str, str], name: str) -> str | None:
    path = env.get(name)
    if not path:
        return None
    try:
        return Path(path).read_text()
    except OSError:
        raise ConfigurationError(f"{name} can't be read") from None


def _backup_key(name: str, text: str | None) -> bytes | None:
    if not text:
        return None
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except binascii.Error:
        key = b""
    if len(key) != _KEY_BYTES:
        raise ConfigurationError(f"{name} needs a key of 32 bytes, in base64")
    return key


def _check_production(env: Mapping[str, str], settings: Settings) -> None:
    if not settings.is_https or not urlsplit(settings.public_url).hostname:
        raise ConfigurationError("PUBLIC_URL must be an https address")
    if settings.smtp_url is None:
        raise ConfigurationError("SMTP_URL is needed")
    if "DATABASE_URL" not in env:
        raise ConfigurationError("DATABASE_URL is needed")
    _check_back_ends(settings)
    for name in ("KRAAMZORG_KEYS", "SMTP_URL", "DATABASE_URL"):
        if DEMO_PASSWORD in env.get(name, "") or DEMO_TOTP_SECRET in env.get(name, ""):
            raise ConfigurationError(f"{name} holds a secret of the demo")


def _check_back_ends(settings: Settings) -> None:
    """Refuse what is off this machine without a password, or without TLS that checks who it is."""
    database, mail, redis = settings.database_url, settings.smtp_url, settings.redis_url
    query = parse_qs(urlsplit(database).query)
    has_own_proof = "passfile" in query or "sslcert" in query
    if not _is_here(database, query.get("host", [])):
        _demand("DATABASE_URL", "a password", is_there=has_own_proof or _has_password(database))
        is_checked = query.get("sslmode") == ["verify-full"]
        _demand("DATABASE_URL", "sslmode=verify-full", is_there=is_checked)
    if mail and not _is_here(mail):
        _demand("SMTP_URL", "a password", is_there=_has_password(mail))
        _demand("SMTP_URL", "smtp+tls://", is_there=mail.startswith("smtp+tls://"))
    if redis and not _is_here(redis):
        is_checked = redis.startswith("rediss://") and "ssl_cert_reqs" not in redis
        _demand("REDIS_URL", "a password", is_there=_has_password(redis))
        _demand("REDIS_URL", "rediss:// that checks certificates", is_there=is_checked)


def _is_here(url: str, hosts: Sequence[str] = ()) -> bool:
    """Say whether an address is on this machine: a file, a socket, or its own name."""
    named = [*hosts, *filter(None, [urlsplit(url).hostname])]
    return all(host in _THIS_MACHINE or host.startswith("/") for host in named)


def _has_password(url: str) -> bool:
    return bool(urlsplit(url).password)


def _demand(name: str, what: str, *, is_there: bool) -> None:
    if not is_there:
        raise ConfigurationError(f"{name} is off this machine and needs {what}")
