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
import signal
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Any, Final, ParamSpec, TypeVar

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
        self._idle: SimpleQueue[_Child | None] = SimpleQueue()
        for _ in range(workers):
            self._idle.put(None)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """`fn` and its arguments must be picklable. The future raises PictureError when a limit is
        met.
        """
        return self._threads.submit(self._run, fn, args, kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._threads.shutdown(wait=wait, cancel_futures=cancel_futures)
        while not self._idle.empty():
            child = self._idle.get()
            if child is not None:
                child.kill()

    def _run(self, fn: Callable[..., T], args: Any, kwargs: Any) -> T:
        child = self._idle.get()
        try:
            if child is None:
                child = _Child(self._memory_mib)
            outcome = child.call((fn, args, kwargs), self._seconds)
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


class _Child:
    """One process that answers calls over a pipe."""

    def __init__(self, memory_mib: int) -> None:
        # A fresh interpreter: forking a process full of threads may stop for ever.
        context = multiprocessing.get_context("spawn")
        self._pipe, far_end = context.Pipe()
        self._process = context.Process(target=_serve, args=(far_end, memory_mib), daemon=True)
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

    def kill(self) -> None:
        # The child leads its own group: Tesseract must not outlive it.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid or 0, signal.SIGKILL) if self._fresh is False else None
        self._process.kill()
        self._process.join()
        self._pipe.close()

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


def _serve(pipe: Connection, memory_mib: int) -> None:
    os.setsid()
    # Ctrl-C in a terminal reaches the whole foreground group; the parent decides when we end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_DATA, (memory_mib * MIB, memory_mib * MIB))
    pipe.send("ready")
    while True:
        try:
            fn, args, kwargs = pipe.recv()
        except EOFError:
            return
        pipe.send(_outcome(fn, args, kwargs))


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
