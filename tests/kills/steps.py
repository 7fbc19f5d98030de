"""The steps of the bot's work at which it is killed, and the fuse that burns down to one."""

import os
import signal
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class Step(StrEnum):
    """Before and after each of the things that must not be done by halves.

    store, acknowledge: of updates; handle: an update; commit: any transaction; send: any request
    that people see the effect of; post: that of a case into its channel; keep: a private file;
    mask: a picture.
    """

    BEFORE_STORE = "before store"
    AFTER_STORE = "after store"
    BEFORE_HANDLE = "before handle"
    AFTER_HANDLE = "after handle"
    BEFORE_COMMIT = "before commit"
    AFTER_COMMIT = "after commit"
    BEFORE_SEND = "before send"
    AFTER_SEND = "after send"
    BEFORE_ACKNOWLEDGE = "before acknowledge"
    AFTER_ACKNOWLEDGE = "after acknowledge"
    BEFORE_POST = "before post"
    AFTER_POST = "after post"
    BEFORE_KEEP = "before keep"
    AFTER_KEEP = "after keep"
    BEFORE_MASK = "before mask"
    AFTER_MASK = "after mask"


# No step at all: the parent kills whenever it likes.
ANYWHERE = "anywhere"

# In how many passings, at most, the fuse burns down: steps that come often are hit later, so that
# a start is not all that a life consists of.
PASSINGS = {
    Step.BEFORE_STORE: 8,
    Step.AFTER_STORE: 8,
    Step.BEFORE_HANDLE: 12,
    Step.AFTER_HANDLE: 12,
    Step.BEFORE_COMMIT: 50,
    Step.AFTER_COMMIT: 50,
    Step.BEFORE_SEND: 40,
    Step.AFTER_SEND: 40,
    Step.BEFORE_ACKNOWLEDGE: 8,
    Step.AFTER_ACKNOWLEDGE: 8,
    Step.BEFORE_POST: 2,
    Step.AFTER_POST: 2,
    Step.BEFORE_KEEP: 5,
    Step.AFTER_KEEP: 5,
    Step.BEFORE_MASK: 3,
    Step.AFTER_MASK: 3,
}


@dataclass(slots=True)
class Fuse:
    """Kills its own process at the `passing`-th time that `step` is reached; None: never.

    hits: the file that is told, before it dies, at which step that was.
    """

    hits: Path
    step: Step | None = None
    passing: int = 1
    _reached: int = field(default=0)

    def reach(self, step: Step) -> None:
        if step is not self.step:
            return
        self._reached += 1
        if self._reached == self.passing:
            with self.hits.open("a") as file:
                file.write(f"{step}\n")
            os.kill(os.getpid(), signal.SIGKILL)
