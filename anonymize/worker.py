"""Runs pictures in processes of their own: a limit on time, a limit on memory, and nothing shown
after a crash.

`LimitedPool` is a `concurrent.futures.Executor`. Each of its threads owns one child process; a
child that is too slow is killed together with what it started, and replaced, while the other
pictures go on.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import resource
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Final, ParamSpec, TypeVar

from anonymize.scratch import Scratch
from anonymize.types import PictureError, Refusal

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

# The first picture of a child also pays for loading the models.
START_UP_SECONDS: Final = 60.0
MIB: Final = 1024 * 1024


class LimitedPool(Executor):
    """workers: pictures at a time. seconds: per call, from its start. memory_mib: private memory
    per child.
    """

    def __init__(self, workers: int, seconds: float, memory_mib: int) -> None:
        self._seconds = seconds
        self._memory_mib = memory_mib
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="anonymize")
        self._running: set[_Child] = set()
        self._closed = False
        self._idle: SimpleQueue[_Child | None] = SimpleQueue()
        for _ in range(workers):
            self._idle.put(None)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """`fn` and its arguments must be picklable. The future raises PictureError when a limit is
        met.
        """
        return self._threads.submit(self._run, fn, args, kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """With `cancel_futures`, what runs is killed as well, and its picture refused."""
        if cancel_futures:
            self._closed = True
            for child in tuple(self._running):
                child.stop()
        self._threads.shutdown(wait=wait, cancel_futures=cancel_futures)
        while not self._idle.empty():
            idle = self._idle.get()
            if idle is not None:
                idle.kill()

    def _run(self, fn: Callable[..., T], args: Any, kwargs: Any) -> T:
        child: _Child | None = self._idle.get()
        try:
            child = child or _Child(self._memory_mib)
            outcome = self._answer(child, (fn, args, kwargs))
        except BaseException:
            if child is not None:
                child.kill()
            self._idle.put(None)
            raise
        self._idle.put(child)
        if isinstance(outcome, Exception):
            raise outcome
        result: T = outcome
        return result

    def _answer(self, child: _Child, work: Any) -> Any:
        self._running.add(child)
        try:
            if self._closed:
                raise PictureError(Refusal.FAILED)
            return child.call(work, self._seconds)
        finally:
            self._running.discard(child)


class _Child:
    """One process that answers calls over a pipe."""

    def __init__(self, memory_mib: int) -> None:
        # A fresh interpreter: forking a process full of threads may stop for ever.
        context = multiprocessing.get_context("spawn")
        self._pipe, far_end = context.Pipe()
        # Tesseract reads its picture from a file.
        self._scratch = Scratch()
        given = (far_end, memory_mib, str(self._scratch.path))
        self._process = context.Process(target=_serve, args=given, daemon=True)
        self._process.start()
        far_end.close()
        self._fresh = True

    def call(self, work: Any, seconds: float) -> Any:
        """What the call returned, or the exception it raised. Raises PictureError when a limit was
        met.
        """
        try:
            if self._fresh:
                self._await(START_UP_SECONDS)
                self._fresh = False
            self._pipe.send(work)
            return self._await(seconds)
        except (EOFError, ConnectionError):
            raise PictureError(self._cause_of_death()) from None

    def stop(self) -> None:
        """End the process from any thread; who waits for its answer learns of it by the pipe."""
        # Since it said "ready" it leads its own group: nothing that it started may outlive it.
        if not self._fresh and self._process.pid:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()

    def kill(self) -> None:
        self.stop()
        self._process.join()
        self._pipe.close()
        self._scratch.remove()

    def _await(self, seconds: float) -> Any:
        if not self._pipe.poll(seconds):
            raise PictureError(Refusal.TOO_SLOW)
        return self._pipe.recv()

    def _cause_of_death(self) -> Refusal:
        self._process.join()
        log.warning("An anonymizer process ended with code %s.", self._process.exitcode)
        # Nobody but the kernel, short of memory, kills a child that we did not kill.
        killed = self._process.exitcode == -signal.SIGKILL
        return Refusal.OUT_OF_MEMORY if killed else Refusal.FAILED


def _serve(pipe: Connection, memory_mib: int, scratch: str) -> None:
    os.setsid()
    os.umask(0o077)
    # For what Python, and what programs that we start, set aside.
    tempfile.tempdir = os.environ["TMPDIR"] = scratch
    _quieten()
    # Ctrl-C in a terminal reaches the whole foreground group; the parent decides when we end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_DATA, (memory_mib * MIB, memory_mib * MIB))
    pipe.send("ready")
    # When the parent is gone, nothing of this process is worth an orderly end but its folder.
    with contextlib.suppress(EOFError, ConnectionError):
        while True:
            fn, args, kwargs = pipe.recv()
            pipe.send(_outcome(fn, args, kwargs))
    shutil.rmtree(scratch, ignore_errors=True)
    os._exit(0)


def _quieten() -> None:
    """What native libraries chat about goes nowhere; our own log keeps standard error."""
    sys.stderr = os.fdopen(os.dup(2), "w", buffering=1)
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)


def _outcome(fn: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    try:
        return fn(*args, **kwargs)
    except PictureError as refused:
        return refused
    except MemoryError:
        return PictureError(Refusal.OUT_OF_MEMORY)
    except Exception as error:  # noqa: BLE001 - whatever went wrong, the picture is refused
        # The class alone: a library's message may quote what it read.
        log.error("Anonymizing failed with %s.", type(error).__name__)  # noqa: TRY400 - no traceback for the same reason
        return PictureError(Refusal.FAILED)
