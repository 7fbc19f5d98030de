"""Discipline: moderators warn, mute and remove in a thread, and never each other."""

import pytest

from moderation.member import Standing
from sandbox.model import Status
from sandbox.people import Person
from sandbox.seen import Seen
from storage import audit, members, sanctions
from tests.journeys.clinic import Clinic
from tests.journeys.rights import DAY, copy, forget, published


async def thread(clinic: Clinic) -> Seen:
    """A published case with an answer of a colleague, and a moderator who reads along."""
    await published(clinic)
    clinic.discussion.add(clinic.colleague, clinic.moderator)
    answer = clinic.colleague.send_text("Buy my cream", clinic.discussion, copy(clinic))
    await clinic.settle()
    return answer


async def order(clinic: Clinic, words: str, aim: Seen, by: Person | None = None) -> Seen:
    said = (by or clinic.moderator).send_text(words, clinic.discussion, aim)
    await clinic.settle()
    return said


def is_muted(clinic: Clinic, person: Person) -> bool:
    member = clinic.discussion.chat.members[person.id]
    return member.status is Status.RESTRICTED and "can_send_messages" not in member.allowed


async def trail(clinic: Clinic) -> list[tuple[str, int]]:
    subject = f"member {clinic.colleague.id}"
    rows = await audit.trail(clinic.bot.services.database.reader, subject)
    return [(row["action"], row["actor_id"]) for row in rows]


async def test_a_warning(clinic: Clinic) -> None:
    """The command goes, the message stays; person and colleagues read why, and what was before."""
    answer = await thread(clinic)
    said = await order(clinic, "/warn advertising", answer)
    assert said.deleted
    assert not answer.deleted
    told = await clinic.colleague.expect("A moderator warns you")
    assert "advertising" in told.text
    assert "House rules" in told.text
    assert "Max" not in told.text
    card = await clinic.moderator.expect("warned Cleo Colleague", clinic.moderators)
    assert card.text.startswith("⚠️ Max Moderator")
    assert f"/{answer.id}" in card.html
    assert "1 measure about this person" in card.text
    await order(clinic, "/warn again", answer)
    await clinic.moderator.expect("2 measures about this person", clinic.moderators)
    assert await trail(clinic) == [("warn", clinic.moderator.id)] * 2


async def test_a_mute_has_an_end(clinic: Clinic) -> None:
    """They read, and do not write, until Telegram lifts it by itself."""
    answer = await thread(clinic)
    await order(clinic, "/mute 12h advertising", answer)
    assert is_muted(clinic, clinic.colleague)
    until = clinic.discussion.chat.members[clinic.colleague.id].until
    assert 0 < until - clinic.messenger.clock.unix() <= 12 * 3600
    await clinic.colleague.expect("has muted you in the threads until")
    await clinic.moderator.expect("muted Cleo Colleague", clinic.moderators)


async def test_a_message_is_removed(clinic: Clinic) -> None:
    """The message and the command; what identifies somebody in the reason is replaced."""
    answer = await thread(clinic)
    await order(clinic, "/remove it names Mme Durand", answer)
    assert answer.deleted
    told = await clinic.colleague.expect("removed a message of yours")
    assert "it names [name]" in told.text
    await clinic.moderator.expect("I replaced what could identify")


@pytest.mark.parametrize("words", ["/warn", "/mute 1d", "/remove"])
async def test_never_a_moderator(clinic: Clinic, words: str) -> None:
    """Not by accident, and not on purpose: colleagues talk to each other."""
    await thread(clinic)
    clinic.discussion.add(clinic.second)
    theirs = clinic.second.send_text("I disagree", clinic.discussion, copy(clinic))
    await clinic.settle()
    said = await order(clinic, words, theirs)
    await clinic.moderator.expect("is a moderator, too", clinic.moderators)
    assert said.deleted
    assert not theirs.deleted
    assert not is_muted(clinic, clinic.second)
    assert not any("A moderator" in m.text for m in clinic.second.sees())


@pytest.mark.parametrize("words", ["/warn", "/mute 1d", "/remove"])
async def test_never_an_administrator(clinic: Clinic, words: str) -> None:
    """Telegram is asked before anything is done; their rank is nothing that the bot keeps."""
    await thread(clinic)
    clinic.discussion.add(clinic.doctor)
    clinic.discussion.promote(clinic.doctor)
    theirs = clinic.doctor.send_text("Hello", clinic.discussion, copy(clinic))
    await clinic.settle()
    await order(clinic, words, theirs)
    await clinic.moderator.expect("administers that group", clinic.moderators)
    assert not theirs.deleted


