"""Small registry files, written by hand, for tests that say what each line means."""

import zipfile
from datetime import UTC, datetime
from pathlib import Path

from storage.registry.importing import Report, import_tables
from storage.registry.lookup import FileRegistry
from storage.registry.sources import tables

HEADER = (
    "Type d'identifiant PP|Identifiant PP|Identification nationale PP|Nom d'exercice|"
    "Prénom d'exercice|Code profession|Libellé profession|Code catégorie professionnelle|"
    "Code savoir-faire|Libellé savoir-faire|Code mode exercice|"
)
SKILL_HEADER = "Identification nationale PP|Code savoir-faire|Libellé savoir-faire|"
ANNE, PAUL, ALI = "19999999907", "10000000009", "10000000017"
WHEN = datetime(2026, 11, 20, 8, tzinfo=UTC)


def row(number: str = ANNE, surname: str = "DUPONT", given: str = "ANNE", **more: str) -> str:
    """One activity of a dermatologist."""
    cells = {"id": f"8{number}", "profession": "10", "category": "C", "skill": "SM15"} | more
    labels = {"10": "Médecin", "60": "Infirmier", "SM15": "Dermatologie et vénéréologie"}
    return (
        f"8|{number}|{cells['id']}|{surname}|{given}|{cells['profession']}|"
        f"{labels.get(cells['profession'], '')}|{cells['category']}|{cells['skill']}|"
        f"{labels.get(cells['skill'], '')}|L|"
    )


def table(path: Path, *lines: str | bytes, header: str = HEADER) -> Path:
    encoded = [line if isinstance(line, bytes) else line.encode() for line in (header, *lines)]
    path.write_bytes(b"\n".join(encoded) + b"\n")
    return path


def archive(path: Path, **members: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in members.items():
            packed.writestr(f"{name}.txt", text)
    return path


def take_in(target: Path, *paths: Path, may_shrink: bool = False, now: datetime = WHEN) -> Report:
    """Imports the files as the command does."""
    return import_tables(tables(paths), target, now, may_shrink=may_shrink)


def registry_of(folder: Path, *lines: str | bytes, may_shrink: bool = True) -> FileRegistry:
    """A registry of these activities, imported anew."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "registry.sqlite"
    take_in(target, table(folder / "activities.txt", *lines), may_shrink=may_shrink)
    return FileRegistry(target)
