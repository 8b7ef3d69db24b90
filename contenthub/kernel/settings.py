"""Settings: `CONTENTHUB_*` in the environment over a TOML file, validated at start, all errors at once."""

import os
import secrets
import tomllib
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BeforeValidator, Field, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from contenthub.kernel.errors import FieldError, Invalid


class SettingsInvalid(Invalid):
    """The settings make no sense; every wrong one is listed."""

    def __str__(self) -> str:
        """List every wrong setting, one a line."""
        return "\n".join(f"{error.field}: {error.reason}" for error in self.errors)


def _split(value: object) -> object:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.replace("，", ",").split(",") if part.strip())
    return value


Listed = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]

ENGINES = {
    "database_url": ("sqlite", "postgresql+psycopg"),
    "blobs_url": ("disk", "minio", "memory"),
    "index_url": ("whoosh", "memory"),
    "queue_url": ("sqlite", "redis", "postgresql", "immediate"),
}


class Settings(BaseSettings):
    """Everything an operator may choose; each key is documented in `docs/settings.md`."""

    model_config = SettingsConfigDict(env_prefix="CONTENTHUB_", frozen=True, extra="forbid", env_ignore_empty=True)

    home: Path = Field(Path("var"), description="Where the embedded engines keep their files.")
    database_url: str = Field(
        "", description="Rows: `sqlite:///FILE` or `postgresql+psycopg://USER:PASSWORD@HOST/NAME`."
    )
    blobs_url: str = Field("", description="Files: `disk:DIR` or `minio://KEY:SECRET@HOST:PORT/BUCKET?secure=false`.")
    index_url: str = Field("", description="Search: `whoosh:DIR`.")
    queue_url: str = Field("", description="Jobs: `sqlite:FILE`, `redis://HOST:PORT/N` or `postgresql://…`.")
    spool_dir: Path | None = Field(None, description="Where events are written before they are counted.")
    public_url: str = Field("http://127.0.0.1:8000", description="The address in links and posters.")
    env: Literal["development", "production"] = Field(
        "development", description="`production` requires SECRET_KEY and https cookies."
    )
    secret_key: str = Field(
        "", description="Signs cookies and click ids; made once under HOME when empty (development only)."
    )
    timezone: str = Field("Asia/Shanghai", description="The `day` of reports.")
    currency: str = Field("CNY", description="The currency of a goal and of a price without one.")
    target_hosts: Listed = Field(
        (),
        description="Hosts that offers, products, live blocks and links in texts may lead to; empty: any https host.",
    )
    trusted_proxies: Listed = Field((), description="Addresses or networks whose `X-Forwarded-*` is believed.")
    preview_networks: Listed = Field((), description="Networks of link-preview servers; their opens are `preview`.")
    brand_name: str = Field("内容中台", description="The brand's name on customer pages and posters.")
    record_number: str = Field("", description="The site's record number (备案号) in the footer of customer pages.")
    privacy_url: str = Field("", description="The brand's privacy page; empty: our own plain-words page.")
    fonts: Listed = Field((), description="Font files for posters, tried in order before the packaged ones.")
    max_upload_mb: int = Field(100, ge=1, le=10_000, description="Largest file accepted, in MiB.")
    max_pixels: int = Field(
        50_000_000, ge=1_000_000, le=500_000_000, description="Largest picture accepted, in pixels over all frames."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let arguments win over the environment, and the environment over the TOML file."""
        del dotenv_settings, file_secret_settings
        file = os.environ.get("CONTENTHUB_CONFIG")
        toml = (TomlConfigSettingsSource(settings_cls, Path(file)),) if file else ()
        return init_settings, env_settings, *toml

    @field_validator("target_hosts")
    @classmethod
    def _in_lower_case(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(host.lower() for host in value)

    @field_validator("timezone")
    @classmethod
    def _is_a_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("unknown time zone")
        return value

    @field_validator("currency")
    @classmethod
    def _is_a_currency(cls, value: str) -> str:
        if len(value) != 3 or not value.isascii() or not value.isupper():
            raise ValueError("three capital letters, such as CNY")
        return value

    @field_validator("public_url", "privacy_url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment):
            raise ValueError("must be an http(s) address")
        return value.rstrip("/")

    @field_validator(*ENGINES)
    @classmethod
    def _is_an_engine(cls, value: str, info: Any) -> str:
        known = ENGINES[info.field_name]
        if value and value.partition(":")[0] not in known:
            raise ValueError(f"unknown engine; known: {', '.join(known)}")
        return value

    @model_validator(mode="after")
    def _production_has_a_key(self) -> "Settings":
        if self.env == "production" and len(self.secret_key) < 32:
            raise ValueError("SECRET_KEY: production requires one of at least 32 characters")
        return self

    @property
    def database(self) -> str:
        """The rows' URL, embedded by default."""
        return self.database_url or f"sqlite:///{self.home.absolute() / 'contenthub.db'}"

    @property
    def blobs(self) -> str:
        """The blobs' URL, embedded by default."""
        return self.blobs_url or f"disk:{self.home.absolute() / 'blobs'}"

    @property
    def index(self) -> str:
        """The index' URL, embedded by default."""
        return self.index_url or f"whoosh:{self.home.absolute() / 'index'}"

    @property
    def queue(self) -> str:
        """The queue's URL, embedded by default."""
        return self.queue_url or f"sqlite:{self.home.absolute() / 'queue.db'}"

    @property
    def spool(self) -> Path:
        """The spool's directory."""
        return self.spool_dir or self.home.absolute() / "spool"

    @property
    def incoming(self) -> Path:
        """Where files wait while they are judged or worked on."""
        return self.home.absolute() / "incoming"

    @property
    def is_https(self) -> bool:
        """Say whether cookies must be Secure."""
        return self.public_url.startswith("https://")

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone whose midnight separates the days of reports."""
        return ZoneInfo(self.timezone)

    @cached_property
    def secret(self) -> str:
        """The signing key: as set, or made once under HOME with mode 0600."""
        return self.secret_key or _kept_secret(self.home / "secret_key")


def _kept_secret(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        fresh = path.with_suffix(f".{secrets.token_hex(6)}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(fresh, path)  # atomic: of two first starts at once, one key wins
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip()


def load_settings(**overrides: Any) -> Settings:
    """Read and check the settings; raise `SettingsInvalid` listing every wrong one."""
    unknown = [
        FieldError(key, "unknown setting")
        for key in os.environ
        if key.startswith("CONTENTHUB_")
        and key != "CONTENTHUB_CONFIG"
        and not key.startswith("CONTENTHUB_TEST_")  # for the test suite, which starts the real service
        and key[11:].lower() not in Settings.model_fields
    ]
    try:
        settings = Settings(**overrides)
    except ValidationError as error:
        raise SettingsInvalid(*unknown, *(_field_error(item) for item in error.errors())) from None
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise SettingsInvalid(*unknown, FieldError("CONTENTHUB_CONFIG", str(error))) from None
    if unknown:
        raise SettingsInvalid(*unknown)
    return settings


def _field_error(item: Any) -> FieldError:
    name = ".".join(str(part) for part in item["loc"]).upper()
    return FieldError(f"CONTENTHUB_{name}" if name else "CONTENTHUB", item["msg"].removeprefix("Value error, "))
