"""Callback data: what was packed comes back, everything else is nobody's."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.ext import CallbackQueryHandler

from bot.table import TAPS, handlers
from handlers.buttons import DATA_MAX_BYTES, ID_MAX, Act, Tap, button, in_rows, keyboard, parse
from handlers.reviewing.review_card import OWN_WORDS
from moderation.application import AskReason, RefuseReason
from moderation.case import AgeBand, Attestation, Sex, Step
from moderation.member import Role
from moderation.post import MODERATION
from moderation.review import Reason
from moderation.specialty import SPECIALTIES

IDS = st.integers(-ID_MAX, ID_MAX)
LARGEST = {"subject": -ID_MAX, "revision": 9999}
ARGS = [
    MODERATION,
    *SPECIALTIES,
    *(str(word) for kind in (AgeBand, Attestation, Sex, Step, Role) for word in kind),
    *(f"{letter}.{word}" for letter in "cr" for word in (*Reason, OWN_WORDS)),
    *(f"ask.{word}" for word in AskReason),
    *(f"ref.{word}" for word in RefuseReason),
    "admission_refuse",
    "anonymous",
    "bottom",
    "1000",
]
FOREIGN = [
    "",
    ":",
    "admit",
    "admit:1:2",
    "nobody:1:2:x",
    "admit:one:2:x",
    "admit:1.0:2:",
    "admit: 1:2:",
    "admit:+1:2:",
    "admit:1_0:2:",
    "admit:01:2:",
    "admit:-0:2:",
    "admit:١:2:",
    "ADMIT:1:2:",
    "https://example.org/",
    "admit:1:2:\x00\udcff",
    f"admit:{ID_MAX + 1}:2:",
    f"admit:1:-{ID_MAX + 1}:",
    "admit:1:2:" + "x" * 64,
    "9" * 5000,
]


@given(st.sampled_from(Act), IDS, st.integers(0, 9999), st.sampled_from(ARGS))
def test_what_was_packed_comes_back(act: Act, subject: int, revision: int, arg: str) -> None:
    """Every act with every id that Telegram can give; those of channels are negative."""
    tap = Tap(act, subject, revision, arg)
    assert parse(tap.pack()) == tap


@given(st.text(max_size=12))
def test_the_word_may_hold_anything(arg: str) -> None:
    """Colons, line feeds and other scripts, as long as they fit and can be written at all."""
    tap = Tap(Act.REASON, 1, 2, arg)
    assert parse(tap.pack()) == tap


@given(st.text(max_size=80))
def test_what_no_button_carried_is_nobodys(data: str) -> None:
    """Whatever is parsed packs to the same data: there is no second spelling."""
    tap = parse(data)
    assert tap is None or tap.pack() == data


@given(st.binary(max_size=80))
def test_binary_data_is_nobodys(data: bytes) -> None:
    """Bytes that a client made up, read as Telegram's JSON would carry them."""
    assert parse(data.decode("utf-8", "surrogateescape")) is None


@pytest.mark.parametrize("data", FOREIGN)
def test_forgeries_are_nobodys(data: str) -> None:
    """Other bots' data, truncated data, numbers in spellings that `pack` never writes."""
    assert parse(data) is None


@pytest.mark.parametrize("act", Act)
def test_real_words_fit_any_act(act: Act) -> None:
    """With the largest id of Telegram and a case that was revised ten thousand times."""
    packed = [Tap(act, arg=arg, **LARGEST).pack() for arg in ARGS]
    assert max(len(data.encode()) for data in packed) <= DATA_MAX_BYTES


def test_data_beyond_the_limit_is_refused() -> None:
    """Counted in bytes: Telegram would refuse the whole message."""
    fits = DATA_MAX_BYTES - len(Tap(Act.BIND).pack())
    assert len(Tap(Act.BIND, arg="x" * fits).pack().encode()) == DATA_MAX_BYTES
    with pytest.raises(ValueError, match="longer than 64 bytes"):
        Tap(Act.BIND, arg="é" * (fits // 2 + 1)).pack()


def test_every_act_has_one_handler() -> None:
    """And the table names no act that does not exist."""
    assert set(TAPS) == set(Act)
    assert len({act.value for act in Act}) == len(list(Act))


@pytest.mark.parametrize("act", Act)
def test_a_tap_reaches_its_own_handler_alone(act: Act) -> None:
    """No value is the beginning of another, and none means more inside a pattern."""
    data = Tap(act, 1, 2, "x").pack()
    ours = [h for h in handlers() if isinstance(h, CallbackQueryHandler) and h.pattern]
    patterns = [h.pattern for h in ours if re.match(h.pattern, data)]
    assert [pattern.pattern for pattern in patterns] == [f"^{act}:"]


def test_unknown_data_falls_to_the_last_handler() -> None:
    """It has no pattern: old versions and forgeries are answered as well."""
    last = handlers()[-1]
    assert isinstance(last, CallbackQueryHandler)
    assert last.pattern is None


def test_rows_are_cut_and_empty_ones_left_out() -> None:
    """Telegram refuses an empty row."""
    keys = [button(str(number), Tap(Act.SEND, number)) for number in range(5)]
    assert [len(row) for row in in_rows(keys, 2)] == [2, 2, 1]
    assert len(keyboard(keys[:2], [], keys[2:]).inline_keyboard) == 2
