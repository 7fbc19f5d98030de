"""Talks to a process of its own per tool and number of processors: one JSON line each way.

The process first says that it is ready, `{"ready": true, "load_seconds": ...}`, then answers each
line `{"path": ...}` with one line about that picture; it ends when its input does.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[2]
# Often enough for a helper that reads a picture, seldom enough to cost nothing.
LOOK_AT_MEMORY_SECONDS = 0.05
LAST_WORDS = 2000
# What a tool is taken to have said that ended over a picture.
ENDED: dict[str, Any] = {
    "findings": [],
    "width": 0,
    "height": 0,
    "seconds": 0.0,
    "cpu": 0.0,
    "peak_mib": 0.0,
    "refused": "ended",
}


class Talk:
    """A running tool. name: what the report calls it. threads: how many it was given. peak_mib:
    its own peak of resident memory so far; helpers_mib: that of the programs that it starts.

    Raises RuntimeError, with its last words, when the process cannot start.
    """

    def __init__(self, name: str, threads: int, command: Sequence[str]) -> None:
        self.name = name
        self.threads = threads
        self.helpers_mib = 0.0
        self._command = command
        self._start()
        self.peak_mib = float(self.ready["peak_mib"])

    def ask(self, path: Path) -> dict[str, Any]:
        """The answer for one picture. A tool that ends over it has refused it, and starts anew."""
        done = threading.Event()
        watching = threading.Thread(target=self._watch, args=(done,))
        watching.start()
        try:
            self._say({"path": str(path.resolve())})
            answer = self._answer()
        except OSError as error:
            print(f"{self.name}: {error}", file=sys.stderr)
            answer = ENDED
        finally:
            done.set()
            watching.join()
        if answer is ENDED:
            self.close()
            self._start()
        self.peak_mib = max(self.peak_mib, float(answer["peak_mib"]))
        return answer

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.wait(timeout=60)
        self._process.stdout.close()
        self._words.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _start(self) -> None:
        # Libraries warn at length; it is shown when the process ends, and only then.
        self._words = tempfile.TemporaryFile()  # noqa: SIM115 # closed with the process
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._words,
            text=True,
            cwd=ROOT,
        )
        try:
            self.ready = self._answer()
        except OSError as error:
            self.close()
            raise RuntimeError(f"{self.name} does not start: {error}") from None

    def _say(self, what: dict[str, str]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()

    def _answer(self) -> dict[str, Any]:
        """Raises OSError, with the last words of the process, when it has ended."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            status = self._process.wait(timeout=60)
            self._words.seek(0)
            last = self._words.read()[-LAST_WORDS:].decode(errors="replace")
            raise OSError(f"ended with status {status}\n{last}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _watch(self, done: threading.Event) -> None:
        while not done.wait(LOOK_AT_MEMORY_SECONDS):
            self.helpers_mib = max(self.helpers_mib, sum(helpers(self._process.pid)))


def ours(
    threads: int, *, tools: str = "", blind: bool = False, python: str = sys.executable
) -> Talk:
    """The anonymizer. tools: another maker, as module:function; blind: without its detectors."""
    command = [python, "-m", "benchmarks.anonymize.child", "--threads", str(threads)]
    command += ["--tools", tools] if tools else []
    command += ["--blind"] if blind else []
    return Talk("ours", threads, command)


def processors() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0))


def helpers(process: int) -> Iterator[float]:
    """Resident MiB of each program that this process has running."""
    own = Path(f"/proc/{process}/exe")
    for listed in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            for child in listed.read_text(encoding="ascii").split():
                # Until it runs its own program, a child only seems to hold its parent's memory.
                if Path(f"/proc/{child}/exe").readlink() != own.readlink():
                    yield _resident_mib(Path(f"/proc/{child}/status"))
        except OSError:
            continue  # It has just ended.


def _resident_mib(status: Path) -> float:
    lines = status.read_text(encoding="ascii", errors="replace").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024
