"""Reporters who are often wrong, and strangers: whose word hides a post, and how often."""

from dataclasses import replace

from moderation.request import HidingPolicy
from tests.journeys.clinic import Clinic
from tests.journeys.rights import ask, published
from tests.journeys.shield import photos, report, state, visible

DAY = 24 * 3600 + 60
MONTH = 30 * DAY


async def cry_wolf(clinic: Clinic, times: int) -> None:
    """The same member reports, moderators show the case again; each on another day."""
    for _time in range(times):
        card = await report(clinic, clinic.colleague)
        assert await state(clinic) == "hidden"
        await clinic.moderator.press("Show the case again", card, chat=clinic.moderators)
        await clinic.moderator.press("We found nothing", card, chat=clinic.moderators)
        await clinic.settle()
        clinic.messenger.clock.advance(DAY)


async def test_the_fourth_time_moderators_look_first(clinic: Clinic) -> None:
    """Nothing is hidden; member and moderators read why, and one tap still hides it."""
    await published(clinic)
    await cry_wolf(clinic, 3)
    card = await report(clinic, clinic.colleague)
    assert await state(clinic) == "published"
    assert visible(photos(clinic))
    assert "It hid nothing: several reports of this member" in card.text
    await clinic.colleague.expect("several of your reports were not upheld")
    await clinic.moderator.press("Hide until decided", card, chat=clinic.moderators)
    await clinic.settle()
    assert await state(clinic) == "hidden"


async def test_others_are_believed_all_along(clinic: Clinic) -> None:
    """One member's false alarms do not muffle another's."""
    await published(clinic)
    await cry_wolf(clinic, 3)
    await clinic.verify(clinic.student)
    await report(clinic, clinic.student)
    assert await state(clinic) == "hidden"


async def test_a_month_later_it_is_forgotten(clinic: Clinic) -> None:
    """A report counts against its member for thirty days."""
    await published(clinic)
    await cry_wolf(clinic, 3)
    clinic.messenger.clock.advance(MONTH)
    await report(clinic, clinic.colleague)
    assert await state(clinic) == "hidden"


async def test_what_was_right_does_not_count(clinic: Clinic) -> None:
    """Reports that moderators upheld leave a member as credible as before."""
    await published(clinic)
    await cry_wolf(clinic, 2)
    card = await report(clinic, clinic.colleague)
    await clinic.moderator.press("Take down now", card, chat=clinic.moderators)
    await clinic.settle()
    assert await state(clinic) == "taken_down"
    await clinic.submit(caption="Another")
    await clinic.approve(clinic.moderator)
    await clinic.settle()
    clinic.colleague.send_text("/report MP-00002")
    await clinic.settle()
    await clinic.colleague.press("can be recognised")
    await clinic.settle()
    assert await state(clinic, 2) == "hidden"


async def test_an_operator_lets_strangers_hide(clinic: Clinic) -> None:
    """By a setting: then a patient's request hides until moderators decide."""
    await published(clinic)
    rules = clinic.bot.services.rules
    clinic.bot.services.rules = replace(rules, hiding=HidingPolicy(strangers=True))
    clinic.stranger.start("takedown_MP00001")
    await clinic.stranger.expect("You need no account")
    clinic.stranger.send_text("It is me")
    await clinic.stranger.press("Answer me here only")
    await clinic.stranger.expect("is hidden everywhere")
    await clinic.settle()
    assert await state(clinic) == "hidden"
    assert not visible(photos(clinic))


async def test_otherwise_they_do_not(clinic: Clinic) -> None:
    """The default: case numbers follow one another, and an account costs nothing."""
    await published(clinic)
    await ask(clinic, clinic.stranger)
    assert await state(clinic) == "published"
