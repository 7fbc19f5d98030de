"""Forget: an account is erased with its cases or without them, and nothing names its person."""

import pytest

from handlers.summary import fingerprint
from moderation.application import ApplicationState
from moderation.case import CaseState
from moderation.member import SOMEBODY, Standing
from storage import applications, belongings, members, moderators, pictures, posts
from storage.rows import fetch
from storage.sections import SECTIONS
from tests.journeys.applying import RPPS, apply, prove
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import CYAN, picture
from tests.journeys.rights import DAY, case_of, copy, everything_said, forget, post, published


async def test_forget_with_the_cases(clinic: Clinic) -> None:
    """The post, its copy, the cards, the files and the name are gone; the person is out."""
    case_id = await published(clinic, "Is this a marker?")
    clinic.channel.add(clinic.doctor)
    clinic.discussion.add(clinic.doctor)
    clinic.doctor.send_photo(picture(CYAN), caption="draft words")
    await clinic.preview()
    await forget(clinic, clinic.doctor, "Erase my account and my cases")
    assert not clinic.operator.sees(clinic.channel)
    assert not [m for m in clinic.operator.sees(clinic.discussion) if m.kind == "photo"]
    assert not clinic.files()
    said = everything_said(clinic, clinic.moderators, clinic.channel, clinic.discussion)
    assert "Dora" not in said.replace("Dora Doctor joined", "")
    assert "marker" not in said
    assert not clinic.doctor.is_in(clinic.channel)
    assert not clinic.doctor.is_in(clinic.discussion)
    case = await case_of(clinic, case_id)
    assert (case.state, case.author_id, case.question) == (CaseState.WITHDRAWN, SOMEBODY, None)
    draft = await case_of(clinic, case_id + 1)
    assert (draft.state, draft.author_id) == (CaseState.DISCARDED, SOMEBODY)


async def test_what_is_kept_of_an_erased_account(clinic: Clinic) -> None:
    """A number, a language and audit lines: their own archive shows that there is no more."""
    await published(clinic)
    await forget(clinic, clinic.doctor, "Erase my account and my cases")
    reader = clinic.bot.services.database.reader
    member = await members.load(reader, clinic.doctor.id)
    assert member is not None
    assert (member.standing, member.name, member.specialty) == (Standing.ERASED, None, None)
    assert (member.role, member.notice_version) == (None, 0)
    found = {
        section.name: await belongings.rows(reader, section, clinic.doctor.id)
        for section in SECTIONS
    }
    left = {name for name, each in found.items() if each}
    assert left <= {"member", "audit", "messages_received"}
    assert all(row["text"] is None for row in found["messages_received"])


# Where the number of an erased account stays: on its tombstone, and as who did what.
NUMBER_STAYS = {("member", "id"), ("audit", "actor_id"), ("audit", "subject")}


async def naming(clinic: Clinic, *marks: object) -> set[tuple[str, str]]:
    """Every column of the database in which one of the marks stands."""
    reader = clinic.bot.services.database.reader
    sql = (
        "SELECT tables.name AS t, columns.name AS c FROM sqlite_schema AS tables,"
        " pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'"
    )
    return {
        (row["t"], row["c"])
        for row in await fetch(reader, sql)
        for found in await fetch(reader, f"SELECT {row['c']} AS value FROM {row['t']}")  # noqa: S608 - names are the schema's
        if any(str(mark) in str(found["value"]) for mark in marks)
    }


@pytest.mark.parametrize("way", ["and my cases", "leave my cases unsigned"])
async def test_no_row_names_who_was_erased(clinic: Clinic, way: str) -> None:
    """Every table and column is looked at, also those yet to come."""
    await published(clinic)
    clinic.discussion.add(clinic.doctor, clinic.colleague)
    clinic.doctor.send_text("Thank you all", clinic.discussion, copy(clinic))
    clinic.doctor.send_photo(picture(CYAN), caption="draft words of Mme Martin")
    await clinic.preview()
    assert len(await naming(clinic, clinic.doctor.id, "Dora", "draft words")) > 5
    await forget(clinic, clinic.doctor, way)
    assert await naming(clinic, clinic.doctor.id) <= NUMBER_STAYS | {("inbox", "lane")}
    assert await naming(clinic, "Dora", "draft words") == set()
    # Numbers of updates are kept a while, because Telegram may repeat them.
    clinic.messenger.clock.advance(3 * DAY)
    await clinic.sweep()
    assert await naming(clinic, clinic.doctor.id) <= NUMBER_STAYS
    clinic.messenger.clock.advance(366 * DAY)
    await clinic.sweep()
    assert await naming(clinic, clinic.doctor.id) <= {("audit", "actor_id"), ("audit", "subject")}
    question = await naming(clinic, "What is it?")
    assert question == (set() if way == "and my cases" else {("medical_case", "question")})


