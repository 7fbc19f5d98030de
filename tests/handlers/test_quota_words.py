"""What is said when a limit is reached: a sentence for each, and a time that is long enough."""

from datetime import timedelta

import pytest

from handlers.quota_words import alarm, sentence
from handlers.texts import Speech
from moderation.quota import MIB, Full, Limit
from tests.moderation.examples import NOW


@pytest.mark.parametrize("limit", Limit)
def test_every_limit_has_a_sentence(speech: Speech, limit: Limit) -> None:
    """It says what to do or when, and that nothing was kept."""
    until = NOW + timedelta(hours=3) if limit in {Limit.HOUR, Limit.ALL_DAY} else None
    text = sentence(speech, Full(limit, 20 * MIB, until), NOW)
    assert speech.say("I have not kept what you send beyond it.") in text
    assert "{" not in text
    assert text.count(".") >= 2


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(seconds=1), "1 minute"),
        (timedelta(seconds=61), "2 minutes"),
        (timedelta(minutes=120), "120 minutes"),
        (timedelta(minutes=121), "3 hours"),
        (timedelta(hours=24), "24 hours"),
    ],
)
def test_time_is_rounded_up(english: Speech, left: timedelta, words: str) -> None:
    """Who comes back when it was said is not refused again."""
    text = sentence(english, Full(Limit.HOUR, 60, NOW + left), NOW)
    assert f"again in {words};" in text
    assert "60 pictures an hour" in text


@pytest.mark.parametrize("limit", [each for each in Limit if each.startswith("all")])
def test_operators_learn_which_setting_it_is(speech: Speech, limit: Limit) -> None:
    """But not of a queue, which empties by itself."""
    if limit is Limit.QUEUE:
        return
    assert "quotas." in alarm(speech, Full(limit, 1))
