"""Rights on the real bot: power that ends, standing that is lost, buttons in wrong hands."""

import pytest

from moderation.case import CaseState
from moderation.member import Member, Standing
from sandbox.people import Person
from storage import cases, members, moderators, posts
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import picture

DAY = 24 * 3600


async def state(clinic: Clinic, case_id: int) -> CaseState:
    case = await cases.load(clinic.bot.services.database.reader, case_id)
    assert case is not None
    return case.state


async def known(clinic: Clinic, person: Person) -> Member:
    member = await members.load(clinic.bot.services.database.reader, person.id)
    assert member is not None
    return member


async def stand(clinic: Clinic, person: Person, standing: Standing) -> None:
    await clinic.stand(await known(clinic, person), standing)


async def is_listed(clinic: Clinic, person: Person) -> bool:
    return await moderators.is_listed(clinic.bot.services.database.reader, person.id)


@pytest.mark.parametrize("quorum", [2])
async def test_an_approval_leaves_with_its_moderator(clinic: Clinic, quorum: int) -> None:
    """Who leaves before the quorum is complete no longer counts, and the card says so."""
    case_id = await clinic.submit()
    await clinic.approve(clinic.moderator)
    await clinic.second.expect("Approvals: 1 of 2", clinic.moderators)
    clinic.moderators.remove(clinic.moderator)
    await clinic.second.expect("Approvals: 0 of 2", clinic.moderators)
    await clinic.approve(clinic.second)
    await clinic.second.expect("Approvals: 1 of 2", clinic.moderators)
    assert await state(clinic, case_id) is CaseState.SUBMITTED


@pytest.mark.parametrize("quorum", [2])
async def test_who_comes_back_begins_anew(clinic: Clinic, quorum: int) -> None:
    """The earlier approval does not rise again; a new one counts, once."""
    case_id = await clinic.submit()
    await clinic.approve(clinic.moderator)
    clinic.moderators.remove(clinic.moderator)
    await clinic.second.expect("Approvals: 0 of 2", clinic.moderators)
    clinic.moderators.add(clinic.moderator)
    await clinic.settle()
    await clinic.approve(clinic.second)
    assert await state(clinic, case_id) is CaseState.SUBMITTED
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")


@pytest.mark.parametrize("quorum", [2])
async def test_who_left_while_the_bot_was_off_decides_nothing(clinic: Clinic, quorum: int) -> None:
    """Telegram forgets updates after a day: the list is checked before anything is handled."""
    case_id = await clinic.submit()
    await clinic.approve(clinic.moderator)
    await clinic.settle()
    await clinic.stop()
    clinic.moderators.remove(clinic.moderator)
    clinic.messenger.clock.advance(2 * DAY)
    await clinic.start()
    await clinic.second.expect("Approvals: 0 of 2", clinic.moderators)
    assert not await is_listed(clinic, clinic.moderator)
    await clinic.approve(clinic.second)
    assert await state(clinic, case_id) is CaseState.SUBMITTED


async def test_the_list_is_checked_once_a_day(clinic: Clinic) -> None:
    """Somebody left and no update came: the check finds it, though Telegram fails at first."""
    assert clinic.bot.app.job_queue is not None
    [job] = clinic.bot.app.job_queue.get_jobs_by_name("stock")
    for person in (clinic.moderator, clinic.second):
        person.send_text("/queue", chat=clinic.moderators)
    await clinic.settle()
    del clinic.moderators.chat.members[clinic.moderator.id]
    assert await is_listed(clinic, clinic.moderator)
    clinic.messenger.faults.server_error("getChatMember")
    await job.run(clinic.bot.app)
    await clinic.settle()
    assert not await is_listed(clinic, clinic.moderator)
    assert await is_listed(clinic, clinic.second)


async def test_a_former_moderator_has_no_power_left(clinic: Clinic) -> None:
    """Forged from wherever they still are, and in their own words too late."""
    case_id = await clinic.submit()
    await clinic.second.press("Reject", chat=clinic.moderators)
    clinic.moderators.remove(clinic.second)
    await clinic.settle()
    answer = await clinic.second.forge(clinic.second.last(), f"ok:{case_id}:1:")
    assert "moderators' group" in answer.text
    assert await state(clinic, case_id) is CaseState.SUBMITTED


@pytest.mark.parametrize("quorum", [2])
async def test_a_suspended_moderator_does_not_count(clinic: Clinic, quorum: int) -> None:
    """Neither what they approved before, nor what they press now."""
    await clinic.verify(clinic.moderator)
    case_id = await clinic.submit()
    await clinic.approve(clinic.moderator)
    await stand(clinic, clinic.moderator, Standing.SUSPENDED)
    answer = await clinic.moderator.press("Approve", chat=clinic.moderators)
    assert "suspended" in answer.text
    await clinic.approve(clinic.second)
    await clinic.second.expect("Approvals: 1 of 2", clinic.moderators)
    assert await state(clinic, case_id) is CaseState.SUBMITTED


async def test_a_suspended_author_is_not_approved(clinic: Clinic) -> None:
    """The case waits; it can be returned, and approved once they are back."""
    case_id = await clinic.submit()
    await stand(clinic, clinic.doctor, Standing.SUSPENDED)
    answer = await clinic.moderator.press("Approve", chat=clinic.moderators)
    assert "author may not send cases" in answer.text
    assert await state(clinic, case_id) is CaseState.SUBMITTED
    await stand(clinic, clinic.doctor, Standing.VERIFIED)
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")