async def test_forget_and_leave_the_case(clinic: Clinic) -> None:
    """The post stays as a colleague's; who reads it, here or in the thread, sees no name."""
    case_id = await published(clinic)
    assert "Asked by Dr Dora Doctor" in post(clinic).text
    await forget(clinic, clinic.doctor, "leave my cases unsigned")
    assert "Asked by a verified colleague" in post(clinic).text
    assert "What is it?" in post(clinic).text
    for shown in (post(clinic), copy(clinic)):
        assert "Dora" not in shown.text
    said = everything_said(clinic, clinic.moderators)
    assert "Author: account erased" in said
    assert "Dr Dora" not in said
    case = await case_of(clinic, case_id)
    reader = clinic.bot.services.database.reader
    shown = await pictures.of_case(reader, case_id)
    somebody = await members.load(reader, SOMEBODY)
    assert somebody is not None
    assert (case.state, case.author_id) == (CaseState.PUBLISHED, SOMEBODY)
    assert case.fingerprint == fingerprint(case, shown, somebody)


async def test_what_was_left_can_still_be_taken_down(clinic: Clinic) -> None:
    """Answers to it are told to nobody, and moderators remove it as any other."""
    await published(clinic)
    await forget(clinic, clinic.doctor, "leave my cases unsigned")
    count = len(clinic.doctor.sees())
    clinic.discussion.add(clinic.colleague)
    clinic.colleague.send_text("A naevus", clinic.discussion, copy(clinic))
    await clinic.settle()
    clinic.moderator.send_text("/takedown MP-00001", clinic.moderators)
    await clinic.moderator.expect("is taken down", clinic.moderators)
    await clinic.settle()
    assert not clinic.operator.sees(clinic.channel)
    assert len(clinic.doctor.sees()) == count
    assert not clinic.files()


@pytest.mark.parametrize("method", ["editMessageCaption", "unbanChatMember", "deleteMessage"])
async def test_forgetting_survives_a_broken_line_and_a_stop(clinic: Clinic, method: str) -> None:
    """What Telegram did not do yet is done after the start."""
    case_id = await published(clinic)
    clinic.channel.add(clinic.doctor)
    clinic.doctor.send_photo(picture(CYAN), caption="draft words")
    await clinic.preview()
    held = clinic.messenger.faults.hold(method)
    clinic.doctor.send_text("/forget")
    await clinic.doctor.expect("Erase your account?")
    await clinic.doctor.press("leave my cases unsigned")
    await clinic.doctor.press("Yes, erase it")
    await held.arrived.wait()
    await clinic.stop()
    clinic.messenger.faults.clear()
    clinic.messenger.faults.reset_before(method)
    await clinic.start()
    await clinic.settle()
    await clinic.sweep()
    assert "Dora" not in post(clinic).text
    assert not clinic.doctor.is_in(clinic.channel)
    assert not [m for m in clinic.doctor.sees() if m.kind == "photo"]
    case = await case_of(clinic, case_id)
    assert case.author_id == SOMEBODY


async def test_a_caption_that_cannot_be_changed_is_told(clinic: Clinic) -> None:
    """Moderators get the link; a name must not stand there without anybody knowing."""
    await published(clinic)
    clinic.messenger.admit_bot(clinic.channel, rights=["can_invite_users", "can_restrict_members"])
    await forget(clinic, clinic.doctor, "leave my cases unsigned")
    told = await clinic.moderator.expect("take their name off the post", clinic.moderators)
    assert f"/{post(clinic).id}" in told.text
    await clinic.sweep()
    alarms = [m for m in clinic.moderator.sees(clinic.moderators) if "off the post" in m.text]
    assert len(alarms) == 1


async def test_who_owns_a_group_leaves_it_by_hand(clinic: Clinic) -> None:
    """Telegram removes no owner: they are told where they must go themselves."""
    await forget(clinic, clinic.operator, "Erase my account")
    asked = [m.text for m in clinic.operator.sees() if "please leave it yourself" in m.text]
    assert any("Dermatology" in text for text in asked)


