"""A finding of `medpics check`: one thing looked at, and the remedy."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what it is, and what to do when it is not right.

    is_warning: the bot works all the same.
    """

    what: str
    remedy: str | None = None
    is_warning: bool = False

    @property
    def is_right(self) -> bool:
        return self.remedy is None or self.is_warning

    @property
    def mark(self) -> str:
        if self.remedy is None:
            return "ok  "
        return "warn" if self.is_warning else "FAIL"
