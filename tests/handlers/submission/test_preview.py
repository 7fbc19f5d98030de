"""The preview: what the buttons offer, and what is sent."""

from dataclasses import replace

from handlers.buttons import Act, parse
from handlers.context import Services
from handlers.screens import close_screens
from handlers.submission.findings import BUTTONS_MAX
from handlers.submission.preview import (
    picture_buttons,
    refused_buttons,
    refused_text,
    show,
    strip_buttons,
)
from handlers.texts import Speech
from moderation.case import Case, Picture, PictureState
from storage import pictures
from tests.handlers.fakes import RecordingRequest, taps
from tests.handlers.scenes import ORIGINAL, SECRET, settled, stored
from tests.handlers.submission.test_findings import PICTURE, found
from tests.moderation.examples import make_case


def test_each_finding_can_be_turned(english: Speech) -> None:
    """Hidden ones shown and visible ones hidden, under their numbers."""
    markup = picture_buttons(english, make_case(), PICTURE, [found(1), found(2, hidden=False)])
    labels = [key.text for key in markup.inline_keyboard[0]]
    carried = [parse(str(key.callback_data)) for key in markup.inline_keyboard[0]]
    assert labels == ["Show #1", "Hide #2"]
    assert [(tap.act, tap.subject, tap.arg) for tap in carried if tap] == [
        (Act.TOGGLE, 3, "1"),
        (Act.TOGGLE, 3, "2"),
    ]


def test_a_page_of_writing_does_not_flood_the_phone(speech: Speech) -> None:
    """What has no button is masked as found, or hidden with a strip."""
    rows = [found(number) for number in range(1, 200)]
    markup = picture_buttons(speech, make_case(), PICTURE, rows)
    assert sum(map(len, markup.inline_keyboard)) == BUTTONS_MAX + 3


def test_four_sides_and_the_whole_can_be_hidden(speech: Speech) -> None:
    """And there is a way back."""
    rows = strip_buttons(speech, make_case(), PICTURE).inline_keyboard
    carried = [parse(str(key.callback_data)) for row in rows for key in row]
    assert [(tap.act, tap.arg) for tap in carried if tap] == [
        *((Act.STRIP, side) for side in ("top", "bottom", "left", "right")),
        (Act.WHOLE, ""),
        (Act.PICTURE_BACK, ""),
    ]


def test_a_refused_picture_can_be_retried_or_removed(speech: Speech) -> None:
    """Its text is the sentence of its problem; nothing else is offered."""
    rows = refused_buttons(speech, make_case(), PICTURE).inline_keyboard
    carried = [parse(str(key.callback_data)) for row in rows for key in row]
    assert [tap.act for tap in carried if tap] == [Act.RETRY, Act.REMOVE]
    assert "⚠️" in refused_text(speech.say, PICTURE, 1)


async def test_a_picture_not_masked_yet_is_told_not_shown(
    services: Services, telegram: RecordingRequest, draft: Case
) -> None:
    """Its row has an original and no rendering: no byte leaves."""
    await show(services, draft.id)
    await settled(services)
    assert telegram.of("sendPhoto") == []
    assert telegram.uploads == []
    assert SECRET in ORIGINAL


async def test_what_was_seen_is_not_sent_again(
    services: Services, telegram: RecordingRequest, draft: Case, masked: list[Picture]
) -> None:
    """Only the screen below is; it offers to go on."""
    await show(services, draft.id)
    await settled(services)
    assert telegram.of("sendPhoto") == []
    assert any(data.startswith("next:") for call in telegram.calls for data in taps(call))


async def test_a_preview_that_telegram_refuses_is_a_refused_picture(
    services: Services, telegram: RecordingRequest, draft: Case, masked: list[Picture]
) -> None:
    """Nobody could look at it: the draft waits for it to be removed or tried again."""
    async with services.database.transaction() as tx:
        for picture in masked:
            await pictures.save(tx, picture, replace(picture, preview_id=None))
    telegram.refuse("editMessageMedia", 400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
    await show(services, draft.id)
    await settled(services)

    states = [p.state for p in await stored(services, draft.id)]
    assert states == [PictureState.REFUSED, PictureState.MASKED]


def test_a_suggestion_always_has_its_button(english: Speech) -> None:
    """However much is hidden before it: one tap hides it."""
    rows = [found(number) for number in range(1, 100)]
    hint = found(100, "tattoo", hidden=False, source="ink")
    markup = picture_buttons(english, make_case(), PICTURE, [*rows, hint])
    labels = [key.text for row in markup.inline_keyboard for key in row]
    assert "Hide #100" in labels
    assert labels.index("Show #1") < labels.index("Hide #100")


async def test_the_last_picture_brings_the_screen_with_it(
    services: Services, draft: Case, masked: list[Picture]
) -> None:
    """In one transaction: no stop leaves an author with pictures and nothing to go on with."""
    await close_screens(services, draft)
    await settled(services)
    said: list[str] = []
    await services.database._writer.set_trace_callback(said.append)
    await show(services, draft.id)
    units = "\n".join(said).split("COMMIT")
    seen = [unit for unit in units if "UPDATE picture SET" in unit][-1]
    assert "INSERT INTO outbox" in seen
