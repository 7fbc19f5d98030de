"""Settings: a TOML file and the environment become one typed tree; all problems at once."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from pydantic_settings import SettingsError as UnreadableVariableError

from anonymize import Options
from bot.zones import known_zone
from handlers.context import Rules
from moderation.numbers import Register
from moderation.quota import MIB, Machine, Quota, Quotas
from moderation.request import HidingPolicy
from moderation.review import QuorumPolicy
from storage.master import is_key

# The French directory of health professionals.
FHIR_URL = "https://gateway.api.esante.gouv.fr/fhir/v2"
TOKEN_SHAPE = re.compile(r"\d+:[A-Za-z0-9_-]+")


# What Telegram takes as a photo: width plus height in pixels, and the longer side over the other.
PHOTO_MAX_SIDES = 10_000
PHOTO_MAX_RATIO = 20


class SettingsError(Exception):
    """The configuration cannot be used; the message names every key that is wrong, one a line."""


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _shaped_like_a_token(token: SecretStr) -> SecretStr:
    """A token that cannot be one is a question of spelling: said at once, without showing it."""
    if not TOKEN_SHAPE.fullmatch(token.get_secret_value()):
        message = "this is not the shape of a token; copy it from @BotFather again"
        raise ValueError(message)
    return token


class Telegram(Section):
    """token: from BotFather; base_url: another Bot API server, with the token left out."""

    token: Annotated[SecretStr, AfterValidator(_shaped_like_a_token)]
    operators: frozenset[int] = frozenset()
    base_url: str = "https://api.telegram.org"


def _webhook_secret(secret: SecretStr) -> SecretStr:
    """Telegram takes 1 to 256 of these characters; a short one could be guessed."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{24,256}", secret.get_secret_value()):
        message = "it has to be 24 to 256 letters, digits, _ and -"
        raise ValueError(message)
    return secret


class Webhook(Section):
    """url: where Telegram brings updates, https, with the path that the reverse proxy hands on;
    host, port: where the bot listens for the proxy.
    """

    url: str = Field(pattern=r"^https://[^/\s]+/\S+$")
    secret: Annotated[SecretStr, AfterValidator(_webhook_secret)]
    host: str = "127.0.0.1"
    port: int = Field(default=8443, ge=1, le=65535)

    @property
    def path(self) -> str:
        return "/" + self.url.split("/", 3)[3]


def _shaped_like_a_key(key: SecretStr | None) -> SecretStr | None:
    if key is not None and not is_key(key.get_secret_value()):
        message = "this is not the shape of a master key; make one with medpics keys new PATH"
        raise ValueError(message)
    return key


class Storage(Section):
    """master_key: stands above key_file, and comes from the environment only."""

    folder: Path = Path("var")
    key_file: Path = Path("medpics.key")
    master_key: Annotated[SecretStr | None, AfterValidator(_shaped_like_a_key)] = None


class Review(Section):
    quorum: int = Field(default=1, ge=1, le=20)
    quorum_risky: int = Field(default=2, ge=1, le=20)
    first_cases: int = Field(default=3, ge=0, le=100)
    summary_hour: int = Field(default=8, ge=-1, le=23)
    time_zone: Annotated[str, AfterValidator(known_zone)] = "Europe/Paris"


class Pictures(Section):
    """Time in seconds, memory in MiB, both for one picture."""

    album_wait_seconds: float = Field(default=1.5, ge=0, le=60)
    delete_incoming: bool = True
    face_style: Literal["blur", "solid"] = "blur"
    workers: int = Field(default=1, ge=1, le=64)
    threads: int = Field(default=2, ge=1, le=64)
    time_limit_seconds: float = Field(default=60, gt=0, le=600)
    memory_limit_mib: int = Field(default=4096, ge=1024)
    weights_folder: Path | None = None


class Retention(Section):
    """The longest that anything is kept; the law's limits are the defaults and the most."""

    originals_hours: float = Field(default=24, gt=0, le=24)
    drafts_hours: float = Field(default=24, gt=0, le=24 * 7)
    evidence_days: float = Field(default=7, gt=0, le=7)


class Registers(Section):
    """Called `registry` in the file. accepted: whose numbers are taken, the first asked for first;
    online_key: without it nobody is asked on-line.
    """

    accepted: tuple[Register, ...] = Field(default=tuple(Register), min_length=1)
    online_key: SecretStr | None = None
    online_url: str = Field(default=FHIR_URL, pattern=r"^https?://[^/\s]+(/\S*)?$")
    online_timeout_seconds: float = Field(default=10, gt=0, le=60)


class Publication(Section):
    protect_content: bool = True
    announce_first: int = Field(default=3, ge=0, le=100)


