"""Floods: a burst passes, the surplus of one person does not, and what others need is spared."""

from typing import Any

import pytest

from bot.flood import BURST_SECONDS, KNOWN_MAX, WAITING_MAX, Floods, Sender, sender_of

PERSON, OTHER, GROUP, MODERATORS, FOREIGN = 11, 12, -1001, -1002, -1004
OURS = {GROUP: False, MODERATORS: True}
NOW = 1_800_000_000.0
BURST = 30


def message(lane: int, user_id: int = PERSON, at: float = NOW, **content: Any) -> Any:
    body = {"chat": {"id": lane}, "from": {"id": user_id}, "date": int(at)} | content
    return lane, {"update_id": 1, "message": body}


def text(lane: int, user_id: int = PERSON, at: float = NOW) -> Any:
    return message(lane, user_id, at, text="hello")


def press(lane: int, user_id: int = PERSON) -> Any:
    return lane, {"update_id": 1, "callback_query": {"from": {"id": user_id}}}


def kept(updates: list[Any], floods: Floods | None = None, **more: Any) -> int:
    sorted_out = (floods or Floods(BURST)).sort(
        updates, more.get("waiting", {}), OURS, more.get("now", NOW)
    )
    return len(sorted_out.kept)


def test_an_album_passes_whole() -> None:
    """Ten pictures at once, and twice as many again, are no flood."""
    album = [message(PERSON, photo=[{}], media_group_id="1") for _picture in range(10)]
    assert kept(album * 3) == 30


def test_the_surplus_of_a_burst_is_left_out() -> None:
    """As many as a burst holds are kept; the person is named once, the others not at all."""
    updates = [text(PERSON)] * 10_000 + [text(OTHER)]
    found = Floods(BURST).sort(updates, {}, OURS, NOW)
    assert len(found.kept) == BURST + 1
    assert list(found.surplus) == [Sender(PERSON, PERSON)]


def test_after_the_burst_more_passes() -> None:
    """The window slides: who slows down is heard again."""
    floods = Floods(BURST)
    assert kept([text(PERSON)] * 40, floods) == BURST
    later = NOW + BURST_SECONDS
    assert kept([text(PERSON, at=later)], floods, now=later) == 1


def test_what_was_sent_while_the_bot_was_away_is_no_burst() -> None:
    """An hour's messages that arrive together count by the time at which they were sent."""
    updates = [text(PERSON, at=NOW + 60 * minute) for minute in range(60)]
    assert kept(updates, now=NOW + 3600) == 60


def test_what_was_not_stored_uses_up_nothing() -> None:
    """Telegram brings the same album again and again: each time all of it passes, and no more."""
    floods = Floods(BURST)
    updates = [message(PERSON, photo=[{}])] * 20 + [press(PERSON)] * 20
    for _delivery in range(5):
        found = floods.sort(updates, {}, OURS, NOW)
        assert len(found.kept) == len(updates)
        floods.take_back(found)
    floods.sort(updates, {}, OURS, NOW)
    assert kept([text(PERSON)] * 100, floods) == BURST - 20


def test_whose_updates_were_never_stored_is_forgotten_too() -> None:
    """An empty allowance is no reason to stay in memory, nor to break."""
    floods = Floods(BURST)
    for person in range(1, KNOWN_MAX + 1):
        floods.take_back(floods.sort([text(person)], {}, OURS, NOW))
    kept([text(KNOWN_MAX + 1)], floods)
    assert len(floods._recent) == 1


def test_a_private_chat_may_not_pile_up() -> None:
    """However slowly it was sent, so much waits of one person and no more."""
    updates = [text(PERSON, at=NOW + 60 * minute) for minute in range(5)]
    assert kept(updates, waiting={PERSON: WAITING_MAX - 2}) == 2


def test_presses_have_an_allowance_of_their_own() -> None:
    """They carry no date, so they count by their arrival; a picture album uses up none of it."""
    updates = [text(PERSON)] * 40 + [press(PERSON)] * 40
    assert kept(updates) == 2 * BURST


def test_a_clock_that_was_set_back_locks_nobody_out() -> None:
    """The window of the wrong hour is not waited for."""
    floods = Floods(BURST)
    assert kept([press(PERSON)] * 40, floods, now=NOW + 7200) == BURST
    assert kept([press(PERSON)] * 5, floods, now=NOW) == 5


@pytest.mark.parametrize(
    "update",
    [
        press(GROUP),
        message(GROUP, photo=[{}], caption="a raw picture"),
        message(GROUP, text="a post", is_automatic_forward=True),
        message(GROUP, migrate_to_chat_id=-1003),
        (GROUP, {"update_id": 1, "my_chat_member": {"chat": {"id": GROUP}}}),
        (GROUP, {"update_id": 1, "chat_join_request": {"from": {"id": PERSON}}}),
    ],
)
def test_groups_lose_nothing_that_matters(update: Any) -> None:
    """Presses, pictures, posts and what Telegram reports of a group always pass."""
    assert sender_of(*update, OURS) is None
    assert kept([update] * 300) == 300


def test_talk_in_a_group_is_held_to_a_burst() -> None:
    """Each speaker for themselves, also who writes in the name of a channel."""
    updates = [text(GROUP)] * 100 + [text(GROUP, OTHER)] * 5
    updates += [message(GROUP, 136817688, text="x", sender_chat={"id": -1009})] * 100
    assert kept(updates) == BURST + 5 + BURST


def test_moderators_are_never_left_out() -> None:
    """Their group is spared whatever comes."""
    assert kept([text(MODERATORS)] * 300) == 300


@pytest.mark.parametrize(
    "update",
    [
        (FOREIGN, {"update_id": 1, "channel_post": {"chat": {"id": FOREIGN}, "text": "/bind x"}}),
        message(FOREIGN, sticker={}),
        message(FOREIGN, text="a post", is_automatic_forward=True, sender_chat={"id": -1009}),
        press(FOREIGN),
        (FOREIGN, {"update_id": 1, "my_chat_member": {"chat": {"id": FOREIGN}}}),
        (FOREIGN, {"update_id": 1, "edited_message": {"chat": {"id": FOREIGN}, "text": "x"}}),
    ],
)
def test_a_chat_that_is_none_of_ours_counts_as_one(update: Any) -> None:
    """Whatever comes from it: anybody can make the bot an administrator of theirs."""
    assert kept([update] * 300) == BURST


def test_many_people_of_a_foreign_group_are_one_sender() -> None:
    """A thousand members have no thousand bursts."""
    assert kept([text(FOREIGN, person) for person in range(1, 500)]) == BURST


def test_the_copy_of_our_post_passes_in_a_group_that_is_not_known_yet() -> None:
    """It proves that the post is there, and names the group that was linked to our channel."""
    copy = message(FOREIGN, photo=[{}], is_automatic_forward=True, sender_chat={"id": GROUP})
    assert kept([copy] * 100) == 100


def test_who_fell_silent_is_forgotten() -> None:
    """A million people do not stay in memory."""
    floods = Floods(BURST)
    kept([text(person) for person in range(1, KNOWN_MAX + 1)], floods)
    kept([text(KNOWN_MAX + 1, at=NOW + 3600)], floods, now=NOW + 3600)
    assert len(floods._recent) == 1
