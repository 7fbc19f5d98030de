"""Forged presses and bindings: what a tampered client sends, and rooms that must stay apart."""

from moderation.member import Role
from storage import cases, pictures, places
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import CYAN, MAGENTA, YELLOW, picture, shows


async def own_picture(clinic: Clinic, *colours: tuple[int, int, int]) -> int:
    """The doctor has a masked picture in a draft of their own; its id."""
    clinic.doctor.send_photo(picture(*colours), caption="?")
    await clinic.preview()
    draft = await cases.draft_of(clinic.bot.services.database.reader, clinic.doctor.id)
    assert draft is not None
    [row] = await pictures.of_case(clinic.bot.services.database.reader, draft.id)
    return row.id


async def test_a_correction_cannot_repaint_the_channel(clinic: Clinic) -> None:
    """A press that claims to stand under a post shows nothing there."""
    await clinic.submit()
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")
    clinic.channel.add(clinic.doctor)
    post = clinic.doctor.last(clinic.channel)
    before = post.picture
    picture_id = await own_picture(clinic, CYAN)
    answer = await clinic.doctor.forge(post, f"tog:{picture_id}:1:1")
    assert "in your private chat with me only" in answer.text
    assert post.picture == before


async def test_a_correction_belongs_to_its_own_message(clinic: Clinic) -> None:
    """Even in private, only the message that shows the picture may change."""
    picture_id = await own_picture(clinic, CYAN)
    screen = clinic.doctor.last()
    answer = await clinic.doctor.forge(screen, f"tog:{picture_id}:1:1")
    assert "earlier version" in answer.text
    assert not any(shows(m.picture, CYAN) for m in clinic.doctor.sees() if m.kind == "photo")


async def test_a_refused_picture_is_not_masked_by_a_strip(clinic: Clinic) -> None:
    """No detector has looked at it: a strip by hand does not make it safe."""
    clinic.doctor.send_photo(picture(YELLOW, MAGENTA), caption="?")
    refused = await clinic.doctor.expect("Masking failed")
    await clinic.doctor.expect("could not be masked")
    answer = await clinic.doctor.forge(refused, "strip:1:1:bottom")
    assert "earlier version" in answer.text
    assert not any(m.kind == "photo" for m in clinic.doctor.sees() if m.sender_id != m.chat_id)


async def test_moderators_share_no_chat_with_a_channel(clinic: Clinic) -> None:
    """The door of a channel opens for every member; it must never lead to the moderators."""
    for duty, room in (("other", clinic.moderators), ("moderation", clinic.discussion)):
        clinic.operator.send_text(f"/bind {duty}", chat=room)
        await clinic.operator.expect("a group of their own", room)
    assert await places.of_duty(clinic.bot.services.database.reader, "other") is None


async def test_the_moderators_door_stays_shut(clinic: Clinic) -> None:
    """A verified member who found a link that asks first is not let in by the bot."""
    await clinic.verify(clinic.student, Role.STUDENT)
    link = clinic.moderators.invite_link(asks_first=True)
    clinic.student.join(link)
    await clinic.settle()
    assert not clinic.student.is_in(clinic.moderators)


async def test_a_strangers_channel_is_not_offered(clinic: Clinic) -> None:
    """Somebody adds the bot to a channel of their own: no operator is asked, nothing is bound."""
    channel = clinic.messenger.add_channel("Moderators", owner=clinic.stranger)
    clinic.messenger.admit_bot(channel, rights="all")
    clinic.stranger.send_text("/bind moderation", chat=channel)
    await clinic.settle()
    assert not any("Bind the channel" in m.text for m in clinic.operator.sees())
    forged = f"bind:{channel.id}:0:moderation"
    await clinic.operator.forge(clinic.operator.last(), forged)
    place = await places.of_duty(clinic.bot.services.database.reader, "moderation")
    assert place is not None
    assert place.chat_id == clinic.moderators.id


async def test_a_change_of_mind_is_attested_anew(clinic: Clinic) -> None:
    """Another answer, given after the ticks, takes them back."""
    clinic.doctor.send_photo(picture(), caption="?")
    await clinic.preview()
    await clinic.fill()
    await clinic.doctor.press("Back")
    await clinic.doctor.press("Back")
    await clinic.doctor.press("Anonymous")
    screen = await clinic.doctor.expect("attest each line", since=clinic.doctor.last().stamp - 1)
    assert "☑" not in screen.text
    draft = await cases.draft_of(clinic.bot.services.database.reader, clinic.doctor.id)
    assert draft is not None
    assert not draft.attested


async def test_words_typed_at_a_button_do_not_replace_the_question(clinic: Clinic) -> None:
    """ "45 years" at the age is pointed to the buttons; the question stays."""
    clinic.doctor.send_photo(picture(), caption="Is this melanoma?")
    await clinic.preview()
    for label in ("Looks right", "Dermatology", "Keep it"):
        await clinic.doctor.press(label)
    clinic.doctor.send_text("45 years")
    await clinic.doctor.expect("answer with the buttons")
    await clinic.doctor.expect("The patient's age")
    draft = await cases.draft_of(clinic.bot.services.database.reader, clinic.doctor.id)
    assert draft is not None
    assert draft.question == "Is this melanoma?"


async def test_go_on_shows_the_screen_where_the_draft_stands(clinic: Clinic) -> None:
    """From /cases back into the draft, at whatever step."""
    clinic.doctor.send_photo(picture(), caption="?")
    await clinic.preview()
    for label in ("Looks right", "Dermatology", "Keep it"):
        await clinic.doctor.press(label)
    clinic.doctor.send_text("/cases")
    await clinic.doctor.expect("Your cases")
    await clinic.doctor.press("MP-00001")
    await clinic.doctor.press("Go on")
    assert "The patient's age" in clinic.doctor.last().text


async def test_an_ended_case_can_be_opened(clinic: Clinic) -> None:
    """A withdrawn case has no button left, and is shown all the same."""
    await clinic.submit()
    clinic.doctor.send_text("/cases")
    await clinic.doctor.expect("Your cases")
    await clinic.doctor.press("MP-00001")
    await clinic.doctor.press("Withdraw")
    await clinic.doctor.press("Yes, withdraw it")
    await clinic.doctor.expect("is withdrawn")
    clinic.doctor.send_text("/cases")
    await clinic.doctor.expect("Your cases")
    await clinic.doctor.press("· withdrawn")
    assert "What is it?" in clinic.doctor.last().text
