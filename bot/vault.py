"""Opens what is kept: the master key first, the database, and the sealed files with both."""

import os
import resource
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bot.settings import Storage
from storage.database import Database
from storage.files import Files
from storage.master import MasterKeyError, parse, read
from storage.sealing import MasterKey

# Sections of the settings that hold a secret: what the bot starts has no use for it.
SECRET = ("MEDPICS_TELEGRAM", "MEDPICS_STORAGE", "MEDPICS_REGISTRY")


def database_path(storage: Storage) -> Path:
    return storage.folder / "medpics.sqlite"


def registry_path(storage: Storage) -> Path:
    """A file apart: an import neither waits for the bot's writer nor swells its backup."""
    return storage.folder / "registry.sqlite"


def master_key(storage: Storage) -> MasterKey:
    """From the environment, else from the key file; raises MasterKeyError."""
    if storage.master_key is not None:
        return parse(storage.master_key.get_secret_value())
    if storage.key_file.resolve().is_relative_to(storage.folder.resolve()):
        raise MasterKeyError(
            "storage.key_file lies inside storage.folder, and whoever copies the one has the"
            " other: move the key elsewhere."
        )
    return read(storage.key_file)


async def open_stores(storage: Storage, clock: Callable[[], datetime]) -> tuple[Database, Files]:
    """Raises StorageError; then nothing stays open."""
    master = master_key(storage)
    database = await Database.open(database_path(storage))
    try:
        files = Files(storage.folder / "files", database, master, clock)
        await files.check_master()
    except BaseException:
        await database.close()
        raise
    return database, files


def keep_to_ourselves() -> None:
    """Once the settings are read: no core dump holds pictures or keys, and no process that the bot
    starts, such as Tesseract, inherits token or master key.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for name in list(os.environ):
        if name.upper().startswith(SECRET):
            del os.environ[name]
