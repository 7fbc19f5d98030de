"""The first-use notice says what the law of the product demands, in both languages."""

import re

import pytest

from handlers.buttons import Act, Tap, parse
from handlers.context import Services
from handlers.texts import Speech, Texts
from handlers.welcome import (
    NOTICE_VERSION,
    accept_notice,
    choose_language,
    greet,
    menu,
    notice,
    welcome_back,
)
from moderation.member import Role, Standing
from storage import members
from storage.database import Database
from tests.handlers.fakes import RecordingRequest, taps
from tests.handlers.scenes import press, settled
from tests.moderation.examples import AUTHOR, NOW, make_member

# What a doctor must know before the first picture (the product's first rule), in each language.
POINTS = {
    "cloud chat": ("cloud chat", "cloud"),
    "not end-to-end encrypted": ("not end-to-end encrypted", "pas chiffrée de bout en bout"),
    "servers see it": ("Telegram's servers see what you send", "serveurs de Telegram voient"),
    "crop or cover": ("Crop or cover", "(?i)recadrez ou (masquez|cachez|couvrez)"),
    "not urgent": ("not an urgent opinion", "ni un avis en urgence"),
    "no act of care": ("not an act of care", "ni un acte de soin"),
    "no certified hosting": ("not certified hosting of health data", "ni un hébergement certifié"),
    "how long": ("at most 24 hours", "24 h"),
}


def shown(text: str) -> str:
    return re.sub(r"<[^>]+>", "", text).replace("’", "'").replace("\u00a0", " ")


@pytest.mark.parametrize("point", POINTS)
def test_the_notice_makes_every_point(texts: Texts, point: str) -> None:
    """Each is looked for by its words, so none can be dropped in one language alone."""
    english, french = POINTS[point]
    assert re.search(english, shown(notice(texts.of("en"))))
    assert re.search(french, shown(notice(texts.of("fr"))))


async def test_nobody_gets_past_the_notice(
    services: Services, telegram: RecordingRequest, speech: Speech
) -> None:
    """It comes first, whatever the standing; one button accepts exactly this version."""
    await greet(services, make_member(standing=Standing.VERIFIED, notice_version=0), speech)
    await settled(services)

    (call,) = telegram.calls
    assert call.words == notice(speech)
    accept, other = map(parse, taps(call))
    assert accept == Tap(Act.NOTICE, revision=NOTICE_VERSION)
    assert other is not None
    assert other.arg != speech.code


async def test_acceptance_is_kept_with_its_version(services: Services, database: Database) -> None:
    """Who, which version, when."""
    async with database.transaction() as tx:
        visitor = await members.meet(tx, AUTHOR, "fr", NOW)
    await accept_notice(
        services, press(services, visitor, Tap(Act.NOTICE, revision=NOTICE_VERSION))
    )

    kept = await members.load(database.reader, AUTHOR)
    assert kept is not None
    assert (kept.notice_version, kept.notice_at) == (NOTICE_VERSION, NOW)


async def test_another_version_is_not_accepted(services: Services, database: Database) -> None:
    """The button of an earlier notice shows the present one, and accepts nothing."""
    async with database.transaction() as tx:
        visitor = await members.meet(tx, AUTHOR, "fr", NOW)
    await accept_notice(services, press(services, visitor, Tap(Act.NOTICE, revision=0)))

    kept = await members.load(database.reader, AUTHOR)
    assert kept is not None
    assert kept.notice_version == 0


async def test_a_forged_language_is_english(services: Services, database: Database) -> None:
    """A button of ours never carries another word."""
    async with database.transaction() as tx:
        visitor = await members.meet(tx, AUTHOR, "fr", NOW)
    await choose_language(services, press(services, visitor, Tap(Act.LANGUAGE, arg="../x")))

    kept = await members.load(database.reader, AUTHOR)
    assert kept is not None
    assert kept.language == "en"


def test_the_menu_leads_to_cases_and_channels(speech: Speech) -> None:
    """In this order, in each language."""
    carried = [parse(str(key.callback_data)) for key in menu(speech).inline_keyboard[0]]
    assert [tap.act for tap in carried if tap] == [Act.MY_CASES, Act.CHANNELS]


async def test_a_suspended_member_is_sent_to_a_person(
    services: Services, telegram: RecordingRequest, speech: Speech
) -> None:
    """No button leads on."""
    outside = make_member(standing=Standing.SUSPENDED, notice_version=NOTICE_VERSION)
    await greet(services, outside, speech)
    await settled(services)

    (call,) = telegram.calls
    assert call.words
    assert list(taps(call)) == []


def test_students_are_not_asked_for_pictures(english: Speech) -> None:
    """They follow and answer; doctors are told how to send."""
    student = make_member(role=Role.STUDENT, name="A <b>", standing=Standing.VERIFIED)
    doctor = make_member(role=Role.DOCTOR, name="B", standing=Standing.VERIFIED)
    assert "pictures" not in welcome_back(english, student)
    assert "A &lt;b&gt;" in welcome_back(english, student)
    assert "one to ten pictures" in welcome_back(english, doctor)