class Limits(Section):
    """The most that comes in: of one person, of all together, and what this machine holds."""

    pictures_per_hour: int = Field(default=60, ge=1)
    pictures_per_day: int = Field(default=200, ge=1)
    mib_per_day: int = Field(default=1000, ge=20)
    open_cases: int = Field(default=20, ge=1)
    all_pictures_per_hour: int = Field(default=1000, ge=1)
    all_pictures_per_day: int = Field(default=10_000, ge=1)
    all_mib_per_day: int = Field(default=20_000, ge=20)
    all_open_drafts: int = Field(default=500, ge=1)
    waiting_pictures: int = Field(default=200, ge=1)
    storage_mib: int = Field(default=20_000, ge=20)
    free_disk_mib: int = Field(default=1000, ge=0)
    # Three full albums at once pass; nobody types so fast.
    burst: int = Field(default=30, ge=30)

    def quotas(self) -> Quotas:
        person = Quota(
            hour=self.pictures_per_hour,
            day=self.pictures_per_day,
            bytes_day=self.mib_per_day * MIB,
            open=self.open_cases,
        )
        everybody = Quota(
            hour=self.all_pictures_per_hour,
            day=self.all_pictures_per_day,
            bytes_day=self.all_mib_per_day * MIB,
            open=self.all_open_drafts,
        )
        machine = Machine(
            queue=self.waiting_pictures,
            store=self.storage_mib * MIB,
            free=self.free_disk_mib * MIB,
        )
        return Quotas(person, everybody, machine, self.burst)


class Privacy(Section):
    """contact: shown to members and patients as it stands: a name, an e-mail address, a street;
    hide_on_request: whether a request without an account hides a post at once; kept_reports: so
    many reports that were not upheld within 30 days, and a member's further ones hide nothing.
    """

    contact: str = Field(default="", max_length=300)
    hide_on_request: bool = False
    kept_reports: int = Field(default=3, ge=1, le=100)


class Settings(BaseSettings):
    """Everything an operator can choose; documented line by line in config.example.toml."""

    model_config = SettingsConfigDict(
        extra="forbid", frozen=True, env_prefix="MEDPICS_", env_nested_delimiter="__"
    )

    language: Literal["fr", "en"] = "fr"
    telegram: Telegram
    webhook: Webhook | None = None
    storage: Storage = Storage()
    review: Review = Review()
    pictures: Pictures = Pictures()
    retention: Retention = Retention()
    publication: Publication = Publication()
    quotas: Limits = Limits()
    privacy: Privacy = Privacy()
    registry: Registers = Registers()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - pydantic hands all of these over
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - no .env files here
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - nor secret folders
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment stands above the file, which `load` hands over as init arguments."""
        return env_settings, init_settings

    def rules(self) -> Rules:
        """The part that handlers need."""
        return Rules(
            language=self.language,
            operators=self.telegram.operators,
            quorum=QuorumPolicy(
                self.review.quorum, self.review.quorum_risky, self.review.first_cases
            ),
            album_wait_seconds=self.pictures.album_wait_seconds,
            delete_incoming=self.pictures.delete_incoming,
            protect_content=self.publication.protect_content,
            announce_first=self.publication.announce_first,
            originals_kept=timedelta(hours=self.retention.originals_hours),
            drafts_kept=timedelta(hours=self.retention.drafts_hours),
            evidence_kept=timedelta(days=self.retention.evidence_days),
            quotas=self.quotas.quotas(),
            privacy_contact=self.privacy.contact.strip(),
            zone=ZoneInfo(self.review.time_zone),
            summary_hour=None if self.review.summary_hour < 0 else self.review.summary_hour,
            hiding=HidingPolicy(self.privacy.hide_on_request, self.privacy.kept_reports),
            registers=tuple(dict.fromkeys(self.registry.accepted)),
        )

    def options(self) -> Options:
        """The part that the anonymizer needs."""
        return Options(
            face_style=self.pictures.face_style,
            max_sides=PHOTO_MAX_SIDES,
            max_ratio=PHOTO_MAX_RATIO,
            time_limit_seconds=self.pictures.time_limit_seconds,
            memory_limit_mib=self.pictures.memory_limit_mib,
            workers=self.pictures.workers,
            threads=self.pictures.threads,
            weights_dir=self.pictures.weights_folder,
        )


def load(path: Path | None) -> Settings:
    """Reads the file, if one is named, and the environment; raises SettingsError."""
    values = _read(path) if path is not None else {}
    try:
        return Settings(**values)
    except ValidationError as error:
        raise SettingsError(_sentences(error)) from None
    except UnreadableVariableError as error:
        # It names the section, never the value; lists come from the environment as JSON.
        message = f"The environment has problems: {error}. A list is written as [1, 2]."
        raise SettingsError(message) from None


def _read(path: Path) -> dict[str, Any]:
    if not path.is_file():
        message = f"There is no file {path}: copy config.example.toml and fill in the token."
        raise SettingsError(message)
    try:
        values = TomlConfigSettingsSource(Settings, path)()
    except ValueError as error:
        message = f"{path} is not valid TOML: {error}."
        raise SettingsError(message) from None
    storage = values.get("storage")
    if isinstance(storage, dict) and "master_key" in storage:
        # This file is copied, shown and kept beside the data.
        message = f"storage.master_key does not belong into {path}: put it into a key file."
        raise SettingsError(message)
    return values


def _sentences(error: ValidationError) -> str:
    """Each problem with the path of its key; never the value, which may be the token."""
    lines = [
        f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}"
        for problem in error.errors(include_input=False, include_context=False)
    ]
    return "The configuration has problems:\n" + "\n".join(sorted(lines))
