"""What handlers hold, on an executor of threads: results as promised, else refusals."""

from concurrent.futures import Executor, Future, ThreadPoolExecutor

import pytest

from anonymize import Anonymizer, Flag, Options, PictureError, Refusal, whole
from anonymize.tools import ToolMaker
from tests.detectors import broken_tools, insatiable_tools, mark_tools, no_tools, raising_tools
from tests.drawn import as_bytes, marked, plain

OPTIONS = Options()


class BrokenExecutor(Executor):
    """Takes no work any more, as a pool does whose processes have died."""

    def submit(self, fn: object, /, *args: object, **kwargs: object) -> Future[object]:
        raise RuntimeError("cannot schedule new futures")


async def refusal(tools: ToolMaker, executor: Executor, data: bytes) -> Refusal:
    with pytest.raises(PictureError) as caught:
        await Anonymizer(OPTIONS, executor, tools).process(data)
    return caught.value.refusal


async def test_a_picture_is_masked(threads: ThreadPoolExecutor) -> None:
    """The way of every picture: bytes in, findings and masked bytes out."""
    result = await Anonymizer(OPTIONS, threads, mark_tools).process(as_bytes(marked()))
    assert len(result.findings) == 1
    assert result.masked.data.startswith(b"\xff\xd8")
    assert result.masked.preview.startswith(b"\xff\xd8")


async def test_a_decision_is_rendered(threads: ThreadPoolExecutor) -> None:
    """What the doctor hid is painted without looking for more."""
    anonymizer = Anonymizer(OPTIONS, threads, mark_tools)
    shown = await anonymizer.render(as_bytes(marked()), [])
    hidden = await anonymizer.render(as_bytes(marked()), [whole(160, 120)])
    assert shown.flags == {Flag.WORDS_LEFT}
    assert hidden.flags == frozenset()


async def test_a_clean_copy_hides_nothing_and_tells_nothing(threads: ThreadPoolExecutor) -> None:
    """Evidence for moderators: the mark stays, what lay behind the picture goes."""
    data = as_bytes(marked(), "JPEG", comment=b"SECRET")
    clean = await Anonymizer(OPTIONS, threads, mark_tools).clean(data)
    assert b"SECRET" in data
    assert b"SECRET" not in clean
    assert clean.startswith(b"\xff\xd8")


async def test_a_refused_file_says_why(threads: ThreadPoolExecutor) -> None:
    """The decoder's reason reaches the handler."""
    assert await refusal(no_tools, threads, b"%PDF") is Refusal.UNSUPPORTED


@pytest.mark.parametrize("tools", [raising_tools, broken_tools])
async def test_a_defect_refuses_the_picture(threads: ThreadPoolExecutor, tools: ToolMaker) -> None:
    """An unknown error is never an unmasked picture."""
    assert await refusal(tools, threads, as_bytes(plain())) is Refusal.FAILED


async def test_too_little_memory_refuses_the_picture(threads: ThreadPoolExecutor) -> None:
    """An exbibyte is not to be had."""
    assert await refusal(insatiable_tools, threads, as_bytes(plain())) is Refusal.OUT_OF_MEMORY


async def test_a_broken_executor_refuses_the_picture() -> None:
    """Whatever stands behind the interface may fail; the picture stays in."""
    assert await refusal(no_tools, BrokenExecutor(), as_bytes(plain())) is Refusal.FAILED


async def test_a_defect_does_not_quote_what_it_read(
    threads: ThreadPoolExecutor, caplog: pytest.LogCaptureFixture
) -> None:
    """The stand-in's error message holds a name; no log and no exception does."""
    with pytest.raises(PictureError) as caught:
        await Anonymizer(OPTIONS, threads, raising_tools).process(as_bytes(plain()))
    assert "DANDIN" not in caplog.text + repr(caught.value)
    assert "ValueError" in caplog.text
    assert caught.value.__suppress_context__


async def test_an_executor_of_others_is_left_open(threads: ThreadPoolExecutor) -> None:
    """Who brought it closes it."""
    await Anonymizer(OPTIONS, threads, no_tools).close()
    assert threads.submit(int, "7").result() == 7
