"""What handlers hold: asks an executor to mask a picture and waits without blocking the loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import Executor
from functools import partial
from typing import Any

from anonymize import pipeline
from anonymize.stills import Stills, stills
from anonymize.tools import ToolMaker, ready, real_tools
from anonymize.types import Finding, Masked, Options, PictureError, Refusal, Result
from anonymize.worker import LimitedPool

log = logging.getLogger(__name__)


class Anonymizer:
    """Masks pictures on an executor; fails closed.

    executor: anything that takes module-level functions with picklable arguments (threads, Dask).
    Without one, a pool of processes with the limits of `options`, owned and closed here. With one,
    the caller owns it, and the time limit is held between the steps of a picture rather than by
    killing.
    """

    def __init__(
        self,
        options: Options,
        executor: Executor | None = None,
        make_tools: ToolMaker = real_tools,
    ) -> None:
        self._options = options
        self._make_tools = make_tools
        self._owned = executor is None
        self._executor = executor or LimitedPool(
            options.workers, options.time_limit_seconds, options.memory_limit_mib
        )

    async def process(self, data: bytes) -> Result:
        """Find everything, paint it, check the output. Raises PictureError."""
        result: Result = await self._call(process_job, data)
        return result

    async def render(self, data: bytes, findings: Sequence[Finding]) -> Masked:
        """Paint exactly these findings, check the output; nothing is searched again. Raises
        PictureError.
        """
        masked: Masked = await self._call(render_job, data, tuple(findings))
        return masked

    async def clean(self, data: bytes) -> bytes:
        """The same picture as JPEG without metadata; nothing is hidden. Raises PictureError."""
        clean: bytes = await self._call(clean_job, data)
        return clean

    async def stills(self, data: bytes) -> Stills:
        """The pictures that a file holds, one file each, for `process`; a single picture comes
        back as it is. Raises PictureError.
        """
        found: Stills = await self._call(stills_job, data)
        return found

    async def close(self) -> None:
        if self._owned:
            await asyncio.to_thread(
                partial(self._executor.shutdown, wait=True, cancel_futures=True)
            )

    async def _call(self, job: Any, *arguments: Any) -> Any:
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(
                self._executor, job, *arguments, self._make_tools, self._options
            )
        except PictureError:
            raise
        except MemoryError:
            raise PictureError(Refusal.OUT_OF_MEMORY) from None
        except Exception as error:  # noqa: BLE001 - a broken executor must not let a picture through
            log.error("The anonymizer's executor failed with %s.", type(error).__name__)  # noqa: TRY400 - messages may quote pictures
            raise PictureError(Refusal.FAILED) from None


def process_job(data: bytes, make_tools: ToolMaker, options: Options) -> Result:
    return pipeline.process(data, ready(make_tools, options), options)


def clean_job(data: bytes, _make_tools: ToolMaker, options: Options) -> bytes:
    return pipeline.clean(data, options)


def stills_job(data: bytes, _make_tools: ToolMaker, options: Options) -> Stills:
    return stills(data, options)


def render_job(
    data: bytes, findings: tuple[Finding, ...], make_tools: ToolMaker, options: Options
) -> Masked:
    return pipeline.render(data, findings, ready(make_tools, options), options)
