"""The state in a file: JSON for the records, a folder beside it for the bytes of files."""

import os
from pathlib import Path

from pydantic import TypeAdapter

from sandbox.model import World

_ADAPTER = TypeAdapter(World)


def _folder(path: Path) -> Path:
    return path.with_name(f"{path.name}.files")


def save(world: World, blobs: dict[str, bytes], path: Path) -> None:
    """Write everything; a crash in between leaves the former state whole."""
    folder = _folder(path)
    folder.mkdir(parents=True, exist_ok=True)
    present = {entry.name for entry in folder.iterdir()}
    for unique_id, data in blobs.items():
        if unique_id not in present:
            _replace(folder / unique_id, data)
    _replace(path, _ADAPTER.dump_json(world))


def load(path: Path) -> tuple[World, dict[str, bytes]]:
    """Read what `save` wrote; FileNotFoundError when there is nothing."""
    world = _ADAPTER.validate_json(path.read_bytes())
    blobs = {
        entry.name: entry.read_bytes()
        for entry in _folder(path).iterdir()
        if not entry.name.endswith(".part")
    }
    return world, blobs


def _replace(path: Path, data: bytes) -> None:
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(data)
    os.replace(part, path)  # noqa: PTH105 - the name of the call that is atomic