@pytest.mark.parametrize("words", ["/warn", "/mute 1d", "/remove"])
async def test_not_what_is_the_bots_or_nobodys(clinic: Clinic, words: str) -> None:
    """The post's copy is Telegram's, and behind an anonymous administrator may be anybody."""
    await thread(clinic)
    root = copy(clinic)
    await order(clinic, words, root)
    await clinic.moderator.expect("That is the post itself", clinic.moderators)
    hidden = clinic.operator.as_anonymous_admin(clinic.discussion)
    theirs = hidden.send_text("Hello", clinic.discussion, root)
    await clinic.settle()
    await order(clinic, words, theirs)
    await clinic.moderator.expect("does not say who wrote", clinic.moderators)
    said = clinic.moderator.send_text(words, clinic.discussion)
    await clinic.moderator.expect("answer the message that it is about", clinic.moderators)
    await clinic.settle()
    assert said.deleted
    assert not root.deleted
    assert not theirs.deleted


async def test_only_moderators(clinic: Clinic) -> None:
    """Anybody else's command is words; nor does an administrator of the group moderate by that."""
    answer = await thread(clinic)
    clinic.discussion.add(clinic.doctor, clinic.student)
    clinic.discussion.promote(clinic.student)
    for person in (clinic.doctor, clinic.student):
        for words in ("/warn", "/mute 1d", "/remove"):
            said = await order(clinic, words, answer, person)
            assert not said.deleted
    assert not answer.deleted
    assert not is_muted(clinic, clinic.colleague)
    assert await trail(clinic) == []


async def test_a_moderator_who_is_suspended(clinic: Clinic) -> None:
    """Has no power left in threads either."""
    answer = await thread(clinic)
    await clinic.verify(clinic.moderator)
    known = await members.load(clinic.bot.services.database.reader, clinic.moderator.id)
    assert known is not None
    await clinic.stand(known, Standing.SUSPENDED)
    await order(clinic, "/remove", answer)
    assert not answer.deleted


async def test_a_stop_before_the_mute(clinic: Clinic) -> None:
    """It is on record, so the next start mutes; what is over by then is not made eternal."""
    answer = await thread(clinic)
    for span, muted in (("2d", True), ("12h", False)):
        clinic.discussion.remove(clinic.colleague)
        clinic.discussion.add(clinic.colleague)
        gate = clinic.messenger.faults.hold("restrictChatMember")
        clinic.moderator.send_text(f"/mute {span}", clinic.discussion, answer)
        await clinic.colleague.expect("has muted you")
        await clinic.stop()
        gate.release()
        clinic.messenger.clock.advance(DAY)
        await clinic.start()
        await clinic.settle()
        assert is_muted(clinic, clinic.colleague) is muted
        assert await sanctions.due(clinic.bot.services.database.reader) == []
        await clinic.restart()


async def test_without_the_right_a_person_does_it(clinic: Clinic) -> None:
    """Moderators hear that the mute did not happen."""
    answer = await thread(clinic)
    clinic.messenger.admit_bot(clinic.discussion, rights=["can_delete_messages"])
    await order(clinic, "/mute 1d", answer)
    await clinic.moderator.expect("does not let me mute", clinic.moderators)
    assert not is_muted(clinic, clinic.colleague)


async def test_an_erased_account_takes_its_record_along(clinic: Clinic) -> None:
    """The measures about them are forgotten; those that a moderator took name them no longer."""
    answer = await thread(clinic)
    await order(clinic, "/warn", answer)
    await forget(clinic, clinic.colleague, "Erase my account")
    since = clinic.bot.services.clock().replace(year=2000)
    reader = clinic.bot.services.database.reader
    assert await sanctions.of_person(reader, clinic.colleague.id, since) == []


async def test_the_rules_are_read_in_private(clinic: Clinic) -> None:
    """By anybody, with /rules."""
    clinic.stranger.send_text("/rules")
    told = await clinic.stranger.expect("House rules")
    assert "Nobody is named" in told.text


async def test_a_reason_with_a_name_is_heard(clinic: Clinic) -> None:
    """The command leaves the thread in any case; from somebody else it leaves for its name."""
    answer = await thread(clinic)
    said = await order(clinic, "/warn this names Mme Quagmire", answer)
    assert said.deleted
    told = await clinic.colleague.expect("A moderator warns you")
    assert "Quagmire" not in told.text
    clinic.discussion.add(clinic.stranger)
    said = await order(clinic, "/warn this names Mme Quagmire", answer, clinic.stranger)
    assert said.deleted
    assert len(await trail(clinic)) == 1


async def test_a_changed_message_is_no_order(clinic: Clinic) -> None:
    """A moderator's words that become a command later are looked at like anybody's."""
    answer = await thread(clinic)
    said = clinic.moderator.send_text("Hello", clinic.discussion, answer)
    await clinic.settle()
    clinic.moderator.edit_text(said, "/remove it names Mme Durand")
    await clinic.settle()
    assert said.deleted
    assert not answer.deleted
