"""/privacy: one message, in both languages, with the operator's own limits and contact."""

from datetime import timedelta

import pytest

from handlers.context import Rules, Services
from handlers.rights import privacy
from handlers.rights.privacy import privacy_text
from handlers.texts import Speech, units
from moderation.member import Member
from tests.handlers.fakes import RecordingRequest
from tests.handlers.scenes import said, settled

MESSAGE_MAX = 4096


async def test_it_is_told(services: Services, telegram: RecordingRequest, author: Member) -> None:
    """As one message."""
    await privacy.show(services, said(services, author, "/privacy"))
    await settled(services)
    [told] = telegram.of("sendMessage")
    assert "end-to-end" in told.words


def test_it_fits_one_message(speech: Speech) -> None:
    """With the longest contact that can be set, all of it in need of escaping."""
    text = privacy_text(speech, Rules(privacy_contact="<" * 300))
    assert units(text) < MESSAGE_MAX
    assert "&lt;" * 300 in text


@pytest.mark.parametrize("command", ["/mydata", "/forget", "/report MP-00012", "cnil.fr"])
def test_every_way_out_is_named(speech: Speech, command: str) -> None:
    """What can be asked for, and where to complain."""
    assert command in privacy_text(speech, Rules())


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(days=7), "at most 7 days"),
        (timedelta(days=2), "at most 2 days"),
        (timedelta(hours=24), "at most 24 hours"),
        (timedelta(hours=36), "at most 36 hours"),
        (timedelta(minutes=6), "at most 1 hour"),
    ],
)
def test_the_limits_are_the_operators(english: Speech, span: timedelta, words: str) -> None:
    """Not those of the example."""
    text = privacy_text(english, Rules(evidence_kept=span))
    assert f"the photo of your card: until the decision, {words}" in text


def test_without_a_contact_it_says_so(speech: Speech) -> None:
    """It still names somebody, and the authority."""
    with_one = privacy_text(speech, Rules(privacy_contact="dpo@example.org"))
    assert "dpo@example.org" in with_one
    assert "dpo@example.org" not in privacy_text(speech, Rules())
