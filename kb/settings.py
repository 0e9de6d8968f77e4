"""Settings: command line > environment `KB_*` > `kb.toml` > defaults."""

from __future__ import annotations

from pathlib import Path

from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)


class Settings(BaseSettings):
    """Where the data lies and which engines serve it."""

    model_config = SettingsConfigDict(
        env_prefix="KB_", toml_file="kb.toml", extra="forbid", frozen=True
    )

    home: Path = Path(".kb")
    """Data directory."""
    catalogue: str = "sqlite:"
    """URL of the catalogue: `sqlite:` is `catalogue.db` in the data directory."""
    index: str = "whoosh:"
    """URL of the full-text engine: `whoosh:` or `fts5:`."""
    host: str = "127.0.0.1"
    port: int = 8000
    hosts: tuple[str, ...] = ()
    """Names, besides `host` and this machine's own, under which the web site answers."""
    workers: int = 0
    """Processes that read documents; 0 means one for each core."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the library calls it by name
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read `kb.toml` below the environment."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)
