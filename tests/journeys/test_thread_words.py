"""Words in threads: who somebody is does not stay there, and what may say it is looked at."""

from pathlib import Path

import pytest

from sandbox.seen import Seen
from storage import posts
from tests.journeys.clinic import Clinic
from tests.journeys.test_discuss import published, root
from tests.journeys.test_upkeep import says

NAMED = "Like Mme Durand of 12/03/1956, a naevus"


def answer(clinic: Clinic, text: str) -> Seen:
    clinic.discussion.add(clinic.colleague)
    return clinic.colleague.send_text(text, clinic.discussion, root(clinic))


async def replies(clinic: Clinic) -> int:
    post = await posts.load(clinic.bot.services.database.reader, 1)
    assert post is not None
    return post.replies


def rows(clinic: Clinic) -> str:
    """Every byte of the database and what it still has to write into it."""
    folder = clinic.settings.storage.folder
    paths = [path for path in Path(folder).iterdir() if "sqlite" in path.name]
    return "".join(path.read_bytes().decode("latin-1") for path in paths)


async def test_a_name_is_removed_and_its_author_gets_the_rest_back(clinic: Clinic) -> None:
    """Nobody hears it as an answer; with labels it comes back in private; nothing is kept."""
    await published(clinic)
    said = answer(clinic, NAMED)
    told = await clinic.colleague.expect("I removed your message")
    await clinic.settle()
    assert said.deleted
    assert "Like [name] of [date], a naevus" in told.text
    assert "Durand" not in told.text
    assert await replies(clinic) == 0
    assert not says(clinic.doctor, "answered your case")
    assert not says(clinic.moderator, "may say who somebody is", clinic.moderators)
    assert len(says(clinic.operator, "removed", clinic.discussion)) == 0
    await clinic.sweep()
    await clinic.stop()
    assert "Durand" not in rows(clinic)
    await clinic.start()


async def test_written_anew_it_counts(clinic: Clinic) -> None:
    """What the bot gave back may be sent as it is."""
    await published(clinic)
    answer(clinic, NAMED)
    told = await clinic.colleague.expect("I removed your message")
    answer(clinic, told.text.split("\n\n")[1])
    await clinic.doctor.expect("answered your case")
    assert await replies(clinic) == 1


async def test_a_name_that_comes_by_a_change(clinic: Clinic) -> None:
    """It was an answer while it named nobody."""
    await published(clinic)
    said = answer(clinic, "A naevus")
    await clinic.doctor.expect("answered your case")
    clinic.colleague.edit_text(said, NAMED)
    await clinic.colleague.expect("I removed your message")
    await clinic.settle()
    assert said.deleted
    assert await replies(clinic) == 0


async def test_doubtful_words_stay_and_moderators_hear(clinic: Clinic) -> None:
    """They get a link, and the author of the case the answer."""
    await published(clinic)
    said = answer(clinic, "Perhaps Kawasaki")
    told = await clinic.moderator.expect("may say who somebody is", clinic.moderators)
    await clinic.settle()
    assert not said.deleted
    assert "Kawasaki" not in told.text
    assert f"/{said.id}" in str(told.record.entities)
    assert await replies(clinic) == 1


async def test_a_date_alone_is_no_name(clinic: Clinic) -> None:
    """Colleagues date what they saw: moderators look."""
    await published(clinic)
    said = answer(clinic, "seen on 12/03/2024")
    await clinic.moderator.expect("may say who somebody is", clinic.moderators)
    assert not said.deleted


async def test_harmless_words_bother_nobody(clinic: Clinic) -> None:
    """Neither their author nor the moderators."""
    await published(clinic)
    said = answer(clinic, "I would biopsy this")
    await clinic.settle()
    assert not said.deleted
    assert not says(clinic.moderator, "may say who somebody is", clinic.moderators)
    assert not says(clinic.colleague, "I removed")


async def test_nobody_hides_behind_the_group(clinic: Clinic) -> None:
    """An anonymous administrator's words go as well; there is nobody to tell."""
    await published(clinic)
    clinic.discussion.promote(clinic.colleague, anonymous=True)
    nobody = clinic.colleague.as_anonymous_admin(clinic.discussion)
    said = nobody.send_text(NAMED, clinic.discussion)
    await clinic.settle()
    assert said.deleted


async def test_a_command_says_something_too(clinic: Clinic) -> None:
    """What nobody answers is read by everybody all the same."""
    await published(clinic)
    clinic.discussion.add(clinic.colleague)
    said = clinic.colleague.send_text("/takedown Mme Durand", clinic.discussion)
    await clinic.settle()
    assert said.deleted


@pytest.mark.parametrize("language", ["fr"])
async def test_in_french(clinic: Clinic) -> None:
    """The explanation and the labels are in the writer's language."""
    clinic.discussion.add(clinic.colleague)
    clinic.colleague.send_text("Comme Mme Durand", clinic.discussion)
    told = await clinic.colleague.expect("J’ai retiré votre message")
    assert "Comme [nom]" in told.text
