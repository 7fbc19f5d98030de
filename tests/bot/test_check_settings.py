"""`medpics check`: what the machine and the settings have to offer beside Telegram."""

from pathlib import Path

import pytest

from bot import check


def test_memory_for_temporary_files_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A folder on a disk is none."""
    assert check._memory() is None
    monkeypatch.setattr(check.scratch, "memory", lambda: None)
    assert check._memory() == (
        "/dev/shm is no folder in memory that can be written: mount a tmpfs there."  # noqa: S108
    )


@pytest.mark.parametrize(
    ("contact", "is_right"), [("", False), ("  ", False), ("dpo@x.org", True)]
)
def test_somebody_answers_for_the_data(contact: str, is_right: bool) -> None:
    """Who reads /privacy must find whom to write to."""
    found = check._contact(contact)
    assert found.is_right is is_right
    assert is_right or "privacy.contact" in (found.remedy or "")
