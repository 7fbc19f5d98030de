"""The master key is lost and given up: who waits hears so, and goes on with pictures sent anew."""

import asyncio
from pathlib import Path

from typer.testing import CliRunner

from bot.__main__ import cli
from moderation.application import ApplicationState
from moderation.case import CaseState
from storage import applications, cases
from storage.master import read
from tests.journeys.applying import apply, prove
from tests.journeys.clinic import TOKEN, Clinic
from tests.journeys.hiders import CYAN, MAGENTA, picture
from tests.storage.examples import MASTER


def give_up(folder: Path) -> Path:
    """What an operator types whose key is gone; returns the file of the new key."""
    key, config = folder.parent / "new.key", folder.parent / "config.toml"
    config.write_text(
        f'language = "en"\n[telegram]\ntoken = "{TOKEN}"\n'
        f'[storage]\nfolder = "{folder}"\nkey_file = "{key}"\n'
    )
    for words in (["new", str(key)], ["abandon", MASTER.id, "--config", str(config)]):
        result = CliRunner().invoke(cli, ["keys", *words])
        assert result.exit_code == 0, result.output
    return key


async def lose_the_key(clinic: Clinic) -> None:
    await clinic.settle()
    await clinic.stop()
    folder = clinic.settings.storage.folder
    key = await asyncio.to_thread(give_up, folder)
    assert read(key).id != MASTER.id
    storage = clinic.settings.storage.model_copy(update={"master_key": None, "key_file": key})
    clinic.settings = clinic.settings.model_copy(update={"storage": storage})
    await clinic.start()
    await clinic.settle()


async def test_an_author_sends_the_picture_once_more(clinic: Clinic) -> None:
    """From the word of the loss to the post in the channel."""
    await clinic.submit()
    await lose_the_key(clinic)
    await clinic.doctor.expect("was lost on my side")
    await clinic.moderator.expect("The key of earlier pictures is lost", clinic.moderators)
    assert not [s for s in clinic.moderator.sees(clinic.moderators) if "Case MP-" in s.text]
    case = await cases.load(clinic.bot.services.database.reader, 1)
    assert case is not None
    assert case.state is CaseState.CHANGES_ASKED
    clinic.doctor.send_text("/cases")
    await clinic.doctor.expect("Your cases")
    await clinic.doctor.press("MP-00001")
    await clinic.doctor.press("Revise")
    await clinic.doctor.expect("no longer kept")
    await clinic.doctor.press("Remove this picture")
    await clinic.settle()
    clinic.doctor.send_photo(picture(MAGENTA, CYAN))
    await clinic.preview()
    await clinic.fill()
    await clinic.doctor.press("Send to the moderators")
    await clinic.doctor.expect("is with the moderators")
    await clinic.settle()
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")


async def test_an_applicant_shows_the_card_once_more(clinic: Clinic) -> None:
    """Everything else that they said stays, and they are let in."""
    await apply(clinic, clinic.stranger)
    await lose_the_key(clinic)
    await clinic.stranger.expect("photo of your card was lost")
    latest = await applications.latest(clinic.bot.services.database.reader, clinic.stranger.id)
    assert latest is not None
    assert (latest.state, latest.evidence) == (ApplicationState.FILLING, None)
    await prove(clinic.stranger)
    await clinic.stranger.expect("moderators will look at your application")
    await clinic.settle()
    await clinic.moderator.press("Accept", chat=clinic.moderators)
    await clinic.stranger.expect("You are in")


async def test_a_draft_shows_what_is_gone(clinic: Clinic) -> None:
    """The old preview leaves the chat, and under the new word stands what can be done."""
    clinic.doctor.send_photo(picture(MAGENTA), caption="?")
    await clinic.preview()
    await lose_the_key(clinic)
    await clinic.doctor.expect("was lost on my side")
    await clinic.doctor.expect("no longer kept")
    assert not [seen for seen in clinic.doctor.sees() if seen.kind == "photo"]
    await clinic.doctor.press("Remove this picture")
    await clinic.doctor.expect("No picture is left")
