"""Every setting, with its meaning and default; by environment and by `.env`."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from rules.webhook import trusted

PREFIX = "KOPILKA_"
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class Settings(BaseSettings):
    """What a shop sets. Each name is written with KOPILKA_ before it."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore", use_attribute_docstrings=True)

    telegram_token: SecretStr = SecretStr("")
    """The bot's token from @BotFather. Needed to run."""
    telegram_api: str = ""
    """Another Bot API server's base address; empty is Telegram's own."""
    telegram_rate: int = Field(default=30, ge=1, le=1000)
    """Messages a second that Telegram allows this bot; 1000 with paid broadcasts."""
    database_url: str = "sqlite:///data/kopilka.db"
    """sqlite:///FILE, or postgresql://USER:PASSWORD@HOST/NAME."""
    program: Path = Path("programs/retail-bonus.toml")
    """The programme file; a changed file comes into force at the next start."""
    http_host: str = "127.0.0.1"
    """Where the tills' API listens."""
    http_port: int = Field(default=8080, ge=0, le=65535)
    """Its port; 0 takes a free one."""
    api_rate: int = Field(default=50, ge=0, le=100_000)
    """Requests a second that one key of the API may make (a moment's rush may be twice that); 0 limits nobody."""
    public_url: str = ""
    """Our own https address. When it is set, Telegram calls it (webhook) instead of being asked (long polling)."""
    owner: str = ""
    """The owner's phone (+79123456789) or Telegram id: who reads the daily digest and invites staff."""
    webhook_hosts: str = ""
    """Hosts in your own network that webhooks may call, without https too: `crm.internal, 10.1.0.0/16`."""
    key_file: Path = Path("data/ledger.key")
    """The key that signs sealed blocks of the ledger; made at the first start, keep a copy apart from the database."""
    log_level: str = "INFO"
    """DEBUG, INFO, WARNING or ERROR."""

    @field_validator("webhook_hosts")
    @classmethod
    def _hosts(cls, hosts: str) -> str:
        trusted(hosts)
        return hosts

    @field_validator("telegram_api", "public_url")
    @classmethod
    def _an_address(cls, address: str) -> str:
        if not address:
            return address
        try:
            parts = urlsplit(address)
            host, _ = parts.hostname or "", parts.port  # a port that is no number is found by asking for it
        except ValueError:
            raise ValueError(_ADDRESS) from None
        safe = parts.scheme == "https" or (parts.scheme == "http" and _is_here(host))
        if not safe or not host or parts.username or parts.query or parts.fragment or not address.isprintable():
            raise ValueError(_ADDRESS)
        return address

    @field_validator("log_level")
    @classmethod
    def _a_level(cls, level: str) -> str:
        if level.upper() not in LOG_LEVELS:
            raise ValueError(f"must be one of {', '.join(LOG_LEVELS)}")
        return level.upper()


_ADDRESS = "must be an address like https://shop.example (http:// is for this machine alone)"


def _is_here(host: str) -> bool:
    """Whether this names the machine itself, where a secret meets no stranger's wire."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def table() -> Iterator[tuple[str, str, str]]:
    """(name, default, meaning) of every setting."""
    for name, field in Settings.model_fields.items():
        default = field.default.get_secret_value() if isinstance(field.default, SecretStr) else str(field.default)
        yield PREFIX + name.upper(), default, field.description or ""
