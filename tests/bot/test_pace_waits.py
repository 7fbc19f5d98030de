"""Who has to wait for their own chat holds up nobody else."""

from bot.pace import OVERALL, PER_GROUP, PER_PERSON, Pace, Patience


def test_a_chat_waits_for_itself() -> None:
    """Its limit is kept, and another chat's first message goes at once."""
    pace = Pace()
    waits = [pace.wait_for_chat(7, 1, 0.0) for _message in range(PER_PERSON.count + 1)]
    assert waits == [0.0] * PER_PERSON.count + [PER_PERSON.seconds]
    assert pace.wait_for_chat(8, 1, 0.0) == 0.0
    assert pace.wait_for_chat(-8, PER_GROUP.count + 1, 0.0) == PER_GROUP.seconds


def test_all_together_keep_the_overall_limit() -> None:
    """The message after a full second goes when the second is over."""
    pace = Pace()
    waits = [pace.wait_for_all(1, 0.0) for _message in range(OVERALL.count + 1)]
    assert waits[-2:] == [0.0, OVERALL.seconds]


async def test_who_must_wait_takes_nobodys_place() -> None:
    """Thirty others speak at once while one chat that said too much waits for its turn."""
    waited: list[float] = []

    async def rest(seconds: float) -> None:
        waited.append(seconds)

    async def send() -> bool:
        return True

    patience = Patience(rest=rest)

    async def say(chat_id: int) -> None:
        await patience.process_request(send, (), {}, "sendMessage", {"chat_id": chat_id}, None)

    for _message in range(PER_PERSON.count + 5):
        await say(7)
    assert max(waited) > PER_PERSON.seconds / 2
    waited.clear()
    for chat_id in range(100, 100 + OVERALL.count):
        await say(chat_id)
    assert max(waited, default=0.0) <= OVERALL.seconds