async def test_a_moderator_who_is_erased_decides_nothing(clinic: Clinic) -> None:
    """They leave the group, and the list, in the same moment."""
    await clinic.submit()
    clinic.moderator.send_text("/queue", clinic.moderators)
    await clinic.settle()
    reader = clinic.bot.services.database.reader
    assert await moderators.is_listed(reader, clinic.moderator.id)
    await forget(clinic, clinic.moderator, "Erase my account")
    assert not clinic.moderator.is_in(clinic.moderators)
    assert not await moderators.is_listed(reader, clinic.moderator.id)
    answer = await clinic.moderator.forge(clinic.moderator.last(), "ok:1:1:")
    assert answer.alert
    assert (await case_of(clinic, 1)).state is CaseState.SUBMITTED


async def test_an_applicant_who_is_erased(clinic: Clinic) -> None:
    """Card, photo and every earlier card name nobody; accepting is too late."""
    card = await apply(clinic, clinic.stranger)
    await clinic.moderator.press("Ask again", card, chat=clinic.moderators)
    await clinic.moderator.press("photo of the card cannot be read", chat=clinic.moderators)
    await prove(clinic.stranger)
    again = await clinic.moderator.expect("Application no", clinic.moderators, since=card)
    assert "Ada Applicant" in card.text
    await forget(clinic, clinic.stranger, "Erase my account")
    for shown in (card, again):
        assert "applicant's account is erased" in shown.text
        assert not shown.keyboard
    said = everything_said(clinic, clinic.moderators)
    assert "Ada Applicant" not in said
    assert RPPS not in said
    assert not [m for m in clinic.operator.sees(clinic.moderators) if m.kind == "photo"]
    assert not clinic.files()
    answer = await clinic.moderator.forge(again, "admit:1:2:")
    assert "withdrawn" in answer.text
    reader = clinic.bot.services.database.reader
    application = await applications.load(reader, 1)
    assert application is not None
    assert (application.state, application.name) == (ApplicationState.WITHDRAWN, None)
    assert (application.number, application.evidence) == (None, None)


async def test_who_comes_back_begins_anew(clinic: Clinic) -> None:
    """Words alone change nothing; /start shows the notice, and no case is theirs."""
    await published(clinic)
    await forget(clinic, clinic.doctor, "leave my cases unsigned")
    clinic.doctor.send_text("Hello?")
    await clinic.doctor.expect("Your account is erased. If you want to come back")
    clinic.doctor.start()
    await clinic.doctor.expect("Welcome to MedPics")
    await clinic.doctor.press("I understand and accept")
    await clinic.doctor.expect("You are…")
    clinic.doctor.send_text("/cases")
    await clinic.doctor.expect("Only verified members")
    answer = await clinic.doctor.forge(clinic.doctor.last(), "wd!:1:1:")
    assert answer.alert
    assert "What is it?" in post(clinic).text


async def test_forgetting_asks_twice(clinic: Clinic) -> None:
    """Nothing goes before the second yes; "keep" keeps; an old explanation counts no more."""
    await clinic.submit()
    clinic.doctor.send_text("/forget")
    await clinic.doctor.expect("Erase your account?")
    await clinic.doctor.press("Erase my account")
    await clinic.doctor.press("Keep my account")
    await clinic.doctor.expect("stays as it is")
    clinic.doctor.send_text("/forget")
    shown = await clinic.doctor.expect("Erase your account?")
    await clinic.doctor.press("Erase my account", shown)
    clinic.messenger.clock.advance(2 * 3600)
    answer = await clinic.doctor.press("Yes, erase it", shown)
    assert "earlier version" in answer.text
    member = await members.load(clinic.bot.services.database.reader, clinic.doctor.id)
    assert member is not None
    assert member.is_verified


async def test_an_approved_case_is_withdrawn(clinic: Clinic) -> None:
    """What waits for its channel never appears there, whichever way was chosen."""
    clinic.messenger.admit_bot(clinic.channel, rights=["can_edit_messages"])
    case_id = await clinic.submit()
    await clinic.approve(clinic.moderator)
    await forget(clinic, clinic.doctor, "Erase my account")
    clinic.messenger.admit_bot(clinic.channel)
    await clinic.sweep()
    assert not clinic.operator.sees(clinic.channel)
    assert (await case_of(clinic, case_id)).state is CaseState.WITHDRAWN
    assert await posts.load(clinic.bot.services.database.reader, case_id) is None
