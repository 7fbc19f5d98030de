"""Discuss: the thread is found through the automatic forward, answers counted and told."""

from sandbox.seen import Seen
from storage import posts
from tests.journeys.clinic import Clinic


def root(clinic: Clinic) -> Seen:
    """The automatic forward under which people answer."""
    [copy] = [m for m in clinic.operator.sees(clinic.discussion) if m.kind == "photo"]
    return copy


async def published(clinic: Clinic) -> int:
    case_id = await clinic.submit()
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")
    await clinic.settle()
    return case_id


async def test_a_colleague_answers_and_the_author_hears(clinic: Clinic) -> None:
    """An answer in the thread is counted, and the author gets its link."""
    case_id = await published(clinic)
    clinic.discussion.add(clinic.colleague)
    copy = root(clinic)
    clinic.colleague.send_text("A melanoma until proven otherwise", clinic.discussion, copy)
    told = await clinic.doctor.expect("answered your case")
    assert told.text.startswith("💬 Cleo Colleague")
    post = await posts.load(clinic.bot.services.database.reader, case_id)
    assert post is not None
    assert post.replies == 1


async def test_the_first_answers_only_are_announced(clinic: Clinic) -> None:
    """After three the author is left in peace; all are counted."""
    case_id = await published(clinic)
    clinic.discussion.add(clinic.colleague)
    copy = root(clinic)
    for number in range(5):
        clinic.colleague.send_text(f"Answer {number}", clinic.discussion, copy)
    await clinic.settle()
    post = await posts.load(clinic.bot.services.database.reader, case_id)
    assert post is not None
    assert post.replies == 5
    assert sum("answered your case" in message.text for message in clinic.doctor.sees()) == 3


async def test_the_author_is_not_told_of_their_own_words(clinic: Clinic) -> None:
    """The author's own message in the thread announces nothing."""
    await published(clinic)
    clinic.discussion.add(clinic.doctor)
    copy = root(clinic)
    clinic.doctor.send_text("Thank you", clinic.discussion, copy)
    await clinic.settle()
    assert not any("answered your case" in message.text for message in clinic.doctor.sees())
