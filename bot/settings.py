"""Every setting, with its meaning and default; by environment and by `.env`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "KOPILKA_"


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
    public_url: str = ""
    """Our own https address. When it is set, Telegram calls it (webhook) instead of being asked (long polling)."""
    owner: str = ""
    """The owner's phone (+79123456789) or Telegram id: who reads the daily digest and invites staff."""
    key_file: Path = Path("data/ledger.key")
    """The key that signs sealed blocks of the ledger; made at the first start, keep a copy apart from the database."""
    log_level: str = "INFO"
    """DEBUG, INFO, WARNING or ERROR."""


def table() -> Iterator[tuple[str, str, str]]:
    """(name, default, meaning) of every setting."""
    for name, field in Settings.model_fields.items():
        default = field.default.get_secret_value() if isinstance(field.default, SecretStr) else str(field.default)
        yield PREFIX + name.upper(), default, field.description or ""