async def test_suspended_between_approval_and_post(clinic: Clinic) -> None:
    """What was approved is held back, moderators hear why, and it appears when they are back."""
    case_id = await clinic.submit()
    services = clinic.bot.services
    async with services.case_locks[case_id]:
        await clinic.approve(clinic.moderator)
        await stand(clinic, clinic.doctor, Standing.SUSPENDED)
    await clinic.moderator.expect("is held back", clinic.moderators)
    assert await posts.load(services.database.reader, case_id) is None
    await clinic.sweep()
    assert await state(clinic, case_id) is CaseState.APPROVED
    await stand(clinic, clinic.doctor, Standing.VERIFIED)
    await clinic.sweep()
    await clinic.doctor.expect("is published")


async def test_a_suspended_author_keeps_what_is_theirs(clinic: Clinic) -> None:
    """They see and withdraw their case; a picture is not taken, and leaves the chat."""
    case_id = await clinic.submit()
    await stand(clinic, clinic.doctor, Standing.SUSPENDED)
    clinic.doctor.send_photo(picture(), caption="Another")
    await clinic.doctor.expect("suspended.*not kept")
    await clinic.settle()
    assert not any(m.kind == "photo" for m in clinic.doctor.sees())
    clinic.doctor.send_text("/cases")
    await clinic.doctor.expect("Your cases")
    await clinic.doctor.press("MP-00001")
    await clinic.doctor.press("Withdraw")
    await clinic.doctor.press("Yes, withdraw it")
    await clinic.doctor.expect("is withdrawn")
    assert await state(clinic, case_id) is CaseState.WITHDRAWN


async def test_nobody_acts_in_the_name_of_a_chat(clinic: Clinic) -> None:
    """An anonymous administrator and a channel's identity are told to show who they are."""
    case_id = await clinic.submit()
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")
    clinic.moderators.promote(clinic.moderator, anonymous=True)
    own = clinic.messenger.add_channel("Own", owner=clinic.moderator)
    for nobody in (
        clinic.moderator.as_anonymous_admin(clinic.moderators),
        clinic.moderator.as_channel(own),
    ):
        typed = nobody.send_text("/takedown MP-00001", chat=clinic.moderators)
        await clinic.second.expect("cannot see who you are", clinic.moderators, since=typed)
    assert await state(clinic, case_id) is CaseState.PUBLISHED


async def test_an_anonymous_administrator_presses_as_themselves(clinic: Clinic) -> None:
    """Telegram tells who presses, whatever name they write in: their power is their own."""
    await clinic.submit()
    clinic.moderators.promote(clinic.moderator, anonymous=True)
    await clinic.settle()
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")


async def test_the_same_press_twice_is_one_post(clinic: Clinic) -> None:
    """Sent again by a client, or by somebody who caught it: one effect, and one sentence."""
    case_id = await clinic.submit()
    card = clinic.moderator.last(clinic.moderators)
    await clinic.moderator.forge(card, f"ok:{case_id}:1:")
    await clinic.doctor.expect("is published")
    again = await clinic.moderator.forge(card, f"ok:{case_id}:1:")
    assert "Somebody was first" in again.text
    assert len(clinic.operator.sees(clinic.channel)) == 1


async def test_a_later_edit_changes_no_case(clinic: Clinic) -> None:
    """Words are read when they are sent; what is edited later is not what was approved."""
    clinic.doctor.send_photo(picture())
    await clinic.preview()
    await clinic.doctor.press("Looks right")
    await clinic.doctor.press("Dermatology")
    await clinic.doctor.expect("Type your question")
    typed = clinic.doctor.send_text("What is this lesion?")
    await clinic.doctor.expect("The patient's age")
    clinic.doctor.edit_text(typed, "Buy my book")
    await clinic.settle()
    draft = await cases.draft_of(clinic.bot.services.database.reader, clinic.doctor.id)
    assert draft is not None
    assert draft.question == "What is this lesion?"


async def test_hostile_words_link_nothing(clinic: Clinic) -> None:
    """In the author's chat, on the card and in the post, the messenger finds our tags alone."""
    hostile = "@evil_bot #spam evil.com /takedown $USD +33 6 12 34 56 78 <b>x</b> https://evil.com"
    member = await known(clinic, clinic.doctor)
    async with clinic.bot.services.database.transaction() as tx:
        await members.save(tx, Member(**fields(member) | {"name": "Dr @evil_bot evil.com"}))
    clinic.doctor.send_photo(picture(), caption=hostile)
    await clinic.preview()
    for label in ("Looks right", "Dermatology", "Keep it", "40–49 years", "Female"):
        await clinic.doctor.press(label)
    clinic.doctor.send_text("See t.me/evil or #cure")
    await clinic.doctor.expect("Under your name")
    for label in ("Dr @", "My patient", "Informed", "Nothing identifying", "No tattoo", "Not me"):
        await clinic.doctor.press(label)
    await clinic.doctor.press("Send to the moderators")
    card = await clinic.moderator.expect("Case MP-00001", clinic.moderators)
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")
    assert {entity["type"] for entity in card.entities} == {"bold"}
    post = clinic.operator.last(clinic.channel)
    assert [entity["type"] for entity in post.entities] == ["bold", "hashtag", "hashtag"]


def fields(member: Member) -> dict[str, object]:
    return {name: getattr(member, name) for name in member.__slots__}
